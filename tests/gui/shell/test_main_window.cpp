// SPDX-License-Identifier: Apache-2.0
#include "quick_pick.h"
#include "search_page.h"
#include "welcome_page.h"

#include "pulse/composition/standard_library_host.h"
#include "pulse/library/drafts.h"
#include "pulse/ui/activity/activity_panel.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/shell/main_window.h"
#include "pulse/ui/timeline/timeline_panel.h"
#include "pulse/ui/transfer/export_sheet.h"
#include "pulse/ui/transfer/import_sheet.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include "pulse/ui/health/health_page.h"
#include <QAccessible>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCommandLinkButton>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QShortcut>
#include <QSignalSpy>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>
#include <QTreeView>
#include <QTreeWidget>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

// A window as the program makes it, over the folders of one pretended person.
class Person
{
public:
    Person()
    {
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, m_home.filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
        qunsetenv("PULSE_LIBRARY");
    }

    [[nodiscard]] std::unique_ptr<MainWindow>
    openWindow(const MainWindow::Start &start = {},
               StandardLibraryHost::Purpose purpose = StandardLibraryHost::Purpose::Window)
    {
        const auto clock = std::make_shared<SystemClock>();
        const auto settings = std::make_shared<Settings>();
        const auto host = std::make_shared<StandardLibraryHost>(purpose, clock, settings);
        auto window = std::make_unique<MainWindow>(MainWindow::Services{
            host, settings, clock, {}, {}, {}, std::shared_ptr<LibraryConnections>(host, &host->connections())});
        window->resize(1280, 800); // the test's screen may be smaller
        window->start(start);
        window->show();
        return window;
    }

    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }

private:
    QTemporaryDir m_home;
};

QAction *action(const MainWindow &window, const QString &id)
{
    QAction *found = window.findChild<QAction *>(id);
    if (!found)
        qFatal("no action %s", qPrintable(id));
    return found;
}

QToolButton *libraryButton(const MainWindow &window)
{
    for (QToolButton *button : window.findChildren<QToolButton *>()) {
        if (button->accessibleName() == u"Library")
            return button;
    }
    qFatal("no button for the libraries");
}

DocumentArea *document(const MainWindow &window)
{
    return window.findChild<DocumentArea *>();
}

PromptTreePanel *tree(const MainWindow &window)
{
    return window.findChild<PromptTreePanel *>();
}

// The entry that leads to a prompt by name, as a person takes it: Ctrl+P, some letters, Enter.
void goTo(MainWindow &window, const QString &letters)
{
    action(window, u"go-to-prompt"_s)->trigger();
    QuickPick *popup = nullptr;
    for (QuickPick *candidate : window.findChildren<QuickPick *>()) {
        if (candidate->isVisible())
            popup = candidate;
    }
    QVERIFY(popup);
    auto *field = popup->findChild<QLineEdit *>();
    QSignalSpy picked(popup, &QuickPick::picked);
    QTest::keyClicks(field, letters);
    const auto *list = popup->findChild<QListView *>();
    QTRY_VERIFY(list->currentIndex().data().toString().contains(letters));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(picked.count(), 1);
}

QString currentName(const MainWindow &window)
{
    const DocumentInfo info = document(window)->current();
    return info.name && info.isLoaded ? info.name->toString() : QString();
}

