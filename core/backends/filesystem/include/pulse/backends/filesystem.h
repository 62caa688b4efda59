// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

/// Opens (or makes) a library in a folder; `url` is a `file:` URL. See docs/backends/filesystem.md for the layout and
/// the promises. The whole of Storage and every capability.
[[nodiscard]] Result<std::shared_ptr<Storage>> openFilesystemLibrary(const QUrl &url, const OpenOptions &options);

} // namespace pulse
