// SPDX-License-Identifier: Apache-2.0
// Any other program, as the tree sees it: a place that takes what is dropped and tells of it, and a file that can be
// dragged away (the first argument).
#include "talker.h"

#include <QApplication>
#include <QDrag>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

class Taker final : public QLabel
{
public:
    explicit Taker(QWidget *parent)
        : QLabel(u"Drop here"_s, parent)
    {
        setAcceptDrops(true);
        setAlignment(Qt::AlignCenter);
        setFrameShape(QFrame::Box);
    }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override
    {
        event->acceptProposedAction();
        Talker::say("enter");
    }
    void dropEvent(QDropEvent *event) override
    {
        event->acceptProposedAction();
        for (const QUrl &url : event->mimeData()->urls())
            Talker::say("url " + url.toEncoded());
        Talker::say("text " + event->mimeData()->text().toUtf8().toPercentEncoding());
        Talker::say("dropped");
    }
};

class Giver final : public QLabel
{
public:
    Giver(QString file, QWidget *parent)
        : QLabel(u"Drag from here"_s, parent)
        , m_file(std::move(file))
    {
        setAlignment(Qt::AlignCenter);
        setFrameShape(QFrame::Box);
    }

protected:
    void mousePressEvent(QMouseEvent *event) override { m_pressed = event->position().toPoint(); }
    void mouseMoveEvent(QMouseEvent *event) override
    {
        if ((event->position().toPoint() - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return;
        auto *drag = new QDrag(this);
        auto *data = new QMimeData;
        data->setUrls({QUrl::fromLocalFile(m_file)});
        drag->setMimeData(data);
        Talker::say("dragging");
        drag->exec(Qt::CopyAction | Qt::MoveAction, Qt::CopyAction);
        Talker::say("given");
    }

private:
    QString m_file;
    QPoint m_pressed;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QWidget window;
    window.setWindowFlag(Qt::FramelessWindowHint);
    window.setGeometry(420, 60, 260, 260);
    auto *taker = new Taker(&window);
    auto *giver = new Giver(QApplication::arguments().value(1), &window);
    auto *column = new QVBoxLayout(&window);
    column->addWidget(taker);
    column->addWidget(giver);
    Talker talker([&](const QByteArray &line) {
        const QWidget *widget = line == "taker" ? static_cast<QWidget *>(taker) : giver;
        Talker::sayPoint("at", widget->mapToGlobal(widget->rect().center()));
    });
    window.show();
    Talker::say("shown");
    return QApplication::exec();
}
