// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_filter.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "tree_source.h"

#include <QHash>
#include <QSet>
#include <array>

namespace pulse::ui {

struct PromptTreeModel::Node
{
    Kind kind = Kind::Section;
    Section section = Section::Prompts;
    Node *parent = nullptr;
    int row = 0;
    QString name; ///< what is shown; with the parent, it names the node
    QString path; ///< a prompt's or folder's path, a tag, the id of something in the trash
    bool isFolder = false;
    bool isPopulated = false;
    std::vector<std::unique_ptr<Node>> children = {};
};

/// A child as it should be.
struct PromptTreeModel::Wanted
{
    Kind kind = Kind::Prompt;
    QString name;
    QString path;
    bool isFolder = false;
};

struct PromptTreeModel::Private
{
    explicit Private(PromptTreeModel *model);

    PromptTreeModel *q;
    Node root;
    Catalogue catalogue; ///< the newest one
    TreeSource source;   ///< what the Prompts section shows
    QString filterText;
    PromptFilter filter;
    Task<std::vector<quint32>> matching;
    TaskRunner *runner = nullptr;
    bool replaceWhenMatched = false;
    QHash<QString, int> tagCounts; ///< counted once the Tags section is open
    bool hasTags = false;
    QStringList favourites;
    QStringList recent;
    std::vector<TrashEntry> trash;
    qint64 trashKeepDays = 0;
    QSet<QString> drafts;
    SyncMarks syncMarks;
    bool editable = false;

    // ---- nodes
    [[nodiscard]] Node *sectionNode(Section section) const { return root.children[static_cast<size_t>(section)].get(); }
    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node) const;
    [[nodiscard]] static Node *childNamed(const Node *parent, QStringView name); ///< among children in natural order
    [[nodiscard]] static int rowFor(const Node *parent, QStringView name);
    [[nodiscard]] bool canHaveChildren(const Node *node) const;
    [[nodiscard]] std::vector<Wanted> wantedChildren(const Node *node) const;
    [[nodiscard]] std::optional<SyncStorage::State> syncStateOf(const QString &path) const;
    [[nodiscard]] int syncRoleOf(const Node *node) const;
    [[nodiscard]] QVariant sectionData(const Node *node, int role) const;
    [[nodiscard]] QVariant promptData(const Node *node, int role) const;
    [[nodiscard]] QVariant trashData(const Node *node, int role) const;

    // ---- changes, each told to the views
    void populate(Node *node);
    void insert(Node *parent, int row, std::vector<Wanted> wanted);
    void remove(Node *parent, int row, int count);
    void move(Node *parent, int from, int to);
    void update(Node *node, const Wanted &wanted); ///< its flags
    void touch(const Node *node) const;
    void touchChildren(const Node *node) const;
    void touchPath(const QString &path) const; ///< wherever it is shown
    void reconcile(Node *parent, std::vector<Wanted> wanted);
    void reconcileAll(Node *node); ///< with everything populated below

    void showSource(TreeSource next, const QStringList &changed);
    void replaceSource(TreeSource next);
    void updatePath(const QString &path);
    void updateTags(const Catalogue &old, const QStringList &changed);
    void updateTaggedPrompt(const QString &path, const QStringList &before, const QStringList &after);
    void countTags();
    void updateBookmarks();
    void match(bool replace);
};

} // namespace pulse::ui
