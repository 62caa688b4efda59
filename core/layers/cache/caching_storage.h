// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "generations.h"
#include "pulse/layers/cache.h"

namespace pulse {

class CachingStorage final : public CacheLayer,
                             public VersionedStorage,
                             public MetadataStorage,
                             public LabelStorage,
                             public BatchStorage,
                             public WatchableStorage,
                             public StreamStorage,
                             public TrashStorage,
                             public RenamingStorage,
                             public InspectableStorage
{
public:
    CachingStorage(std::shared_ptr<Storage> next, const CacheLimits &limits, const std::shared_ptr<const Clock> &clock);

    [[nodiscard]] CacheStatistics statistics() const override;
    void clear() override;

    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop) override;
    [[nodiscard]] Result<bool> exists(const Name &name, const std::optional<Version> &version,
                                      std::stop_token stop) override;

    [[nodiscard]] Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) override;
    [[nodiscard]] Result<Version> latest(const Name &name, std::stop_token stop) override;

    [[nodiscard]] Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<Metadata> updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                                  std::stop_token stop) override;

    [[nodiscard]] Result<LabelMap> labels(const Name &name, std::stop_token stop) override;
    [[nodiscard]] Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                                        const Precondition &precondition, std::stop_token stop) override;
    [[nodiscard]] Result<void> removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                           std::stop_token stop) override;

    [[nodiscard]] std::vector<Result<StoreReceipt>>
    storeMany(std::span<const Prompt> prompts, const ProgressSink &progress, std::stop_token stop) override;
    [[nodiscard]] std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                        std::stop_token stop) override;
    [[nodiscard]] std::vector<Result<RemovalReceipt>>
    removeMany(std::span<const Name> names, const ProgressSink &progress, std::stop_token stop) override;

    [[nodiscard]] Result<std::unique_ptr<Watch>> watch(Listener listener) override;

    [[nodiscard]] Result<std::unique_ptr<Reader>> openContent(const Name &name, const Version &version,
                                                              std::stop_token stop) override;
    [[nodiscard]] Result<StoreReceipt> storeContent(const Metadata &metadata, ByteSource &content,
                                                    std::stop_token stop) override;

    [[nodiscard]] Result<std::vector<TrashEntry>> trash(std::stop_token stop) override;
    [[nodiscard]] Result<Name> restore(const QString &id, const std::optional<Name> &as, std::stop_token stop) override;
    [[nodiscard]] Result<void> purge(const QString &id, std::stop_token stop) override;
    [[nodiscard]] std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                      std::stop_token stop) override;

    [[nodiscard]] Result<void> rename(const Name &from, const Name &to, std::stop_token stop) override;
    [[nodiscard]] std::vector<Result<void>> renameMany(std::span<const Renaming> renamings,
                                                       const ProgressSink &progress, std::stop_token stop) override;

    [[nodiscard]] Result<InspectionReport> inspect(bool repair, const ProgressSink &progress,
                                                   std::stop_token stop) override;
    [[nodiscard]] Result<void> accept(const QString &path, std::stop_token stop) override;
    [[nodiscard]] QString pathOf(const VersionKey &key) const override;

private:
    template <typename Value>
    struct Kept
    {
        Generations::Stamp stamp;
        std::shared_ptr<const Value> value;
    };
    template <typename Key, typename Value>
    using Shelf = BoundedCache<Key, Kept<Value>>;

    /// What the shelf has under the key, if it is still true.
    template <typename Key, typename Value>
    [[nodiscard]] std::shared_ptr<const Value> current(Shelf<Key, Value> &shelf, const Key &key, const Name &name);
    /// Keeps what was read after `stamp` was taken, unless the prompt changed meanwhile.
    template <typename Key, typename Value>
    void keep(Shelf<Key, Value> &shelf, const Key &key, const Name &name, Generations::Stamp stamp, const Value &value);

    /// A content whose metadata was just read again; null when it is not known.
    [[nodiscard]] std::shared_ptr<const Prompt> unchangedContent(const VersionKey &key, const Metadata &metadata);
    [[nodiscard]] Result<Prompt> fetchRevalidated(const VersionKey &key, const std::stop_token &stop);
    void keepFetched(const VersionKey &key, Generations::Stamp stamp, const Prompt &prompt);

    const std::shared_ptr<Generations> m_generations;
    Shelf<VersionKey, Prompt> m_prompts;
    Shelf<VersionKey, Metadata> m_metadata;
    Shelf<Name, std::vector<Version>> m_versions;
    Shelf<Name, LabelMap> m_labels;
    std::unique_ptr<Watch> m_watch; // null where the storage beneath does not tell of changes
};

} // namespace pulse
