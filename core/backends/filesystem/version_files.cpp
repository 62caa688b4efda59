// SPDX-License-Identifier: Apache-2.0
#include "version_files.h"

#include "layout.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/content_place.h"

#include <QTimeZone>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr qsizetype pieceBytes = 256 * 1024;

} // namespace

VersionFiles::VersionFiles(Fs &fs, const Call &call, const Descriptor &directory, VersionKey key, Naming naming)
    : m_fs(fs)
    , m_call(call)
    , m_directory(directory)
    , m_key(std::move(key))
    , m_naming(naming)
{}

std::unexpected<Error> VersionFiles::damaged(const QString &what) const
{
    return failure(m_call.fails(ErrorCode::Corrupt,
                                u"%1@%2 is damaged: %3 Restore it from a backup, or remove this version."_s.arg(
                                    m_key.name.toString(), m_key.version.toString(), what)),
                   Error::Remedy::Check);
}

std::unexpected<Error> VersionFiles::contentDamaged(const Call &call, const VersionKey &key)
{
    return failure(call.fails(ErrorCode::Corrupt,
                              u"The content of %1 does not match its checksum: it was changed or damaged after it was "
                              "published. Restore it from a backup, or remove this version."_s.arg(key.toString())),
                   Error::Remedy::Check);
}

std::unexpected<Error> VersionFiles::sealBroken(const Call &call, const VersionKey &key)
{
    return failure(call.fails(ErrorCode::Corrupt,
                              u"The metadata of %1 does not match its seal: it was damaged, or changed by a program "
                              "that does not seal it. Look at its metadata.json. If it is right, accept it as it is; "
                              "otherwise restore it from a backup."_s.arg(key.toString())),
                   Error::Remedy::Accept, key.toString());
}

Result<std::optional<VersionFiles::OpenFile>> VersionFiles::openIfThere(const QByteArray &name) const
{
    const QString shown = QString::fromLatin1(name);
    auto file = open(m_fs, m_directory.get(), name, Fs::Access::Read);
    if (!file && file.error().number == ENOENT)
        return std::nullopt;
    if (!file && file.error().number == ELOOP)
        return damaged(u"%1 is a symbolic link, which Pulse does not follow."_s.arg(shown));
    if (!file && file.error().number == ENXIO)
        return damaged(u"%1 is no regular file."_s.arg(shown));
    if (!file)
        return m_call.fails(file.error());
    const auto status = m_fs.status(file->get());
    if (!status)
        return m_call.fails(status.error());
    if (status->type != EntryType::File)
        return damaged(u"%1 is no regular file."_s.arg(shown));
    if (status->links > 1)
        return damaged(u"%1 is hard-linked to another file, which could change it from outside."_s.arg(shown));
    return OpenFile{*std::move(file), *status};
}

Result<VersionFiles::OpenFile> VersionFiles::openContentFile(const Metadata *metadata) const
{
    auto file = openIfThere(layout::contentFile);
    const QString name = metadata != nullptr ? contentNameIn(*metadata) : QString();
    if (file && !*file && isContentName(name)) // as a library in an object store keeps it
        file = openIfThere(name.toLatin1());
    if (!file)
        return failure(std::move(file));
    if (!*file)
        return damaged(u"content.md is missing."_s);
    return std::move(**file);
}

Result<std::optional<QByteArray>> VersionFiles::metadataText() const
{
    const auto opened = openIfThere(layout::metadataFile);
    if (!opened)
        return failure(opened);
    if (!*opened)
        return std::nullopt;
    const OpenFile &file = **opened;
    if (file.status.size > JsonLimits{}.bytes)
        return damaged(u"metadata.json is larger than 1 MiB."_s);
    QByteArray text(file.status.size, Qt::Uninitialized);
    const auto length = readFully(m_fs, file.file.get(), {text.data(), static_cast<size_t>(text.size())});
    if (!length)
        return m_call.fails(length.error());
    text.truncate(*length);
    return text;
}

Result<VersionFiles::Facts> VersionFiles::decode(const QByteArray &text) const
{
    const Seal seal = sealOf(text);
    if (seal == Seal::Wrong)
        return sealBroken(m_call, m_key);
    auto metadata = decodeMetadata(text);
    if (!metadata)
        return damaged(u"metadata.json cannot be understood. %1"_s.arg(metadata.error().message()));
    (void)takeInlineContent(*metadata); // of a library that was copied from an object store
    const bool isNamedRight = m_naming == Naming::Any || metadata->name == m_key.name;
    if (!isNamedRight || metadata->version != m_key.version)
        return damaged(u"metadata.json says that it belongs to %1@%2."_s.arg(metadata->name.toString(),
                                                                             metadata->version.toString()));
    return Facts{.metadata = *std::move(metadata), .derived = false, .seal = seal};
}

