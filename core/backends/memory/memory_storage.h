// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory_library.h"
#include "pulse/storage/author.h"
#include "pulse/storage/registry.h"

namespace pulse {

/// One handle on a library in memory: its own author, clock and permission, the shared prompts.
class MemoryStorage final : public Storage,
                            public VersionedStorage,
                            public MetadataStorage,
                            public LabelStorage,
                            public BatchStorage,
                            public WatchableStorage,
                            public StreamStorage,
                            public TrashStorage,
                            public RenamingStorage,
                            public InspectableStorage,
                            public GuardedRemovalStorage,
                            public FingerprintStorage
{
public:
    MemoryStorage(std::shared_ptr<MemoryLibrary> library, const OpenOptions &options);

    [[nodiscard]] StorageInfo info() const override;
    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<ListPage> list(const ListQuery &query, std::stop_token stop) override;
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
    [[nodiscard]] QString pathOf(const VersionKey &key) const override { return key.toString(); }

    [[nodiscard]] Result<RemovalReceipt> removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                         const Seen &seen, std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Item>> fingerprints(std::stop_token stop) override;

private:
    [[nodiscard]] Result<RemovalReceipt> removeIf(const Name &name, const std::optional<Version> &version,
                                                  const Seen *seen, const std::stop_token &stop);
    /// Cancelled, or PermissionDenied for a handle that may only read.
    [[nodiscard]] Result<void> mayChange(const std::stop_token &stop, const QString &operation,
                                         const QString &subject) const;
    [[nodiscard]] Result<StoreReceipt> publish(const Metadata &metadata, const QByteArray &content);
    /// Moves what was removed into the trash; the library is locked.
    [[nodiscard]] QString discard(const Name &name, MemoryLibrary::StoredPrompt prompt, bool whole);
    [[nodiscard]] Result<MemoryLibrary::Prompts::iterator> promptCalled(const QString &operation, const Name &name);
    void announce(const QStringList &prompts, bool trash = false);

    std::shared_ptr<MemoryLibrary> m_library;
    std::shared_ptr<const Clock> m_clock;
    Author m_author;
    bool m_readOnly;
};

} // namespace pulse
