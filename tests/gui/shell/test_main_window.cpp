// SPDX-License-Identifier: Apache-2.0
// The window itself: how it starts, what each part of it says, and what is true of the whole of it.
#include "welcome_page.h"
#include "window_fixture.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/libraries/add_library_dialog.h"
#include "pulse/ui/timeline/timeline_panel.h"

#include <QAccessible>
#include <QApplication>
#include <QCommandLinkButton>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QScrollBar>
#include <QShortcut>
#include <QSignalSpy>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

QToolButton *libraryButton(const MainWindow &window)
{
    for (QToolButton *button : window.findChildren<QToolButton *>()) {
        if (button->accessibleName() == u"Library")
            return button;
    }
    qFatal("no button for the libraries");
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

    std::unique_ptr<Person> m_person;

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
        m_person->openSample()->close();
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
        const auto window = m_person->openSample();
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
        const auto window = m_person->openSample();
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
        const auto window = m_person->openSample(u"greeting"_s);
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
        const auto window = m_person->openSample(u"greeting"_s);
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

    void theThemeSwitchesAtOnceAndIsKept()
    {
        const auto window = m_person->openSample();
        action(*window, u"theme-dark"_s)->trigger();
        QTRY_VERIFY(isDark(QApplication::palette()));
        QTRY_VERIFY(action(*window, u"theme-dark"_s)->isChecked());
        QCOMPARE(Settings().text(setting::theme), u"dark"_s);
        action(*window, u"theme-light"_s)->trigger();
        QTRY_VERIFY(!isDark(QApplication::palette()));
        action(*window, u"theme-system"_s)->trigger();
        QTRY_VERIFY(action(*window, u"theme-system"_s)->isChecked());
    }

    // By another program, while the window is open.
    void whatTheCommandLineConfiguresReachesTheWindow()
    {
        const auto window = m_person->openSample(u"greeting"_s);
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
        const auto window = m_person->openSample();
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
        const auto window = m_person->openSample(u"greeting"_s);
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
