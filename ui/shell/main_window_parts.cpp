// SPDX-License-Identifier: Apache-2.0
#include "main_window_parts.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/models/first_fetch.h"

#include <QToolBar>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int windowThreads = 3;
}

MainWindow::Private::Private(MainWindow *window, Services given)
    : q(window)
    , services(std::move(given))
    , runner(std::make_shared<TaskRunner>(windowThreads))
    , highlighting(std::make_shared<Highlighting>())
    , stateFile(services.stateFile)
{}

MainWindow::Private::~Private()
{
    // The widgets let go of the libraries before those end, and what they say of that concerns nobody any more.
    for (QObject *part : std::initializer_list<QObject *>{document, tree, timeline, details, layout, welcome, prompts,
                                                          transfer, settings, libraries})
        part->disconnect(q);
    delete goTo;
    delete palette;
    delete undoing;
    delete transfer;
    delete prompts;
    delete backups;
    delete recovery;
    delete upgrades;
    delete settingsDialog;
    delete profiles;
    delete branches;
    delete sync;
    delete syncButton;
    delete document;
    delete tree;
    delete timeline;
    delete details;
    delete trash;
    delete libraryActions;
    delete libraries;
}

void MainWindow::Private::build()
{
    libraries = new LibraryManager(services.host, q);
    settings = new WindowSettings(services.settings, runner, q);
    theme = new ThemeController(q);
    table = new CommandTable(q);
    commands = new WindowCommands(*table, q);
    commands->buildMenus();
    commands->buildToolBar();
    status = new StatusBar(q);
    q->setStatusBar(status);

    messages = new MessageBar;
    tree = new PromptTreePanel;
    commands->addTreeActions(tree->contextActions());
    document = new DocumentArea({runner, highlighting, services.clock, services.draftFolder});
    timeline = new TimelinePanel(services.clock);
    details = new MetadataPanel(services.clock);
    placeholder = new EmptyState;
    document->setPlaceholder(placeholder);
    layout = new WindowLayout(tree, document, timeline, details);
    welcome = new WelcomePage({(*table)[command::openSample], (*table)[command::openLibrary],
                               (*table)[command::newLibrary], (*table)[command::addLibrary]});
    centre = new QStackedWidget;
    centre->addWidget(layout);
    centre->addWidget(welcome);
    auto *central = new QWidget(q);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages);
    column->addWidget(centre, 1);
    q->setCentralWidget(central);

    prompts = new PromptController({document, timeline, details, messages, settings}, *libraries, runner, q);
    libraryActions = new LibraryActions(*libraries, *table,
                                        {messages, status, commands->libraryButton(), commands->libraryMenu()}, q);
    transfer = new TransferActions(*settings, q);
    health = new HealthActions(document, q);
    backups = new BackupActions({document, messages, status, libraries, settings, q}, services.clock,
                                services.makeLibrary, q);
    recovery = new RecoveryActions(document, messages, q);
    upgrades = new UpgradeActions(*libraries, messages, q);
    sync = new SyncActions(*libraries, {document, messages, q}, q);
    syncButton = new SyncButton(
        {(*table)[command::synchronise], (*table)[command::stopSynchronising], (*table)[command::conflicts]});
    status->addPart(syncButton);
    branches = new BranchActions(*libraries,
                                 {document, messages, table, commands->branchButton(), commands->branchPlace()}, q);
    profiles = new ProfileActions(
        *libraries, {services.host, services.connections, services.settings, runner, sync, messages, q}, q);
    libraryActions->setProfiles([this] { return profiles->closedProfiles(); });
    trash = new TrashKeeper(*libraries, *settings, *messages, q);
    undoing = new UndoController({libraries, document, table, messages, q}, q);
    welcome->installEventFilter(q);
}

