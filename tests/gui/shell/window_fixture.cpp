// SPDX-License-Identifier: Apache-2.0
#include "window_fixture.h"

#include "quick_pick.h"

#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::ui;

namespace pulse::test {

namespace {

template <typename Part>
Part *partOf(const MainWindow &window, const QString &name = {})
{
    Part *found = window.findChild<Part *>(name);
    if (!found)
        qFatal("The window has no %s %s.", Part::staticMetaObject.className(), qPrintable(name));
    return found;
}

QuickPick *visiblePopup(const MainWindow &window)
{
    for (QuickPick *popup : window.findChildren<QuickPick *>()) {
        if (popup->isVisible())
            return popup;
    }
    qFatal("No field for the name of a prompt has opened.");
}

} // namespace

Person::Person()
{
    for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, m_home.filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
    qunsetenv("PULSE_LIBRARY");
}

std::unique_ptr<MainWindow> Person::openWindow(const MainWindow::Start &start,
                                               StandardLibraryHost::Purpose purpose) const
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

std::unique_ptr<MainWindow> Person::openSample(const QString &letters) const
{
    auto window = openWindow({{}, true});
    [&] { QTRY_VERIFY(window->findChild<LibrarySession *>() && window->findChild<LibrarySession *>()->isLoaded()); }();
    if (!letters.isEmpty()) {
        goTo(*window, letters);
        [&] { QTRY_VERIFY(currentName(*window).contains(letters)); }();
    }
    return window;
}

QAction *action(const MainWindow &window, const QString &id)
{
    return partOf<QAction>(window, id);
}

DocumentArea *document(const MainWindow &window)
{
    return partOf<DocumentArea>(window);
}

PromptTreePanel *tree(const MainWindow &window)
{
    return partOf<PromptTreePanel>(window);
}

void goTo(MainWindow &window, const QString &letters)
{
    action(window, u"go-to-prompt"_s)->trigger();
    const QuickPick *popup = visiblePopup(window);
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

bool hasPrompt(const LibrarySession &session, const QString &name)
{
    return session.catalogue().find(name) != nullptr;
}

} // namespace pulse::test
