// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

/// Opens (or makes) a library in a Git repository. See docs/backends/git.md for the layout and the promises.
///
/// `git+file:///path` is a repository on this machine, bare or with a working tree, and is worked on directly.
/// `git+https://…` and `git+ssh://…` are repositories elsewhere: worked on in a clone in the user's data folder that
/// synchronises with them (SyncStorage). The whole of Storage and every capability but upgrades.
[[nodiscard]] Result<std::shared_ptr<Storage>> openGitLibrary(const QUrl &url, const OpenOptions &options);

/// Tries the way to a repository step by step (StorageRegistry::ConnectionCheck).
[[nodiscard]] Result<void> checkGitConnection(const QUrl &url, const OpenOptions &options,
                                              const ConnectionReport &report, std::stop_token stop);

} // namespace pulse
