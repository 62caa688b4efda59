// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/filesystem/open.h"

#include "filesystem_storage.h"
#include "library_root.h"
#include "pulse/backends/filesystem.h"

#include <QRandomGenerator>
#include <algorithm>
#include <array>
#include <sys/statvfs.h>
#include <thread>

namespace pulse::filesystem {

namespace {

constexpr unsigned mostThreads = 4; // a file system gains little from more

std::optional<qint64> bytesLeft(int directory)
{
    struct statvfs status{};
    if (::fstatvfs(directory, &status) == -1)
        return std::nullopt;
    return static_cast<qint64>(status.f_bavail) * static_cast<qint64>(status.f_frsize);
}

} // namespace

Parts defaultParts()
{
    return {.fs = realFs(),
            .randomName =
                [] {
                    std::array<quint32, 4> words{};
                    QRandomGenerator::system()->fillRange(words.data(), std::ssize(words));
                    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
                },
            .pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
            .freeBytes = bytesLeft,
            .threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, mostThreads))};
}

Result<std::shared_ptr<Storage>> openLibrary(const QUrl &url, const OpenOptions &options, Parts parts)
{
    auto library = openLibraryRoot(url, options, std::move(parts));
    if (!library)
        return failure(std::move(library));
    return std::make_shared<FilesystemStorage>(*std::move(library));
}

} // namespace pulse::filesystem

namespace pulse {

Result<std::shared_ptr<Storage>> openFilesystemLibrary(const QUrl &url, const OpenOptions &options)
{
    return filesystem::openLibrary(url, options, filesystem::defaultParts());
}

} // namespace pulse
