// SPDX-License-Identifier: Apache-2.0
// What the owner of the tree tells it: snapshots, bookmarks, trash, drafts, the filter.
#include "prompt_tree_nodes.h"

namespace pulse::ui {

namespace {

constexpr qsizetype maxMarksTouchedAlone = 1000; // with more of them everything that is shown is told anew
constexpr qsizetype maxMatchedAtOnce = 100'000;  // more are matched on a worker

} // namespace

void PromptTreeModel::setCatalogue(const Catalogue &catalogue, const QStringList &changed)
{
    const Catalogue old = std::exchange(d->catalogue, catalogue);
    if (d->filter.isEmpty())
        d->showSource(TreeSource(catalogue), changed);
    else
        d->match(d->replaceWhenMatched);
    d->updateTags(old, changed);
    d->updateBookmarks();
    if (changed.isEmpty() || changed.size() > 64) {
        for (const Section section : {Section::Favourites, Section::Recent})
            d->touchChildren(d->sectionNode(section));
        return;
    }
    for (const QString &path : changed)
        d->touchPath(path);
}

void PromptTreeModel::setBookmarks(const QStringList &favourites, const QStringList &recent)
{
    QStringList touched;
    for (const QString &path : favourites + d->favourites) {
        if (favourites.contains(path) != d->favourites.contains(path))
            touched.append(path);
    }
    d->favourites = favourites;
    d->recent = recent;
    d->updateBookmarks();
    for (const QString &path : std::as_const(touched))
        d->touchPath(path);
}

void PromptTreeModel::setTrash(const std::vector<TrashEntry> &trash)
{
    d->trash = trash;
    std::vector<Wanted> wanted;
    for (const TrashEntry &entry : trash)
        wanted.push_back({Kind::Trashed, entry.name.toString(), entry.id, false});
    Node *node = d->sectionNode(Section::Trash);
    d->reconcile(node, std::move(wanted));
    d->touch(node);
}

void PromptTreeModel::setTrashKeepDays(qint64 days)
{
    if (d->trashKeepDays == days)
        return;
    d->trashKeepDays = days;
    Node *node = d->sectionNode(Section::Trash);
    d->touch(node);
    for (const auto &child : node->children)
        d->touch(child.get());
}

void PromptTreeModel::setDraft(const QString &path, bool hasDraft)
{
    if (d->drafts.contains(path) == hasDraft)
        return;
    if (hasDraft)
        d->drafts.insert(path);
    else
        d->drafts.remove(path);
    d->touchPath(path);
}

void PromptTreeModel::setSyncMarks(const SyncMarks &marks)
{
    const SyncMarks old = std::exchange(d->syncMarks, marks);
    if (old.has_value() != marks.has_value() || (marks && marks->size() + old->size() > maxMarksTouchedAlone)) {
        for (const Section section : {Section::Favourites, Section::Recent, Section::Prompts})
            d->touchChildren(d->sectionNode(section));
        return;
    }
    if (!marks)
        return;
    for (auto mark = marks->cbegin(); mark != marks->cend(); ++mark) {
        if (old->value(mark.key(), SyncStorage::State::Synced) != mark.value())
            d->touchPath(mark.key());
    }
    for (auto mark = old->cbegin(); mark != old->cend(); ++mark) {
        if (!marks->contains(mark.key()))
            d->touchPath(mark.key());
    }
}

void PromptTreeModel::setEditable(bool editable)
{
    d->editable = editable;
}

void PromptTreeModel::clear()
{
    beginResetModel();
    auto fresh = std::make_unique<Private>(this);
    d = std::move(fresh);
    endResetModel();
}

void PromptTreeModel::setFilter(const QString &text, TaskRunner *runner)
{
    const QString simple = text.simplified();
    if (simple == d->filterText)
        return;
    d->filterText = simple;
    d->filter = PromptFilter(simple);
    d->runner = runner;
    d->match(true);
}

/// Finds what matches and shows it, now or when a worker is done; a newer call takes the place of one under way.
void PromptTreeModel::Private::match(bool replace)
{
    matching = {};
    replaceWhenMatched = replace;
    const auto show = [this](TreeSource next) {
        if (std::exchange(replaceWhenMatched, false)) {
            replaceSource(std::move(next));
        } else {
            showSource(std::move(next), {});
            emit q->filterApplied();
        }
    };
    if (filter.isEmpty()) {
        show(TreeSource(catalogue));
    } else if (!runner || catalogue.size() <= maxMatchedAtOnce) {
        show(TreeSource(catalogue, filter.positionsIn(catalogue)));
    } else {
        matching = runner
                       ->run([filter = filter,
                              catalogue = catalogue](const std::stop_token &stop) -> Result<std::vector<quint32>> {
                           return filter.positionsIn(catalogue, stop);
                       })
                       .then(q, [show, catalogue = catalogue](Result<std::vector<quint32>> positions) {
                           if (positions)
                               show(TreeSource(catalogue, std::move(*positions)));
                       });
    }
}

} // namespace pulse::ui
