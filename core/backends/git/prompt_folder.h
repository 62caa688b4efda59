// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "raw_tree.h"
#include "repository.h"

// What the entries of a folder below `prompts` mean. They are those of docs/backends/filesystem.md.
namespace pulse::git {

enum class EntryKind {
    Version,      ///< a folder whose name is a version
    FalseVersion, ///< something else of such a name
    Latest,
    Label,
    Folder, ///< may hold prompts
    Link,   ///< a symbolic link that is no pointer: never followed
    Stray   ///< anything else
};

[[nodiscard]] EntryKind kindOf(const QByteArray &name, unsigned mode);
[[nodiscard]] inline EntryKind kindOf(const TreeEntry &entry)
{
    return kindOf(entry.name, entry.mode);
}

/// Without building an error for each name that is none.
[[nodiscard]] std::optional<Version> versionNamed(const QByteArray &name);

/// A prompt's folder, sorted.
struct PromptFolder
{
    std::vector<std::pair<Version, TreeEntry>> versions; ///< ascending
    std::vector<TreeEntry> pointers;                     ///< `latest` and the labels
    std::vector<TreeEntry> folders;                      ///< ascending by their bytes
    std::vector<TreeEntry> links;
    std::vector<TreeEntry> falseVersions;

    [[nodiscard]] static PromptFolder of(const std::vector<TreeEntry> &entries);
    [[nodiscard]] bool isPrompt() const { return !versions.empty() || !falseVersions.empty(); }
    [[nodiscard]] const TreeEntry *version(const Version &version) const;
    [[nodiscard]] std::vector<Version> versionList() const;
};

/// The version that a pointer's text names; nothing when it is none. A link is never followed.
[[nodiscard]] std::optional<Version> parsePointer(QByteArrayView text);
/// Of those that point at a version that is there.
[[nodiscard]] Result<LabelMap> labelsOf(const BlobReader &blobs, const PromptFolder &folder, const Call &call);

} // namespace pulse::git
