// SPDX-License-Identifier: Apache-2.0
#include "metadata_file.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

namespace pulse::filesystem {

QByteArray storedForm(const Library &library, const QByteArray &json, Seal before)
{
    return library.isSealed() || before != Seal::Absent ? sealed(json) : json;
}

Sys<void> replaceMetadata(const Library &library, int versionDirectory, const QByteArray &json)
{
    return replaceFile(library, versionDirectory, layout::metadataFile, json);
}

Sys<void> replaceFile(const Library &library, int directory, const QByteArray &name, const QByteArray &bytes)
{
    Fs &fs = library.fs();
    const QByteArray temporary = library.temporaryName();
    Sys<void> done;
    {
        const auto file = createFile(fs, directory, temporary, bytes);
        done = file ? fs.sync(file->get()) : Sys<void>(std::unexpected(file.error()));
    }
    if (done)
        done = fs.rename(directory, temporary, directory, name);
    if (!done)
        (void)fs.removeFile(directory, temporary);
    return done;
}

Sys<void> makeFile(Fs &fs, int directory, const QByteArray &name, const QByteArray &bytes)
{
    if (auto removed = removeTree(fs, directory, name); !removed)
        return removed;
    const auto file = createFile(fs, directory, name, bytes);
    return file ? fs.sync(file->get()) : Sys<void>(std::unexpected(file.error()));
}

Sys<QByteArray> readSmallFile(Fs &fs, int directory, const QByteArray &name)
{
    const auto file = open(fs, directory, name, Fs::Access::Read);
    if (!file)
        return std::unexpected(file.error());
    const auto status = fs.status(file->get());
    if (!status)
        return std::unexpected(status.error());
    if (status->type != EntryType::File || status->size > JsonLimits{}.bytes)
        return std::unexpected(SystemFailure{EINVAL});
    QByteArray bytes(status->size, Qt::Uninitialized);
    const auto length = readFully(fs, file->get(), {bytes.data(), static_cast<size_t>(bytes.size())});
    if (!length)
        return std::unexpected(length.error());
    bytes.truncate(*length);
    return bytes;
}

} // namespace pulse::filesystem
