// SPDX-License-Identifier: Apache-2.0
// What bench_window compares with: the least that a program on QtWidgets can do, which is to show an empty window; with
// `words` as its argument one with a menu and a line of text, which is what any window with words pays for fonts.
#include "telling.h"

#include <QApplication>
#include <QDateTime>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QTimer>

namespace {

class BareWindow : public QMainWindow
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        QTimer::singleShot(0, this, [] {
            tell("painted", QDateTime::currentMSecsSinceEpoch());
            tell("resident", residentKilobytes());
            QApplication::quit();
        });
    }
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    BareWindow window;
    if (argc > 1 && QByteArrayView(argv[1]) == "words") {
        window.menuBar()->addMenu(QStringLiteral("File"));
        window.setCentralWidget(new QLabel(QStringLiteral("Hello")));
    }
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
