// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/registry.h"

namespace pulse::filesystem {

/// Finds, checks or makes the library in a folder. A folder with `library.json` is a library; so is one without it
/// that has `prompts` (made by hand, schema 1). Errors: NotFound, Invalid (not a local folder, or a folder that holds
/// something else), Unsupported (a newer schema), Corrupt (`library.json` cannot be understood), and the system's.
[[nodiscard]] Result<std::unique_ptr<Library>> openLibraryRoot(const QUrl &url, const OpenOptions &options,
                                                               Parts parts);

} // namespace pulse::filesystem
