// SPDX-License-Identifier: Apache-2.0
#include "upgrade_copy.h"

#include "metadata_file.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/trash_record.h"
#include "version_files.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr size_t copyPieceBytes = 256 * 1024;

bool isVersionPath(const QByteArray &path)
{
    return Version::parse(QString::fromUtf8(layout::leafOf(path))).has_value();
}

} // namespace

const QByteArray UpgradeCopy::marker = layout::temporaryPrefix + "upgrade";

UpgradeCopy::UpgradeCopy(const Library &library, const Call &call, Syncing syncing, const std::function<void()> &tick,
                         const std::stop_token &stop)
    : m_library(library)
    , m_fs(library.fs())
    , m_call(call)
    , m_syncing(syncing)
    , m_tick(tick)
    , m_stop(stop)
{}

Result<void> UpgradeCopy::copy(const Descriptor &from, const Descriptor &to, const QByteArray &path)
{
    return walk({from, to, path}, Mode::Copy);
}

Result<void> UpgradeCopy::compare(const Descriptor &from, const Descriptor &to, const QByteArray &path)
{
    return walk({from, to, path}, Mode::Compare);
}

std::unexpected<Error> UpgradeCopy::differs(const QByteArray &path) const
{
    return m_call.fails(ErrorCode::Corrupt,
                        u"The copy of “%1” does not read back as it was written, so nothing was changed. Check the "
                        "disk, then try again."_s.arg(QString::fromUtf8(path)));
}

Result<void> UpgradeCopy::walk(const Pair &pair, Mode mode)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    auto entries = m_fs.entries(pair.from.get());
    if (!entries)
        return m_call.fails(entries.error());
    std::erase_if(*entries, [](const DirectoryEntry &entry) { return layout::isTemporary(entry.name); });
    if (mode == Mode::Copy) {
        if (auto removed = removeForeign(pair, *entries); !removed)
            return removed;
    }
    for (const DirectoryEntry &entry : *entries) {
        if (auto handled = handle(pair, entry, mode); !handled)
            return handled;
    }
    if (isVersionPath(pair.path)) {
        if (auto handled = handleMissingMetadata(pair, *entries, mode); !handled)
            return handled;
        if (mode == Mode::Copy && m_tick)
            m_tick();
    }
    if (mode == Mode::Copy && m_syncing == Syncing::Each) {
        if (const auto synced = m_fs.sync(pair.to.get()); !synced)
            return m_call.fails(synced.error());
    }
    return {};
}

// What an earlier attempt copied and somebody removed or changed into something else since.
Result<void> UpgradeCopy::removeForeign(const Pair &pair, const std::vector<DirectoryEntry> &wanted)
{
    const auto present = m_fs.entries(pair.to.get());
    if (!present)
        return m_call.fails(present.error());
    for (const DirectoryEntry &entry : *present) {
        const auto same = std::ranges::find(wanted, entry.name, &DirectoryEntry::name);
        const bool isDerived = entry.name == layout::metadataFile && isVersionPath(pair.path);
        if (entry.name == marker || isDerived || (same != wanted.end() && same->type == entry.type))
            continue;
        if (const auto removed = removeTree(m_fs, pair.to.get(), entry.name); !removed)
            return m_call.fails(removed.error());
    }
    return {};
}

Result<void> UpgradeCopy::handle(const Pair &pair, const DirectoryEntry &entry, Mode mode)
{
    switch (entry.type) {
    case EntryType::Directory:
        return handleFolder(pair, entry.name, mode);
    case EntryType::Link:
        return handleLink(pair, entry.name, mode);
    case EntryType::File:
        return handleFile(pair, entry.name, mode);
    case EntryType::Other:
        break;
    }
    return m_call.fails(ErrorCode::Unsupported,
                        u"“%1” is neither a file nor a folder nor a link and cannot be copied. Take it out, then "
                        "upgrade."_s.arg(QString::fromUtf8(pair.path + '/' + entry.name)));
}

Result<void> UpgradeCopy::handleFolder(const Pair &pair, const QByteArray &name, Mode mode)
{
    const auto from = open(m_fs, pair.from.get(), name, Fs::Access::Directory);
    if (!from)
        return m_library.explain(m_call, from.error(), pair.path + '/' + name);
    auto to = open(m_fs, pair.to.get(), name, Fs::Access::Directory);
    if (!to && to.error().number == ENOENT && mode == Mode::Copy)
        to = createDirectory(m_fs, pair.to.get(), name);
    if (!to)
        return mode == Mode::Compare ? differs(pair.path + '/' + name) : m_call.fails(to.error());
    return walk({*from, *to, pair.path + '/' + name}, mode);
}

Result<void> UpgradeCopy::handleLink(const Pair &pair, const QByteArray &name, Mode mode)
{
    const auto target = m_fs.readLink(pair.from.get(), name);
    if (!target)
        return m_call.fails(target.error());
    const auto present = m_fs.readLink(pair.to.get(), name);
    if (!present && present.error().number != ENOENT)
        return m_call.fails(present.error());
    if (present && *present == *target)
        return {};
    if (mode == Mode::Compare)
        return differs(pair.path + '/' + name);
    if (present) {
        if (const auto removed = m_fs.removeFile(pair.to.get(), name); !removed)
            return m_call.fails(removed.error());
    }
    if (const auto made = m_fs.makeLink(*target, pair.to.get(), name); !made)
        return m_call.fails(made.error());
    return {};
}

