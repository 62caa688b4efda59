// SPDX-License-Identifier: Apache-2.0
#include "library_actions.h"

#include "branch_actions.h"
#include "command_table.h"
#include "opening_messages.h"
#include "status_bar.h"
#include "window_commands.h"

#include "pulse/storage/unknown_host.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/tool_tip.h"
#include "pulse/ui/sync/sync_text.h"

#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString libraryMessageKey(const LibrarySession *session)
{
    return u"library:"_s + session->info().url.toString();
}

QString openFailedKey(const QString &location)
{
    return u"open:"_s + location;
}

QString menuText(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

LibraryActions::LibraryActions(LibraryManager &libraries, CommandTable &commands, Parts parts, QWidget *window)
    : QObject(window)
    , m_libraries(libraries)
    , m_commands(commands)
    , m_parts(parts)
    , m_window(window)
{
    connect(m_parts.menu, &QMenu::aboutToShow, this, &LibraryActions::fillMenu);
    connect(&m_libraries, &LibraryManager::stateChanged, this, &LibraryActions::showState);
    connect(&m_libraries, &LibraryManager::opened, this, &LibraryActions::followTroubles);
    connect(&m_libraries, &LibraryManager::openFailed, this, &LibraryActions::openingFailed);
    // A new attempt, whoever began it, tells its own end.
    connect(&m_libraries, &LibraryManager::openingProgressed, this,
            [this](const QString &location) { m_parts.messages->dismiss(openFailedKey(location)); });
    connect(&m_libraries, &LibraryManager::aboutToClose, this,
            [this](LibrarySession *session) { m_parts.messages->dismiss(libraryMessageKey(session)); });
    new OpeningMessages(m_libraries, m_parts.messages, this);
    fillMenu();
    showState();
}

void LibraryActions::fillMenu()
{
    QMenu *menu = m_parts.menu;
    menu->clear();
    menu->setToolTipsVisible(true);
    QStringList shown;
    for (LibrarySession *session : m_libraries.sessions()) {
        const QString url = session->info().url.toString();
        shown.append(url);
        QAction *action = menu->addAction(menuText(session->title()) + u'\t' + m_libraries.stateText(session));
        action->setCheckable(true);
        action->setChecked(session == m_libraries.current());
        action->setToolTip(toolTipText(LibraryManager::displayLocation(url)));
        connect(action, &QAction::triggered, &m_libraries, [this, url] {
            if (LibrarySession *chosen = m_libraries.find(url))
                m_libraries.setCurrent(chosen);
        });
    }
    addProfiles(menu, shown);
    if (!m_libraries.sessions().empty()) {
        menu->addSeparator();
        if (BranchActions::isPossible(m_libraries.current())) {
            for (const auto id : {command::branches, command::newBranch})
                menu->addAction(m_commands[id]);
            menu->addSeparator();
        }
        if (m_libraries.current() && m_libraries.current()->sync()) {
            for (const auto id : {command::synchronise, command::conflicts})
                menu->addAction(m_commands[id]);
            menu->addSeparator();
        }
        for (const auto id : {command::reloadLibrary, command::checkLibrary, command::backups, command::upgradeLibrary,
                              command::copyLibrary, command::closeLibrary})
            menu->addAction(m_commands[id]);
    }
    QMenu *recent = nullptr;
    for (const QString &location : m_libraries.recent()) {
        if (shown.contains(location))
            continue;
        if (!recent) {
            menu->addSeparator();
            recent = menu->addMenu(icon("clock"_L1), tr("Open &recent"));
        }
        QAction *action = recent->addAction(menuText(LibraryManager::displayLocation(location)));
        connect(action, &QAction::triggered, &m_libraries,
                [this, location] { m_libraries.open(location, OpenOptions::Mode::Existing); });
    }
    menu->addSeparator();
    for (const auto id : {command::addLibrary, command::openLibrary, command::newLibrary, command::openSample})
        menu->addAction(m_commands[id]);
}

/// Those that have a name stand in the menu also while they are not open.
void LibraryActions::addProfiles(QMenu *menu, QStringList &shown)
{
    if (!m_closedProfiles)
        return;
    for (const LibraryProfile &profile : m_closedProfiles()) {
        const QString url = profile.url.toString();
        shown.append(url);
        QAction *action = menu->addAction(menuText(profile.name) + u'\t' + tr("not open"));
        action->setCheckable(true);
        action->setToolTip(toolTipText(LibraryManager::displayLocation(url)));
        connect(action, &QAction::triggered, &m_libraries,
                [this, name = profile.name] { m_libraries.open(name, OpenOptions::Mode::Existing); });
    }
}

void LibraryActions::setProfiles(std::function<std::vector<LibraryProfile>()> closed)
{
    m_closedProfiles = std::move(closed);
}

void LibraryActions::showState()
{
    const LibrarySession *session = m_libraries.current();
    if (!session) {
        m_parts.button->setText(m_libraries.isOpening() ? tr("Opening…") : tr("Open a library"));
        m_parts.status->setLibrary(icon("library"_L1),
                                   m_libraries.isOpening() ? tr("Opening…") : tr("No library is open"), {});
        return;
    }
    const QString state = m_libraries.stateText(session);
    const bool failed = m_libraries.hasFailed(session);
    const QString brief = session->sync() ? syncBrief(session->sync()->status()) : QString();
    m_parts.button->setText(menuText(brief.isEmpty() ? session->title() : session->title() + u" · "_s + brief));
    m_parts.button->setToolTip(
        toolTipText(session->title() + u" · "_s + state + u'\n' + tr("Change to another library")));
    // The sign that all is well only where the home has all of it.
    const bool isAway = session->sync() && !isSynced(session->sync()->status());
    const auto symbol = failed                  ? "offline"_L1
                        : isAway                ? syncIcon(session->sync()->status())
                        : session->isReadOnly() ? "lock"_L1
                        : session->isLoaded()   ? "check"_L1
                                                : "sync"_L1;
    const QString url = session->info().url.toString();
    // How it stands with its home is told by the button beside it.
    m_parts.status->setLibrary(icon(symbol), session->title() + u" · "_s + m_libraries.contentText(session),
                               LibraryManager::displayLocation(url));
}

void LibraryActions::followTroubles(LibrarySession *session)
{
    connect(session, &LibrarySession::failed, this, [this, session](const Error &error) {
        m_parts.messages->post(libraryMessageKey(session), MessageBar::Kind::Problem, error.message(),
                               {{tr("Try again"), [this, url = session->info().url.toString()] {
                                     if (LibrarySession *there = m_libraries.find(url))
                                         there->reload();
                                 }}});
    });
    connect(session, &LibrarySession::recovered, this, [this, session] {
        m_parts.messages->dismiss(libraryMessageKey(session));
        showReadOnly(session);
    });
    showReadOnly(session);
}

void LibraryActions::showReadOnly(const LibrarySession *session)
{
    if (!session->isReadOnly())
        return;
    const QString reason = session->info().readOnlyReason;
    m_parts.messages->post(libraryMessageKey(session), MessageBar::Kind::Warning,
                           reason.isEmpty() ? tr("“%1” can be read, but not changed.").arg(session->title()) : reason);
}

void LibraryActions::openingFailed(const QString &location, const Error &error)
{
    if (error.code() == ErrorCode::Cancelled) {
        m_parts.messages->post(openFailedKey(location), MessageBar::Kind::Information,
                               tr("Opening “%1” was stopped.").arg(OpeningMessages::nameOf(location)));
        return;
    }
    QList<MessageBar::Action> actions{
        {tr("Try again"), [this, location] { m_libraries.open(location, OpenOptions::Mode::Existing); }}};
    if (UnknownHost::of(error))
        actions.prepend({tr("Look at the key…"), [this, location, error] { emit hostMet(location, error); }});
    const bool local = !location.contains("://"_L1) || location.startsWith("file:"_L1);
    if (error.code() == ErrorCode::NotFound && local)
        actions.append({tr("Make a library there"),
                        [this, location] { m_libraries.open(location, OpenOptions::Mode::CreateIfNone); }});
    const QString name = OpeningMessages::nameOf(location);
    const bool isNamed = error.message().contains(u"“%1”"_s.arg(name)) || error.message().contains(location);
    m_parts.messages->post(openFailedKey(location), MessageBar::Kind::Problem,
                           isNamed ? error.message() : tr("“%1” could not be opened. %2").arg(name, error.message()),
                           actions);
}

void LibraryActions::chooseFolder()
{
    auto *dialog = new QFileDialog(m_window, tr("Open a folder"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { m_libraries.open(path, OpenOptions::Mode::Existing); });
    dialog->open();
}

void LibraryActions::chooseNewFolder()
{
    auto *dialog = new QFileDialog(m_window, tr("Choose or make a folder for the new library"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Make the library here"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { m_libraries.open(path, OpenOptions::Mode::CreateIfNone); });
    dialog->open();
}

void LibraryActions::reload()
{
    if (LibrarySession *session = m_libraries.current())
        session->reload();
}

void LibraryActions::closeCurrent()
{
    if (LibrarySession *session = m_libraries.current())
        m_libraries.close(session);
}

} // namespace pulse::ui
