// SPDX-License-Identifier: Apache-2.0
#include "pruner.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <cerrno>
#include <set>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

struct Rule
{
    qint64 count;
    QString (*period)(const QDateTime &);
};

QString weekOf(const QDateTime &time)
{
    int year = 0;
    const int week = time.date().weekNumber(&year);
    return QString::number(year) + u'-' + QString::number(week);
}

void applyRule(const Rule &rule, const std::vector<Snapshot> &snapshots, const std::vector<size_t> &ofLibrary,
               std::vector<bool> &kept)
{
    qint64 left = rule.count;
    std::optional<QString> last;
    for (const size_t i : ofLibrary) {
        if (left <= 0)
            return;
        const QString period = rule.period ? rule.period(snapshots[i].info.takenAt) : snapshots[i].info.id;
        if (last && *last == period)
            continue;
        last = period;
        kept[i] = true;
        --left;
    }
}

} // namespace

std::vector<bool> keptBy(const KeepPolicy &policy, const std::vector<Snapshot> &snapshots)
{
    const std::array rules{
        Rule{policy.last, nullptr},
        Rule{policy.hourly, [](const QDateTime &time) { return time.toString(u"yyyyMMddHH"); }},
        Rule{policy.daily, [](const QDateTime &time) { return time.toString(u"yyyyMMdd"); }},
        Rule{policy.weekly, weekOf},
        Rule{policy.monthly, [](const QDateTime &time) { return time.toString(u"yyyyMM"); }},
        Rule{policy.yearly, [](const QDateTime &time) { return time.toString(u"yyyy"); }},
    };
    std::map<QString, std::vector<size_t>> libraries;
    std::vector<bool> kept(snapshots.size(), false);
    for (size_t i = 0; i < snapshots.size(); ++i) {
        const SnapshotInfo &info = snapshots[i].info;
        libraries[info.libraryId.isEmpty() ? info.libraryUrl.toString() : info.libraryId].push_back(i);
    }
    for (const auto &[library, ofLibrary] : libraries) {
        for (const Rule &rule : rules)
            applyRule(rule, snapshots, ofLibrary, kept);
        kept[ofLibrary.front()] = true;
        const auto ordinary = std::ranges::find_if(ofLibrary, [&](size_t i) { return !snapshots[i].info.isSafety; });
        if (ordinary != ofLibrary.end())
            kept[*ordinary] = true;
    }
    return kept;
}

Pruner::Pruner(const Repository &repository, BlobReader &blobs, const ProgressSink &progress, std::stop_token stop)
    : m_repository(repository)
    , m_blobs(blobs)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_operation(u"prune"_s)
{}

Result<PruneReport> Pruner::run(const KeepPolicy &policy, bool dryRun)
{
    if (policy.isEmpty())
        return failure(
            ErrorCode::Invalid, m_operation, m_repository.folder(),
            u"Nothing says which backups to keep. Give at least one rule, such as the number of the last ones."_s);
    Descriptor lock;
    if (!dryRun) {
        auto locked = m_repository.lockForWriting(m_operation, m_stop);
        if (!locked)
            return failure(std::move(locked));
        lock = *std::move(locked);
        m_repository.clearTemporaries();
    }
    if (auto decided = decide(policy); !decided)
        return failure(std::move(decided));
    if (auto found = findNeeds(); !found)
        return failure(std::move(found));
    sortPacks();
    if (dryRun)
        return std::move(m_report);
    if (auto rewritten = rewrite(); !rewritten)
        return failure(std::move(rewritten));
    if (auto go = checkCancelled(m_stop, m_operation, m_repository.folder()); !go)
        return failure(std::move(go));
    if (auto removed = Snapshots(m_repository).remove(m_operation, m_removed); !removed)
        return failure(std::move(removed));
    if (auto dropped = dropPacks(); !dropped)
        return failure(std::move(dropped));
    return std::move(m_report);
}

