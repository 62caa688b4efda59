// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/file_io.h"

#include <cerrno>

namespace pulse {

Sys<Descriptor> open(Fs &fs, int directory, const QByteArray &path, Fs::Access access)
{
    const auto opened = fs.open(directory, path, access);
    if (!opened)
        return std::unexpected(opened.error());
    return Descriptor(fs, *opened);
}

Sys<void> writeAll(Fs &fs, int file, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto written = fs.write(file, bytes);
        if (!written)
            return std::unexpected(written.error());
        if (*written == 0)
            return std::unexpected(SystemFailure{EIO});
        bytes = bytes.sliced(*written);
    }
    return {};
}

Sys<qsizetype> readFully(Fs &fs, int file, std::span<char> buffer)
{
    qsizetype filled = 0;
    while (filled < std::ssize(buffer)) {
        const auto got = fs.read(file, buffer.subspan(static_cast<size_t>(filled)));
        if (!got)
            return got;
        if (*got == 0)
            break;
        filled += *got;
    }
    return filled;
}

Sys<Descriptor> createFile(Fs &fs, int directory, const QByteArray &name, QByteArrayView bytes)
{
    auto file = open(fs, directory, name, Fs::Access::Create);
    if (!file)
        return file;
    if (const auto set = fs.setMode(file->get(), privateFileMode); !set)
        return std::unexpected(set.error());
    if (const auto written = writeAll(fs, file->get(), bytes); !written)
        return std::unexpected(written.error());
    return file;
}

namespace {

Sys<Descriptor> openNewDirectory(Fs &fs, int directory, const QByteArray &name)
{
    auto opened = open(fs, directory, name, Fs::Access::Directory);
    if (!opened && opened.error().number == EACCES) { // the umask took the owner's own permissions
        if (const auto set = fs.setModeAt(directory, name, privateDirectoryMode); !set)
            return std::unexpected(set.error());
        opened = open(fs, directory, name, Fs::Access::Directory);
    }
    if (!opened)
        return opened;
    if (const auto set = fs.setMode(opened->get(), privateDirectoryMode); !set)
        return std::unexpected(set.error());
    return opened;
}

} // namespace

Sys<Descriptor> createDirectory(Fs &fs, int directory, const QByteArray &name)
{
    if (const auto made = fs.makeDirectory(directory, name, privateDirectoryMode); !made)
        return std::unexpected(made.error());
    auto opened = openNewDirectory(fs, directory, name);
    if (!opened)
        (void)fs.removeDirectory(directory, name);
    return opened;
}

Sys<void> renameWithoutReplacing(Fs &fs, int fromDirectory, const QByteArray &from, int toDirectory,
                                 const QByteArray &to)
{
    const auto renamed = fs.renameNoReplace(fromDirectory, from, toDirectory, to);
    if (renamed || (renamed.error().number != EINVAL && renamed.error().number != ENOSYS))
        return renamed;
    const auto existing = fs.statusAt(toDirectory, to);
    if (existing)
        return std::unexpected(SystemFailure{EEXIST});
    if (existing.error().number != ENOENT)
        return std::unexpected(existing.error());
    const auto plain = fs.rename(fromDirectory, from, toDirectory, to);
    if (!plain && plain.error().number == ENOTEMPTY)
        return std::unexpected(SystemFailure{EEXIST});
    return plain;
}

namespace {

Sys<void> unlessMissing(const Sys<void> &answer)
{
    if (!answer && answer.error().number == ENOENT)
        return {};
    return answer;
}

} // namespace

Sys<void> removeTree(Fs &fs, int directory, const QByteArray &name)
{
    const auto removed = fs.removeFile(directory, name);
    if (removed || (removed.error().number != EISDIR && removed.error().number != EPERM))
        return unlessMissing(removed);
    {
        const auto opened = open(fs, directory, name, Fs::Access::Directory);
        if (!opened)
            return std::unexpected(opened.error());
        const auto entries = fs.entries(opened->get());
        if (!entries)
            return std::unexpected(entries.error());
        for (const DirectoryEntry &entry : *entries) {
            if (auto below = removeTree(fs, opened->get(), entry.name); !below)
                return below;
        }
    }
    return unlessMissing(fs.removeDirectory(directory, name));
}

} // namespace pulse
