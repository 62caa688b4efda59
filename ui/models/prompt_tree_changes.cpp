// SPDX-License-Identifier: Apache-2.0
// How the tree becomes what a newer snapshot says, by the fewest inserts, removes and moves.
#include "prompt_tree_nodes.h"

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr qsizetype maxSingleChanges = 64; // more are cheaper by comparing what is populated

} // namespace

PromptTreeModel::Node *PromptTreeModel::Private::childNamed(const Node *parent, QStringView name)
{
    const auto row = static_cast<size_t>(rowFor(parent, name));
    return row < parent->children.size() && parent->children[row]->name == name ? parent->children[row].get() : nullptr;
}

int PromptTreeModel::Private::rowFor(const Node *parent, QStringView name)
{
    const auto at = std::ranges::lower_bound(
        parent->children, name, [](QStringView a, QStringView b) { return compareNaturally(a, b) < 0; },
        [](const std::unique_ptr<Node> &child) { return QStringView(child->name); });
    return static_cast<int>(at - parent->children.begin());
}

std::vector<PromptTreeModel::Wanted> PromptTreeModel::Private::wantedChildren(const Node *node) const
{
    std::vector<Wanted> wanted;
    if (node->kind == Kind::Tag) {
        for (const CatalogueEntry &entry : catalogue.entries()) {
            if (entry.tags.contains(node->path))
                wanted.push_back({Kind::Prompt, entry.path, entry.path, false});
        }
    } else if (node->section == Section::Tags) {
        for (auto tag = tagCounts.keyBegin(); tag != tagCounts.keyEnd(); ++tag)
            wanted.push_back({Kind::Tag, *tag, *tag, false});
    } else {
        const QString prefix = node->path.isEmpty() ? QString() : node->path + u'/';
        for (TreeSource::Child &child : source.children(node->path)) {
            QString path = prefix + child.name;
            wanted.push_back(
                {child.isPrompt ? Kind::Prompt : Kind::Folder, std::move(child.name), std::move(path), child.isFolder});
        }
        return wanted; // in order already
    }
    std::ranges::sort(wanted, [](const Wanted &a, const Wanted &b) { return compareNaturally(a.name, b.name) < 0; });
    return wanted;
}

// ---- one change at a time

void PromptTreeModel::Private::populate(Node *node)
{
    if (node->isPopulated || !canHaveChildren(node))
        return;
    if (node->section == Section::Tags && node->kind == Kind::Section)
        countTags();
    node->isPopulated = true;
    insert(node, 0, wantedChildren(node));
}

void PromptTreeModel::Private::insert(Node *parent, int row, std::vector<Wanted> wanted)
{
    if (wanted.empty())
        return;
    const int count = static_cast<int>(wanted.size());
    std::vector<std::unique_ptr<Node>> nodes;
    nodes.reserve(wanted.size());
    for (Wanted &want : wanted) {
        auto node = std::make_unique<Node>();
        node->kind = want.kind;
        node->section = parent->section;
        node->parent = parent;
        node->name = std::move(want.name);
        node->path = std::move(want.path);
        node->isFolder = want.isFolder;
        nodes.push_back(std::move(node));
    }
    q->beginInsertRows(indexOf(parent), row, row + count - 1);
    parent->children.insert(parent->children.begin() + row, std::make_move_iterator(nodes.begin()),
                            std::make_move_iterator(nodes.end()));
    for (auto at = static_cast<size_t>(row); at < parent->children.size(); ++at)
        parent->children[at]->row = static_cast<int>(at);
    q->endInsertRows();
}

void PromptTreeModel::Private::remove(Node *parent, int row, int count)
{
    if (count <= 0)
        return;
    q->beginRemoveRows(indexOf(parent), row, row + count - 1);
    const auto first = parent->children.begin() + row;
    parent->children.erase(first, first + count);
    for (auto at = static_cast<size_t>(row); at < parent->children.size(); ++at)
        parent->children[at]->row = static_cast<int>(at);
    q->endRemoveRows();
}