Result<VersionFiles::Facts> VersionFiles::facts(const std::stop_token &stop) const
{
    const auto text = metadataText();
    if (!text)
        return failure(text);
    if (*text)
        return decode(**text);
    const auto content = openContentFile(nullptr);
    if (!content)
        return failure(content);
    return derive(*content, stop);
}

Result<Checksum> VersionFiles::checksumOf(const OpenFile &content, const std::stop_token &stop) const
{
    ChecksumBuilder builder;
    std::vector<char> piece(pieceBytes);
    for (qint64 offset = 0; offset < content.status.size;) {
        if (auto go = m_call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto length = m_fs.readAt(content.file.get(), piece, offset);
        if (!length)
            return m_call.fails(length.error());
        if (*length == 0)
            break;
        builder.add(QByteArrayView(piece.data(), *length));
        offset += *length;
    }
    return builder.finish();
}

Result<VersionFiles::Facts> VersionFiles::derive(const OpenFile &content, const std::stop_token &stop) const
{
    const auto checksum = checksumOf(content, stop);
    if (!checksum)
        return failure(checksum);
    const QDateTime modified = QDateTime::fromMSecsSinceEpoch(content.status.modifiedNs / 1'000'000, QTimeZone::UTC);
    return Facts{.metadata = {.name = m_key.name,
                              .version = m_key.version,
                              .createdAt = modified,
                              .updatedAt = modified,
                              .size = content.status.size,
                              .checksum = *checksum,
                              .tags = {},
                              .description = {},
                              .author = {},
                              .message = {},
                              .unknown = {}},
                 .derived = true,
                 .seal = Seal::Absent};
}

Result<VersionFiles::OpenFile> VersionFiles::openContent(const Metadata &metadata) const
{
    auto content = openContentFile(&metadata);
    if (!content)
        return content;
    if (content->status.size != metadata.size)
        return damaged(
            u"content.md has %1 bytes where %2 were published."_s.arg(content->status.size).arg(metadata.size));
    return content;
}

Result<Prompt> VersionFiles::prompt(const std::stop_token &stop) const
{
    auto facts = this->facts(stop);
    if (!facts)
        return failure(std::move(facts));
    if (facts->metadata.size > Storage::maxBufferedBytes)
        return m_call.fails(ErrorCode::Unsupported,
                            u"%1 has %2 bytes, too many to be fetched in one piece. Fetch it into a file instead."_s
                                .arg(m_key.toString())
                                .arg(facts->metadata.size));
    const auto content = openContent(facts->metadata);
    if (!content)
        return failure(content);
    QByteArray bytes(facts->metadata.size, Qt::Uninitialized);
    const auto length = readFully(m_fs, content->file.get(), {bytes.data(), static_cast<size_t>(bytes.size())});
    if (!length)
        return m_call.fails(length.error());
    bytes.truncate(*length);
    if (Checksum::of(bytes) != facts->metadata.checksum)
        return contentDamaged(m_call, m_key);
    return Prompt{std::move(facts->metadata), std::move(bytes)};
}

Result<void> VersionFiles::verify(const Metadata &metadata, const std::stop_token &stop) const
{
    const auto content = openContent(metadata);
    if (!content)
        return failure(content);
    const auto checksum = checksumOf(*content, stop);
    if (!checksum)
        return failure(checksum);
    if (*checksum != metadata.checksum)
        return contentDamaged(m_call, m_key);
    return {};
}

Result<void> VersionFiles::confirm(const Metadata &metadata) const
{
    if (auto intact = verify(metadata, {}); !intact)
        return intact;
    QByteArrayList names{layout::contentFile, layout::metadataFile};
    if (const QByteArray other = contentNameIn(metadata).toLatin1(); !other.isEmpty() && !names.contains(other))
        names.append(other);
    for (const QByteArray &name : std::as_const(names)) {
        const auto file = openIfThere(name);
        if (!file)
            return failure(file);
        if (!*file)
            continue;
        if (const auto synced = m_fs.sync((*file)->file.get()); !synced)
            return m_call.fails(synced.error());
    }
    if (const auto synced = m_fs.sync(m_directory.get()); !synced)
        return m_call.fails(synced.error());
    return {};
}

} // namespace pulse::filesystem