Result<void> Pruner::decide(const KeepPolicy &policy)
{
    auto all = Snapshots(m_repository).all(m_operation, m_stop);
    if (!all)
        return failure(std::move(all));
    for (const Snapshot &snapshot : *all) {
        if (!snapshot.info.problem.isEmpty())
            return failure(
                ErrorCode::Corrupt, m_operation, snapshot.info.id,
                u"The snapshot %1 cannot be read, so what it needs is not known. Nothing was removed. Move its "
                "file (%2) away or put it back from a copy, then prune again."_s.arg(
                    snapshot.info.id, QString::fromLatin1(snapshotsFolder + '/' + snapshot.fileName)));
    }
    const std::vector<bool> kept = keptBy(policy, *all);
    for (size_t i = 0; i < all->size(); ++i) {
        Snapshot &snapshot = (*all)[i];
        (kept[i] ? m_report.kept : m_report.removed).push_back(snapshot.info);
        (kept[i] ? m_kept : m_removed).push_back(std::move(snapshot));
    }
    return {};
}

Result<void> Pruner::findNeeds()
{
    auto packs = m_blobs.refresh(m_operation, m_stop);
    if (!packs)
        return failure(std::move(packs));
    m_packs = *std::move(packs);
    if (const auto failed = m_packs->failure())
        return std::unexpected(*failed);
    m_needs.emplace(m_blobs, m_operation);
    qint64 done = 0;
    for (const Snapshot &snapshot : m_kept) {
        if (auto added = m_needs->add(snapshot.listing, {}, m_stop); !added) {
            if (added.error().code() == ErrorCode::Cancelled)
                return added;
            return failure(added.error().code(), m_operation, snapshot.info.id,
                           u"A part of the snapshot %1 cannot be read, so nothing was removed. %2"_s.arg(
                               snapshot.info.id, added.error().message()));
        }
        if (m_progress)
            m_progress({++done, std::ssize(m_kept), snapshot.info.id});
    }
    for (const Needs::Set *needed : {&m_needs->records(), &m_needs->contents()}) {
        for (const Checksum &checksum : *needed) {
            if (!m_packs->contains(checksum))
                return failure(
                    ErrorCode::Corrupt, m_operation, m_repository.folder(),
                    u"Something that a kept snapshot needs is missing (%1), so nothing was removed. Run backup "
                    "verify to see what it concerns."_s.arg(checksum.toString()));
        }
    }
    return {};
}

// A content that lies in several packs counts where PackSet found it first.
void Pruner::sortPacks()
{
    std::vector<qint64> used(m_packs->packs().size(), 0);
    for (const Needs::Set *needed : {&m_needs->records(), &m_needs->contents()}) {
        for (const Checksum &checksum : *needed) {
            const PackSet::Place place = m_packs->find(checksum).front();
            used[place.pack] += std::max<qint64>(1, m_packs->entry(place).length);
        }
    }
    std::vector<const Pack *> small;
    for (size_t i = 0; i < used.size(); ++i) {
        const Pack &pack = m_packs->packs()[i];
        if (used[i] == 0) {
            m_dropped.push_back(pack.name);
            m_report.freedBytes += pack.fileBytes;
        } else if (used[i] < pack.table.bytes * 7 / 10) {
            m_rewritten.push_back(&pack);
            m_report.freedBytes += pack.fileBytes - pack.fileBytes * used[i] / std::max<qint64>(1, pack.table.bytes);
        } else if (pack.table.bytes < m_repository.parts().packBytes / 8) {
            small.push_back(&pack);
        }
    }
    constexpr size_t worthMerging = 16;
    if (small.size() >= worthMerging)
        std::ranges::copy(small, std::back_inserter(m_rewritten));
    m_report.rewrittenPacks = std::ssize(m_rewritten);
}

