// SPDX-License-Identifier: Apache-2.0
#include "main_window_parts.h"

namespace pulse::ui {
using namespace Qt::StringLiterals;

void MainWindow::Private::connectParts()
{
    const auto update = [this] { updateAll(); };
    connect(layout, &WindowLayout::columnsChanged, q, update);
    connect(upgrades, &UpgradeActions::upgraded, q, update);
    connect(prompts, &PromptController::navigationChanged, q, update);
    connect(
        prompts, &PromptController::exportRequested, transfer,
        [this](LibrarySession *session, const VersionKey &key) { transfer->exportPrompts(session, {key.toString()}); });
    connect(sync, &SyncActions::openRequested, q,
            [this](LibrarySession *session, const Name &name) { prompts->openPrompt(session, name); });
    connect(welcome, &WelcomePage::recentChosen, libraries, [this](const QString &location) {
        libraries->open(profiles->locationFor(location), OpenOptions::Mode::Existing);
    });
    connect(status, &StatusBar::activityRequested, q, [this] { undoing->showActivities(); });
    connectDocument();
    connectHealth();
    connectProfiles();
    connectSettings();
    connectLibraries();
    connectSaving();
    connectTree();
}

void MainWindow::Private::connectDocument()
{
    const auto update = [this] { updateAll(); };
    connect(document, &DocumentArea::currentChanged, q, update);
    connect(document, &DocumentArea::documentChanged, q, update);
    connect(document, &DocumentArea::cursorMoved, q, [this] { updateTitleAndStatus(); });
    connect(document, &DocumentArea::viewModeChanged, q, update);
    connect(document, &DocumentArea::draftsFlushed, q, [this](const std::optional<Error> &failure) {
        if (auto waiting = std::exchange(reopening, std::nullopt))
            reopen(*waiting, failure);
        if (!std::exchange(quitting, false))
            return;
        if (!failure) {
            q->close(); // once more the other way round when something was typed meanwhile
            return;
        }
        messages->post(u"flush"_s, MessageBar::Kind::Problem, failure->message(), {{tr("Quit anyway"), [this] {
                                                                                        quitAnyway = true;
                                                                                        q->close();
                                                                                    }}});
    });
}

void MainWindow::Private::connectHealth()
{
    connect(health, &HealthActions::restoreRequested, backups, &BackupActions::mend);
    connect(backups, &BackupActions::restored, health, &HealthActions::checkAgain);
    connect(backups, &BackupActions::openLibraryRequested, libraries,
            [this](const QString &folder) { libraries->open(folder, OpenOptions::Mode::Existing); });
    connect(document, &DocumentArea::restoreFromBackupRequested, backups,
            [this](LibrarySession *session, const VersionKey &damaged) {
                backups->mend(session, {{.severity = Finding::Severity::Damage,
                                         .kind = u"checksum-mismatch"_s,
                                         .path = damaged.toString(),
                                         .name = damaged.name,
                                         .version = damaged.version,
                                         .message = {}}});
            });
    connect(document, &DocumentArea::checkRequested, health, &HealthActions::check);
    connect(health, &HealthActions::openRequested, q,
            [this](LibrarySession *session, const Name &name, const std::optional<Version> &version) {
                if (version)
                    prompts->openVersion(session, {name, *version});
                else
                    prompts->openPrompt(session, name);
            });
}

void MainWindow::Private::connectProfiles()
{
    connect(profiles, &ProfileActions::changed, q, [this] { showCentre(); });
    connect(libraryActions, &LibraryActions::hostMet, profiles, &ProfileActions::meetHost);
    connect(sync, &SyncActions::hostMet, profiles, [this](LibrarySession *session, const Error &error) {
        profiles->meetHost(libraries->locationOf(session), error);
    });
    connect(profiles, &ProfileActions::reopenRequested, q,
            [this](LibrarySession *session, const QString &location) { beginReopening(session, location); });
}

void MainWindow::Private::connectSettings()
{
    connect(settings, &WindowSettings::changed, q, [this](const QString &key) { applySettings(key); });
    connect(settings, &WindowSettings::fileChanged, profiles, &ProfileActions::reload);
    settings->watch();
    connect(settings, &WindowSettings::refused, q, [this](const QString &key, const Error &error) {
        messages->post(key, MessageBar::Kind::Problem, error.message());
    });
}

void MainWindow::Private::connectLibraries()
{
    connect(libraries, &LibraryManager::stateChanged, q, [this] { updateAll(); });
    connect(libraries, &LibraryManager::opened, q, [this](LibrarySession *session) { restoreTabs(session); });
    connect(libraries, &LibraryManager::openFailed, q, [this] { showCentre(); });
    connect(libraries, &LibraryManager::aboutToClose, q, [this](LibrarySession *session) {
        if (session == libraries->current())
            tree->setLibrary(nullptr, nullptr);
        transfer->forget(session);
        health->forget(session);
        backups->forget(session);
        recovery->forget(session);
        sync->forget(session);
        branches->forget(session);
        profiles->forget(session);
        if (session == libraries->current())
            syncButton->setSession(nullptr);
        trash->forget(session);
        bookmarks.erase(session);
    });
    connect(libraries, &LibraryManager::currentChanged, q, [this](LibrarySession *session) {
        showTree(session);
        syncButton->setSession(session);
        showCentre();
    });
}

// What is open is remembered a while after it changed.
void MainWindow::Private::connectSaving()
{
    saveTimer.setSingleShot(true);
    saveTimer.setInterval(std::chrono::seconds(5));
    connect(&saveTimer, &QTimer::timeout, q, [this] { saveState(); });
    connect(document, &DocumentArea::currentChanged, &saveTimer, qOverload<>(&QTimer::start));
    connect(libraries, &LibraryManager::currentChanged, &saveTimer, qOverload<>(&QTimer::start));
}

void MainWindow::Private::connectTree()
{
    const auto current = [this] { return libraries->current(); };
    connect(tree, &PromptTreePanel::openRequested, q, [this, current](const Name &name) {
        if (current())
            prompts->openPrompt(current(), name);
    });
    connect(tree, &PromptTreePanel::newPromptRequested, q, [this, current](const QString &folder, const QString &leaf) {
        if (current())
            document->newPrompt(current(), folder, leaf);
    });
    connect(tree, &PromptTreePanel::importTextRequested, q,
            [this, current](const QString &text, const QString &folder) {
                if (current())
                    document->newPrompt(current(), folder, {}, text.toUtf8());
            });
    connect(tree, &PromptTreePanel::importRequested, q,
            [this, current](const QStringList &paths, const QString &folder) {
                if (current())
                    transfer->import(current(), paths, folder);
            });
    connect(tree, &PromptTreePanel::exportRequested, q, [this, current](const QStringList &refs) {
        if (current())
            transfer->exportPrompts(current(), refs);
    });
    connect(tree, &PromptTreePanel::renamed, q, [this, current](const Name &from, const Name &to) {
        if (current())
            prompts->renamed(current(), from, to);
    });
    connect(tree, &PromptTreePanel::firstPainted, q, [this] { tellFirstPaint(); });
    connect(document, &DocumentArea::draftStateChanged, q,
            [this](LibrarySession *session, const Name &name, bool hasDraft) {
                if (session == libraries->current())
                    tree->setDraft(name, hasDraft);
            });
    connect(document, &DocumentArea::currentChanged, q, [this] { followInTree(); });
    // A new prompt is in the tree when it was published.
    connect(document, &DocumentArea::documentChanged, q, [this] {
        if (const DocumentInfo info = document->current(); info.base && info.name != followed)
            followInTree();
    });
}

} // namespace pulse::ui
