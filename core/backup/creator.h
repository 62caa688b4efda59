// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fingerprint_cache.h"
#include "pack_sink.h"
#include "snapshots.h"

namespace pulse::backup {

/// Takes one snapshot of a library.
class Creator
{
public:
    Creator(const Repository &repository, BlobReader &blobs, Storage &library, const BackupOptions &options,
            const ProgressSink &progress, std::stop_token stop);

    [[nodiscard]] Result<BackupReport> run();

private:
    struct Work ///< one prompt of the library
    {
        FingerprintStorage::Item item;
        std::optional<FingerprintCache::Entry> entry = {}; ///< known, or read; empty: it is gone, or cannot be read
        bool isRead = false;                               ///< anew
        std::vector<BackupDamage> damage = {};
    };

    [[nodiscard]] Result<void> lookAtLibrary();
    [[nodiscard]] Result<void> lookAtRepository();
    [[nodiscard]] bool isDamage(const Error &error) const;
    void askWhetherItIsTheSame();
    void matchWithCache();
    [[nodiscard]] Result<void> readChanged();
    [[nodiscard]] Result<void> readPrompt(Work &work);
    struct Found
    {
        RecordedVersion version;
        std::optional<QByteArray> content; ///< empty when the repository holds it
    };
    [[nodiscard]] Result<std::optional<Found>> readVersion(const VersionKey &key);
    [[nodiscard]] Result<Metadata> factsOfKnownContent(const VersionKey &key);
    void keepEarlier(const VersionKey &key, const Error &error, Work &work, std::vector<RecordedVersion> &versions);
    [[nodiscard]] Result<void> keepWholeEarlier(Work &work, const QString &message);
    [[nodiscard]] std::optional<Record> earlierRecord(const QByteArray &name);
    [[nodiscard]] Result<void> recordPrompt(Work &work, const Record &record);
    [[nodiscard]] Result<Checksum> writeListing();
    [[nodiscard]] Result<BackupReport> commit(const Checksum &listing);
    void rememberFingerprints(const Checksum &listing);

    const Repository &m_repository;
    BlobReader &m_blobs;
    Storage &m_library;
    const Capabilities m_can;
    const StorageInfo m_info;
    const BackupOptions &m_options;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const QString m_operation;

    std::vector<Snapshot> m_snapshots;
    std::optional<Snapshot> m_base; ///< the newest snapshot of this library
    std::optional<FingerprintCache> m_cache;
    std::shared_ptr<const PackSet> m_packs;
    std::optional<PackSink> m_sink;
    std::vector<Work> m_prompts;
    std::vector<size_t> m_changed; ///< of m_prompts
    bool m_listingStands = false;  ///< no prompt was changed, added or removed
    std::mutex m_mutex;            // guards the earlier listing and the progress
    std::optional<QHash<QByteArray, Checksum>> m_earlier;
    qint64 m_done = 0;
    BackupReport m_report;
};

} // namespace pulse::backup
