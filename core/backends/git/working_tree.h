// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tree_diff.h"

namespace pulse::git {

/// The files of a repository that is not bare: kept in step with its branch, by us alone. No hook, filter or helper of
/// Git's runs; nothing is written through a symbolic link or outside the folder; and no file that a person changed is
/// ever overwritten or removed.
class WorkingTree
{
public:
    WorkingTree(const Repository &repository, std::function<QByteArray()> randomName);

    /// Refuses what could not be carried out: paths that are dangerous, kinds of entries that are not written
    /// (Invalid), files that a person changed and did not commit (Conflict).
    [[nodiscard]] Result<void> check(const std::vector<FileChange> &changes, const Call &call) const;
    /// Brings files and index from the tree before to the tree after, leaving what a person changed. Durable.
    [[nodiscard]] Result<void> apply(const std::vector<FileChange> &changes, const Call &call) const;
    /// Whether a file is not as the tree has it.
    [[nodiscard]] Result<bool> differs(const FileChange &expected, const Call &call) const;

private:
    struct Folders;
    [[nodiscard]] Result<void> checkPath(const FileChange &change, const Call &call) const;
    /// Whether a path in the folder holds just this (nothing, for none).
    [[nodiscard]] Sys<bool> holds(const QByteArray &path, const std::optional<TreeEntry> &entry) const;
    [[nodiscard]] Sys<void> writeFile(const FileChange &change, Folders &folders, const Call &call) const;
    [[nodiscard]] Sys<void> writeBlob(const Oid &id, int file, const Call &call) const;
    [[nodiscard]] Sys<void> removeFile(const QByteArray &path, Folders &folders) const;
    [[nodiscard]] Result<void> updateIndex(const std::vector<FileChange> &changes, const Call &call) const;

    const Repository &m_repository;
    Fs &m_fs;
    const std::function<QByteArray()> m_randomName;
    Descriptor m_root;
    Modes m_modes;
};

} // namespace pulse::git