void PromptTreeModel::Private::move(Node *parent, int from, int to)
{
    const QModelIndex index = indexOf(parent);
    q->beginMoveRows(index, from, from, index, to); // only ever upwards
    const auto first = parent->children.begin();
    std::rotate(first + to, first + from, first + from + 1);
    for (int at = to; at <= from; ++at)
        parent->children[static_cast<size_t>(at)]->row = at;
    q->endMoveRows();
}

void PromptTreeModel::Private::update(Node *node, const Wanted &wanted)
{
    const bool wasFolder = node->isFolder;
    if (node->kind == wanted.kind && wasFolder == wanted.isFolder)
        return;
    node->kind = wanted.kind;
    node->isFolder = wanted.isFolder;
    touch(node);
    if (!wasFolder && wanted.isFolder) {
        populate(node); // views learn from the new rows that it can be opened
    } else if (wasFolder && !wanted.isFolder && !node->isPopulated) {
        const QList<QPersistentModelIndex> parents{indexOf(node->parent)};
        emit q->layoutAboutToBeChanged(parents);
        emit q->layoutChanged(parents);
    }
}

void PromptTreeModel::Private::touch(const Node *node) const
{
    emit q->dataChanged(indexOf(node), indexOf(node));
}

void PromptTreeModel::Private::touchChildren(const Node *node) const
{
    if (node->children.empty())
        return;
    emit q->dataChanged(indexOf(node->children.front().get()), indexOf(node->children.back().get()));
    for (const auto &child : node->children)
        touchChildren(child.get());
}

void PromptTreeModel::Private::touchPath(const QString &path) const
{
    const Node *node = sectionNode(Section::Prompts);
    for (const QStringView segment : QStringView(path).tokenize(u'/')) {
        node = childNamed(node, segment);
        if (!node)
            break;
    }
    if (node)
        touch(node);
    for (const Section section : {Section::Favourites, Section::Recent}) {
        for (const auto &child : sectionNode(section)->children) {
            if (child->path == path)
                touch(child.get());
        }
    }
    for (const auto &tag : sectionNode(Section::Tags)->children) {
        if (const Node *child = childNamed(tag.get(), path))
            touch(child);
    }
}

// ---- whole lists of children

void PromptTreeModel::Private::reconcile(Node *parent, std::vector<Wanted> wanted)
{
    QSet<QString> goal;
    goal.reserve(static_cast<qsizetype>(wanted.size()));
    for (const Wanted &want : wanted)
        goal.insert(want.path);
    for (int last = static_cast<int>(parent->children.size()); last > 0;) {
        int first = last;
        while (first > 0 && !goal.contains(parent->children[static_cast<size_t>(first - 1)]->path))
            --first;
        remove(parent, first, last - first);
        last = first - 1; // the one that stays
    }
    QSet<QString> present;
    for (const auto &child : parent->children)
        present.insert(child->path);
    for (size_t row = 0; row < wanted.size(); ++row) {
        if (!present.contains(wanted[row].path)) {
            size_t end = row + 1;
            while (end < wanted.size() && !present.contains(wanted[end].path))
                ++end;
            const auto run = wanted.begin() + static_cast<qsizetype>(row);
            insert(parent, static_cast<int>(row),
                   std::vector<Wanted>(run, wanted.begin() + static_cast<qsizetype>(end)));
            row = end - 1;
            continue;
        }
        if (parent->children[row]->path != wanted[row].path) {
            const auto found = std::ranges::find(parent->children, wanted[row].path, &Node::path);
            move(parent, (*found)->row, static_cast<int>(row));
        }
        update(parent->children[row].get(), wanted[row]);
    }
}

void PromptTreeModel::Private::reconcileAll(Node *node)
{
    if (!node->isPopulated)
        return;
    reconcile(node, wantedChildren(node));
    for (const auto &child : node->children)
        reconcileAll(child.get());
}

// ---- the Prompts section

void PromptTreeModel::Private::showSource(TreeSource next, const QStringList &changed)
{
    source = std::move(next);
    const bool single = !changed.isEmpty() && changed.size() <= maxSingleChanges &&
                        std::ranges::none_of(changed, [](const QString &path) { return path.contains("//"_L1); });
    if (!single) {
        reconcileAll(sectionNode(Section::Prompts));
        touchChildren(sectionNode(Section::Prompts));
        return;
    }
    for (const QString &path : changed)
        updatePath(path);
}

