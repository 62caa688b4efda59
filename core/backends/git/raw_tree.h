// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oid.h"

#include <memory>
#include <optional>
#include <vector>

namespace pulse::git {

inline constexpr unsigned folderMode = 0040000;
inline constexpr unsigned fileMode = 0100644;
inline constexpr unsigned programMode = 0100755;
inline constexpr unsigned linkMode = 0120000;
inline constexpr unsigned submoduleMode = 0160000;

struct TreeEntry
{
    QByteArray name; ///< raw bytes, without a slash
    unsigned mode = fileMode;
    Oid id;

    [[nodiscard]] bool isFolder() const { return mode == folderMode; }
    [[nodiscard]] bool isFile() const { return (mode & 0170000U) == 0100000; }
    friend bool operator==(const TreeEntry &, const TreeEntry &) = default;
};

/// The entries of a tree object as they are stored, unless it is one that Git itself would not have written: names that
/// are empty or hold a slash, modes that are none, an order that is not Git's, or names twice.
[[nodiscard]] std::optional<std::vector<TreeEntry>> parseTree(QByteArrayView raw);

/// The bytes of a tree object; sorts the entries as Git does.
[[nodiscard]] QByteArray encodeTree(std::vector<TreeEntry> entries);

/// The entry of that name, or null.
[[nodiscard]] const TreeEntry *findEntry(const std::vector<TreeEntry> &entries, QByteArrayView name);

/// Whether Git, on whatever system, might take a name for its own folder (`.git`, `.GIT`, `git~1`, with characters that
/// some file systems ignore, …) or for a way out of the folder. Nothing of such a name is ever written as a file.
[[nodiscard]] bool isDangerousName(const QByteArray &name);

} // namespace pulse::git
