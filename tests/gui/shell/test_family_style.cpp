// SPDX-License-Identifier: Apache-2.0
// What Pulse adds to Fusion can be seen.
#include "pulse/ui/shell/family_style.h"

#include <QApplication>
#include <QCommandLinkButton>
#include <QFile>
#include <QMainWindow>
#include <QMenuBar>
#include <QPainter>
#include <QStyleOptionButton>
#include <QTest>
#include <QToolBar>
#include <QVBoxLayout>

using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

// Of the pixels of one line through the picture, how far the most different one is from the ground at its beginning.
int contrastAlong(const QImage &image, int y)
{
    const int ground = qGray(image.pixel(0, 0));
    int most = 0;
    for (int x = 0; x < image.width(); ++x)
        most = std::max(most, std::abs(qGray(image.pixel(x, y)) - ground));
    return most;
}

} // namespace

class TestFamilyStyle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QApplication::setStyle(u"fusion"_s);
        FamilyStyle::install();
        QVERIFY(qobject_cast<FamilyStyle *>(QApplication::style()));
    }

    // First, before anything else needs one: Qt loads all of them for a single image, which takes as long as a good
    // part of the window.
    void barsNeedNoImagePlugins()
    {
        QMainWindow window;
        window.menuBar()->addMenu(u"File"_s);
        window.addToolBar(u"Tools"_s);
        QFile maps(u"/proc/self/maps"_s);
        QVERIFY(maps.open(QIODevice::ReadOnly));
        const QByteArray loaded = maps.readAll();
        QVERIFY(loaded.contains("libQt6Widgets"));
        QVERIFY(!loaded.contains("/imageformats/"));
    }

    void anEmptyCheckBoxHasAnEdgeOnDarkGround()
    {
        QPalette dark(QColor(0x30, 0x34, 0x3a), QColor(0x25, 0x28, 0x2d));
        dark.setColor(QPalette::PlaceholderText, QColor(0x7a, 0x82, 0x8c));
        QStyleOptionButton option;
        option.palette = dark;
        option.rect = QRect(4, 4, 16, 16);
        option.state = QStyle::State_Enabled | QStyle::State_Off;
        QImage image(24, 24, QImage::Format_RGB32);
        image.fill(dark.color(QPalette::Window));
        QPainter painter(&image);
        QApplication::style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &option, &painter);
        painter.end();
        QVERIFY2(contrastAlong(image, 12) > 50, qPrintable(QString::number(contrastAlong(image, 12))));
    }

    // Fusion derives edges from the window's colour, which has no darker shade there.
    void edgesAreSeenOnBlack()
    {
        QPalette black(Qt::black, Qt::black);
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
            black.setColor(role, Qt::white);
        black.setColor(QPalette::Base, Qt::black);
        for (const auto element : {QStyle::PE_FrameLineEdit, QStyle::PE_PanelButtonCommand, QStyle::PE_PanelMenu}) {
            QStyleOptionButton option;
            QStyleOptionFrame frame;
            frame.lineWidth = 1;
            QStyleOption &any = element == QStyle::PE_PanelButtonCommand ? static_cast<QStyleOption &>(option) : frame;
            any.palette = black;
            any.rect = QRect(4, 4, 16, 16);
            any.state = QStyle::State_Enabled;
            QImage image(24, 24, QImage::Format_RGB32);
            image.fill(Qt::black);
            QPainter painter(&image);
            QApplication::style()->drawPrimitive(element, &any, &painter);
            painter.end();
            QVERIFY2(contrastAlong(image, 12) > 50, qPrintable(QString::number(contrastAlong(image, 12))));
        }
    }

    // Also when it came there by an arrow key, for which Fusion draws nothing.
    void theLargeButtonWithTheFocusIsSeen()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *first = new QCommandLinkButton(u"A folder"_s, u"Plain files"_s);
        auto *second = new QCommandLinkButton(u"A bucket"_s, u"Far away"_s);
        column->addWidget(first);
        column->addWidget(second);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        first->setFocus(Qt::OtherFocusReason);
        QTRY_VERIFY(first->hasFocus());
        const QImage with = first->grab().toImage();
        second->setFocus(Qt::OtherFocusReason);
        QTRY_VERIFY(second->hasFocus());
        const QImage without = first->grab().toImage();
        const int middle = with.height() / 2;
        QVERIFY(with.pixel(0, middle) != without.pixel(0, middle));
    }
};

QTEST_MAIN(TestFamilyStyle)
#include "test_family_style.moc"
