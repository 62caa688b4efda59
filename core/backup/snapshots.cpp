// SPDX-License-Identifier: Apache-2.0
#include "snapshots.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

constexpr qint64 largestSnapshot = 64LL * 1024 * 1024;

bool isNewer(const Snapshot &a, const Snapshot &b)
{
    if (a.info.takenAt != b.info.takenAt)
        return a.info.takenAt > b.info.takenAt;
    return a.fileName > b.fileName;
}

} // namespace

Result<std::vector<Snapshot>> Snapshots::all(const QString &operation, const std::stop_token &stop,
                                             Unreadable unreadable) const
{
    const auto folder = m_repository.directory(operation, snapshotsFolder);
    if (!folder)
        return failure(folder);
    const auto entries = m_repository.fs().entries(folder->get());
    if (!entries)
        return m_repository.explain(operation, entries.error(), snapshotsFolder);
    std::vector<Snapshot> found;
    for (const DirectoryEntry &entry : *entries) {
        if (!isSnapshotName(entry.name))
            continue;
        if (auto go = checkCancelled(stop, operation, m_repository.folder()); !go)
            return failure(std::move(go));
        const auto bytes = m_repository.readFile(operation, snapshotsFolder + '/' + entry.name, largestSnapshot);
        if (!bytes && bytes.error().code() == ErrorCode::NotFound)
            continue; // pruned just now
        if (!bytes && bytes.error().code() != ErrorCode::Corrupt && unreadable == Unreadable::Fail)
            return failure(bytes);
        found.push_back(decodeSnapshot(entry.name, bytes ? *bytes : QByteArray()));
        if (!bytes)
            found.back().info.problem = bytes.error().message();
    }
    std::ranges::sort(found, isNewer);
    return found;
}

Result<Snapshot> Snapshots::find(const QString &operation, const QString &text, const std::stop_token &stop) const
{
    const bool latest = text == "latest"_L1;
    auto everything = all(operation, stop, latest ? Unreadable::Fail : Unreadable::Note);
    if (!everything)
        return failure(std::move(everything));
    std::vector<Snapshot> matching;
    for (Snapshot &snapshot : *everything) {
        // One that is damaged may be the latest: an older one is not taken for it unasked.
        if (latest ? !snapshot.info.isSafety : !text.isEmpty() && snapshot.info.id.startsWith(text))
            matching.push_back(std::move(snapshot));
        if (latest && !matching.empty())
            break;
    }
    if (matching.empty())
        return failure(ErrorCode::NotFound, operation, visible(text),
                       latest ? u"There is no snapshot in %1 yet."_s.arg(quoted(m_repository.folder(), 400))
                              : u"There is no snapshot %1 in %2. Look at the list of snapshots for those that there "
                                "are."_s.arg(quoted(text), quoted(m_repository.folder(), 400)));
    if (matching.size() > 1)
        return failure(ErrorCode::Invalid, operation, visible(text),
                       u"%1 snapshots begin with %2. Write more of the one that you mean."_s.arg(
                           QString::number(matching.size()), quoted(text)));
    if (!matching.front().info.problem.isEmpty())
        return failure(ErrorCode::Corrupt, operation, matching.front().info.id,
                       u"The snapshot %1 cannot be read. %2 Name another one to use an older state."_s.arg(
                           matching.front().info.id, matching.front().info.problem));
    return std::move(matching.front());
}

Result<Snapshot> Snapshots::commit(const QString &operation, Snapshot snapshot) const
{
    const QByteArray bytes = encodeSnapshot(snapshot);
    const auto folder = m_repository.directory(operation, snapshotsFolder);
    if (!folder)
        return failure(folder);
    const QByteArray fileName = snapshotFileName(snapshot.info.takenAt, bytes);
    if (const auto published = m_repository.publish(*folder, fileName, bytes); !published)
        return m_repository.explain(operation, published.error(), snapshotsFolder);
    if (const auto synced = m_repository.fs().sync(folder->get()); !synced)
        return failure(
            ErrorCode::DurabilityUnknown, operation, m_repository.folder(),
            u"The snapshot was written, but the disk that holds %1 failed to confirm it. Check the disk, then "
            "back up again."_s.arg(quoted(m_repository.folder(), 400)));
    return decodeSnapshot(fileName, bytes);
}

Result<void> Snapshots::remove(const QString &operation, const std::vector<Snapshot> &snapshots) const
{
    const auto folder = m_repository.directory(operation, snapshotsFolder);
    if (!folder)
        return failure(folder);
    for (const Snapshot &snapshot : snapshots) {
        const auto removed = m_repository.fs().removeFile(folder->get(), snapshot.fileName);
        if (!removed && removed.error().number != ENOENT)
            return m_repository.explain(operation, removed.error(), snapshotsFolder + '/' + snapshot.fileName);
    }
    // Also when there was nothing to remove: what another one removed may come back with a power cut.
    if (const auto synced = m_repository.fs().sync(folder->get()); !synced)
        return m_repository.explain(operation, synced.error(), snapshotsFolder);
    return {};
}

std::unexpected<Error> SnapshotReader::damaged(const Checksum &checksum) const
{
    return failure(ErrorCode::Corrupt, m_operation, checksum.toString(),
                   u"A part of the snapshot (%1) is not what a backup writes. Run backup verify to see what it "
                   "concerns."_s.arg(checksum.toString()));
}

Result<std::vector<ListedPart>> SnapshotReader::parts(const Checksum &listing)
{
    const auto bytes = m_blobs.read(m_operation, listing);
    if (!bytes)
        return failure(bytes);
    auto decoded = decodeListing(*bytes);
    if (!decoded)
        return damaged(listing);
    return *std::move(decoded);
}

Result<std::vector<ListedPrompt>> SnapshotReader::list(const Checksum &list)
{
    const auto bytes = m_blobs.read(m_operation, list);
    if (!bytes)
        return failure(bytes);
    auto decoded = decodeList(*bytes);
    if (!decoded)
        return damaged(list);
    return *std::move(decoded);
}

Result<Record> SnapshotReader::record(const Checksum &record)
{
    const auto bytes = m_blobs.read(m_operation, record);
    if (!bytes)
        return failure(bytes);
    auto decoded = decodeRecord(*bytes);
    if (!decoded)
        return damaged(record);
    return *std::move(decoded);
}

Result<std::vector<ListedPrompt>> SnapshotReader::prompts(const Checksum &listing, const std::stop_token &stop)
{
    const auto all = parts(listing);
    if (!all)
        return failure(all);
    std::vector<ListedPrompt> found;
    for (const ListedPart &part : *all) {
        if (auto go = checkCancelled(stop, m_operation); !go)
            return failure(std::move(go));
        auto listed = list(part.list);
        if (!listed)
            return listed;
        if (std::ssize(*listed) != part.prompts)
            return damaged(part.list);
        std::ranges::move(*listed, std::back_inserter(found));
    }
    std::ranges::sort(found, {}, &ListedPrompt::name);
    return found;
}

} // namespace pulse::backup
