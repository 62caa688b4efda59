// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "repository.h"

#include <functional>
#include <set>

namespace pulse::git {

/// A file (or link, or submodule) that two trees hold differently.
struct FileChange
{
    QByteArray path;
    std::optional<TreeEntry> before; ///< never a folder
    std::optional<TreeEntry> after;
};

/// All of them, in the order of their paths.
[[nodiscard]] Result<std::vector<FileChange>> changedFiles(const Repository &repository, const Oid &before,
                                                           const Oid &after, const Call &call);

/// What two root trees hold differently, as prompts. Only folders that differ are read.
struct PromptChanges
{
    std::set<QByteArray> prompts; ///< by name: versions, metadata or pointers differ
    bool trash = false;
    bool other = false; ///< something beside prompts and trash
};
[[nodiscard]] Result<PromptChanges> changedPrompts(const Repository &repository, const Oid &before, const Oid &after,
                                                   const Call &call);

} // namespace pulse::git
