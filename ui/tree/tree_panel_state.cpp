// SPDX-License-Identifier: Apache-2.0
// The filter, and what stays as it was: selection and open folders.
#include "tree_delegate.h"
#include "tree_panel_private.h"

#include <QStackedWidget>

namespace pulse::ui {

namespace {

constexpr qsizetype maxExpandedMatches = 500; // more are not looked at one by one

} // namespace

void PromptTreePanel::Private::filterChanged()
{
    const QString text = filter->text().simplified();
    if (!model->isFiltered() && !text.isEmpty()) {
        beforeFilter = expandedIds();
        selectedBeforeFilter = selectedIds();
    }
    const bool hadFilter = model->isFiltered();
    model->setFilter(text, session ? &session->runner() : nullptr);
    if (hadFilter && text.isEmpty()) {
        filterWasShown = false;
        showOnlyPrompts(false);
        expandIds(beforeFilter);
        // What was chosen among the matches counts; else what was selected before.
        const QModelIndex current = view->currentIndex();
        if (!current.isValid() || model->kind(current) == PromptTreeModel::Kind::Section)
            selectIds(selectedBeforeFilter);
    }
    view->delegate()->setMatchWords(model->filterWords());
    view->viewport()->update();
    updatePage();
}

void PromptTreePanel::Private::filterShown()
{
    if (!model->isFiltered())
        return;
    showOnlyPrompts(true);
    const QModelIndex prompts = model->indexOf(PromptTreeModel::Section::Prompts);
    if (model->matchCount() <= maxExpandedMatches)
        expandPrompts(prompts);
    else
        view->expand(prompts);
    updatePage();
}

void PromptTreePanel::Private::expandPrompts(const QModelIndex &parent)
{
    if (model->canFetchMore(parent))
        model->fetchMore(parent);
    view->expand(parent);
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex child = model->index(row, 0, parent);
        if (model->hasChildren(child))
            expandPrompts(child);
    }
}

void PromptTreePanel::Private::showOnlyPrompts(bool only)
{
    const bool hasTrash = session && session->library()->capabilities().trash != nullptr;
    for (const auto section : {PromptTreeModel::Section::Favourites, PromptTreeModel::Section::Recent,
                               PromptTreeModel::Section::Tags, PromptTreeModel::Section::Trash})
        view->setRowHidden(static_cast<int>(section), {},
                           only || (section == PromptTreeModel::Section::Trash && !hasTrash));
}

QStringList PromptTreePanel::Private::expandedIds() const
{
    QStringList ids;
    std::vector<QModelIndex> open{QModelIndex()};
    while (!open.empty()) {
        const QModelIndex parent = open.back();
        open.pop_back();
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex child = model->index(row, 0, parent);
            if (!view->isExpanded(child))
                continue;
            ids.append(model->idOf(child));
            open.push_back(child);
        }
    }
    return ids;
}

QStringList PromptTreePanel::Private::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : selected())
        ids.append(model->idOf(index));
    return ids;
}

void PromptTreePanel::Private::expandIds(const QStringList &ids)
{
    for (const QString &id : ids) {
        if (const QModelIndex index = model->indexOfId(id); index.isValid())
            view->expand(index);
    }
}

void PromptTreePanel::Private::selectIds(const QStringList &ids)
{
    QItemSelection selection;
    QModelIndex first;
    for (const QString &id : ids) {
        const QModelIndex index = model->indexOfId(id);
        if (!index.isValid())
            continue;
        selection.select(index, index);
        if (!first.isValid())
            first = index;
    }
    if (!first.isValid())
        return;
    view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    view->scrollTo(first);
}

bool PromptTreePanel::Private::selectPath(const QString &path)
{
    const QModelIndex index = model->indexOfPath(path);
    if (!index.isValid())
        return false;
    // Whatever keys are held down just now: this selection is not by hand.
    view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    view->scrollTo(index);
    return true;
}

/// Selects them all, or as soon as the first of them is there that one.
void PromptTreePanel::Private::selectPaths(const QStringList &paths)
{
    QStringList ids;
    for (const QString &path : paths) {
        if (const QModelIndex index = model->indexOfPath(path); index.isValid())
            ids.append(model->idOf(index));
    }
    if (ids.isEmpty())
        toReveal = paths.value(0);
    else
        selectIds(ids);
}

} // namespace pulse::ui
