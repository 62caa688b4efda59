// SPDX-License-Identifier: Apache-2.0
// What answers from the replica alone.
#include "replica_storage.h"

#include "home_mender.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace pulse {

namespace replica {

namespace {

ReplicaOptions completed(ReplicaOptions options)
{
    if (!options.random)
        options.random = [] { return QRandomGenerator::system()->generateDouble(); };
    return options;
}

} // namespace

ReplicaStorage::ReplicaStorage(ReplicaOptions options)
    : Layer(options.local)
    , m_options(completed(std::move(options)))
    , m_store(m_options.fs, m_options.folder, m_options.temporaryName, m_options.mostQueuedBytes)
    , m_parts{.local = m_options.local, .store = m_store, .clock = m_options.clock, .parallel = m_options.parallel}
    , m_board(std::make_shared<StatusBoard>())
    , m_keeper(std::make_unique<Keeper>(m_board, m_options.clock, m_options.delays, m_options.random,
                                        [this](const std::stop_token &stop) {
                                            (void)synchronise({}, {}, stop); // the board tells how it went
                                        }))
{}

ReplicaStorage::~ReplicaStorage() = default;

Result<void> ReplicaStorage::attach(const std::stop_token &stop)
{
    const auto known = m_store.home();
    if (!known)
        return failure(known);
    if (!*known) {
        const auto met = home(stop);
        if (!met && !m_options.offline.isEmpty())
            return std::unexpected(Error(ErrorCode::Unavailable, u"open"_s, m_options.home.toDisplayString(),
                                         u"The library at %1 was never fetched to this machine. %2"_s.arg(
                                             m_options.home.toDisplayString(), m_options.offline))
                                       .setRetryable(false));
        if (!met)
            return failure(met);
        const StorageInfo its = (*met)->info();
        if (auto kept = m_store.setHome({.id = its.id, .url = its.url.toDisplayString()}); !kept)
            return kept;
        m_board->change([](Status &status) { status.connection = Status::Connection::Online; });
    } else {
        m_board->change([&](Status &status) { status.lastSynced = (*known)->synced; });
    }
    recount();
    return {};
}

StorageInfo ReplicaStorage::info() const
{
    StorageInfo info = Layer::info();
    if (!m_options.home.isEmpty())
        info.url = m_options.home;
    if (!m_options.backend.isEmpty())
        info.backend = m_options.backend;
    return info;
}

Capabilities ReplicaStorage::capabilities()
{
    const Capabilities &below = beneath();
    return {.versions = below.versions,
            .metadata = below.metadata ? this : nullptr,
            .labels = below.labels ? this : nullptr,
            .batches = below.batches ? this : nullptr,
            .watching = below.watching,
            .streams = below.streams ? this : nullptr,
            .trash = below.trash ? this : nullptr,
            .renaming = below.renaming ? this : nullptr,
            .inspection = below.inspection ? this : nullptr,
            .upgrades = below.upgrades,
            .fingerprints = below.fingerprints,
            .synchronisation = this};
}

Result<Metadata> ReplicaStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    return beneath().metadata->metadata(name, version, std::move(stop));
}

Result<LabelMap> ReplicaStorage::labels(const Name &name, std::stop_token stop)
{
    return beneath().labels->labels(name, std::move(stop));
}

std::vector<Result<Prompt>> ReplicaStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                      std::stop_token stop)
{
    return beneath().batches->fetchMany(keys, progress, std::move(stop));
}

Result<std::unique_ptr<StreamStorage::Reader>> ReplicaStorage::openContent(const Name &name, const Version &version,
                                                                           std::stop_token stop)
{
    return beneath().streams->openContent(name, version, std::move(stop));
}

Result<std::vector<TrashEntry>> ReplicaStorage::trash(std::stop_token stop)
{
    return beneath().trash->trash(std::move(stop));
}

// The trash is this side's own: what was removed is in that of the home, too.
Result<void> ReplicaStorage::purge(const QString &id, std::stop_token stop)
{
    return beneath().trash->purge(id, std::move(stop));
}

std::vector<Result<void>> ReplicaStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                    std::stop_token stop)
{
    return beneath().trash->purgeMany(ids, progress, std::move(stop));
}

Result<InspectionReport> ReplicaStorage::inspect(bool repair, const ProgressSink &progress, std::stop_token stop)
{
    auto report = beneath().inspection->inspect(repair, progress, stop);
    if (!report)
        return report;
    HomeMender mender(m_parts, stop);
    if (auto offered = mender.offer(report->findings); !offered)
        return failure(std::move(offered));
    if (!repair || !mender.isOffered())
        return report;
    if (!m_options.offline.isEmpty()) {
        mender.postpone(m_options.offline, report->findings);
        return report;
    }
    const auto lock = m_store.lockSynchronising(stop);
    if (!lock)
        return failure(lock);
    const auto met = home(stop);
    if (!met) {
        mender.excuse(met.error(), report->findings);
        return report;
    }
    if (auto mended = mender.mend(**met, report->findings); !mended)
        return failure(std::move(mended));
    report->intact += mender.mended();
    return report;
}

Result<void> ReplicaStorage::accept(const QString &path, std::stop_token stop)
{
    return beneath().inspection->accept(path, std::move(stop));
}

QString ReplicaStorage::pathOf(const VersionKey &key) const
{
    return beneath().inspection->pathOf(key);
}

} // namespace replica

Result<std::shared_ptr<Storage>> makeReplica(ReplicaOptions options, std::stop_token stop)
{
    auto storage = std::make_shared<replica::ReplicaStorage>(std::move(options));
    if (auto attached = storage->attach(stop); !attached)
        return failure(std::move(attached));
    return storage;
}

} // namespace pulse
