// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"
#include "pulse/model/version.h"

#include <QList>
#include <vector>

namespace pulse::filesystem {

/// The entries of a directory in the prompts' tree, sorted by what they are. Any such directory may be a prompt, a
/// folder of others, or both.
struct PromptDirectory
{
    std::vector<Version> versions;       ///< directories named by a version; ascending
    QList<QByteArray> folders;           ///< directories that may be prompts or folders; ascending by bytes
    QList<QByteArray> links;             ///< symbolic links where a folder could be
    QList<DirectoryEntry> pointers;      ///< `latest` and labels, as links or files
    QList<DirectoryEntry> falseVersions; ///< named by a version, yet no directories
    QList<QByteArray> temporaries;       ///< left by a writer that did not finish
    QList<DirectoryEntry> strays;        ///< anything else that is not hidden
    bool hasHidden = false;              ///< entries whose names begin with a dot, the temporaries apart

    [[nodiscard]] bool isPrompt() const { return !versions.empty() || !falseVersions.isEmpty(); }
    [[nodiscard]] bool holdsOnlyAPrompt() const
    {
        return folders.isEmpty() && links.isEmpty() && strays.isEmpty() && !hasHidden;
    }
};

[[nodiscard]] PromptDirectory sortEntries(const std::vector<DirectoryEntry> &entries);

[[nodiscard]] Sys<PromptDirectory> readPromptDirectory(Fs &fs, int directory);

} // namespace pulse::filesystem
