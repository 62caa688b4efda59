// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/tree/prompt_tree_panel.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/models/first_fetch.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "skeleton_view.h"
#include "tree_delegate.h"
#include "tree_panel_private.h"

#include <QJsonArray>
#include <QLabel>
#include <QProgressBar>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

const QString libraryProblem = u"library"_s;
constexpr int loadingDelayMs = 150;

} // namespace

PromptTreePanel::Private::Private(PromptTreePanel *panel)
    : q(panel)
    , model(new PromptTreeModel(panel))
    , view(new TreeView)
    , filter(new QLineEdit)
    , messages(new MessageBar)
    , operations(new TreeOperations(*messages, panel))
    , actions(new TreeActions(view))
    , pages(new QStackedWidget)
    , empty(new EmptyState)
    , skeleton(new SkeletonView)
    , progressRow(new QWidget)
    , progressText(new QLabel)
    , progressBar(new QProgressBar)
    , createMatch(new QAction(icon("plus"_L1), {}, panel))
    , clearFilter(new QAction(icon("close"_L1), tr("Clear the filter"), panel))
{}

void PromptTreePanel::Private::build()
{
    view->setModel(model);
    filter->setPlaceholderText(tr("Filter: words, #tag, @label"));
    filter->setAccessibleName(tr("Filter the prompts"));
    filter->setClearButtonEnabled(true);
    filter->addAction(icon("search"_L1), QLineEdit::LeadingPosition);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, innerSpacing);
    filterRow->addWidget(filter);
    empty->setBackgroundRole(QPalette::Base);
    empty->setAutoFillBackground(true);
    pages->addWidget(view);
    pages->addWidget(empty);
    pages->addWidget(skeleton);
    buildProgress();

    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(filterRow);
    column->addWidget(messages);
    column->addWidget(progressRow);
    column->addWidget(pages, 1);
    q->setFocusProxy(view);
    QWidget::setTabOrder(filter, view);

    loadingTimer.setSingleShot(true);
    loadingTimer.setInterval(loadingDelayMs);
    QObject::connect(&loadingTimer, &QTimer::timeout, q, [this] { updatePage(); });
}

void PromptTreePanel::Private::buildProgress()
{
    auto *stop = new QToolButton;
    stop->setIcon(icon("stop"_L1));
    stop->setAutoRaise(true);
    stop->setToolTip(tr("Stop; what is done already stays"));
    stop->setAccessibleName(tr("Stop"));
    progressBar->setTextVisible(false);
    progressBar->setMaximumHeight(innerSpacing);
    auto *row = new QHBoxLayout(progressRow);
    row->setContentsMargins(innerSpacing, 0, gridUnit, gridUnit);
    row->addWidget(progressText);
    row->addWidget(progressBar, 1);
    row->addWidget(stop);
    progressRow->hide();
    connect(stop, &QToolButton::clicked, operations, &TreeOperations::stop);
}

void PromptTreePanel::Private::connectOperations()
{
    connect(operations, &TreeOperations::renamed, q, [this](const Name &from, const Name &to) {
        if (bookmarks)
            bookmarks->rename(from.toString(), to.toString());
        emit q->renamed(from, to);
    });
    connect(operations, &TreeOperations::trashTouched, q, [this] { loadTrash(); });
    connect(operations, &TreeOperations::appeared, q, [this](const QStringList &names) { selectPaths(names); });
    connect(operations, &TreeOperations::progressed, q, [this](const QString &text, qint64 done, qint64 total) {
        progressRow->setVisible(total > 1);
        progressText->setText(text);
        progressBar->setMaximum(static_cast<int>(std::min<qint64>(total, 1'000'000)));
        progressBar->setValue(static_cast<int>(std::min<qint64>(done, 1'000'000)));
    });
}

void PromptTreePanel::Private::connectView()
{
    connect(view, &QTreeView::activated, q, [this](const QModelIndex &index) { activate(index); });
    connect(view, &QWidget::customContextMenuRequested, q, [this](const QPoint &position) { showMenu(position); });
    connect(view, &TreeView::dragOutRequested, q, [this] { dragOut(); });
    connect(view, &TreeView::dropped, q,
            [this](const QDropEvent &event, const QModelIndex &target) { drop(event, target); });
    view->setDropPolicy([this](const QDropEvent &event, const QModelIndex &index) { return planDrop(event, index); });
    connect(view->delegate(), &TreeDelegate::renameRequested, q,
            [this](const QModelIndex &index, const QString &leaf) { rename(index, leaf); });
    connect(view->selectionModel(), &QItemSelectionModel::selectionChanged, q, [this] { updateActions(); });
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { updateActions(); });
    connect(view, &QTreeView::expanded, q, [this] { expansionIsKnown = true; });
    connect(view, &QTreeView::collapsed, q, [this] { expansionIsKnown = true; });
    connect(view, &TreeView::painted, q, [this] {
        if (wasPainted || !hasPrompts())
            return;
        wasPainted = true;
        QTimer::singleShot(0, q, &PromptTreePanel::firstPainted);
    });
    connect(filter, &QLineEdit::textChanged, q, [this] { filterChanged(); });
    connect(model, &PromptTreeModel::filterApplied, q, [this] { filterShown(); });
    filter->installEventFilter(q);
}

