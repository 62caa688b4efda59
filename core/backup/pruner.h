// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "needs.h"
#include "pack_sink.h"

namespace pulse::backup {

/// Which of the snapshots (newest first) a policy keeps, library by library; the newest of each library always.
[[nodiscard]] std::vector<bool> keptBy(const KeepPolicy &policy, const std::vector<Snapshot> &snapshots);

/// Removes snapshots and what only they need. In this order, so that every moment in between leaves a sound repository:
/// what stays is copied into new packs and read back, snapshots go, old packs go.
class Pruner
{
public:
    Pruner(const Repository &repository, BlobReader &blobs, const ProgressSink &progress, std::stop_token stop);

    [[nodiscard]] Result<PruneReport> run(const KeepPolicy &policy, bool dryRun);

private:
    [[nodiscard]] Result<void> decide(const KeepPolicy &policy);
    [[nodiscard]] Result<void> findNeeds();
    void sortPacks();
    [[nodiscard]] Result<void> rewrite();
    [[nodiscard]] Result<void> readBack(const std::vector<PackSink::Written> &written);
    [[nodiscard]] Result<void> dropPacks();

    const Repository &m_repository;
    BlobReader &m_blobs;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const QString m_operation;
    std::vector<Snapshot> m_kept;
    std::vector<Snapshot> m_removed;
    std::shared_ptr<const PackSet> m_packs;
    std::optional<Needs> m_needs;
    std::vector<const Pack *> m_rewritten;
    std::vector<QByteArray> m_dropped; ///< names of packs that go
    PruneReport m_report;
};

} // namespace pulse::backup
