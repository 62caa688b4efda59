// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/profiles.h"
#include "pulse/storage/registry.h"

namespace pulse {

/// Whether the profile's library is worked on in a replica on this machine: one behind a network that is not itself a
/// clone, unless the profile asks for no layers.
[[nodiscard]] bool hasReplica(const LibraryProfile &profile);

/// Opens the replica of the profile's library in the user's data folder, made where it is missing; behind a layer that
/// refuses changes where the profile is read-only. `home` is how the library itself is to be opened; `offline` says why
/// it must not be (ReplicaOptions).
[[nodiscard]] Result<std::shared_ptr<Storage>> openReplica(const StorageRegistry &registry,
                                                           const LibraryProfile &profile, OpenOptions home,
                                                           const QString &dataFolder, const QString &offline = {});

} // namespace pulse
