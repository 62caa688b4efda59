// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QAbstractItemModel>
#include <memory>

namespace pulse::ui {

/// One library as a tree: favourites, recent, prompts in the folders of their names, tags, trash.
///
/// Stands on an immutable snapshot of the catalogue and computes a folder's children only when somebody asks for them
/// (canFetchMore/fetchMore), so a library of any size is there at once. A path can be prompt and folder at once. In a
/// folder everything is in the order of its name, ignoring case, numbers by their value. A newer snapshot changes only
/// what differs, so that selection, expansion and scroll position survive. GUI thread.
class PromptTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Section { Favourites, Recent, Prompts, Tags, Trash };
    enum class Kind { Section, Folder, Prompt, Tag, Trashed };
    enum Role {
        KindRole = Qt::UserRole, ///< Kind as int; a prompt that is a folder, too, is a Prompt
        SectionRole,             ///< Section as int: where the row lies
        PathRole,                ///< QString: the name of a prompt, the path of a folder, the tag, the id in the trash
        FolderRole,              ///< bool: prompts lie below it
        VersionRole,             ///< QString: the latest version; of something in the trash: the one removed
        TagsRole,                ///< QStringList
        LabelsRole,              ///< QStringList
        DamageRole,              ///< QString; empty when nothing is known to be wrong
        DraftRole,               ///< bool
        FavouriteRole,           ///< bool
        CountRole,               ///< qint64: prompts of a tag, things in the trash; -1 elsewhere
        SyncRole,                ///< SyncStorage::State of a prompt as int; -1 elsewhere, and without a home elsewhere
        DaysLeftRole,            ///< qint64: whole days that something stays in the trash; -1 for ever, and elsewhere
    };

    explicit PromptTreeModel(QObject *parent = nullptr);
    ~PromptTreeModel() override;

    /// The newest snapshot. `changed` names everything that differs from the one before; empty: anything may.
    void setCatalogue(const Catalogue &catalogue, const QStringList &changed = {});
    /// Those that are no prompts (any more) are not shown.
    void setBookmarks(const QStringList &favourites, const QStringList &recent);
    void setTrash(const std::vector<TrashEntry> &trash);
    /// After how many days what is in the trash is destroyed; 0: never.
    void setTrashKeepDays(qint64 days);
    void setDraft(const QString &path, bool hasDraft);
    /// The prompts that are not the same here and in the library's home; the others are. Empty: the library has no home
    /// elsewhere.
    using SyncMarks = std::optional<QHash<QString, SyncStorage::State>>;
    void setSyncMarks(const SyncMarks &marks);
    /// Whether prompts and folders can be renamed in place and dropped upon.
    void setEditable(bool editable);
    /// Nothing at all: another library comes.
    void clear();

    /// Leaves those prompts that match every word, ignoring case: in path or description, `#tag` among the tags,
    /// `@label` among the labels. Empty shows all. Matching many prompts happens on the runner, where there is one; the
    /// latest filter wins. `filterApplied` tells when the tree shows it.
    void setFilter(const QString &text, TaskRunner *runner = nullptr);
    [[nodiscard]] const QString &filter() const;
    [[nodiscard]] bool isFiltered() const { return !filter().isEmpty(); }
    [[nodiscard]] const QStringList &filterWords() const; ///< those that match names, without the `#` and `@` ones
    [[nodiscard]] qsizetype matchCount() const;           ///< prompts in the Prompts section

    [[nodiscard]] const Catalogue &catalogue() const;
    [[nodiscard]] QModelIndex indexOf(Section section) const;
    /// The prompt or folder in the Prompts section; computes what lies on the way. Not valid when there is none.
    [[nodiscard]] QModelIndex indexOfPath(const QString &path);
    /// A name of the row that means the same row later, and in another run of the program.
    [[nodiscard]] QString idOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOfId(const QString &id);
    /// The names of all prompts below that folder, whatever the filter is.
    [[nodiscard]] QStringList promptsBelow(const QString &folder) const;
    [[nodiscard]] const TrashEntry *trashEntry(const QModelIndex &index) const;
    [[nodiscard]] Kind kind(const QModelIndex &index) const;
    [[nodiscard]] Section section(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;

signals:
    void filterApplied();

private:
    struct Node;
    struct Wanted;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