void PromptTreeModel::Private::updatePath(const QString &path)
{
    Node *node = sectionNode(Section::Prompts);
    for (const QStringView segment : QStringView(path).tokenize(u'/')) {
        if (!node->isPopulated)
            return;
        const TreeSource::Child child = source.child(node->path, segment.toString());
        const bool exists = child.isPrompt || child.isFolder;
        Node *shown = childNamed(node, segment);
        const Wanted wanted{child.isPrompt ? Kind::Prompt : Kind::Folder, child.name,
                            node->path.isEmpty() ? child.name : node->path + u'/' + child.name, child.isFolder};
        if (!shown) {
            if (exists)
                insert(node, rowFor(node, segment), {wanted});
            return;
        }
        if (!exists) {
            remove(node, shown->row, 1);
            return;
        }
        update(shown, wanted);
        node = shown;
    }
}

void PromptTreeModel::Private::replaceSource(TreeSource next)
{
    Node *prompts = sectionNode(Section::Prompts);
    remove(prompts, 0, static_cast<int>(prompts->children.size()));
    source = std::move(next);
    insert(prompts, 0, wantedChildren(prompts));
    emit q->filterApplied();
}

// ---- tags and bookmarks

void PromptTreeModel::Private::countTags()
{
    tagCounts.clear();
    for (const CatalogueEntry &entry : catalogue.entries()) {
        for (const QString &tag : entry.tags)
            ++tagCounts[tag];
    }
}

void PromptTreeModel::Private::updateTags(const Catalogue &old, const QStringList &changed)
{
    Node *tags = sectionNode(Section::Tags);
    const bool hadTags = hasTags;
    const auto isTagged = [](const CatalogueEntry &entry) { return !entry.tags.isEmpty(); };
    hasTags = std::ranges::any_of(catalogue.entries(), isTagged);
    if (!tags->isPopulated) {
        if (hasTags && !hadTags)
            populate(tags);
        else if (hasTags != hadTags) {
            const QList<QPersistentModelIndex> parents{QPersistentModelIndex()};
            emit q->layoutAboutToBeChanged(parents);
            emit q->layoutChanged(parents);
        }
        return;
    }
    if (changed.isEmpty() || changed.size() > maxSingleChanges) {
        countTags();
        reconcileAll(tags);
        touchChildren(tags);
        return;
    }
    for (const QString &path : changed) {
        const CatalogueEntry *before = old.find(path);
        const CatalogueEntry *after = catalogue.find(path);
        updateTaggedPrompt(path, before ? before->tags : QStringList(), after ? after->tags : QStringList());
    }
}

void PromptTreeModel::Private::updateTaggedPrompt(const QString &path, const QStringList &before,
                                                  const QStringList &after)
{
    Node *tags = sectionNode(Section::Tags);
    for (const QString &tag : before) {
        Node *node = after.contains(tag) ? nullptr : childNamed(tags, tag);
        if (!node)
            continue;
        if (--tagCounts[tag] <= 0) {
            tagCounts.remove(tag);
            remove(tags, node->row, 1);
            continue;
        }
        if (const Node *shown = childNamed(node, path))
            remove(node, shown->row, 1);
        touch(node);
    }
    for (const QString &tag : after) {
        if (before.contains(tag))
            continue;
        ++tagCounts[tag];
        Node *node = childNamed(tags, tag);
        if (!node) {
            insert(tags, rowFor(tags, tag), {{Kind::Tag, tag, tag, false}});
            continue;
        }
        if (node->isPopulated && !childNamed(node, path))
            insert(node, rowFor(node, path), {{Kind::Prompt, path, path, false}});
        touch(node);
    }
}

void PromptTreeModel::Private::updateBookmarks()
{
    const auto list = [this](const QStringList &names) {
        std::vector<Wanted> wanted;
        for (const QString &name : names) {
            if (catalogue.find(name))
                wanted.push_back({Kind::Prompt, name, name, false});
        }
        return wanted;
    };
    reconcile(sectionNode(Section::Favourites), list(favourites));
    reconcile(sectionNode(Section::Recent), list(recent));
}

} // namespace pulse::ui