Result<void> Pruner::rewrite()
{
    PackSink sink(m_repository, m_operation, nullptr);
    qint64 done = 0;
    for (const Pack *pack : m_rewritten) {
        if (auto go = checkCancelled(m_stop, m_operation, m_repository.folder()); !go)
            return go;
        for (const PackEntry &entry : pack->table.entries) {
            const bool isContent = m_needs->contents().contains(entry.checksum);
            if (!isContent && !m_needs->records().contains(entry.checksum))
                continue;
            const auto bytes = m_blobs.read(m_operation, entry.checksum);
            if (!bytes)
                return failure(bytes);
            const auto kind = isContent ? PackSink::Kind::Content : PackSink::Kind::Record;
            if (const auto added = sink.add(kind, entry.checksum, *bytes); !added)
                return failure(added);
        }
        if (m_progress)
            m_progress({++done, std::ssize(m_rewritten), QString::fromLatin1(pack->name)});
    }
    if (auto finished = sink.finish(); !finished)
        return finished;
    for (const Pack *pack : m_rewritten) {
        if (std::ranges::contains(sink.written(), pack->name, &PackSink::Written::name))
            --m_report.rewrittenPacks; // it came out the same
        else
            m_dropped.push_back(pack->name);
    }
    // A prune that was cut off may have written the same pack, which nothing seemed to need until now.
    std::erase_if(m_dropped, [&](const QByteArray &name) {
        return std::ranges::contains(sink.written(), name, &PackSink::Written::name);
    });
    return readBack(sink.written());
}

Result<void> Pruner::readBack(const std::vector<PackSink::Written> &written)
{
    if (written.empty())
        return {};
    m_blobs.forgetUnpacked();
    auto packs = PackSet::load(m_repository, m_operation, m_stop);
    if (!packs)
        return failure(std::move(packs));
    if (const auto failed = (*packs)->failure())
        return std::unexpected(*failed);
    for (const Pack &pack : (*packs)->packs()) {
        if (!std::ranges::contains(written, pack.name, &PackSink::Written::name))
            continue;
        const auto bytes = m_blobs.unpack(m_operation, pack);
        if (!bytes)
            return failure(bytes);
        for (const PackEntry &entry : pack.table.entries) {
            if (Checksum::of(QByteArrayView(**bytes).sliced(entry.offset, entry.length)) != entry.checksum)
                return failure(ErrorCode::Corrupt, m_operation, QString::fromLatin1(pack.path()),
                               u"A new pack of the backup was not read back as it was written, so nothing was removed. "
                               "Check the disk that holds %1."_s.arg(quoted(m_repository.folder(), 400)));
        }
    }
    // Nothing that is needed may be left in the packs that go alone.
    std::set<QByteArray> going(m_dropped.begin(), m_dropped.end());
    for (const Needs::Set *needed : {&m_needs->records(), &m_needs->contents()}) {
        for (const Checksum &checksum : *needed) {
            const auto places = (*packs)->find(checksum);
            if (std::ranges::all_of(
                    places, [&](PackSet::Place place) { return going.contains((*packs)->packs()[place.pack].name); }))
                return failure(ErrorCode::Internal, m_operation, checksum.toString(),
                               u"Pruning would have lost a content, so nothing was removed. This is a defect of Pulse; "
                               "please report it."_s);
        }
    }
    return {};
}

Result<void> Pruner::dropPacks()
{
    if (m_dropped.empty())
        return {};
    if (m_repository.hasReaders()) {
        m_report.waitsForReaders = true;
        m_report.freedBytes = 0;
        return {};
    }
    const auto folder = m_repository.directory(m_operation, packsFolder);
    if (!folder)
        return failure(folder);
    for (const QByteArray &name : m_dropped) {
        const auto removed = m_repository.fs().removeFile(folder->get(), name + packSuffix);
        if (!removed && removed.error().number != ENOENT)
            return m_repository.explain(m_operation, removed.error(), packsFolder + '/' + name + packSuffix);
    }
    if (const auto synced = m_repository.fs().sync(folder->get()); !synced)
        return m_repository.explain(m_operation, synced.error(), packsFolder);
    return {};
}

} // namespace pulse::backup
