// SPDX-License-Identifier: Apache-2.0
#include "inspector.h"
#include "layout.h"
#include "metadata_file.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/content_place.h"
#include "version_access.h"

#include <cerrno>

using namespace Qt::StringLiterals;

// The part of Inspector that looks into one version.
namespace pulse::filesystem {
namespace {

// Which file holds the content: content.md, or what the metadata names where a library in an object store was copied.
QByteArray contentNameOf(const VersionFiles &files, const std::vector<DirectoryEntry> &entries)
{
    if (std::ranges::contains(entries, layout::contentFile, &DirectoryEntry::name))
        return layout::contentFile;
    const auto text = files.metadataText();
    const auto metadata = text && *text ? decodeMetadata(unsealed(**text)) : failure(ErrorCode::Corrupt, {}, {}, {});
    const QByteArray name = metadata ? contentNameIn(*metadata).toLatin1() : QByteArray();
    return name.isEmpty() ? layout::contentFile : name;
}

// Nothing but what a publication in an object store had not made a version of yet, or a removal not cleared away.
bool isAbandoned(const VersionFiles &files, const std::vector<DirectoryEntry> &entries)
{
    const auto isContent = [](const DirectoryEntry &entry) {
        return entry.type == EntryType::File && isContentName(QString::fromUtf8(entry.name));
    };
    const auto isTombstone = [&files](const DirectoryEntry &entry) {
        if (entry.name != layout::metadataFile)
            return false;
        const auto text = files.metadataText();
        return text && *text && **text == "{}\n";
    };
    return !entries.empty() && std::ranges::all_of(entries, [&](const DirectoryEntry &entry) {
        return isContent(entry) || isTombstone(entry);
    });
}

} // namespace

// A repair moves it out of the way, because it holds a text.
void Inspector::reportAbandoned(const Place &place, const VersionKey &key, const QByteArray &name)
{
    const QByteArray path = name.isEmpty() ? place.path : place.path + '/' + name;
    Finding &finding = report(
        Severity::Notice, u"abandoned-content"_s, path,
        u"A program was stopped while it published or removed this. Repair moves it to the folder “lost”."_s, key);
    mend(finding, u"Moved it to the folder “lost”."_s, [&]() -> Sys<void> {
        const auto above = open(m_fs, m_library.root(), layout::parentOf(path), Fs::Access::Directory);
        if (!above)
            return std::unexpected(above.error());
        const auto moved = moveToLost(above->get(), layout::leafOf(path), path);
        return moved ? Sys<void>() : Sys<void>(std::unexpected(moved.error()));
    });
}

Result<void> Inspector::inspectVersion(const VersionKey &key)
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    const auto directory = openVersion(m_library, m_call, key);
    if (!directory && directory.error().code() == ErrorCode::NotFound) {
        --m_report.versions; // removed meanwhile
        return {};
    }
    const QByteArray path = layout::pathOf(key.name, key.version);
    if (!directory) {
        report(Severity::Damage, u"unreadable"_s, path, directory.error().message(), key);
        return {};
    }
    inspectVersionAt({path, *directory}, key);
    return m_call.checkStop(m_stop);
}

void Inspector::inspectVersionAt(const Place &place, const VersionKey &key)
{
    inspectMode(place.path, place.directory.get(), privateDirectoryMode);
    if (inspectEntries(place, key))
        readThrough(place, key);
}

