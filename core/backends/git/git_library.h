// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"
#include "tree_changes.h"
#include "version_files.h"
#include "writer.h"

namespace pulse::git {

/// An open library: its repository, how it is written, and what it says of itself. Thread-safe.
class GitLibrary
{
public:
    GitLibrary(std::shared_ptr<Repository> repository, WriterParts parts, StorageInfo info);

    [[nodiscard]] const Repository &repository() const { return *m_repository; }
    [[nodiscard]] Writer &writer() { return m_writer; }
    [[nodiscard]] const StorageInfo &info() const { return m_info; }
    [[nodiscard]] const LibraryRules &rules() const { return m_rules; }

    /// Cancelled, or PermissionDenied for a handle that may only read.
    [[nodiscard]] Result<void> mayChange(const Call &call, const std::stop_token &stop) const;

    /// A prompt as the snapshot has it. NotFound where it has none.
    [[nodiscard]] Result<PromptFolder> prompt(const Snapshot &snapshot, const Name &name, const Call &call) const;
    /// A version's files as the snapshot has them. NotFound where it has none.
    [[nodiscard]] Result<VersionFiles> version(const Snapshot &snapshot, const VersionKey &key,
                                               const QString &operation) const;

private:
    const std::shared_ptr<Repository> m_repository;
    Writer m_writer;
    const StorageInfo m_info;
    const LibraryRules m_rules;
};

} // namespace pulse::git
