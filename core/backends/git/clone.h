// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/git/open.h"
#include "remote_access.h"

namespace pulse::git {

/// The folder of the clone of a repository elsewhere; made, by fetching, where there is none yet. A clone that was cut
/// off is none. Errors: those of fetching, NotFound (the home is empty and the options do not ask for a new library).
[[nodiscard]] Result<QString> openClone(const RemoteAddress &address, const OpenOptions &options, const Parts &parts,
                                        const Call &call);

/// Where that folder is, whether it is there or not. Errors: Invalid (there is no home for it).
[[nodiscard]] Result<QString> cloneFolder(const RemoteAddress &address, const OpenOptions &options, const Parts &parts);

} // namespace pulse::git