// Whether both files can be read.
bool Inspector::inspectEntries(const Place &place, const VersionKey &key)
{
    const auto entries = m_fs.entries(place.directory.get());
    if (!entries) {
        report(Severity::Damage, u"unreadable"_s, place.path, systemError(entries.error().number, {}, {}).message(),
               key);
        return false;
    }
    const VersionFiles files(m_fs, m_call, place.directory, key);
    const QByteArray contentName = contentNameOf(files, *entries);
    if (isAbandoned(files, *entries)) {
        reportAbandoned(place, key);
        return false;
    }
    bool hasContent = false;
    bool isFit = true;
    for (const DirectoryEntry &entry : *entries) {
        if (layout::isTemporary(entry.name)) {
            m_doubts.push_back({place.path, entry.name});
            continue;
        }
        if (entry.name == contentName || entry.name == layout::metadataFile) {
            hasContent |= entry.name == contentName;
            isFit &= inspectFile(place, entry, key);
        } else if (isContentName(QString::fromUtf8(entry.name)) && entry.type == EntryType::File) {
            reportAbandoned({place.path, place.directory}, key, entry.name);
        } else {
            report(Severity::Notice, u"extra-file"_s, place.path + '/' + entry.name,
                   u"It is no part of the version. Pulse leaves it alone."_s, key);
        }
    }
    if (entries->empty())
        report(Severity::Damage, u"empty-version"_s, place.path,
               u"Nothing is left of %1. Restore it from a backup, or remove this version."_s.arg(key.toString()), key);
    else if (!hasContent)
        report(Severity::Damage, u"missing-content"_s, place.path + '/' + layout::contentFile,
               u"The content of %1 is missing. Restore it from a backup, or remove this version."_s.arg(key.toString()),
               key);
    return hasContent && isFit;
}

bool Inspector::inspectFile(const Place &place, const DirectoryEntry &entry, const VersionKey &key)
{
    const QByteArray path = place.path + '/' + entry.name;
    if (entry.type != EntryType::File) {
        const bool isLink = entry.type == EntryType::Link;
        report(Severity::Damage, isLink ? u"symbolic-link"_s : u"not-a-file"_s, path,
               u"“%1” is %2 and is not read. Put the real file in its place, or remove this version."_s.arg(
                   QString::fromUtf8(path), isLink ? u"a symbolic link"_s : u"no regular file"_s),
               key);
        return false;
    }
    inspectAccess(place.directory.get(), entry.name, path, privateFileMode);
    const auto file = open(m_fs, place.directory.get(), entry.name, Fs::Access::Read);
    if (!file) {
        reportUnreadable(path, file.error(), key);
        return false;
    }
    inspectMode(path, file->get(), privateFileMode);
    const auto status = m_fs.status(file->get());
    if (!status) {
        reportUnreadable(path, status.error(), key);
        return false;
    }
    if (status->links < 2)
        return true;
    Finding &finding = report(Severity::Damage, u"hard-link"_s, path,
                              u"“%1” is the same file as another one, through which it could be changed; it is not "
                              "read. Repair gives it a copy of its own."_s.arg(QString::fromUtf8(path)),
                              key);
    mend(finding, u"Gave it a copy of its own."_s, [&] { return breakHardLink(place, entry.name); });
    return finding.repaired;
}

void Inspector::readThrough(const Place &place, const VersionKey &key)
{
    const auto naming = m_isInTrash ? VersionFiles::Naming::Any : VersionFiles::Naming::Checked;
    const VersionFiles files(m_fs, m_call, place.directory, key, naming);
    const auto facts = files.facts(m_stop);
    if (!facts) {
        if (facts.error().code() != ErrorCode::Cancelled)
            reportMetadata(place, key, files, facts.error());
        return;
    }
    if (facts->derived)
        completeMetadata(place, key, facts->metadata);
    else
        inspectSeal(place, key, *facts);
    const auto intact = files.verify(facts->metadata, m_stop);
    if (!intact) {
        if (intact.error().code() != ErrorCode::Cancelled)
            report(Severity::Damage, u"checksum-mismatch"_s, place.path + '/' + layout::contentFile,
                   intact.error().message(), key);
        return;
    }
    if (m_isInTrash) {
        m_trashBytes += facts->metadata.size;
        return;
    }
    m_report.bytes += facts->metadata.size;
    ++m_report.intact;
    m_library.damage().clear(key);
    Metadata nameless = facts->metadata;
    nameless.name = *Name::parse(u"x");
    if (!facts->derived)
        m_signatures[key.name] += Checksum::of(encodeMetadata(nameless)).toString().toLatin1();
}

