// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_connections.h"

namespace pulse {

/// What the backend of a scheme can be told beyond its URL, as its guide in docs/backends lists it.
[[nodiscard]] std::vector<LibraryConnections::BackendOption> knownBackendOptions(const QString &scheme);

} // namespace pulse