PromptTreePanel::PromptTreePanel(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    d->build();
    d->connectView();
    d->connectOperations();
    d->connectActions();
    d->updateActions();
}

PromptTreePanel::~PromptTreePanel() = default;

// ---- the library

void PromptTreePanel::setLibrary(LibrarySession *session, LibraryBookmarks *bookmarks)
{
    if (d->session)
        disconnect(d->session, nullptr, this, nullptr);
    if (d->session && d->session->sync())
        disconnect(d->session->sync(), nullptr, this, nullptr);
    if (d->bookmarks)
        disconnect(d->bookmarks, nullptr, this, nullptr);
    d->filter->clear();
    d->session = session;
    d->bookmarks = bookmarks;
    d->model->clear();
    d->operations->setSession(session);
    d->messages->dismiss(libraryProblem);
    d->trashTask = {};
    d->copying = {};
    d->wasPainted = false;
    d->toReveal.clear();
    d->expansionIsKnown = false;
    d->loadingTimer.stop();
    if (!session) {
        d->updatePage();
        d->updateActions();
        return;
    }
    d->model->setEditable(!session->isReadOnly());
    if (bookmarks) {
        const auto follow = [this] { d->model->setBookmarks(d->bookmarks->favourites(), d->bookmarks->recent()); };
        connect(bookmarks, &LibraryBookmarks::changed, this, follow);
        connect(bookmarks, &LibraryBookmarks::changed, this, [this] { d->updateActions(); });
        follow();
    }
    if (LibrarySync *sync = session->sync()) {
        const auto mark = [this, sync] { d->model->setSyncMarks(sync->marks()); };
        connect(sync, &LibrarySync::marksChanged, this, mark);
        mark();
        connect(sync, &LibrarySync::statusChanged, this, [this] {
            if (d->pages->currentWidget() == d->empty && d->saysFetching != isStillFetched(*d->session))
                d->updatePage();
        });
    }
    connect(session, &LibrarySession::loaded, this, [this] { d->adoptCatalogue({}); });
    connect(session, &LibrarySession::catalogueChanged, this,
            [this](const QStringList &changed) { d->adoptCatalogue(changed); });
    connect(session, &LibrarySession::trashChanged, this, [this] { d->loadTrash(); });
    connect(session, &LibrarySession::failed, this, [this](const Error &error) {
        d->messages->post(libraryProblem, MessageBar::Kind::Problem, error.message(), {{tr("Try again"), [this] {
                                                                                            if (d->session)
                                                                                                d->session->reload();
                                                                                        }}});
        d->updatePage();
    });
    connect(session, &LibrarySession::recovered, this, [this] { d->messages->dismiss(libraryProblem); });
    if (session->isLoaded())
        d->adoptCatalogue({});
    else
        d->loadingTimer.start();
    d->updatePage();
    d->updateActions();
    d->loadTrash();
}

void PromptTreePanel::Private::adoptCatalogue(const QStringList &changed)
{
    const bool first = model->catalogue().isEmpty();
    model->setCatalogue(session->catalogue(), first ? QStringList() : changed);
    loadingTimer.stop();
    if (first && !model->catalogue().isEmpty())
        beginWithCatalogue();
    if (!toReveal.isEmpty() && selectPath(toReveal))
        toReveal.clear();
    updatePage();
    updateActions();
}

void PromptTreePanel::Private::beginWithCatalogue()
{
    if (expandedToRestore.isEmpty())
        expandIds({model->idOf(model->indexOf(PromptTreeModel::Section::Prompts)),
                   model->idOf(model->indexOf(PromptTreeModel::Section::Favourites))});
    else
        expandIds(std::exchange(expandedToRestore, {}));
}

void PromptTreePanel::Private::loadTrash()
{
    if (!session)
        return;
    const int row = static_cast<int>(PromptTreeModel::Section::Trash);
    const bool hasTrash = session->library()->capabilities().trash != nullptr;
    view->setRowHidden(row, {}, !hasTrash || model->isFiltered());
    if (!hasTrash)
        return;
    trashTask = session->trash().then(q, [this](const Result<std::vector<TrashEntry>> &trash) {
        if (trash)
            model->setTrash(*trash);
        updateActions();
    });
}

void PromptTreePanel::Private::updatePage()
{
    filter->setEnabled(session && session->isLoaded());
    if (!session) {
        empty->setContent(icon("library"_L1), tr("No library is open"), tr("Open a library to see its prompts here."));
        pages->setCurrentWidget(empty);
    } else if (!session->isLoaded()) {
        if (!loadingTimer.isActive())
            pages->setCurrentWidget(skeleton);
    } else if (model->isFiltered() && model->matchCount() == 0) {
        showNoMatch();
    } else if (model->catalogue().isEmpty() && model->rowCount(model->indexOf(PromptTreeModel::Section::Trash)) == 0) {
        showEmptyLibrary();
    } else {
        pages->setCurrentWidget(view);
    }
}