QPushButton *visibleButton(const QWidget &in, const QString &text)
{
    for (QPushButton *button : in.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

void writeFile(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

bool hasPrompt(const LibrarySession &session, const QString &name)
{
    return session.catalogue().find(name) != nullptr;
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

    std::unique_ptr<Person> m_person;

    std::unique_ptr<MainWindow> openSample(const QString &prompt = {})
    {
        auto window = m_person->openWindow({{}, true});
        [&] {
            QTRY_VERIFY(window->findChild<LibrarySession *>() && window->findChild<LibrarySession *>()->isLoaded());
        }();
        if (!prompt.isEmpty()) {
            goTo(*window, prompt);
            [&] { QTRY_VERIFY(currentName(*window).contains(prompt)); }();
        }
        return window;
    }

private slots:
    void init() { m_person = std::make_unique<Person>(); }
    void cleanup() { m_person.reset(); }

    void theFirstStartWelcomesAndOffersTheSample()
    {
        const auto window = m_person->openWindow();
        auto *welcome = window->findChild<WelcomePage *>();
        QTRY_VERIFY(welcome->isVisible());
        QVERIFY(!tree(*window)->isVisible());
        const auto buttons = welcome->findChildren<QCommandLinkButton *>();
        QCOMPARE(buttons.size(), 4);
        QCOMPARE(buttons.back()->text(), u"Add a library"_s); // for whom a library waits in a network
        QVERIFY(!action(*window, u"new-prompt"_s)->isEnabled());
        buttons.front()->click();
        QTRY_VERIFY(tree(*window)->isVisible());
        QTRY_VERIFY(window->findChild<LibrarySession *>() &&
                    window->findChild<LibrarySession *>()->catalogue().size() > 10);
        QVERIFY(!welcome->isVisible());
        QVERIFY(action(*window, u"new-prompt"_s)->isEnabled());
    }

    void aNewWindowIsInsideItsScreen()
    {
        openSample()->close();
        const auto clock = std::make_shared<SystemClock>();
        const auto settings = std::make_shared<Settings>();
        const auto host = std::make_shared<StandardLibraryHost>(StandardLibraryHost::Purpose::Window, clock, settings);
        const MainWindow window(MainWindow::Services{host, settings, clock, {}, {}});
        const QSize room = window.screen()->availableSize();
        QVERIFY(window.width() < room.width() && window.height() < room.height());
    }

    void theWelcomePageAddsALibrary()
    {
        const auto clock = std::make_shared<SystemClock>();
        const auto settings = std::make_shared<Settings>();
        const auto host = std::make_shared<StandardLibraryHost>(StandardLibraryHost::Purpose::Window, clock, settings);
        const auto connections = std::shared_ptr<LibraryConnections>(host, &host->connections());
        MainWindow window(MainWindow::Services{host, settings, clock, {}, {}, {}, connections});
        window.start({});
        window.show();
        auto *welcome = window.findChild<WelcomePage *>();
        QTRY_VERIFY(welcome->isVisible());
        QPushButton *button = nullptr;
        for (auto *each : welcome->findChildren<QCommandLinkButton *>()) {
            if (each->text() == u"Add a library")
                button = each;
        }
        QVERIFY(button && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        auto *dialog = window.findChild<AddLibraryDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->step(), AddLibraryDialog::Step::Kind);
    }

    void theStatusBarShowsThatAllIsWell()
    {
        const auto window = openSample();
        const auto shows = [&window](QLatin1StringView name) {
            const QImage wanted = icon(name).pixmap(QSize(16, 16), window->devicePixelRatio()).toImage();
            const auto labels = window->statusBar()->findChildren<QLabel *>();
            return std::ranges::any_of(
                labels, [&](const QLabel *label) { return label->isVisible() && label->pixmap().toImage() == wanted; });
        };
        QTRY_VERIFY(shows("check"_L1));
        QVERIFY(!shows("lock"_L1) && !shows("offline"_L1));
        const QImage light = icon("check"_L1).pixmap(QSize(16, 16), window->devicePixelRatio()).toImage();
        action(*window, u"theme-dark"_s)->trigger();
        QTRY_VERIFY(isDark(QApplication::palette()));
        QVERIFY(icon("check"_L1).pixmap(QSize(16, 16), window->devicePixelRatio()).toImage() != light);
        QTRY_VERIFY(shows("check"_L1)); // in the colours of the dark
        action(*window, u"theme-light"_s)->trigger();
        QTRY_VERIFY(!isDark(QApplication::palette()));
        window->close();
        const auto reading = m_person->openWindow({{}, true}, StandardLibraryHost::Purpose::Reading);
        const auto locked = [&reading] {
            const QImage lock = icon("lock"_L1).pixmap(QSize(16, 16), reading->devicePixelRatio()).toImage();
            const auto labels = reading->statusBar()->findChildren<QLabel *>();
            return std::ranges::any_of(labels, [&](const QLabel *label) { return label->pixmap().toImage() == lock; });
        };
        QTRY_VERIFY(locked());
    }

    void whatSaysNothingLeavesItsPlaceInALowWindow()
    {
        const auto window = openSample();
        window->resize(900, 600);
        const auto *versions = window->findChild<TimelinePanel *>();
        QTRY_VERIFY(!versions->isVisible()); // no prompt is open
        action(*window, u"backups"_s)->trigger();
        QVERIFY(!versions->isVisible());
        goTo(*window, u"support/greeting"_s);
        QTRY_VERIFY(versions->isVisible());
        action(*window, u"backups"_s)->trigger();
        QTRY_VERIFY(!versions->isVisible());
    }

    void theFirstPaintIsTold()
    {
        const auto window = m_person->openWindow({{}, true});
        QSignalSpy painted(window.get(), &MainWindow::firstTreePainted);
        QTRY_COMPARE(painted.count(), 1);
    }

    void noShortcutIsAmbiguous()
    {
        const auto window = openSample(u"greeting"_s);
        QHash<QKeySequence, QObject *> everywhere;
        QHash<QKeySequence, QObject *> somewhere;
        const auto see = [&](QObject *owner, const QKeySequence &key, Qt::ShortcutContext context) {
            if (key.isEmpty())
                return;
            const bool wide = context == Qt::WindowShortcut || context == Qt::ApplicationShortcut;
            const QString about = key.toString() + u": "_s + owner->objectName();
            QVERIFY2(!everywhere.contains(key) || everywhere[key] == owner, qPrintable(about));
            QVERIFY2(!wide || !somewhere.contains(key), qPrintable(about));
            (wide ? everywhere : somewhere).insert(key, owner);
        };
        for (QAction *one : window->findChildren<QAction *>()) {
            for (const QKeySequence &key : one->shortcuts())
                see(one, key, one->shortcutContext());
        }
        for (QShortcut *one : window->findChildren<QShortcut *>()) {
            for (const QKeySequence &key : one->keys())
                see(one, key, one->context());
        }
        QVERIFY(everywhere.size() > 30);
    }

    void everythingThatTakesTheFocusHasAName()
    {
        const auto window = openSample(u"greeting"_s);
        int seen = 0;
        for (QWidget *widget : window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
                continue;
            if (widget->objectName().startsWith("qt_"_L1) || qobject_cast<QScrollBar *>(widget) ||
                qobject_cast<QSplitterHandle *>(widget))
                continue;
            const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(accessible);
            ++seen;
            QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() +
                                u" in "_s + QString::fromLatin1(widget->parentWidget()->metaObject()->className())));
        }
        QVERIFY(seen > 10);
    }

    void goingToAPromptOpensItAndBackLeadsBack()
    {
        const auto window = openSample(u"greeting"_s);
        goTo(*window, u"refund"_s);
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
        QCOMPARE(window->windowTitle(), u"Pulse — support/refund-reply"_s);
        QVERIFY(action(*window, u"back"_s)->isEnabled());
        QVERIFY(!action(*window, u"forward"_s)->isEnabled());
        action(*window, u"back"_s)->trigger();
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        action(*window, u"forward"_s)->trigger();
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
    }

    void searchingEverywhereOpensTheLine()
    {
        const auto window = openSample();
        action(*window, u"search-everywhere"_s)->trigger();
        auto *page = window->findChild<SearchPage *>();
        QVERIFY(page && page->isVisible());
        page->field()->setText(u"refund"_s);
        QTRY_VERIFY(page->results()->topLevelItemCount() > 0);
        QTreeWidgetItem *first = page->results()->topLevelItem(0);
        const QString name = first->text(0);
        emit page->results()->itemActivated(first->child(0), 0);
        QTRY_COMPARE(currentName(*window), name);
        page->field()->setText(u"nothing holds this text at all"_s);
        QTRY_COMPARE(page->results()->topLevelItemCount(), 0);
    }

    void actionsThatAreNotPossibleSayWhy()
    {
        const auto window = openSample();
        QAction *publish = action(*window, u"publish"_s);
        QVERIFY(!publish->isEnabled());
        QVERIFY(publish->statusTip().contains("Open a prompt"_L1));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        QVERIFY(!publish->isEnabled());
        window->findChild<DocumentArea *>()->findChild<QPlainTextEdit *>()->insertPlainText(u"Hello. "_s);
        QTRY_VERIFY(publish->isEnabled());
        QVERIFY(action(*window, u"undo"_s)->isEnabled());
    }

    void copyingTakesTheWholeText()
    {
        const auto window = openSample(u"greeting"_s);
        action(*window, u"copy-text"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), document(*window)->currentText());
        action(*window, u"copy-reference"_s)->trigger();
        QVERIFY(QApplication::clipboard()->text().startsWith("support/greeting@"_L1));
    }

    void comparingOpensAPage()
    {
        const auto window = openSample(u"refund"_s);
        const int tabs = document(*window)->count();
        QTRY_VERIFY([&] {
            action(*window, u"compare"_s)->trigger();
            return document(*window)->count() > tabs;
        }());
        QTRY_VERIFY(action(*window, u"next-difference"_s)->isEnabled());
        action(*window, u"close-tab"_s)->trigger();
        QTRY_VERIFY(!action(*window, u"next-difference"_s)->isEnabled());
    }

    void theSessionComesBack()
    {
        {
            const auto window = openSample(u"greeting"_s);
            goTo(*window, u"refund"_s);
            QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
            action(*window, u"fold-left"_s)->trigger();
            QVERIFY(!tree(*window)->isVisible());
            window->close();
            QTRY_VERIFY(!window->isVisible());
        }
        const auto window = m_person->openWindow();
        QTRY_COMPARE(document(*window)->count(), 2);
        QTRY_COMPARE(currentName(*window), u"support/refund-reply"_s);
        QVERIFY(!tree(*window)->isVisible());
        QVERIFY(!action(*window, u"fold-left"_s)->isChecked());
    }

    void whatWasTypedSurvivesClosingTheWindow()
    {
        {
            const auto window = openSample(u"greeting"_s);
            document(*window)->findChild<QPlainTextEdit *>()->insertPlainText(u"Typed just before closing. "_s);
            window->close();
            QTRY_VERIFY(!window->isVisible());
        }
        const auto window = m_person->openWindow();
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        QTRY_VERIFY(document(*window)->currentText().startsWith("Typed just before closing. "_L1));
    }

    void theThemeSwitchesAtOnceAndIsKept()
    {
        const auto window = openSample();
        action(*window, u"theme-dark"_s)->trigger();
        QTRY_VERIFY(isDark(QApplication::palette()));
        QTRY_VERIFY(action(*window, u"theme-dark"_s)->isChecked());
        QCOMPARE(Settings().text(setting::theme), u"dark"_s);
        action(*window, u"theme-light"_s)->trigger();
        QTRY_VERIFY(!isDark(QApplication::palette()));
        action(*window, u"theme-system"_s)->trigger();
        QTRY_VERIFY(action(*window, u"theme-system"_s)->isChecked());
    }

    void aRemovedPromptComesBackByUndo()
    {
        const auto window = openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const QString name = u"support/greeting"_s;
        QVERIFY(hasPrompt(*session, name));
        tree(*window)->revealPrompt(Name::parse(name).value());
        QTRY_COMPARE(tree(*window)->selectedPrompts().size(), std::size_t(1));
        QAction *remove = nullptr;
        for (QAction *one : tree(*window)->contextActions()) {
            if (one->shortcuts().contains(QKeySequence(Qt::Key_Delete)))
                remove = one;
        }
        QVERIFY(remove && remove->isEnabled());
        remove->trigger();
        QTRY_VERIFY(!hasPrompt(*session, name));
        QTRY_VERIFY(visibleButton(*window, u"Undo"_s));
        visibleButton(*window, u"Undo"_s)->click();
        QTRY_VERIFY(hasPrompt(*session, name));
        QTRY_VERIFY(!visibleButton(*window, u"Undo"_s));
    }

    void undoNamesWhatWasDoneToTheLibrary()
    {
        const auto window = openSample();
        auto *session = window->findChild<LibrarySession *>();
        const Name from = Name::parse(u"support/greeting").value();
        const Name to = Name::parse(u"support/welcome").value();
        auto task = session->rename(from, to);
        QTRY_COMPARE(action(*window, u"undo"_s)->text(), u"Undo rename of “support/welcome”"_s);
        window->activateWindow();
        tree(*window)->focusTree();
        QTRY_VERIFY(tree(*window)->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(hasPrompt(*session, from.toString()));
        QTRY_VERIFY(!visibleButton(*window, u"Undo"_s));
        QTRY_COMPARE(action(*window, u"redo"_s)->text(), u"Redo rename of “support/welcome”"_s);
        action(*window, u"redo"_s)->trigger();
        QTRY_VERIFY(hasPrompt(*session, to.toString()));
    }

    void undoInTheEditorIsThatOfTheText()
    {
        const auto window = openSample(u"greeting"_s);
        auto *session = window->findChild<LibrarySession *>();
        MetadataPatch patch;
        patch.addTags = {u"fresh"_s};
        auto task = session->updateMetadata(*PromptRef::parse(u"support/greeting"), patch);
        QTRY_VERIFY(session->activities().nextUndo());
        auto *editor = document(*window)->findChild<QPlainTextEdit *>();
        const QString before = editor->toPlainText();
        window->activateWindow();
        editor->setFocus();
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(editor));
        QTest::keyClicks(editor, u"x"_s);
        QTRY_COMPARE(action(*window, u"undo"_s)->text(), u"&Undo"_s);
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(editor->toPlainText(), before);
        QVERIFY(session->activities().nextUndo());
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session->activities().nextUndo()); // nothing left of the text, and yet not the library's turn
    }

    void theListOfActivitiesOpensFromTheStatusBar()
    {
        const auto window = openSample();
        auto *session = window->findChild<LibrarySession *>();
        auto task = session->duplicate(Name::parse(u"support/greeting").value(), Name::parse(u"copied").value());
        QTRY_VERIFY(session->activities().nextUndo());
        QAbstractButton *open = nullptr;
        for (auto *button : window->statusBar()->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == u"Activity")
                open = button;
        }
        QVERIFY(open);
        open->click();
        auto *list = window->findChild<ActivityPanel *>();
        QVERIFY(list && list->isVisible());
        QCOMPARE(list->view()->model()->rowCount(), 1);
        QTest::keyClick(list->view(), Qt::Key_Return);
        QTRY_VERIFY(!hasPrompt(*session, u"copied"_s));
        QTest::keyClick(list->view(), Qt::Key_Escape);
        QVERIFY(!list->isVisible());
    }

    void aReadOnlyLibrarySaysSoInPlace()
    {
        openSample()->close();
        const auto window = m_person->openWindow({{}, true}, StandardLibraryHost::Purpose::Reading);
        QTRY_VERIFY(window->findChild<LibrarySession *>());
        QVERIFY(window->findChild<LibrarySession *>()->isReadOnly());
        QVERIFY(!action(*window, u"new-prompt"_s)->isEnabled());
        QVERIFY(action(*window, u"new-prompt"_s)->statusTip().contains("not changed"_L1));
        QVERIFY(window->findChild<MessageBar *>()->isVisible());
    }

    void aLibraryThatIsGoneIsSaidAndCanBeMade()
    {
        const QString gone = m_person->path(u"gone"_s);
        const auto window = m_person->openWindow({{gone}, false});
        QTRY_VERIFY(visibleButton(*window, u"Try again"_s));
        QVERIFY(window->findChild<WelcomePage *>()->isVisible());
        QVERIFY(visibleButton(*window, u"Make a library there"_s));
        visibleButton(*window, u"Make a library there"_s)->click();
        QTRY_VERIFY(window->findChild<LibrarySession *>());
        QTRY_VERIFY(visibleButton(*window, action(*window, u"new-prompt"_s)->text()));
    }

    void closingALibraryLetsGoOfIt()
    {
        const auto window = openSample(u"greeting"_s);
        action(*window, u"close-library"_s)->trigger();
        QTRY_VERIFY(!window->findChild<LibrarySession *>());
        QCOMPARE(document(*window)->count(), 0);
        QTRY_VERIFY(window->findChild<WelcomePage *>()->isVisible());
        QVERIFY(!action(*window, u"go-to-prompt"_s)->isEnabled());
        QVERIFY(!action(*window, u"back"_s)->isEnabled());
    }

    void checkingOpensAPageThatTellsTheOutcome()
    {
        const auto window = openSample();
        action(*window, u"check-library"_s)->trigger();
        auto *page = window->findChild<HealthPage *>();
        QVERIFY(page);
        QCOMPARE(document(*window)->currentPage(), page);
        QTRY_COMPARE_WITH_TIMEOUT(page->state(), HealthPage::State::Checked, 20000);
        QVERIFY(page->report().findings.empty());
        QVERIFY(page->report().versions > 0);
        // Asking again finds the same page, and checks anew.
        action(*window, u"check-library"_s)->trigger();
        QCOMPARE(window->findChildren<HealthPage *>().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(page->state(), HealthPage::State::Checked, 20000);
    }

    void importingAFolderTellsWhatWillHappenFirst()
    {
        const auto window = openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const QString folder = m_person->path(u"mine"_s);
        writeFile(folder + u"/hello.md"_s, "# Hello");
        writeFile(folder + u"/bye.prompt"_s, "Bye");
        action(*window, u"import-folder"_s)->trigger();
        auto *chooser = window->findChild<QFileDialog *>();
        QVERIFY(chooser);
        chooser->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(folder);
        QMetaObject::invokeMethod(chooser, "accept");
        auto *sheet = window->findChild<ImportSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Ready);
        QVERIFY2(sheet->summary().startsWith(u"2 prompts, 2 versions"_s), qPrintable(sheet->summary()));
        QVERIFY(!hasPrompt(*session, u"mine/hello"_s));
        sheet->mainButton()->click();
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Done);
        QTRY_VERIFY(hasPrompt(*session, u"mine/hello"_s) && hasPrompt(*session, u"mine/bye"_s));
        sheet->mainButton()->click();
        QTRY_VERIFY(!window->findChild<ImportSheet *>());
    }

    void whatIsDroppedOnTheTreeIsSummedUpFirst()
    {
        const auto window = openSample();
        const QString file = m_person->path(u"dropped.txt"_s);
        writeFile(file, "Dropped");
        emit tree(*window)->importRequested({file}, u"support"_s);
        auto *sheet = window->findChild<ImportSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        QCOMPARE(sheet->intoField()->text(), u"support"_s);
        QTRY_COMPARE(sheet->state(), ImportSheet::State::Ready);
        QVERIFY2(sheet->summary().contains(u"into support"_s), qPrintable(sheet->summary()));
        action(*window, u"close-library"_s)->trigger();
        QTRY_VERIFY(!window->findChild<LibrarySession *>());
        QVERIFY(!window->findChild<ImportSheet *>());
    }

    void exportingWritesFiles()
    {
        const auto window = openSample();
        const QString folder = m_person->path(u"out"_s);
        const auto exported = [&](const QString &told, const QString &file) {
            auto *sheet = window->findChild<ExportSheet *>();
            QVERIFY(sheet && sheet->isVisible());
            sheet->targetField()->setText(folder);
            QTRY_VERIFY(sheet->mainButton()->isEnabled());
            if (!told.isEmpty())
                QCOMPARE(sheet->summary(), told);
            sheet->mainButton()->click();
            QTRY_COMPARE(sheet->state(), ExportSheet::State::Done);
            QVERIFY2(QFile::exists(folder + file), qPrintable(sheet->summary()));
            sheet->mainButton()->click();
            QTRY_VERIFY(!window->findChild<ExportSheet *>());
        };
        emit tree(*window)->exportRequested({u"support/greeting"_s});
        exported(u"1 file"_s, u"/support/greeting.md"_s);
        QVERIFY(QFile::remove(folder + u"/support/greeting.md"_s));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(currentName(*window), u"support/greeting"_s);
        auto *timeline = window->findChild<TimelinePanel *>();
        emit timeline->exportRequested({Name::parse(u"support/greeting").value(), *document(*window)->current().base});
        exported(u"1 file"_s, u"/support/greeting.md"_s);
        action(*window, u"export-prompts"_s)->trigger();
        exported({}, u"/support/refund-reply.md"_s);
    }

    void theTimelineTellsWhenTheDraftWasSaved()
    {
        const auto window = openSample();
        const auto *session = window->findChild<LibrarySession *>();
        const Name name = Name::parse(u"support/greeting").value();
        const QDateTime saved(QDate(2024, 5, 5), QTime(5, 5, 5), QTimeZone::utc());
        DraftStore store(DraftStore::defaultFolder(), session->info().id, std::make_shared<SystemClock>());
        QVERIFY(store.save(
            {.key = name.toString(), .name = name, .base = {}, .content = "Old work", .savedAt = saved, .cursor = 0}));
        goTo(*window, u"greeting"_s);
        QTRY_COMPARE(document(*window)->currentText(), u"Old work"_s);
        const auto *model = window->findChild<TimelinePanel *>()->model();
        QTRY_VERIFY(model->isDraft(model->index(0)));
        QCOMPARE(model->index(0).data(VersionHistoryModel::DateRole).toDateTime(), saved);
        document(*window)->findChild<QPlainTextEdit *>()->insertPlainText(u"New "_s);
        QTRY_VERIFY(model->index(0).data(VersionHistoryModel::DateRole).toDateTime() > saved);
    }

    // By another program, while the window is open.
    void whatTheCommandLineConfiguresReachesTheWindow()
    {
        const auto window = openSample(u"greeting"_s);
        const auto other = std::make_shared<Settings>();
        QVERIFY(other->set(setting::theme, u"dark"_s));
        QTRY_VERIFY(isDark(QApplication::palette()));
        QVERIFY(other->set(setting::theme, u"light"_s));
        QTRY_VERIFY(!isDark(QApplication::palette()));
        LibraryProfile team;
        team.name = u"team"_s;
        team.url = QUrl::fromLocalFile(m_person->path(u"team"_s));
        QVERIFY(Profiles(other).add(team));
        QMenu *libraries = libraryButton(*window)->menu();
        const auto offersTeam = [libraries] {
            emit libraries->aboutToShow();
            return std::ranges::any_of(libraries->actions(),
                                       [](const QAction *entry) { return entry->text().startsWith(u"team"_s); });
        };
        QTRY_VERIFY(offersTeam());
    }

    void helpListsTheShortcutsAndTheLicences()
    {
        const auto window = openSample();
        action(*window, u"shortcuts"_s)->trigger();
        action(*window, u"about"_s)->trigger();
        action(*window, u"settings"_s)->trigger();
        const auto dialogs = window->findChildren<QDialog *>();
        QCOMPARE(dialogs.size(), 3);
        for (QDialog *dialog : dialogs)
            QVERIFY(dialog->isVisible());
        auto *list = dialogs.front()->findChild<QTreeWidget *>();
        QVERIFY(list && list->topLevelItemCount() >= 5);
        for (QDialog *dialog : dialogs)
            dialog->close();
        QTRY_VERIFY(window->findChildren<QDialog *>().isEmpty());
    }

    void everythingWorksFromNineHundredPixels()
    {
        const auto window = openSample(u"greeting"_s);
        window->resize(900, 600);
        QTRY_COMPARE(window->width(), 900);
        QVERIFY(window->minimumSizeHint().width() <= 900);
        auto *tabs = window->findChild<QTabWidget *>();
        QTRY_VERIFY(tabs && tabs->isVisible());
        action(*window, u"distraction-free"_s)->trigger();
        QTRY_VERIFY(!tree(*window)->isVisible());
        action(*window, u"distraction-free"_s)->trigger();
        QTRY_VERIFY(tree(*window)->isVisible());
    }
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
