// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "publisher.h"
#include "pulse/storage/capabilities.h"

namespace pulse::objects {

/// The contract over an object store. Each operation names its call and hands it to the part that knows how.
class ObjectStorage final : public Storage,
                            public VersionedStorage,
                            public MetadataStorage,
                            public LabelStorage,
                            public BatchStorage,
                            public StreamStorage,
                            public TrashStorage,
                            public RenamingStorage,
                            public InspectableStorage,
                            public GuardedRemovalStorage,
                            public FingerprintStorage,
                            public ChangeFeedStorage,
                            public OverviewStorage
{
public:
    explicit ObjectStorage(std::shared_ptr<const Session> session);

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

    [[nodiscard]] Result<RemovalReceipt> removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                         const Seen &seen, std::stop_token stop) override;

    [[nodiscard]] Result<std::vector<Item>> fingerprints(std::stop_token stop) override;
    [[nodiscard]] Result<Changes> changesSince(const QByteArray &cursor, std::stop_token stop) override;
    [[nodiscard]] QByteArray knowingOwnChanges(const QByteArray &cursor) override;

    [[nodiscard]] std::vector<Result<Overview>> overviews(std::span<const Name> names, std::stop_token stop) override;

private:
    [[nodiscard]] Call call(const QString &operation, const QString &subject, std::stop_token stop) const;
    [[nodiscard]] Result<RemovalReceipt> removeIf(const Name &name, const std::optional<Version> &version,
                                                  const Seen *seen, std::stop_token stop);
    [[nodiscard]] Result<std::unique_ptr<Reader>> openVersion(const Call &call, const VersionKey &key);

    std::shared_ptr<const Session> m_session;
};

} // namespace pulse::objects
