// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/storage.h"

#include <memory>

namespace pulse {

/// A storage of which only the reading half is left: every change is refused (PermissionDenied) with `reason`, a sentence,
/// and `info()` says so. Shows versions, metadata, labels, watching, streams, trash, fingerprints and synchronisation; what
/// only changes, or repairs, is hidden. Synchronising still brings what others changed.
[[nodiscard]] std::shared_ptr<Storage> makeReadOnlyLayer(std::shared_ptr<Storage> next, QString reason);

} // namespace pulse
