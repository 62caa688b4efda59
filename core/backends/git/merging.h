// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tree_changes.h"
#include "tree_diff.h"

namespace pulse::git {

using Conflict = SyncStorage::Conflict;
using Choice = SyncStorage::Choice;
using Choices = BranchStorage::Choices;

/// Brings what another side changed into a tree: versions are additive, metadata and labels are merged by field. What
/// both sides changed differently is a conflict, for a person; no clock decides, and neither side is lost.
class Merging
{
public:
    struct Sides
    {
        Snapshot base;   ///< what both come from; null commit and tree where they have nothing in common
        Snapshot here;   ///< the tree that is changed
        Snapshot theirs; ///< the home, or the other branch
    };

    Merging(TreeEdit &tree, Sides sides, const LibraryRules &rules, const Choices &choices, Call call);

    struct Outcome
    {
        qint64 changes = 0;              ///< prompts that changed here
        std::vector<Conflict> conflicts; ///< without a choice; the tree is of no use while there are any
    };
    /// Errors: Conflict (what no choice can settle: another library, other files, names that differ only by case).
    [[nodiscard]] Result<Outcome> run();

private:
    struct Folders
    {
        PromptFolder base;
        PromptFolder here;
        PromptFolder theirs;
    };
    using Facts = VersionFiles::Facts;

    [[nodiscard]] Result<void> checkLibrary();
    [[nodiscard]] Result<void> mergeOthers();
    [[nodiscard]] Result<void> mergeOther(const QByteArray &path, const std::optional<TreeEntry> &base,
                                          const std::optional<TreeEntry> &here, const std::optional<TreeEntry> &theirs);
    [[nodiscard]] Result<void> mergePrompt(const Name &name);
    [[nodiscard]] Result<void> mergeVersion(const VersionKey &key, const Folders &folders);
    [[nodiscard]] Result<void> mergeChanged(const VersionKey &key, const TreeEntry *base, const TreeEntry &here,
                                            const TreeEntry &theirs);
    [[nodiscard]] Result<void> mergeRemoved(const VersionKey &key, const TreeEntry *here, const TreeEntry *theirs);
    [[nodiscard]] Result<void> mergeFacts(const VersionKey &key, const std::optional<Metadata> &base,
                                          const Metadata &here, const Metadata &theirs);
    [[nodiscard]] Result<void> mergeLabels(const Name &name, const Folders &folders);
    [[nodiscard]] Result<PromptFolder> folderOf(const Snapshot &side, const Name &name) const;
    [[nodiscard]] Result<VersionFiles> filesOf(const VersionKey &key, const TreeEntry &folder) const;
    /// The prompt's folder in the tree that is changed.
    [[nodiscard]] Result<TreeEdit::Folder *> target(const Name &name);
    /// Another side's version as a pre-release beside the number that both wanted.
    [[nodiscard]] Result<void> keepAside(const VersionKey &key, const TreeEntry &version);
    /// The choice for a conflict; nothing where none was made, and the conflict is noted then.
    [[nodiscard]] std::optional<Choice> choiceFor(Conflict conflict, const QByteArray &sides);

    TreeEdit &m_tree;
    const Sides m_sides;
    const LibraryRules &m_rules;
    const Choices &m_choices;
    const Call m_call;
    TreeChanges m_changes;
    Outcome m_outcome;
};

/// The version under which the side that lost its number is kept: 1.2.0-conflict.x1a2b3c4d.
[[nodiscard]] Version conflictVersion(const Version &version, const Checksum &checksum);

} // namespace pulse::git
