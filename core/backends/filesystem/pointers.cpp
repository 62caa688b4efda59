// SPDX-License-Identifier: Apache-2.0
#include "pointers.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

namespace pulse::filesystem {
namespace {

constexpr qint64 longestPointer = 512;

Sys<QByteArray> readLine(Fs &fs, int directory, const QByteArray &name)
{
    const auto file = open(fs, directory, name, Fs::Access::Read);
    if (!file)
        return std::unexpected(file.error());
    const auto status = fs.status(file->get());
    if (!status)
        return std::unexpected(status.error());
    if (status->links > 1 || status->size > longestPointer)
        return std::unexpected(SystemFailure{EINVAL});
    QByteArray line(status->size, Qt::Uninitialized);
    const auto length = readFully(fs, file->get(), {line.data(), static_cast<size_t>(line.size())});
    if (!length)
        return std::unexpected(length.error());
    line.truncate(*length);
    if (line.endsWith('\n'))
        line.chop(1);
    return line;
}

// Gone meanwhile, or no pointer at all; anything else is a disk that does not answer, which is not absence.
bool saysNothing(SystemFailure cause)
{
    return cause.number == ENOENT || cause.number == EINVAL || cause.number == ELOOP || cause.number == ENXIO ||
           cause.number == EISDIR;
}

bool hasNoLinks(SystemFailure cause)
{
    return cause.number == EPERM || cause.number == EOPNOTSUPP || cause.number == ENOSYS;
}

// A file's bytes must be on the disk before its name is, or a crash leaves an empty pointer.
Sys<void> makeLineFile(Fs &fs, int directory, const QByteArray &name, const QByteArray &line)
{
    const auto file = createFile(fs, directory, name, line + '\n');
    if (!file)
        return std::unexpected(file.error());
    return fs.sync(file->get());
}

} // namespace

Sys<std::optional<Version>> tryReadPointer(Fs &fs, int directory, const DirectoryEntry &pointer)
{
    Sys<QByteArray> text = std::unexpected(SystemFailure{EINVAL});
    if (pointer.type == EntryType::Link)
        text = fs.readLink(directory, pointer.name);
    else if (pointer.type == EntryType::File)
        text = readLine(fs, directory, pointer.name);
    if (!text && saysNothing(text.error()))
        return std::nullopt;
    if (!text)
        return std::unexpected(text.error());
    auto version = Version::parse(QString::fromUtf8(*text));
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

std::optional<Version> readPointer(Fs &fs, int directory, const DirectoryEntry &pointer)
{
    return tryReadPointer(fs, directory, pointer).value_or(std::nullopt);
}

Sys<void> writePointer(const Library &library, int directory, const QByteArray &pointer, const Version &version)
{
    Fs &fs = library.fs();
    const QByteArray temporary = library.temporaryName();
    auto made = fs.makeLink(layout::fileName(version), directory, temporary);
    if (!made && hasNoLinks(made.error()))
        made = makeLineFile(fs, directory, temporary, layout::fileName(version));
    if (made)
        made = fs.rename(directory, temporary, directory, pointer);
    if (!made)
        (void)fs.removeFile(directory, temporary);
    return made;
}

Sys<bool> pointLatest(const Library &library, int directory, const PromptDirectory &contents,
                      std::span<const Version> versions)
{
    const auto entry = std::ranges::find(contents.pointers, layout::latest, &DirectoryEntry::name);
    const bool exists = entry != contents.pointers.end();
    const std::optional<Version> right = latestOf(versions);
    if (!right) {
        if (!exists)
            return false;
        if (const auto removed = library.fs().removeFile(directory, layout::latest); !removed)
            return std::unexpected(removed.error());
        return true;
    }
    if (exists && readPointer(library.fs(), directory, *entry) == right)
        return false;
    if (const auto written = writePointer(library, directory, layout::latest, *right); !written)
        return std::unexpected(written.error());
    return true;
}

Sys<LabelMap> readLabels(Fs &fs, int directory, const PromptDirectory &contents)
{
    LabelMap labels;
    for (const DirectoryEntry &pointer : contents.pointers) {
        if (!pointer.name.startsWith(layout::labelPrefix))
            continue;
        const auto label = Label::parse(QString::fromUtf8(pointer.name.sliced(1)));
        const auto version = tryReadPointer(fs, directory, pointer);
        if (!version)
            return std::unexpected(version.error());
        if (label && *version && std::ranges::binary_search(contents.versions, **version))
            labels.emplace(*label, **version);
    }
    return labels;
}

} // namespace pulse::filesystem