// What somebody may accept after a look at it: facts that can be understood, of a content that matches them.
void Inspector::reportMetadata(const Place &place, const VersionKey &key, const VersionFiles &files, const Error &error)
{
    QString kind = u"bad-metadata"_s;
    bool isAcceptable = false;
    if (const auto text = files.metadataText(); text && *text) {
        const auto metadata = decodeMetadata(unsealed(**text));
        if (sealOf(**text) == Seal::Wrong)
            kind = u"bad-seal"_s;
        else if (metadata)
            kind = u"wrong-identity"_s;
        isAcceptable = metadata && files.verify(*metadata, m_stop).has_value();
    }
    report(Severity::Damage, kind, place.path + '/' + layout::metadataFile, error.message(), key).acceptable =
        isAcceptable;
}

void Inspector::inspectSeal(const Place &place, const VersionKey &key, const VersionFiles::Facts &facts)
{
    if (!m_isSealed || facts.seal == Seal::Right)
        return;
    report(Severity::Warning, u"unsealed"_s, place.path + '/' + layout::metadataFile,
           u"The metadata of %1 has no seal, so damage to it cannot be noticed: somebody wrote it by hand, or with an "
           "older program. Look at it; if it is right, accept it as it is."_s.arg(key.toString()),
           key)
        .acceptable = true;
}

// Where every version was written with metadata, a missing one may be a loss, and the content may have suffered too.
void Inspector::completeMetadata(const Place &place, const VersionKey &key, const Metadata &metadata)
{
    const QByteArray path = place.path + '/' + layout::metadataFile;
    if (m_library.isSealed() || m_isInTrash) {
        report(Severity::Warning, u"missing-metadata"_s, path,
               u"%1 has no metadata, so damage to it cannot be noticed: it was made by hand, or its metadata is lost. "
               "Look at its content; if it is right, accept it as it is."_s.arg(key.toString()),
               key)
            .acceptable = true;
        return;
    }
    Finding &finding = report(Severity::Notice, u"missing-metadata"_s, path,
                              u"%1 was made by hand and has no metadata, so damage to it cannot be noticed. Repair "
                              "writes it from the content as it is now."_s.arg(key.toString()),
                              key);
    mend(finding, u"Wrote it from the content as it is."_s, [&]() -> Sys<void> {
        const auto written =
            replaceMetadata(m_library, place.directory.get(), storedForm(m_library, encodeMetadata(metadata)));
        return written ? m_fs.sync(place.directory.get()) : written;
    });
}

// Which of the two is the old name cannot be told from them, so that this is only said.
void Inspector::reportTwins()
{
    std::map<QByteArray, Name> seen;
    for (const auto &[name, signature] : m_signatures) {
        const auto [first, isNew] = seen.emplace(signature, name);
        if (isNew)
            continue;
        report(Severity::Notice, u"same-prompt"_s, layout::pathOf(name),
               u"“%1” and “%2” are the same in everything but the name, dates included, as after a rename that was cut "
               "off. If it was one, rename again to complete it, or remove the one that is too many."_s.arg(
                   first->second.toString(), name.toString()));
    }
}

// The bytes are verified after this like those of any other file.
Sys<void> Inspector::breakHardLink(const Place &place, const QByteArray &name) const
{
    constexpr size_t pieceBytes = 256 * 1024;
    const auto from = open(m_fs, place.directory.get(), name, Fs::Access::Read);
    if (!from)
        return std::unexpected(from.error());
    const QByteArray temporary = m_library.temporaryName();
    const auto copy = [&]() -> Sys<void> {
        const auto to = createFile(m_fs, place.directory.get(), temporary, {});
        if (!to)
            return std::unexpected(to.error());
        std::vector<char> piece(pieceBytes);
        for (;;) {
            const auto length = m_fs.read(from->get(), piece);
            if (!length)
                return std::unexpected(length.error());
            if (*length == 0)
                return m_fs.sync(to->get());
            if (auto written = writeAll(m_fs, to->get(), QByteArrayView(piece.data(), *length)); !written)
                return written;
        }
    };
    auto done = copy();
    if (done)
        done = m_fs.rename(place.directory.get(), temporary, place.directory.get(), name);
    if (!done) {
        (void)m_fs.removeFile(place.directory.get(), temporary);
        return done;
    }
    return m_fs.sync(place.directory.get());
}

} // namespace pulse::filesystem
