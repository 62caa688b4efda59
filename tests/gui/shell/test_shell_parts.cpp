// SPDX-License-Identifier: Apache-2.0
#include "command_palette.h"
#include "command_table.h"
#include "fuzzy_match.h"
#include "navigation_history.h"
#include "quick_pick.h"
#include "theme_controller.h"
#include "welcome_page.h"
#include "window_commands.h"
#include "window_layout.h"
#include "window_state.h"

#include "pulse/test/effort.h"
#include "pulse/ui/common/format.h"

#include <QApplication>
#include <QCommandLinkButton>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

Name name(const QString &text)
{
    return Name::parse(text).value();
}

int scoreOf(const QString &pattern, const QString &text)
{
    return FuzzyPattern(pattern).score(text).value_or(-1);
}

} // namespace

class TestShellParts : public QObject
{
    Q_OBJECT

private slots:
    // However little room there is: what does not fit is scrolled to.
    void theWelcomeIsNeverCut()
    {
        QAction action(u"Eine Bibliothek hinzufügen"_s);
        action.setStatusTip(
            u"Eine Bibliothek hinzufügen, die in einem Ordner, einem Netz oder einem Repository liegt, wo auch immer"_s);
        WelcomePage page({&action, &action, &action, &action});
        page.resize(720, 300);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        int looked = 0;
        for (const QWidget *part : page.findChildren<QWidget *>()) {
            if (!part->isVisible() ||
                !(qobject_cast<const QLabel *>(part) || qobject_cast<const QCommandLinkButton *>(part)))
                continue;
            ++looked;
            QVERIFY2(part->height() >= part->heightForWidth(part->width()), part->metaObject()->className());
        }
        QCOMPARE(looked, 6);
    }

