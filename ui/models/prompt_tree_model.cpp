// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/models/prompt_tree_model.h"

#include "prompt_tree_nodes.h"

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr std::array allSections{PromptTreeModel::Section::Favourites, PromptTreeModel::Section::Recent,
                                 PromptTreeModel::Section::Prompts, PromptTreeModel::Section::Tags,
                                 PromptTreeModel::Section::Trash};
constexpr QStringView sectionLetters = u"FRPTX";

} // namespace

PromptTreeModel::Private::Private(PromptTreeModel *model)
    : q(model)
{
    root.isPopulated = true;
    const std::array names{tr("Favourites"), tr("Recent"), tr("Prompts"), tr("Tags"), tr("Trash")};
    for (const Section section : allSections) {
        auto node = std::make_unique<Node>();
        node->section = section;
        node->parent = &root;
        node->row = static_cast<int>(section);
        node->name = names[static_cast<size_t>(section)];
        node->isPopulated = section != Section::Tags;
        root.children.push_back(std::move(node));
    }
}

PromptTreeModel::PromptTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , d(std::make_unique<Private>(this))
{}

PromptTreeModel::~PromptTreeModel() = default;

// ---- finding

PromptTreeModel::Node *PromptTreeModel::Private::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : const_cast<Node *>(&root);
}

QModelIndex PromptTreeModel::Private::indexOf(const Node *node) const
{
    return node == &root ? QModelIndex() : q->createIndex(node->row, 0, node);
}

const QString &PromptTreeModel::filter() const
{
    return d->filterText;
}

const QStringList &PromptTreeModel::filterWords() const
{
    return d->filter.words();
}

qsizetype PromptTreeModel::matchCount() const
{
    return d->source.size();
}

const Catalogue &PromptTreeModel::catalogue() const
{
    return d->catalogue;
}

QModelIndex PromptTreeModel::indexOf(Section section) const
{
    return d->indexOf(d->sectionNode(section));
}

QModelIndex PromptTreeModel::indexOfPath(const QString &path)
{
    Node *node = d->sectionNode(Section::Prompts);
    for (const QStringView segment : QStringView(path).tokenize(u'/')) {
        d->populate(node);
        node = Private::childNamed(node, segment);
        if (!node)
            return {};
    }
    return d->indexOf(node);
}

QString PromptTreeModel::idOf(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Node *node = d->nodeOf(index);
    QString id = sectionLetters[static_cast<qsizetype>(node->section)];
    if (node->kind == Kind::Section)
        return id;
    if (node->section == Section::Tags && node->kind == Kind::Prompt)
        return id + u'/' + node->parent->path + u'\n' + node->path;
    return id + u'/' + node->path;
}

QModelIndex PromptTreeModel::indexOfId(const QString &id)
{
    const qsizetype section = id.isEmpty() ? -1 : sectionLetters.indexOf(id[0]);
    if (section < 0)
        return {};
    Node *node = d->sectionNode(static_cast<Section>(section));
    if (id.size() < 3)
        return d->indexOf(node);
    const QString rest = id.sliced(2);
    if (node->section == Section::Prompts)
        return indexOfPath(rest);
    for (const QString &path : rest.split(u'\n')) {
        d->populate(node);
        const auto found = std::ranges::find(node->children, path, &Node::path);
        if (found == node->children.end())
            return {};
        node = found->get();
    }
    return d->indexOf(node);
}

QStringList PromptTreeModel::promptsBelow(const QString &folder) const
{
    const TreeSource all(d->catalogue);
    const auto [first, last] = all.below(folder);
    QStringList names;
    for (qsizetype at = first; at < last; ++at) {
        if (all.at(at).name)
            names.append(all.at(at).path);
    }
    return names;
}

const TrashEntry *PromptTreeModel::trashEntry(const QModelIndex &index) const
{
    if (kind(index) != Kind::Trashed)
        return nullptr;
    const auto found = std::ranges::find(d->trash, d->nodeOf(index)->path, &TrashEntry::id);
    return found == d->trash.end() ? nullptr : &*found;
}

PromptTreeModel::Kind PromptTreeModel::kind(const QModelIndex &index) const
{
    return d->nodeOf(index)->kind;
}

PromptTreeModel::Section PromptTreeModel::section(const QModelIndex &index) const
{
    return d->nodeOf(index)->section;
}

// ---- structure

QModelIndex PromptTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = d->nodeOf(parent);
    if (column != 0 || row < 0 || row >= static_cast<int>(node->children.size()) || parent.column() > 0)
        return {};
    return createIndex(row, 0, node->children[static_cast<size_t>(row)].get());
}

QModelIndex PromptTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? d->indexOf(d->nodeOf(index)->parent) : QModelIndex();
}

int PromptTreeModel::rowCount(const QModelIndex &parent) const
{
    return static_cast<int>(d->nodeOf(parent)->children.size());
}

int PromptTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

bool PromptTreeModel::Private::canHaveChildren(const Node *node) const
{
    if (node->isPopulated)
        return !node->children.empty();
    switch (node->kind) {
    case Kind::Section:
        return hasTags;
    case Kind::Folder:
    case Kind::Prompt:
        return node->isFolder;
    case Kind::Tag:
        return true;
    case Kind::Trashed:
        return false;
    }
    return false;
}

bool PromptTreeModel::hasChildren(const QModelIndex &parent) const
{
    return d->canHaveChildren(d->nodeOf(parent));
}

bool PromptTreeModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = d->nodeOf(parent);
    return !node->isPopulated && d->canHaveChildren(node);
}

void PromptTreeModel::fetchMore(const QModelIndex &parent)
{
    d->populate(d->nodeOf(parent));
}

Qt::ItemFlags PromptTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Node *node = d->nodeOf(index);
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (node->kind == Kind::Prompt || node->kind == Kind::Folder)
        flags |= Qt::ItemIsDragEnabled;
    if (!d->editable)
        return flags;
    if (node->section == Section::Prompts || node->kind == Kind::Section)
        flags |= Qt::ItemIsDropEnabled;
    if (node->kind == Kind::Folder ||
        (node->kind == Kind::Prompt && (node->isFolder || Name::parse(node->path).has_value())))
        flags |= Qt::ItemIsEditable;
    return flags;
}

Qt::DropActions PromptTreeModel::supportedDropActions() const
{
    return Qt::CopyAction | Qt::MoveAction;
}

} // namespace pulse::ui
