// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"
#include "pulse/storage/registry.h"

#include <chrono>
#include <functional>
#include <limits>
#include <optional>

namespace pulse::filesystem {

/// What a library in a folder is made of besides the folder: the system calls, randomness, patience. Tests and
/// benchmarks choose them; `defaultParts()` is what people get.
struct Parts
{
    std::shared_ptr<Fs> fs;                               ///< never null
    std::function<QByteArray()> randomName;               ///< 16 or more unpredictable letters and digits
    std::function<void(std::chrono::milliseconds)> pause; ///< sleeps between attempts to take the writer lock
    std::chrono::milliseconds lockWait{10'000};           ///< how long a writer waits for another one
    std::chrono::milliseconds pollInterval{2'000};        ///< of watching where the system has no watches left
    /// How many bytes may still be written below an open directory; empty where that cannot be told.
    std::function<std::optional<qint64>(int directory)> freeBytes = {};
    int threads = 1; ///< that write the versions of a large batch at once, each into other prompts
    int watchLimit = std::numeric_limits<int>::max(); ///< directories watched before polling takes over
};

[[nodiscard]] Parts defaultParts();

/// As openFilesystemLibrary, with chosen parts.
[[nodiscard]] Result<std::shared_ptr<Storage>> openLibrary(const QUrl &url, const OpenOptions &options, Parts parts);

} // namespace pulse::filesystem
