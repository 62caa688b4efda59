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

void MainWindow::Private::showRecent()
{
    QList<WelcomePage::Recent> known;
    for (const QString &location : libraries->recent()) {
        const QString name = profiles->locationFor(location);
        known.append({location, name == location ? LibraryManager::displayLocation(location) : name});
    }
    welcome->setRecent(known);
}

void MainWindow::Private::showCentre()
{
    const bool nothing = libraries->sessions().empty() && !libraries->isOpening();
    if (nothing)
        showRecent();
    const bool isNew = nothing && centre->currentWidget() != welcome;
    centre->setCurrentWidget(nothing ? static_cast<QWidget *>(welcome) : layout);
    if (isNew)
        welcome->setFocus(); // or it would go from what is hidden now to whatever comes next
    commands->toolBar()->setVisible(!nothing && !(*table)[command::distractionFree]->isChecked());
    updateAll();
}

} // namespace pulse::ui
