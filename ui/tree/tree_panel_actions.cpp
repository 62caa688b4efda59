// SPDX-License-Identifier: Apache-2.0
// What is selected, and what the actions do with it.
#include "new_folder_dialog.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "tree_panel_private.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace pulse::ui {

using Kind = PromptTreeModel::Kind;
using Section = PromptTreeModel::Section;

void PromptTreePanel::Private::connectActions()
{
    connect(actions->open, &QAction::triggered, q, [this] {
        for (const Name &name : q->selectedPrompts())
            emit q->openRequested(name);
    });
    connect(actions->newHere, &QAction::triggered, q, [this] { emit q->newPromptRequested(q->currentFolder(), {}); });
    connect(actions->newFolder, &QAction::triggered, q, [this] { askForFolder(); });
    connect(actions->rename, &QAction::triggered, q, [this] { view->edit(view->currentIndex()); });
    connect(actions->duplicate, &QAction::triggered, q, [this] { operations->duplicate(refsOf(selected(), false)); });
    connect(actions->favourite, &QAction::triggered, q, [this] { toggleFavourite(); });
    connect(actions->copy, &QAction::triggered, q, [this] { copyToClipboard(); });
    connect(actions->paste, &QAction::triggered, q, [this] { paste(); });
    connect(actions->copyName, &QAction::triggered, q, [this] {
        QStringList names;
        for (const QString &ref : refsOf(selected(), false))
            names.append(ref.endsWith(u'/') ? ref.chopped(1) : ref);
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
    });
    connect(actions->exportFiles, &QAction::triggered, q,
            [this] { emit q->exportRequested(refsOf(selected(), true)); });
    connect(actions->remove, &QAction::triggered, q, [this] { operations->remove(refsOf(selected(), false)); });
    connect(actions->restore, &QAction::triggered, q, [this] { operations->restore(selectedTrash()); });
    connect(actions->purge, &QAction::triggered, q, [this] { operations->purge(selectedTrash()); });

    connect(createMatch, &QAction::triggered, q, [this] {
        if (const auto name = Name::parse(model->filter()))
            emit q->newPromptRequested(name->folder(), name->leaf());
    });
    connect(clearFilter, &QAction::triggered, q, [this] {
        filter->clear();
        q->focusTree();
    });
}

QModelIndexList PromptTreePanel::Private::selected() const
{
    QModelIndexList indexes = view->selectionModel()->selectedIndexes();
    std::ranges::sort(indexes, {}, [this](const QModelIndex &index) { return model->idOf(index); });
    return indexes;
}

QStringList PromptTreePanel::Private::refsOf(const QModelIndexList &indexes, bool whole) const
{
    QStringList refs;
    for (const QModelIndex &index : indexes) {
        const QString path = index.data(PromptTreeModel::PathRole).toString();
        const bool isPrompt = model->kind(index) == Kind::Prompt;
        if (isPrompt)
            refs.append(path);
        if (model->kind(index) == Kind::Folder ||
            (isPrompt && whole && index.data(PromptTreeModel::FolderRole).toBool()))
            refs.append(path + u'/');
    }
    refs.removeDuplicates();
    return refs;
}

TreeSelection PromptTreePanel::Private::selection() const
{
    const QModelIndexList indexes = selected();
    TreeSelection selection;
    selection.refs = refsOf(indexes, false);
    std::ranges::copy_if(selection.refs, std::back_inserter(selection.prompts),
                         [](const QString &ref) { return !ref.endsWith(u'/'); });
    for (const QModelIndex &index : indexes) {
        selection.trashed += model->kind(index) == Kind::Trashed ? 1 : 0;
        selection.isTrashItself |= model->kind(index) == Kind::Section && model->section(index) == Section::Trash;
    }
    // A name that breaks the rules cannot be changed by the library that refuses it.
    selection.canRename = indexes.size() == 1 && (model->flags(indexes.front()).testFlag(Qt::ItemIsEditable) ||
                                                  (session && session->isReadOnly() && !selection.refs.isEmpty()));
    selection.areFavourites =
        bookmarks && !selection.prompts.isEmpty() &&
        std::ranges::all_of(selection.prompts, [this](const QString &name) { return bookmarks->isFavourite(name); });
    selection.hasLibrary = session != nullptr;
    selection.trashIsEmpty = model->rowCount(model->indexOf(Section::Trash)) == 0;
    if (session && session->isReadOnly())
        selection.readOnlyReason = session->info().readOnlyReason.isEmpty() ? tr("This library is read-only.")
                                                                            : session->info().readOnlyReason;
    return selection;
}

