// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "needs.h"

namespace pulse::backup {

/// Compares a repository with what it should be. Changes nothing.
class Verifier
{
public:
    Verifier(const Repository &repository, BlobReader &blobs, const ProgressSink &progress, std::stop_token stop);

    [[nodiscard]] Result<BackupVerification> run(bool readAll);

private:
    [[nodiscard]] Result<void> verifyFolders();
    [[nodiscard]] Result<void> readPacks();
    [[nodiscard]] Result<void> readPack(const Pack &pack);
    [[nodiscard]] Result<void> verifySnapshots();
    void report(const QByteArray &path, const QString &message, bool isDamage = true);

    const Repository &m_repository;
    BlobReader &m_blobs;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const QString m_operation;
    std::shared_ptr<const PackSet> m_packs;
    std::unordered_map<Checksum, int, ChecksumHash> m_intact; ///< how many good copies were read
    bool m_readAll = false;
    BackupVerification m_report;
};

} // namespace pulse::backup