Result<void> UpgradeCopy::handleFile(const Pair &pair, const QByteArray &name, Mode mode)
{
    const auto form = newForm(pair, name);
    if (!form)
        return failure(form);
    if (*form)
        return handleBytes(pair, name, **form, mode);
    const auto same = isSame(pair, name);
    if (!same)
        return failure(same);
    if (!*same) {
        if (mode == Mode::Compare)
            return differs(pair.path + '/' + name);
        if (auto copied = copyBytes(pair, name); !copied)
            return copied;
    }
    if (mode == Mode::Copy) {
        if (const auto settled = settle(pair.to, name); !settled)
            return m_call.fails(settled.error());
    }
    return {};
}

// The bytes of a file that the new schema writes otherwise; none for one that is copied as it is.
Result<std::optional<QByteArray>> UpgradeCopy::newForm(const Pair &pair, const QByteArray &name) const
{
    const bool isRecord = name == layout::recordFile && layout::parentOf(pair.path) == layout::trash;
    const bool isMetadata = name == layout::metadataFile && isVersionPath(pair.path);
    if (!isRecord && !isMetadata)
        return std::nullopt;
    const auto text = readSmallFile(m_fs, pair.from.get(), name);
    if (!text && text.error().number == EINVAL)
        return std::nullopt;
    if (!text)
        return m_call.fails(text.error());
    if (isMetadata) {
        const auto metadata = decodeMetadata(*text);
        return metadata ? std::optional(sealed(encodeMetadata(*metadata))) : std::nullopt;
    }
    const auto record = decodeTrashRecord(*text, QString::fromUtf8(layout::leafOf(pair.path)));
    return record ? std::optional(sealed(unsealed(*text))) : std::nullopt;
}

// Its facts are those of the file until now, its time among them, which a copy does not have.
Result<void> UpgradeCopy::handleMissingMetadata(const Pair &pair, const std::vector<DirectoryEntry> &entries, Mode mode)
{
    const QByteArray promptPath = layout::parentOf(pair.path);
    const bool isPublished = promptPath.startsWith(layout::prompts + '/');
    const auto name =
        Name::parse(isPublished ? QString::fromUtf8(promptPath.sliced(layout::prompts.size() + 1)) : QString());
    const bool hasMetadata = std::ranges::contains(entries, layout::metadataFile, &DirectoryEntry::name);
    const auto content = std::ranges::find(entries, layout::contentFile, &DirectoryEntry::name);
    if (!name || hasMetadata || content == entries.end() || content->type != EntryType::File)
        return {};
    const auto version = Version::parse(QString::fromUtf8(layout::leafOf(pair.path)));
    const auto facts = VersionFiles(m_fs, m_call, pair.from, {*name, *version}).facts(m_stop);
    if (!facts)
        return facts.error().code() == ErrorCode::Corrupt ? Result<void>() : failure(facts);
    return handleBytes(pair, layout::metadataFile, sealed(encodeMetadata(facts->metadata)), mode);
}

Result<void> UpgradeCopy::handleBytes(const Pair &pair, const QByteArray &name, const QByteArray &bytes, Mode mode)
{
    const auto present = readSmallFile(m_fs, pair.to.get(), name);
    const bool isThere = present && *present == bytes;
    if (mode == Mode::Compare)
        return isThere ? Result<void>() : differs(pair.path + '/' + name);
    auto written = Sys<void>();
    if (!isThere) {
        written = removeTree(m_fs, pair.to.get(), name);
        if (written) {
            const auto file = createFile(m_fs, pair.to.get(), name, bytes);
            written = file ? Sys<void>() : Sys<void>(std::unexpected(file.error()));
        }
    }
    if (written)
        written = settle(pair.to, name);
    return written ? Result<void>() : m_call.fails(written.error());
}

Result<bool> UpgradeCopy::isSame(const Pair &pair, const QByteArray &name) const
{
    const auto from = open(m_fs, pair.from.get(), name, Fs::Access::Read);
    if (!from)
        return m_call.fails(from.error());
    const auto to = open(m_fs, pair.to.get(), name, Fs::Access::Read);
    if (!to && to.error().number == ENOENT)
        return false;
    if (!to)
        return m_call.fails(to.error());
    std::vector<char> left(copyPieceBytes);
    std::vector<char> right(copyPieceBytes);
    for (;;) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return failure(std::move(go));
        const auto one = readFully(m_fs, from->get(), left);
        const auto other = readFully(m_fs, to->get(), right);
        if (!one || !other)
            return m_call.fails(one ? other.error() : one.error());
        if (*one != *other || !std::equal(left.begin(), left.begin() + *one, right.begin()))
            return false;
        if (*one < std::ssize(left))
            return true;
    }
}

Result<void> UpgradeCopy::copyBytes(const Pair &pair, const QByteArray &name)
{
    if (const auto removed = removeTree(m_fs, pair.to.get(), name); !removed)
        return m_call.fails(removed.error());
    const auto from = open(m_fs, pair.from.get(), name, Fs::Access::Read);
    if (!from)
        return m_call.fails(from.error());
    const auto to = createFile(m_fs, pair.to.get(), name, {});
    if (!to)
        return m_call.fails(to.error());
    std::vector<char> piece(copyPieceBytes);
    for (;;) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return go;
        const auto length = readFully(m_fs, from->get(), piece);
        if (!length)
            return m_call.fails(length.error());
        if (*length == 0)
            return {};
        if (const auto written = writeAll(m_fs, to->get(), QByteArrayView(piece.data(), *length)); !written)
            return m_call.fails(written.error());
    }
}

// Also of a file that an earlier attempt wrote and may not have synced.
Sys<void> UpgradeCopy::settle(const Descriptor &to, const QByteArray &name) const
{
    if (m_syncing == Syncing::Wholesale)
        return {};
    const auto file = open(m_fs, to.get(), name, Fs::Access::Read);
    return file ? m_fs.sync(file->get()) : Sys<void>(std::unexpected(file.error()));
}

} // namespace pulse::filesystem