std::vector<TrashEntry> PromptTreePanel::Private::selectedTrash() const
{
    std::vector<TrashEntry> entries;
    bool all = false;
    for (const QModelIndex &index : selected()) {
        if (const TrashEntry *entry = model->trashEntry(index))
            entries.push_back(*entry);
        all |= model->kind(index) == Kind::Section && model->section(index) == Section::Trash;
    }
    if (entries.empty() && all) {
        const QModelIndex trash = model->indexOf(Section::Trash);
        for (int row = 0; row < model->rowCount(trash); ++row) {
            if (const TrashEntry *entry = model->trashEntry(model->index(row, 0, trash)))
                entries.push_back(*entry);
        }
    }
    return entries;
}

void PromptTreePanel::Private::updateActions()
{
    actions->update(selection());
}

QString PromptTreePanel::Private::folderOf(const QModelIndex &index) const
{
    if (!index.isValid() || model->section(index) == Section::Trash)
        return {};
    const QString path = index.data(PromptTreeModel::PathRole).toString();
    if (model->kind(index) == Kind::Folder ||
        (model->kind(index) == Kind::Prompt && index.data(PromptTreeModel::FolderRole).toBool()))
        return path;
    const qsizetype slash = model->kind(index) == Kind::Prompt ? path.lastIndexOf(u'/') : -1;
    return slash < 0 ? QString() : path.first(slash);
}

void PromptTreePanel::Private::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto name = Name::parse(index.data(PromptTreeModel::PathRole).toString());
    if (model->kind(index) == Kind::Prompt && name)
        emit q->openRequested(*name);
    else if (model->hasChildren(index))
        view->setExpanded(index, !view->isExpanded(index));
}

void PromptTreePanel::Private::rename(const QModelIndex &index, const QString &leaf)
{
    const QString path = index.data(PromptTreeModel::PathRole).toString();
    const auto name = Name::parse(path);
    if (model->kind(index) == Kind::Folder || index.data(PromptTreeModel::FolderRole).toBool())
        operations->renameFolder(path, leaf);
    else if (name)
        operations->renamePrompt(*name, leaf);
}

void PromptTreePanel::Private::toggleFavourite()
{
    if (!bookmarks)
        return;
    const TreeSelection now = selection();
    for (const QString &name : now.prompts)
        bookmarks->setFavourite(name, !now.areFavourites);
}

void PromptTreePanel::Private::askForFolder()
{
    const QStringList refs = refsOf(selected(), false);
    const QModelIndex current = view->currentIndex();
    // Beside a folder that is to be moved in, not inside it.
    QString parent = folderOf(current);
    if (!refs.isEmpty() && refs.contains(parent + u'/'))
        parent = parent.contains(u'/') ? parent.section(u'/', 0, -2) : QString();
    const QString what = refs.size() == 1
                             ? u"“%1”"_s.arg(refs.front().endsWith(u'/') ? refs.front().chopped(1) : refs.front())
                         : refs.isEmpty() ? QString()
                                          : tr("%1 selected").arg(refs.size());
    auto *dialog = new NewFolderDialog(parent, what, q);
    connect(dialog, &NewFolderDialog::newPromptWanted, q,
            [this](const QString &folder) { emit q->newPromptRequested(folder, {}); });
    connect(dialog, &NewFolderDialog::moveWanted, q,
            [this, refs](const QString &folder) { operations->move(refs, folder); });
    dialog->open();
}

void PromptTreePanel::Private::showMenu(const QPoint &position)
{
    if (const QModelIndex index = view->indexAt(position); !index.isValid())
        view->clearSelection();
    const TreeSelection now = selection();
    auto *menu = new QMenu(q);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (now.trashed > 0 || now.isTrashItself) {
        menu->addActions({actions->restore, actions->purge});
    } else if (now.refs.isEmpty()) {
        menu->addActions({actions->newHere, actions->newFolder, actions->paste});
    } else {
        menu->addActions({actions->open, actions->rename, actions->duplicate, actions->favourite});
        menu->addSeparator();
        menu->addActions({actions->newHere, actions->newFolder});
        menu->addSeparator();
        menu->addActions({actions->copy, actions->copyName, actions->paste, actions->exportFiles});
        menu->addSeparator();
        menu->addAction(actions->remove);
    }
    menu->popup(view->viewport()->mapToGlobal(position));
}

} // namespace pulse::ui