void MainWindow::Private::connectParts()
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
    connect(layout, &WindowLayout::columnsChanged, q, update);
    connect(upgrades, &UpgradeActions::upgraded, q, update);
    connect(prompts, &PromptController::navigationChanged, q, update);
    connect(
        prompts, &PromptController::exportRequested, transfer,
        [this](LibrarySession *session, const VersionKey &key) { transfer->exportPrompts(session, {key.toString()}); });
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
    connect(profiles, &ProfileActions::changed, q, update);
    connect(libraryActions, &LibraryActions::hostMet, profiles, &ProfileActions::meetHost);
    connect(sync, &SyncActions::hostMet, profiles, [this](LibrarySession *session, const Error &error) {
        profiles->meetHost(libraries->locationOf(session), error);
    });
    connect(profiles, &ProfileActions::reopenRequested, q,
            [this](LibrarySession *session, const QString &location) { beginReopening(session, location); });
    connect(sync, &SyncActions::openRequested, q,
            [this](LibrarySession *session, const Name &name) { prompts->openPrompt(session, name); });
    connect(settings, &WindowSettings::changed, q, [this](const QString &key) { applySettings(key); });
    connect(settings, &WindowSettings::fileChanged, profiles, &ProfileActions::reload);
    settings->watch();
    connect(settings, &WindowSettings::refused, q, [this](const QString &key, const Error &error) {
        messages->post(key, MessageBar::Kind::Problem, error.message());
    });
    connect(welcome, &WelcomePage::recentChosen, libraries, [this](const QString &location) {
        libraries->open(profiles->locationFor(location), OpenOptions::Mode::Existing);
    });

    connect(libraries, &LibraryManager::stateChanged, q, update);
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
    connect(status, &StatusBar::activityRequested, q, [this] { undoing->showActivities(); });
    saveTimer.setSingleShot(true);
    saveTimer.setInterval(std::chrono::seconds(5));
    connect(&saveTimer, &QTimer::timeout, q, [this] { saveState(); });
    connect(document, &DocumentArea::currentChanged, &saveTimer, qOverload<>(&QTimer::start));
    connect(libraries, &LibraryManager::currentChanged, &saveTimer, qOverload<>(&QTimer::start));
    connectTree();
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

// The tree shows one library; its favourites and recent prompts are kept as long as that library is open.
void MainWindow::Private::showTree(LibrarySession *session)
{
    if (!session) {
        tree->setLibrary(nullptr, nullptr);
        return;
    }
    auto &held = bookmarks[session];
    if (!held) {
        const StorageInfo &info = session->info();
        held = std::make_unique<LibraryBookmarks>(info.id.isEmpty() ? info.url.toString() : info.id);
    }
    tree->setLibrary(session, held.get());
    for (const QString &text : document->draftNames(session)) {
        if (const auto name = Name::parse(text))
            tree->setDraft(*name, true);
    }
}

void MainWindow::Private::followInTree()
{
    const DocumentInfo info = document->current();
    followed = info.base ? info.name : std::nullopt;
    if (!info.session || !info.name)
        return;
    if (const auto held = bookmarks.find(info.session); held != bookmarks.end())
        held->second->addRecent(info.name->toString());
    if (info.session == libraries->current())
        tree->revealPrompt(*info.name);
}

// What stands in the middle while no tab is open.
void MainWindow::Private::showPlaceholder()
{
    const LibrarySession *session = libraries->current();
    const bool empty = session && session->isLoaded() && session->catalogue().isEmpty();
    const bool fetching = empty && isStillFetched(*session);
    const QString wanted = !session ? u"none"_s : fetching ? u"fetching"_s : empty ? u"empty"_s : u"library"_s;
    if (document->count() > 0 || wanted == placeholderShown)
        return;
    placeholderShown = wanted;
    CommandTable &actions = *table;
    if (!session)
        placeholder->setContent({}, {}, {});
    else if (fetching)
        placeholder->setContent(icon("sync"_L1), tr("Fetching the prompts of “%1”…").arg(session->title()),
                                tr("The first time takes a while. What is fetched can be read without a network."));
    else if (empty)
        placeholder->setContent(icon("sample"_L1), tr("This library is empty"),
                                tr("Begin with a prompt of your own, or bring in those that you have as files."),
                                {actions[command::newPrompt], actions[command::importFiles]});
    else
        placeholder->setContent(icon("prompt"_L1), tr("No prompt is open"),
                                tr("Choose one at the left, or find it by some letters of its name."),
                                {actions[command::goToPrompt], actions[command::newPrompt]});
}

void MainWindow::Private::showCentre()
{
    const bool nothing = libraries->sessions().empty() && !libraries->isOpening();
    if (nothing)
        welcome->setRecent(libraries->recent());
    centre->setCurrentWidget(nothing ? static_cast<QWidget *>(welcome) : layout);
    commands->toolBar()->setVisible(!nothing && !(*table)[command::distractionFree]->isChecked());
    updateAll();
}

} // namespace pulse::ui
