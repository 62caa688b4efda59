// SPDX-License-Identifier: Apache-2.0
#include "mender.h"

#include "pulse/base/cancellation.h"
#include "restorer.h"

using namespace Qt::StringLiterals;

namespace pulse::backup {

Mender::Mender(const Repository &repository, BlobReader &blobs, Storage &library, const ProgressSink &progress,
               std::stop_token stop)
    : m_repository(repository)
    , m_blobs(blobs)
    , m_library(library)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_operation(u"mend"_s)
{}

Result<MendReport> Mender::run(std::span<const Finding> findings)
{
    std::set<VersionKey> keys;
    for (const Finding &finding : findings) {
        if (finding.severity == Finding::Severity::Damage && !finding.repaired && finding.name && finding.version)
            keys.insert({*finding.name, *finding.version});
    }
    // What lies in the trash has a name and version too, but is none of the library's versions.
    std::erase_if(keys, [&](const VersionKey &key) {
        const auto now = m_library.fetch(key.name, key.version, m_stop);
        if (!now && now.error().code() != ErrorCode::Corrupt && now.error().code() != ErrorCode::NotFound)
            m_report.failed.push_back({key.toString(), now.error()});
        return now || now.error().code() != ErrorCode::Corrupt;
    });
    if (auto go = checkCancelled(m_stop, m_operation); !go)
        return failure(std::move(go));
    if (auto found = findCopies(keys); !found)
        return failure(std::move(found));
    qint64 done = 0;
    for (const VersionKey &key : keys) {
        if (auto go = checkCancelled(m_stop, m_operation, key.toString()); !go)
            return failure(std::move(go));
        const auto copy = m_copies.find(key);
        if (copy == m_copies.end()) {
            m_report.notHeld.push_back(key);
        } else if (auto mended = mend(key, copy->second); !mended) {
            if (mended.error().code() == ErrorCode::Cancelled)
                return failure(std::move(mended));
            m_report.failed.push_back({key.toString(), mended.error()});
        } else {
            m_report.mended.push_back(key);
        }
        if (m_progress)
            m_progress({++done, std::ssize(keys), key.toString()});
    }
    return std::move(m_report);
}

// The newest copy whose checksum is the one that the library knows, where it still knows it.
Result<void> Mender::findCopies(const std::set<VersionKey> &keys)
{
    const auto snapshots = Snapshots(m_repository).all(m_operation, m_stop);
    if (!snapshots)
        return failure(snapshots);
    std::map<QByteArray, std::vector<VersionKey>> wanted;
    for (const VersionKey &key : keys)
        wanted[key.name.toString().toUtf8()].push_back(key);
    const StorageInfo info = m_library.info();
    SnapshotReader reader(m_blobs, m_operation);
    std::set<Checksum> seen;
    for (const Snapshot &snapshot : *snapshots) {
        if (m_copies.size() == keys.size() || m_stop.stop_requested()) // which the caller looks at next
            break;
        const bool isOfLibrary =
            info.id.isEmpty() ? snapshot.info.libraryUrl == info.url : snapshot.info.libraryId == info.id;
        if (!snapshot.info.problem.isEmpty() || !isOfLibrary || !seen.insert(snapshot.listing).second)
            continue;
        const auto prompts = reader.prompts(snapshot.listing, m_stop);
        for (const ListedPrompt &listed : prompts ? *prompts : std::vector<ListedPrompt>()) {
            const auto of = wanted.find(listed.name);
            if (of == wanted.end())
                continue;
            const auto record = reader.record(listed.record);
            const auto prompt = record ? toPrompt(*record) : Result<SnapshotPrompt>(failure(record));
            if (prompt)
                consider(*prompt, of->second);
        }
    }
    return {};
}

void Mender::consider(const SnapshotPrompt &prompt, const std::vector<VersionKey> &keys)
{
    MetadataStorage *facts = m_library.capabilities().metadata;
    for (const VersionKey &key : keys) {
        const auto held = std::ranges::find(prompt.versions, key.version, &Metadata::version);
        if (held == prompt.versions.end() || m_copies.contains(key))
            continue;
        const auto known = facts ? facts->metadata(key.name, key.version, m_stop)
                                 : Result<Metadata>(failure(ErrorCode::Unsupported, {}, {}, {}));
        if (!known)
            m_copies.emplace(key, *held);
        else if (known->checksum == held->checksum)
            m_copies.emplace(key, *known); // its tags and description may be newer than the backup
    }
}

Result<void> Mender::mend(const VersionKey &key, const Metadata &copy)
{
    auto content = m_blobs.read(m_operation, copy.checksum);
    if (!content)
        return failure(std::move(content));
    const auto replaced = replaceVersion(m_library, {copy, *std::move(content)}, m_stop);
    if (!replaced)
        return failure(replaced);
    if (replaced->trashId)
        m_report.trashed.append(*replaced->trashId);
    for (const Label &label : replaced->unset) {
        if (auto set = m_library.capabilities().labels->setLabel(key.name, label, key.version, {}, {}); !set)
            return set;
    }
    return {};
}

} // namespace pulse::backup
