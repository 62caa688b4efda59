// SPDX-License-Identifier: Apache-2.0
#include "verifier.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

bool BackupVerification::isSound() const
{
    return lostVersions.empty() && std::ranges::none_of(findings, &BackupFinding::isDamage);
}

namespace backup {

Verifier::Verifier(const Repository &repository, BlobReader &blobs, const ProgressSink &progress, std::stop_token stop)
    : m_repository(repository)
    , m_blobs(blobs)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_operation(u"verify backup"_s)
{}

void Verifier::report(const QByteArray &path, const QString &message, bool isDamage)
{
    m_report.findings.push_back({QString::fromUtf8(path), message, isDamage});
}

Result<BackupVerification> Verifier::run(bool readAll)
{
    m_readAll = readAll;
    m_blobs.forgetUnpacked(); // what was read earlier says nothing about the disk now
    auto packs = PackSet::load(m_repository, m_operation, m_stop);
    if (!packs)
        return failure(std::move(packs));
    m_packs = *std::move(packs);
    if (auto seen = m_blobs.refresh(m_operation, m_stop); !seen)
        return failure(std::move(seen));
    for (const PackSet::Damage &damage : m_packs->damaged())
        report(damage.path, damage.cause ? damage.message
                                         : damage.message +
                                               u" What it held is taken anew by the next backup, as far as the library "
                                               "still has it."_s);
    m_report.packs = std::ssize(m_packs->names());
    if (auto done = verifyFolders(); !done)
        return failure(std::move(done));
    if (readAll) {
        if (auto done = readPacks(); !done)
            return failure(std::move(done));
    }
    if (auto done = verifySnapshots(); !done)
        return failure(std::move(done));
    return std::move(m_report);
}

Result<void> Verifier::verifyFolders()
{
    for (const QByteArray &name : {packsFolder, snapshotsFolder}) {
        const auto folder = m_repository.directory(m_operation, name);
        if (!folder)
            return failure(folder);
        const auto entries = m_repository.fs().entries(folder->get());
        if (!entries)
            return m_repository.explain(m_operation, entries.error(), name);
        for (const DirectoryEntry &entry : *entries) {
            const QByteArray path = name + '/' + entry.name;
            if (entry.name.startsWith(temporaryPrefix))
                report(path, u"An interrupted backup left it; the next backup removes it."_s, false);
            else if (name == snapshotsFolder
                         ? !isSnapshotName(entry.name)
                         : !std::ranges::binary_search(
                               m_packs->names(), entry.name.chopped(std::min(entry.name.size(), packSuffix.size()))))
                report(path, u"This file is not part of the backup. Look what it is and move it away."_s, false);
        }
    }
    return {};
}

Result<void> Verifier::readPacks()
{
    qint64 done = 0;
    for (const Pack &pack : m_packs->packs()) {
        if (auto go = checkCancelled(m_stop, m_operation, m_repository.folder()); !go)
            return go;
        if (auto read = readPack(pack); !read)
            return read;
        if (m_progress)
            m_progress({++done, std::ssize(m_packs->packs()), QString::fromLatin1(pack.name)});
    }
    return {};
}

Result<void> Verifier::readPack(const Pack &pack)
{
    const auto file = m_repository.readFile(m_operation, pack.path(), largestPack + largestTable);
    if (!file && file.error().code() == ErrorCode::NotFound)
        return {}; // pruned meanwhile
    if (!file && file.error().code() != ErrorCode::Corrupt && file.error().code() != ErrorCode::Unavailable)
        return failure(file);
    if (!file) {
        report(pack.path(), file.error().message());
        return {};
    }
    m_report.bytesRead += file->size();
    if (toHex(Checksum::of(*file)) != pack.name)
        report(pack.path(),
               u"The pack does not match the checksum in its name: the file is damaged. What it held is "
               "taken anew by a backup after the file was moved away, as far as the library still has it."_s);
    const qint64 frame = file->size() - trailerBytes - pack.tableFrame;
    const auto bytes = frame > 0 ? decodeContents(QByteArrayView(*file).first(frame), pack.table) : std::nullopt;
    if (!bytes)
        return {};
    for (const PackEntry &entry : pack.table.entries) {
        if (Checksum::of(QByteArrayView(*bytes).sliced(entry.offset, entry.length)) == entry.checksum)
            ++m_intact[entry.checksum];
    }
    return {};
}

Result<void> Verifier::verifySnapshots()
{
    const auto all = Snapshots(m_repository).all(m_operation, m_stop, Snapshots::Unreadable::Note);
    if (!all)
        return failure(all);
    for (const Snapshot &snapshot : *all) {
        ++m_report.snapshots;
        const QByteArray path = snapshotsFolder + '/' + snapshot.fileName;
        if (!snapshot.info.problem.isEmpty()) {
            report(path, snapshot.info.problem);
            continue;
        }
        Needs needs(m_blobs, m_operation);
        const auto onVersion = [&](const Record &record, const RecordedVersion &version) {
            const auto places = m_packs->find(version.checksum);
            const bool isHeld = m_readAll ? m_intact.contains(version.checksum) : !places.empty();
            const bool isRight = isHeld && m_packs->entry(places.front()).length == version.size;
            const bool isUnderstood = decodeMetadata(version.metadata).has_value();
            if (!isRight || !isUnderstood)
                m_report.lostVersions.push_back(snapshot.info.id + u' ' +
                                                VersionKey{record.name, version.version}.toString());
        };
        const auto onProblem = [&](const QString &subject, const Error &error) {
            report(path, subject.isEmpty() ? error.message() : u"%1: %2"_s.arg(quoted(subject, 400), error.message()));
        };
        if (auto added = needs.addAll(snapshot.listing, onVersion, onProblem, m_stop); !added)
            return added;
        m_report.contents =
            std::max(m_report.contents, static_cast<qint64>(needs.contents().size() + needs.records().size()));
    }
    return {};
}

} // namespace backup
} // namespace pulse
