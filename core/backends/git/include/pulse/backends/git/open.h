// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"
#include "pulse/storage/registry.h"

#include <chrono>
#include <functional>

namespace pulse::git {

/// What a library in a repository is made of besides the repository. Tests and benchmarks choose it; `defaultParts()`
/// is what people get.
struct Parts
{
    std::shared_ptr<Fs> fs;                               ///< never null
    std::function<QByteArray()> randomName;               ///< 16 or more unpredictable letters and digits
    std::function<void(std::chrono::milliseconds)> pause; ///< sleeps between attempts to take the writer lock
    std::chrono::milliseconds lockWait{10'000};           ///< how long a writer waits for another one
    /// Called as each step of a change is about to begin: "objects", "note", "ref", "files", "done". May be empty.
    std::function<void(const char *step)> atStep = {};
    QString clones = {}; ///< the folder of clones; empty: in the user's data folder
};

[[nodiscard]] Parts defaultParts();

/// As openGitLibrary, with chosen parts.
[[nodiscard]] Result<std::shared_ptr<Storage>> openLibrary(const QUrl &url, const OpenOptions &options, Parts parts);

} // namespace pulse::git
