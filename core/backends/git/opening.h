// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"
#include "pulse/backends/git/open.h"

namespace pulse::git {

/// Opens the repository in a folder as a library, or makes either where the options ask for it. `url` is what the
/// library says of itself.
[[nodiscard]] Result<std::shared_ptr<GitLibrary>> openFolder(const QString &path, const QUrl &url,
                                                             const OpenOptions &options, const Parts &parts);

/// Invalid for a setting that this backend does not have.
[[nodiscard]] Result<void> checkSettings(const OpenOptions &options, const Call &call);

/// Makes everything in a folder durable, and the folder in the one above it.
[[nodiscard]] Sys<void> syncTree(Fs &fs, const QString &path);

} // namespace pulse::git
