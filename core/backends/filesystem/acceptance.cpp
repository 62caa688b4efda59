// SPDX-License-Identifier: Apache-2.0
#include "acceptance.h"

#include "layout.h"
#include "metadata_file.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"
#include "trash.h"
#include "version_access.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {

std::unexpected<Error> Acceptance::nothingToAccept() const
{
    return m_call.fails(ErrorCode::Unsupported,
                        u"“%1” is nothing that can be accepted. Name a version, or the path of a metadata.json, "
                        "record.json or library.json as a check of the library shows it."_s.arg(m_call.subject));
}

std::unexpected<Error> Acceptance::notUnderstood(const QString &why) const
{
    return m_call.fails(ErrorCode::Corrupt, u"“%1” cannot be accepted as it is: %2"_s.arg(m_call.subject, why));
}

Result<void> Acceptance::run(const QByteArray &path)
{
    const auto writing = Writing::begin(m_library, m_call, m_stop);
    if (!writing)
        return failure(writing);
    if (path == layout::libraryFile)
        return acceptLibraryFile();
    const QByteArray above = layout::parentOf(path);
    const QByteArray leaf = layout::leafOf(path);
    if (leaf == layout::recordFile && layout::parentOf(above) == layout::trash)
        return acceptRecord(above);
    if (leaf == layout::metadataFile && path.startsWith(layout::prompts + '/'))
        return acceptPublished(above);
    if (leaf == layout::metadataFile && path.startsWith(layout::trash + '/'))
        return acceptTrashed(above);
    return nothingToAccept();
}

Result<void> Acceptance::acceptLibraryFile()
{
    Fs &fs = m_library.fs();
    const auto json = readSmallFile(fs, m_library.root(), layout::libraryFile);
    if (!json)
        return m_library.explain(m_call, json.error(), layout::libraryFile);
    const auto file = decodeLibraryFile(unsealed(*json));
    if (!file)
        return notUnderstood(file.error().message());
    if (const auto replaced = replaceFile(m_library, m_library.root(), layout::libraryFile, encodeLibraryFile(*file));
        !replaced)
        return m_call.fails(replaced.error());
    if (const auto synced = fs.sync(m_library.root()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

Result<void> Acceptance::acceptRecord(const QByteArray &entryPath)
{
    const auto entry = m_library.openDirectory(m_call, entryPath);
    if (!entry)
        return failure(entry);
    const auto json = readSmallFile(m_library.fs(), entry->get(), layout::recordFile);
    if (!json)
        return m_library.explain(m_call, json.error(), entryPath + '/' + layout::recordFile);
    const QByteArray plain = unsealed(*json);
    if (const auto record = decodeTrashRecord(plain, QString::fromUtf8(layout::leafOf(entryPath))); !record)
        return notUnderstood(record.error().message());
    return replace(*entry, layout::recordFile, storedForm(m_library, plain, sealOf(*json)));
}

Result<void> Acceptance::acceptPublished(const QByteArray &versionPath)
{
    const QByteArray promptPath = layout::parentOf(versionPath);
    if (promptPath.size() <= layout::prompts.size())
        return nothingToAccept();
    const auto name = Name::parse(QString::fromUtf8(promptPath.sliced(layout::prompts.size() + 1)));
    const auto version = Version::parse(QString::fromUtf8(layout::leafOf(versionPath)));
    if (!name || !version)
        return nothingToAccept();
    const auto directory = openVersion(m_library, m_call, {*name, *version});
    if (!directory)
        return failure(directory);
    return acceptMetadata(*directory, {*name, *version}, VersionFiles::Naming::Checked);
}

Result<void> Acceptance::acceptTrashed(const QByteArray &versionPath)
{
    const QByteArray payloadPath = layout::parentOf(versionPath);
    const QByteArray entryPath = layout::parentOf(payloadPath);
    const auto version = Version::parse(QString::fromUtf8(layout::leafOf(versionPath)));
    if (layout::parentOf(entryPath) != layout::trash || layout::leafOf(payloadPath) != layout::trashedPrompt ||
        !version)
        return nothingToAccept();
    const auto entry = Trash(m_library).open(m_call, QString::fromUtf8(layout::leafOf(entryPath)));
    if (!entry)
        return failure(entry);
    const auto directory = m_library.openDirectory(m_call, versionPath);
    if (!directory)
        return failure(directory);
    return acceptMetadata(*directory, {entry->record.entry.name, *version}, VersionFiles::Naming::Any);
}

// Metadata of a folder that was moved by hand names another prompt or version: it becomes that of where it lies now.
Result<void> Acceptance::acceptMetadata(const Descriptor &directory, const VersionKey &key, VersionFiles::Naming naming)
{
    const VersionFiles files(m_library.fs(), m_call, directory, key, naming);
    const auto text = files.metadataText();
    if (!text)
        return failure(text);
    auto metadata = *text ? decodeMetadata(unsealed(**text))
                          : files.facts(m_stop).transform([](VersionFiles::Facts facts) { return facts.metadata; });
    if (!metadata)
        return *text ? notUnderstood(metadata.error().message()) : failure(std::move(metadata));
    if (naming == VersionFiles::Naming::Checked)
        metadata->name = key.name;
    metadata->version = key.version;
    if (auto intact = files.verify(*metadata, m_stop); !intact)
        return intact;
    const Seal before = *text ? sealOf(**text) : Seal::Absent;
    auto replaced = replace(directory, layout::metadataFile, storedForm(m_library, encodeMetadata(*metadata), before));
    if (replaced)
        m_library.damage().clear(key);
    return replaced;
}

Result<void> Acceptance::replace(const Descriptor &directory, const QByteArray &name, const QByteArray &bytes)
{
    Fs &fs = m_library.fs();
    if (const auto replaced = replaceFile(m_library, directory.get(), name, bytes); !replaced)
        return m_call.fails(replaced.error());
    (void)fs.touch(directory.get()); // only so that watchers of the directory above notice
    if (const auto synced = fs.sync(directory.get()); !synced)
        return m_library.loseTrust(m_call, synced.error());
    return {};
}

} // namespace pulse::filesystem
