// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"

namespace pulse::filesystem {

/// Replaces a version's metadata.json in one step. The file is durable; the caller syncs the directory.
[[nodiscard]] Sys<void> replaceMetadata(const Library &library, int versionDirectory, const QByteArray &json);

} // namespace pulse::filesystem