// Before the first synchronisation has come to its end nobody knows what a library elsewhere holds.
void PromptTreePanel::Private::showEmptyLibrary()
{
    saysFetching = isStillFetched(*session);
    if (saysFetching)
        empty->setContent(icon("sync"_L1), tr("Fetching the prompts…"), tr("They appear here as they arrive."));
    else
        // What to do about it stands in the middle of the window.
        empty->setContent(icon("library"_L1), tr("No prompts yet"), tr("They appear here, in folders by their names."));
    pages->setCurrentWidget(empty);
}

void PromptTreePanel::Private::showNoMatch()
{
    const QString text = model->filter();
    const bool isName = !session->isReadOnly() && Name::parse(text).has_value();
    createMatch->setText(tr("Create “%1”").arg(text));
    empty->setContent(icon("search"_L1), tr("No prompt matches “%1”").arg(text), isName ? tr("Create it?") : QString(),
                      isName ? QList<QAction *>{createMatch, clearFilter} : QList<QAction *>{clearFilter});
    pages->setCurrentWidget(empty);
}

// ---- for the window

void PromptTreePanel::revealPrompt(const Name &name)
{
    const QModelIndex current = d->view->currentIndex();
    if (current.isValid() && current.data(PromptTreeModel::PathRole).toString() == name.toString() &&
        d->model->kind(current) == PromptTreeModel::Kind::Prompt)
        return; // also where it is looked at among the favourites
    d->toReveal = d->selectPath(name.toString()) ? QString() : name.toString();
}

void PromptTreePanel::setDraft(const Name &name, bool hasDraft)
{
    d->model->setDraft(name.toString(), hasDraft);
}

std::vector<Name> PromptTreePanel::selectedPrompts() const
{
    std::vector<Name> names;
    for (const QString &prompt : d->selection().prompts) {
        if (auto name = Name::parse(prompt))
            names.push_back(*std::move(name));
    }
    return names;
}

QString PromptTreePanel::currentFolder() const
{
    return d->folderOf(d->view->currentIndex());
}

QList<QAction *> PromptTreePanel::contextActions() const
{
    return d->actions->all();
}

void PromptTreePanel::focusFilter()
{
    d->filter->setFocus(Qt::ShortcutFocusReason);
    d->filter->selectAll();
}

void PromptTreePanel::focusTree()
{
    d->view->setFocus(Qt::ShortcutFocusReason);
}

QJsonObject PromptTreePanel::saveState() const
{
    QStringList expanded = d->expandedToRestore;
    if (expanded.isEmpty() || d->expansionIsKnown)
        expanded = d->model->isFiltered() ? d->beforeFilter : d->expandedIds();
    return {{u"expanded"_s, QJsonArray::fromStringList(expanded)}};
}

void PromptTreePanel::restoreState(const QJsonObject &state)
{
    d->expandedToRestore.clear();
    for (const QJsonValue &id : state.value("expanded"_L1).toArray())
        d->expandedToRestore.append(id.toString());
    if (!d->model->catalogue().isEmpty() && !d->expandedToRestore.isEmpty()) {
        d->view->collapseAll();
        d->expandIds(std::exchange(d->expandedToRestore, {}));
    }
}

QTreeView *PromptTreePanel::view() const
{
    return d->view;
}

QLineEdit *PromptTreePanel::filter() const
{
    return d->filter;
}

PromptTreeModel *PromptTreePanel::model() const
{
    return d->model;
}

bool PromptTreePanel::eventFilter(QObject *object, QEvent *event)
{
    if (object != d->filter || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(object, event);
    const auto firstMatch = [this] {
        QModelIndex index = d->model->indexOf(PromptTreeModel::Section::Prompts);
        while (d->model->rowCount(index) > 0 &&
               (d->model->kind(index) != PromptTreeModel::Kind::Prompt || !index.isValid()))
            index = d->model->index(0, 0, index);
        return index;
    };
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        if (d->model->isFiltered())
            d->view->setCurrentIndex(firstMatch());
        focusTree();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->model->isFiltered() && d->model->matchCount() > 0)
            d->activate(firstMatch());
        else if (d->pages->currentWidget() == d->empty && d->createMatch->text().contains(d->model->filter()) &&
                 d->model->isFiltered() && Name::parse(d->model->filter()) && !d->session->isReadOnly())
            d->createMatch->trigger();
        return true;
    case Qt::Key_Escape:
        if (d->filter->text().isEmpty())
            focusTree();
        else
            d->filter->clear();
        return true;
    default:
        return false;
    }
}

} // namespace pulse::ui
