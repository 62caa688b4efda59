// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/highlighting.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/time_updates.h"
#include "pulse/ui/common/tool_tip.h"

#include <QAction>
#include <QApplication>
#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolButton>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

QPalette palette(const QColor &text, const QColor &base)
{
    QPalette made = QApplication::palette();
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        made.setColor(role, text);
    for (const auto role : {QPalette::Base, QPalette::Window, QPalette::Button})
        made.setColor(role, base);
    return made;
}

int inkedPixels(const QImage &image, const QColor &near)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > 200 && std::abs(pixel.red() - near.red()) < 12 &&
                std::abs(pixel.blue() - near.blue()) < 12)
                ++count;
        }
    }
    return count;
}

} // namespace

class TestUiCommon : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { QApplication::setPalette(QPalette()); }

    void everyIconIsDrawnInThePalettesColour()
    {
        QVERIFY(!icon("prompt"_L1).isNull());
        QApplication::setPalette(palette(QColor(10, 200, 30), Qt::black));
        int seen = 0;
        QDirIterator files(u":/icons"_s);
        while (files.hasNext()) {
            const QString name = QFileInfo(files.next()).completeBaseName();
            if (name == "pulse"_L1)
                continue;
            ++seen;
            const QImage image = icon(QLatin1StringView(name.toLatin1())).pixmap(QSize(16, 16), 2.0).toImage();
            QCOMPARE(image.size(), QSize(32, 32));
            QVERIFY2(inkedPixels(image, QColor(10, 200, 30)) > 6, qPrintable(name));
        }
        QVERIFY(seen >= 60);
    }

    void anIconFollowsAChangeOfThePalette()
    {
        const QIcon held = icon("folder"_L1);
        QApplication::setPalette(palette(Qt::red, Qt::white));
        QVERIFY(inkedPixels(held.pixmap(16, 16).toImage(), Qt::red) > 6);
        QApplication::setPalette(palette(Qt::blue, Qt::white));
        QCOMPARE(inkedPixels(held.pixmap(16, 16).toImage(), Qt::red), 0);
        QVERIFY(inkedPixels(held.pixmap(16, 16).toImage(), Qt::blue) > 6);
    }

    void aDisabledIconIsDimmed()
    {
        QPalette dimmed = palette(Qt::black, Qt::white);
        dimmed.setColor(QPalette::Disabled, QPalette::WindowText, QColor(150, 150, 150));
        QApplication::setPalette(dimmed);
        const QImage image = icon("folder"_L1).pixmap(QSize(16, 16), 1.0, QIcon::Disabled).toImage();
        QCOMPARE(inkedPixels(image, Qt::black), 0);
        QVERIFY(inkedPixels(image, QColor(150, 150, 150)) > 6);
    }

    void anUnknownIconIsNull() { QVERIFY(icon("no-such-icon"_L1).isNull()); }
    void theApplicationIconIsThere() { QVERIFY(!applicationIcon().pixmap(48, 48).isNull()); }

    void factsAndMeaningsAreReadable_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("base");
        QTest::newRow("light") << QColor(Qt::black) << QColor(Qt::white);
        QTest::newRow("soft light") << QColor(0x23, 0x26, 0x29) << QColor(0xfc, 0xfc, 0xfc);
        QTest::newRow("dark") << QColor(0xfc, 0xfc, 0xfc) << QColor(0x1b, 0x1e, 0x20);
        QTest::newRow("grey dark") << QColor(0xe0, 0xe0, 0xe0) << QColor(0x3a, 0x3a, 0x3a);
        QTest::newRow("high contrast") << QColor(Qt::white) << QColor(Qt::black);
    }

    void factsAndMeaningsAreReadable()
    {
        QFETCH(QColor, text);
        QFETCH(QColor, base);
        const QPalette p = palette(text, base);
        for (const QColor &color : {factColor(p), positiveColor(p), negativeColor(p), warningColor(p)})
            QVERIFY2(contrastRatio(color, base) >= 4.5, qPrintable(color.name()));
        QCOMPARE(isDark(p), base.lightness() < 128);
        QCOMPARE(tint(p, Qt::red, 0.0).rgb(), base.rgb());
        QCOMPARE(tint(p, Qt::red, 1.0).rgb(), QColor(Qt::red).rgb());
    }

    void contrastIsWhatWcagSays()
    {
        QVERIFY(qAbs(contrastRatio(Qt::black, Qt::white) - 21.0) < 0.01);
        QVERIFY(qAbs(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
    }

    void timesAreRelative_data()
    {
        QTest::addColumn<qint64>("secondsAgo");
        QTest::addColumn<QString>("expected");
        QTest::newRow("now") << qint64(3) << u"just now"_s;
        QTest::newRow("clock of another machine") << qint64(-20) << u"just now"_s;
        QTest::newRow("a minute") << qint64(60) << u"1 min ago"_s;
        QTest::newRow("minutes") << qint64(35 * 60) << u"35 min ago"_s;
        QTest::newRow("hours") << qint64(2 * 3600 + 100) << u"2 h ago"_s;
        QTest::newRow("yesterday") << qint64(30 * 3600) << u"yesterday"_s;
        QTest::newRow("days") << qint64(3 * 24 * 3600) << u"3 days ago"_s;
        QTest::newRow("long ago") << qint64(200 * 24 * 3600LL) << u"26 Nov 2023"_s;
    }

    void timesAreRelative()
    {
        QFETCH(qint64, secondsAgo);
        QFETCH(QString, expected);
        const QDateTime now(QDate(2024, 6, 13), QTime(14, 0), QTimeZone::systemTimeZone());
        QCOMPARE(relativeTime(now.addSecs(-secondsAgo), now), expected);
    }

    void howLongARelativeTimeLasts()
    {
        using namespace std::chrono_literals;
        const QDateTime now(QDate(2024, 6, 13), QTime(14, 0), QTimeZone::systemTimeZone());
        // Around every step, in the future, and somewhere in between.
        for (const qint64 seconds : {-7200, -62,  -61,  -60,  -1,   0,    44,    45,    46,    104,   105,    106,
                                     3540,  3599, 3600, 3601, 7199, 7200, 50399, 50400, 86399, 86400, 172800, 900000}) {
            for (const qint64 fraction : {0, 1, 999}) {
                const QDateTime time = now.addMSecs(-seconds * 1000 + fraction);
                const auto lasts = relativeTimeLasts(time, now);
                const QByteArray row = QByteArray::number(seconds) + " s, " + QByteArray::number(fraction);
                QVERIFY2(lasts > 0ms, row.constData());
                QVERIFY2(relativeTime(time, now.addDuration(lasts - 1ms)) == relativeTime(time, now), row.constData());
            }
        }
        QCOMPARE(relativeTimeLasts(now, now), 45s);
        QCOMPARE(relativeTimeLasts(now.addSecs(-45), now), 60s);
        QCOMPARE(relativeTimeLasts(now.addSecs(-7200), now), 1h);
        QCOMPARE(relativeTimeLasts(now.addDays(-3), now), 10h); // until midnight
        QCOMPARE(relativeTimeLasts({}, now), 0ms);
    }

    void whatIsSaidOfTheTimeStaysTrueWhileItIsSeen()
    {
        using namespace std::chrono_literals;
        QWidget window;
        auto *label = new QLabel(&window);
        int told = 0;
        auto lasts = 1ms;
        TimeUpdates updates(label, [&] {
            ++told;
            return std::chrono::milliseconds(lasts);
        });
        QVERIFY(!updates.isWaiting());
        updates.tellNow();
        QCOMPARE(told, 1);
        QVERIFY(!updates.isWaiting()); // nobody sees it
        window.show();
        QVERIFY(updates.isWaiting());
        QTRY_VERIFY(told > 5);
        window.hide();
        QVERIFY(!updates.isWaiting());
        const int before = told;
        lasts = 1h;
        window.show();
        QCOMPARE(told, before + 1); // brought up to date
        QVERIFY(updates.isWaiting());
        lasts = 0ms;
        updates.tellNow();
        QVERIFY(!updates.isWaiting()); // it holds no time
    }

    void aTimeThatIsNotValidIsEmpty()
    {
        QCOMPARE(relativeTime(QDateTime()), QString());
        QCOMPARE(exactTime(QDateTime()), QString());
    }

    void sizesHaveUnits()
    {
        QCOMPARE(fileSize(0), u"0 bytes"_s);
        QCOMPARE(fileSize(999), u"999 bytes"_s);
        QVERIFY2(fileSize(2134).contains("2.1"_L1) && fileSize(2134).contains("kB"_L1), qPrintable(fileSize(2134)));
    }

    void aToolTipShowsTheTextAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isWrapped");
        QTest::newRow("signs") << u"~/R&D \"drafts\" 'x'"_s << false;
        QTest::newRow("address") << u"https://example.org/?a=1&b=2"_s << false;
        QTest::newRow("an element") << u"<b>bold</b> & <img src='file:///etc/passwd'>"_s << true;
        QTest::newRow("less") << u"1 < 2 and 3 > 2"_s << false;
        QTest::newRow("an entity") << u"&lt;b&gt; is a tag"_s << true;
        QTest::newRow("below a line") << u"one\n<b>two</b>"_s << false;
        QTest::newRow("long") << u"A sentence of words & more. "_s.repeated(20).trimmed() << true;
    }

    // Shown as Qt shows a tool tip: what may be HTML is taken for that, and only that is wrapped.
    void aToolTipShowsTheTextAsItIs()
    {
        QFETCH(QString, text);
        const QString tip = toolTipText(text);
        const bool isHtml = Qt::mightBeRichText(tip);
        QCOMPARE(isHtml ? QTextDocumentFragment::fromHtml(tip).toPlainText() : tip, text);
        QTEST(isHtml, "isWrapped");
    }

    void fencesFindTheirLanguage_data()
    {
        QTest::addColumn<QString>("info");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *info, const char *name) {
            QTest::newRow(info) << QString::fromLatin1(info) << QString::fromLatin1(name);
        };
        row("json", "JSON");
        row("py", "Python");
        row("python", "Python");
        row("C++ title=x", "C++");
        row("{.rust}", "Rust");
        row("js", "JavaScript");
        row("ts", "TypeScript");
        row("shell", "Bash");
        row("yaml", "YAML");
        row("yml", "YAML");
        row("", "");
        row("text", "");
        row("no such language", "");
    }

    void fencesFindTheirLanguage()
    {
        QFETCH(QString, info);
        QFETCH(QString, expected);
        const Highlighting highlighting;
        const auto definition = highlighting.forFence(info);
        QCOMPARE(definition.isValid() ? definition.name() : QString(), expected);
        QVERIFY(highlighting.markdown().isValid());
    }

    void theThemeSuitsThePalette()
    {
        const Highlighting highlighting;
        const auto dark = highlighting.theme(palette(Qt::white, QColor(0x20, 0x20, 0x20)));
        const auto light = highlighting.theme(palette(Qt::black, Qt::white));
        QVERIFY(QColor::fromRgba(dark.editorColor(KSyntaxHighlighting::Theme::BackgroundColor)).lightness() < 128);
        QVERIFY(QColor::fromRgba(light.editorColor(KSyntaxHighlighting::Theme::BackgroundColor)).lightness() > 128);
    }

    void aMessageReplacesItsPredecessorAndRunsItsAction()
    {
        MessageBar bar;
        QVERIFY(bar.isHidden());
        bar.post(u"offline"_s, MessageBar::Kind::Warning, u"The library cannot be reached."_s);
        int undone = 0;
        bar.post(u"offline"_s, MessageBar::Kind::Warning, u"Still not."_s, {{u"Try again"_s, [&] { ++undone; }}});
        bar.post(u"other"_s, MessageBar::Kind::Problem, u"Something else."_s);
        QVERIFY(!bar.isHidden());
        QVERIFY(bar.isShowing(u"offline"_s));
        QPushButton *button = nullptr;
        for (QPushButton *candidate : bar.findChildren<QPushButton *>()) {
            if (candidate->isVisibleTo(&bar))
                button = candidate;
        }
        QVERIFY(button);
        QCOMPARE(button->text(), u"Try again"_s);
        button->click();
        QCOMPARE(undone, 1);
        QVERIFY(!bar.isShowing(u"offline"_s));
        bar.dismiss(u"other"_s);
        QVERIFY(bar.isHidden());
    }

    void aSuccessGoesAwayByItself()
    {
        MessageBar bar;
        bar.post(u"done"_s, MessageBar::Kind::Success, u"Published 1.2.0."_s);
        QVERIFY(bar.isShowing(u"done"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!bar.isShowing(u"done"_s), 10000);
    }

    void aLowEmptyStateKeepsItsWords()
    {
        QWidget window;
        auto *state = new EmptyState(&window);
        state->setContent(icon("check"_L1), u"No conflicts"_s, u"They would be shown here."_s);
        state->resize(400, 400);
        window.resize(400, 400);
        window.show();
        const auto place = [state](const QString &text) {
            for (const QLabel *label : state->findChildren<QLabel *>()) {
                if (label->text() == text)
                    return QRect(label->mapTo(state, QPoint()), label->size());
            }
            return QRect();
        };
        const auto *symbol = state->findChild<QLabel *>()->parentWidget()->findChild<QWidget *>();
        QVERIFY(symbol->isVisible());
        state->resize(400, 100);
        QTRY_VERIFY(!symbol->isVisible());
        QTRY_VERIFY(state->rect().contains(place(u"No conflicts"_s)));
        QVERIFY(!place(u"No conflicts"_s).intersects(place(u"They would be shown here."_s)));
        state->resize(400, 300);
        QTRY_VERIFY(symbol->isVisible());
    }

    void anEmptyStateOffersItsActions()
    {
        EmptyState state;
        QAction make(u"Create it"_s);
        QAction blocked(u"Import"_s);
        blocked.setEnabled(false);
        QSignalSpy made(&make, &QAction::triggered);
        state.setContent(icon("search"_L1), u"No prompt matches “xyz”"_s, u"Create it?"_s, {&make, &blocked});
        const auto buttons = state.findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        QVERIFY(!buttons.at(1)->isEnabled());
        buttons.front()->click();
        QCOMPARE(made.count(), 1);
        QCOMPARE(state.accessibleName(), u"No prompt matches “xyz”"_s);
        state.setContent(icon("folder"_L1), u"Empty"_s, {});
        QVERIFY(state.findChildren<QPushButton *>().isEmpty());
    }
};

QTEST_MAIN(TestUiCommon)
#include "test_ui_common.moc"
