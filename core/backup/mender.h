// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "snapshots.h"

#include <map>
#include <set>
#include <span>

namespace pulse::backup {

/// Puts good copies from a repository in the place of damaged versions of a library.
class Mender
{
public:
    Mender(const Repository &repository, BlobReader &blobs, Storage &library, const ProgressSink &progress,
           std::stop_token stop);

    [[nodiscard]] Result<MendReport> run(std::span<const Finding> findings);

private:
    [[nodiscard]] Result<void> findCopies(const std::set<VersionKey> &keys);
    void consider(const SnapshotPrompt &prompt, const std::vector<VersionKey> &keys);
    [[nodiscard]] Result<void> mend(const VersionKey &key, const Metadata &copy);

    const Repository &m_repository;
    BlobReader &m_blobs;
    Storage &m_library;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const QString m_operation;
    std::map<VersionKey, Metadata> m_copies;
    MendReport m_report;
};

} // namespace pulse::backup
