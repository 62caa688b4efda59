// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

namespace pulse::filesystem {

/// The contract over a library in a folder: names each operation for its errors and hands it to the part that does it.
class FilesystemStorage final : public Storage,
                                private VersionedStorage,
                                private MetadataStorage,
                                private LabelStorage,
                                private BatchStorage,
                                private StreamStorage,
                                private TrashStorage,
                                private WatchableStorage,
                                private RenamingStorage,
                                private InspectableStorage,
                                private UpgradableStorage,
                                private FingerprintStorage
{
public:
    explicit FilesystemStorage(std::shared_ptr<Library> library);

    [[nodiscard]] StorageInfo info() const override;
    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<ListPage> list(const ListQuery &query, std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop) override;
    [[nodiscard]] Result<bool> exists(const Name &name, const std::optional<Version> &version,
                                      std::stop_token stop) override;

private:
    Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) override;
    Result<Version> latest(const Name &name, std::stop_token stop) override;
    Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override;
    Result<Metadata> updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                    std::stop_token stop) override;
    Result<LabelMap> labels(const Name &name, std::stop_token stop) override;
    Result<void> setLabel(const Name &name, const Label &label, const Version &version,
                          const Precondition &precondition, std::stop_token stop) override;
    Result<void> removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                             std::stop_token stop) override;
    std::vector<Result<StoreReceipt>> storeMany(std::span<const Prompt> prompts, const ProgressSink &progress,
                                                std::stop_token stop) override;
    std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                          std::stop_token stop) override;
    std::vector<Result<RemovalReceipt>> removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                   std::stop_token stop) override;
    Result<std::unique_ptr<Reader>> openContent(const Name &name, const Version &version,
                                                std::stop_token stop) override;
    Result<StoreReceipt> storeContent(const Metadata &metadata, ByteSource &content, std::stop_token stop) override;
    Result<std::vector<TrashEntry>> trash(std::stop_token stop) override;
    Result<Name> restore(const QString &id, const std::optional<Name> &as, std::stop_token stop) override;
    Result<void> purge(const QString &id, std::stop_token stop) override;
    std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                        std::stop_token stop) override;

    Result<std::vector<Item>> fingerprints(std::stop_token stop) override;
    Result<std::unique_ptr<Watch>> watch(Listener listener) override;
    Result<void> rename(const Name &from, const Name &to, std::stop_token stop) override;
    std::vector<Result<void>> renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                         std::stop_token stop) override;
    Result<InspectionReport> inspect(bool repair, const ProgressSink &progress, std::stop_token stop) override;
    Result<void> accept(const QString &path, std::stop_token stop) override;
    QString pathOf(const VersionKey &key) const override;
    Result<Plan> planUpgrade(const ProgressSink &progress, std::stop_token stop) override;
    Result<Outcome> upgrade(const Options &options, const ProgressSink &progress, std::stop_token stop) override;
    Result<QStringList> dropPrevious(std::stop_token stop) override;

    std::shared_ptr<Library> m_library;
};

} // namespace pulse::filesystem