    void lettersMatchInOrder_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("positions");
        const QList<int> none;
        QTest::newRow("start of words") << u"rr"_s << u"support/refund-reply"_s << QList<int>{8, 15};
        QTest::newRow("in a row beats scattered") << u"ref"_s << u"r/e/f/ref"_s << QList<int>{6, 7, 8};
        QTest::newRow("the leaf beats the folder") << u"s"_s << u"os/so"_s << QList<int>{3};
        QTest::newRow("case does not matter") << u"REF"_s << u"Refund"_s << QList<int>{0, 1, 2};
        QTest::newRow("words in any order")
            << u"reply support"_s << u"support/reply"_s << QList<int>{0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12};
        QTest::newRow("other scripts") << u"стр"_s << u"СТРАНИЦА"_s << QList<int>{0, 1, 2};
        QTest::newRow("not in order") << u"ba"_s << u"ab"_s << none;
        QTest::newRow("missing letter") << u"xyz"_s << u"xy"_s << none;
    }

    void lettersMatchInOrder()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QList<int>, positions);
        QCOMPARE(FuzzyPattern(pattern).positions(text), positions);
        QCOMPARE(FuzzyPattern(pattern).score(text).has_value(), !positions.isEmpty());
    }

    void betterMatchesScoreMore()
    {
        QVERIFY(scoreOf(u"refund"_s, u"support/refund"_s) > scoreOf(u"refund"_s, u"refund-things/other"_s));
        QVERIFY(scoreOf(u"greet"_s, u"greet"_s) > scoreOf(u"greet"_s, u"a/very/long/path/to/greet-somebody"_s));
        QVERIFY(scoreOf(u"rr"_s, u"refund-reply"_s) > scoreOf(u"rr"_s, u"carrot"_s));
    }

    void aHostilePatternStaysQuick()
    {
        const FuzzyPattern pattern(QString(100000, u'a'));
        bool isScored = false;
        QCOMPARE_LT(test::effort(1000, [&] { isScored = pattern.score(QString(400, u'a')).has_value(); }), 1000);
        QVERIFY(isScored);
    }

    void backAndForwardLeadWhereOneWas()
    {
        NavigationHistory history;
        const Place a{u"lib"_s, name(u"a"_s), {}};
        const Place b{u"lib"_s, name(u"b"_s), Version::parse(u"1.0.0").value()};
        const Place c{u"lib"_s, name(u"c"_s), {}};
        QVERIFY(!history.canGoBack());
        history.visit(a);
        history.visit(a);
        QVERIFY(!history.canGoBack());
        history.visit(b);
        history.visit(c);
        QCOMPARE(history.back(), b);
        QCOMPARE(history.back(), a);
        QVERIFY(!history.canGoBack());
        QCOMPARE(history.forward(), b);
        history.visit(a);
        QVERIFY(!history.canGoForward());
        const auto recent = history.recent();
        QCOMPARE(recent.size(), std::size_t(2));
        QCOMPARE(recent.front(), a);
    }

    void aClosedLibraryIsForgotten()
    {
        NavigationHistory history;
        history.visit({u"one"_s, name(u"a"_s), {}});
        history.visit({u"two"_s, name(u"b"_s), {}});
        history.visit({u"one"_s, name(u"c"_s), {}});
        history.renamed(u"one"_s, name(u"c"_s), name(u"d"_s));
        history.forget(u"two"_s);
        QCOMPARE(history.recent().size(), std::size_t(2));
        QCOMPARE(history.recent().front().name, name(u"d"_s));
        QVERIFY(history.canGoBack());
        history.forget(u"one"_s);
        QVERIFY(history.recent().empty());
        QVERIFY(!history.canGoBack());
        QVERIFY(!history.canGoForward());
    }

    void everyShortcutIsUniqueAndEveryActionIsFound()
    {
        QMainWindow window;
        CommandTable table(&window);
        WindowCommands commands(table, &window);
        commands.buildMenus();
        commands.buildToolBar();
        QHash<QKeySequence, QString> seen;
        for (const QAction *action : table.all()) {
            QVERIFY2(!action->text().isEmpty() && !action->icon().isNull(), qPrintable(action->objectName()));
            QVERIFY2(!action->toolTip().isEmpty() && !action->statusTip().isEmpty(), qPrintable(action->objectName()));
            QVERIFY2(!CommandTable::groupOf(action).isEmpty(), qPrintable(action->objectName()));
            for (const QKeySequence &key : action->shortcuts()) {
                QVERIFY2(!seen.contains(key), qPrintable(action->objectName() + u" and "_s + seen.value(key)));
                seen.insert(key, action->objectName());
            }
        }
        QVERIFY(table.all().size() > 50);
    }

    void mnemonicsOfAMenuAreUnique()
    {
        QMainWindow window;
        CommandTable table(&window);
        WindowCommands commands(table, &window);
        commands.buildMenus();
        for (const QAction *top : window.menuBar()->actions()) {
            QHash<QChar, QString> seen;
            for (const QAction *action : top->menu()->actions()) {
                const qsizetype at = action->text().indexOf(u'&');
                if (at < 0)
                    continue;
                const QChar key = action->text().at(at + 1).toLower();
                QVERIFY2(!seen.contains(key),
                         qPrintable(top->text() + u": "_s + action->text() + u" and "_s + seen.value(key)));
                seen.insert(key, action->text());
            }
        }
    }

    void whatIsNotPossibleSaysWhy()
    {
        QMainWindow window;
        CommandTable table(&window);
        QAction *action = table.add({"x"_L1, u"File"_s, u"Do &it…"_s, "plus"_L1, {Qt::Key_F2}, u"Does it"_s});
        QCOMPARE(CommandTable::plainText(action), u"Do it"_s);
        QVERIFY(action->toolTip().contains("F2"_L1));
        table.setPossible("x"_L1, false, u"Nothing to do it with."_s);
        QVERIFY(!action->isEnabled());
        QCOMPARE(action->statusTip(), u"Nothing to do it with."_s);
        table.setPossible("x"_L1, true);
        QCOMPARE(action->statusTip(), u"Does it"_s);
    }

    void thePaletteRunsWhatIsChosen()
    {
        QMainWindow window;
        window.resize(900, 600);
        CommandTable table(&window);
        QAction *publish =
            table.add({"publish"_L1, u"Prompt"_s, u"&Publish…"_s, "publish"_L1, {Qt::CTRL | Qt::Key_Return}, u"tip"_s});
        table.add({"other"_L1, u"View"_s, u"Something else"_s, "plus"_L1, {}, u"tip"_s});
        table.add({"blocked"_L1, u"View"_s, u"Publicity"_s, "plus"_L1, {}, u"tip"_s});
        table.setPossible("blocked"_L1, false, u"Not now."_s);
        CommandPalette palette(table, &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, PULSE_PATIENCE));
        QSignalSpy triggered(publish, &QAction::triggered);
        palette.popUp();
        QCOMPARE(palette.popup()->count(), 3);
        QTest::keyClicks(QApplication::focusWidget(), u"publ"_s);
        QCOMPARE(palette.popup()->count(), 2);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down); // the impossible one is passed over
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(triggered.count(), 1);
        QVERIFY(!palette.popup()->isVisible());
        palette.popUp();
        QCOMPARE(palette.popup()->typed(), QString());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!palette.popup()->isVisible());
    }

    void thePaletteFindsACommandByWhatItDoes()
    {
        QMainWindow window;
        CommandTable table(&window);
        table.add({"check"_L1, u"Library"_s, u"Check library…"_s, "shield"_L1, {}, u"See the library’s health"_s});
        table.add({"heal"_L1, u"View"_s, u"Healthy lines"_s, "plus"_L1, {}, u"tip"_s});
        CommandPalette palette(table, &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, PULSE_PATIENCE));
        palette.popUp();
        QTest::keyClicks(QApplication::focusWidget(), u"health"_s);
        QCOMPARE(palette.popup()->count(), 2); // a title comes before what only says it
        QSignalSpy triggered(table["heal"_L1], &QAction::triggered);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(triggered.count(), 1);
        palette.popUp();
        QTest::keyClicks(QApplication::focusWidget(), u"xyz"_s);
        QCOMPARE(palette.popup()->count(), 0);
    }

    void thePaletteKnowsOtherWords_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("id");
        QTest::newRow("theme dark") << u"theme dark"_s << u"theme-dark"_s;
        QTest::newRow("dark theme") << u"dark theme"_s << u"theme-dark"_s;
        QTest::newRow("Light mode") << u"Light mode"_s << u"theme-light"_s;
        QTest::newRow("preferences") << u"preferences"_s << u"settings"_s;
        QTest::newRow("full screen") << u"full screen"_s << u"distraction-free"_s;
        QTest::newRow("webdav") << u"webdav"_s << u"add-library"_s;
        QTest::newRow("migrate") << u"migrate"_s << u"copy-library"_s;
        QTest::newRow("library health") << u"library health"_s << u"check-library"_s;
        QTest::newRow("upload") << u"upload"_s << u"synchronise"_s;
    }
    void thePaletteKnowsOtherWords()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, id);
        QMainWindow window;
        CommandTable table(&window);
        const WindowCommands commands(table, &window);
        CommandPalette palette(table, &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, PULSE_PATIENCE));
        palette.popUp();
        QTest::keyClicks(QApplication::focusWidget(), typed);
        QSignalSpy triggered(table[QLatin1StringView(id.toLatin1())], &QAction::triggered);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(triggered.count(), 1); // the first one
    }

    void aNewWindowFitsTheScreen()
    {
        QCOMPARE(WindowLayout::firstSize({2560, 1400}), QSize(1280, 800));
        for (const QSize screen : {QSize(1280, 800), QSize(1366, 728), QSize(1024, 768), QSize(800, 800)}) {
            const QSize first = WindowLayout::firstSize(screen);
            QVERIFY(first.width() < screen.width() && first.height() < screen.height()); // with its frame
        }
    }

    void tabsThatSayNothingLeaveTheirPlace()
    {
        auto *versions = new QWidget;
        WindowLayout layout(new QWidget, new QWidget, versions, new QWidget);
        layout.resize(900, 600);
        layout.show();
        QVERIFY(versions->isVisible());
        layout.setRightUseful(false);
        QVERIFY(!versions->isVisible());
        layout.setRightUseful(true);
        QVERIFY(versions->isVisible());
        layout.setRightUseful(false);
        layout.resize(1280, 600); // a wide window keeps its columns
        QVERIFY(versions->isVisible());
        layout.resize(900, 600);
        QVERIFY(!versions->isVisible());
        layout.setRightUseful(true);
        layout.setRightVisible(false);
        QVERIFY(!versions->isVisible());
    }

    void theRightColumnBecomesTabsInANarrowWindow()
    {
        auto *left = new QWidget;
        auto *versions = new QWidget;
        auto *details = new QWidget;
        WindowLayout layout(left, new QWidget, versions, details);
        layout.resize(1280, 700);
        layout.show();
        QVERIFY(!layout.isNarrow());
        QVERIFY(versions->isVisible() && details->isVisible());
        layout.resize(900, 600);
        QVERIFY(layout.isNarrow());
        QVERIFY(versions->isVisible() != details->isVisible());
        layout.setRightVisible(false);
        QVERIFY(!versions->isVisible() && !details->isVisible());
        layout.resize(1280, 700);
        QVERIFY(!versions->isVisible());
        layout.setRightVisible(true);
        QVERIFY(versions->isVisible() && details->isVisible());
        layout.setDistractionFree(true);
        QVERIFY(!left->isVisible() && !versions->isVisible());
        layout.setDistractionFree(false);
        QVERIFY(left->isVisible() && versions->isVisible());
    }

    void theLayoutIsRemembered()
    {
        WindowLayout first(new QWidget, new QWidget, new QWidget, new QWidget);
        first.resize(1400, 700);
        first.show();
        first.setLeftVisible(false);
        const QJsonObject state = first.saveState();
        WindowLayout second(new QWidget, new QWidget, new QWidget, new QWidget);
        second.restoreState(state);
        QVERIFY(!second.isLeftVisible());
        QVERIFY(second.isRightVisible());
        second.restoreState({{u"columns"_s, QJsonArray{-5, 3}}, {u"left"_s, true}}); // nonsense is left out
        QVERIFY(second.isLeftVisible());
    }

    void theStateSurvivesAndKnowsItsSchema()
    {
        const QTemporaryDir folder;
        const WindowState state(folder.filePath(u"deep/window.json"_s));
        QVERIFY(state.load().isEmpty());
        QVERIFY(state.save({{u"current"_s, u"x"_s}}));
        QCOMPARE(state.load().value("current"_L1).toString(), u"x"_s);
        QCOMPARE(QFile::permissions(state.path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QFile file(state.path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"schema\": 99, \"current\": \"newer\"}");
        file.close();
        QVERIFY(state.load().isEmpty());
        QVERIFY(!state.save({{u"current"_s, u"older"_s}}));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("newer"));
    }

    void aPaletteOfHighContrastGetsHintsThatCanBeRead()
    {
        QPalette black(Qt::black, Qt::black);
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
            black.setColor(role, Qt::white);
            black.setColor(QPalette::Disabled, role, Qt::black);
        }
        black.setColor(QPalette::Base, Qt::black);
        QColor faint(Qt::white);
        faint.setAlphaF(0.1F); // as good as black there
        for (const QColor &hint : {QColor(Qt::black), faint}) {
            black.setColor(QPalette::PlaceholderText, hint);
            const QPalette mended = mendedRoles(black).resolve(black);
            QVERIFY(contrastRatio(mended.color(QPalette::PlaceholderText), Qt::black) >= 4.5);
            for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
                QVERIFY(contrastRatio(mended.color(QPalette::Disabled, role), Qt::black) >= 2);
                QCOMPARE(mended.color(role), QColor(Qt::white)); // what can be read stays
            }
        }
        ThemeController theme;
        for (const QString &own : {u"light"_s, u"dark"_s}) {
            theme.apply(own);
            QCOMPARE(mendedRoles(QApplication::palette()).resolveMask(), QPalette::ResolveMask(0));
        }
        theme.apply(u"system"_s);
    }

    void theThemeSwitches()
    {
        ThemeController theme;
        theme.apply(u"dark"_s);
        QVERIFY(isDark(QApplication::palette()));
        QVERIFY(contrastRatio(QApplication::palette().color(QPalette::HighlightedText),
                              QApplication::palette().color(QPalette::Highlight)) >= 4.5);
        theme.apply(u"light"_s);
        QVERIFY(!isDark(QApplication::palette()));
        QVERIFY(contrastRatio(QApplication::palette().color(QPalette::HighlightedText),
                              QApplication::palette().color(QPalette::Highlight)) >= 4.5);
        theme.apply(u"nonsense"_s);
        QCOMPARE(theme.theme(), u"system"_s);
    }
};

QTEST_MAIN(TestShellParts)
#include "test_shell_parts.moc"
