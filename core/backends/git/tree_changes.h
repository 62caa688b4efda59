// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_folder.h"
#include "pulse/base/clock.h"
#include "pulse/storage/author.h"
#include "pulse/storage/trash_record.h"
#include "tree_edit.h"
#include "version_files.h"

// What the operations do to a tree. Each gives an error before it has changed anything.
namespace pulse::git {

/// A library as its changes need it.
struct LibraryRules
{
    bool isSealed = true; ///< its metadata carry a seal
    std::shared_ptr<const Clock> clock;
    Author author;
    std::function<QByteArray()> randomName;
};

/// A version that is to be published, its blobs in the batch already.
struct NewVersion
{
    Metadata metadata; ///< as it will be read back
    Oid content;
    Oid facts;
};

class TreeChanges
{
public:
    TreeChanges(TreeEdit &tree, const Snapshot &snapshot, const LibraryRules &rules, QString operation)
        : m_tree(tree)
        , m_snapshot(snapshot)
        , m_rules(rules)
        , m_operation(std::move(operation))
    {}

    [[nodiscard]] Result<StoreReceipt> publish(const NewVersion &version);
    [[nodiscard]] Result<Metadata> patch(const VersionKey &key, const MetadataPatch &patch);
    [[nodiscard]] Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                                        const LabelStorage::Precondition &precondition);
    [[nodiscard]] Result<void> removeLabel(const Name &name, const Label &label,
                                           const LabelStorage::Precondition &precondition);
    /// Into the trash; its id.
    [[nodiscard]] Result<QString> remove(const Name &name, const std::optional<Version> &version);
    [[nodiscard]] Result<Name> restore(const QString &id, const std::optional<Name> &as);
    [[nodiscard]] Result<void> purge(const QString &id);
    [[nodiscard]] Result<void> rename(const Name &from, const Name &to);

    /// The form in which metadata is stored.
    [[nodiscard]] static QByteArray storedForm(const LibraryRules &rules, const Metadata &metadata);
    /// Makes `latest` of a prompt's folder say what it means.
    [[nodiscard]] Result<void> pointLatest(TreeEdit::Folder &folder);

private:
    struct Prompt
    {
        TreeEdit::Folder *folder = nullptr;
        PromptFolder contents;
        LabelMap labels;
    };
    [[nodiscard]] Result<Prompt> prompt(const Name &name);
    [[nodiscard]] Result<void> checkCase(const Name &name);
    /// Of one that is in a prompt's folder.
    [[nodiscard]] Result<VersionFiles> filesOf(TreeEdit::Folder &prompt, const VersionKey &key);
    /// Takes a prompt's own entries, not those of prompts below it.
    [[nodiscard]] static std::vector<std::pair<QByteArray, TreeEdit::Entry>> take(Prompt &prompt);
    /// Rewrites the metadata of a version for another name, within its folder.
    [[nodiscard]] Result<void> renameVersion(TreeEdit::Folder &prompt, const VersionKey &from, const Name &to);
    [[nodiscard]] Result<TreeEdit::Folder *> trashEntry(const QString &id);
    [[nodiscard]] Result<TrashRecord> recordOf(TreeEdit::Folder &entry, const QString &id);
    [[nodiscard]] Result<std::vector<Version>> missingAt(const Name &name, TreeEdit::Folder &kept, const Name &keptAs);
    /// Moves the missing versions out of the trash and points the labels that are free at them.
    [[nodiscard]] Result<void> putBack(const Name &name, TreeEdit::Folder &kept, const TrashRecord &record,
                                       const std::vector<Version> &missing);
    [[nodiscard]] BlobReader blobs() { return {m_tree.repository(), &m_tree.batch()}; }
    [[nodiscard]] Call callOn(const QString &subject) const { return {m_operation, subject}; }

    TreeEdit &m_tree;
    const Snapshot &m_snapshot;
    const LibraryRules &m_rules;
    const QString m_operation;
};

} // namespace pulse::git
