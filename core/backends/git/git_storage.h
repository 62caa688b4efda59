// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "branches.h"
#include "git_library.h"
#include "synchroniser.h"
#include "watcher.h"

namespace pulse::git {

/// One handle on a library in a Git repository.
class GitStorage final : public Storage,
                         public VersionedStorage,
                         public MetadataStorage,
                         public LabelStorage,
                         public BatchStorage,
                         public WatchableStorage,
                         public StreamStorage,
                         public TrashStorage,
                         public RenamingStorage,
                         public InspectableStorage,
                         public FingerprintStorage,
                         public ChangeFeedStorage
{
public:
    GitStorage(std::shared_ptr<GitLibrary> library, const OpenOptions &options);

    [[nodiscard]] StorageInfo info() const override { return m_library->info(); }
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
    [[nodiscard]] QString pathOf(const VersionKey &key) const override;

    [[nodiscard]] Result<std::vector<Item>> fingerprints(std::stop_token stop) override;
    [[nodiscard]] Result<Changes> changesSince(const QByteArray &cursor, std::stop_token stop) override;

private:
    [[nodiscard]] const Repository &repository() const { return m_library->repository(); }
    /// A change of one thing: as a commit of its own.
    template <typename T>
    [[nodiscard]] Result<T> change(const Call &call, const std::stop_token &stop, const QString &message,
                                   const std::function<Result<T>(TreeChanges &)> &act);
    /// Changes of many things in one commit: `act(changes, i)` for each; `message` is told how many succeeded.
    template <typename T>
    [[nodiscard]] std::vector<Result<T>>
    changeMany(const Call &call, const std::stop_token &stop, size_t count, const ProgressSink &progress,
               const std::function<QString(size_t)> &subject,
               const std::function<QString(const std::vector<size_t> &)> &message,
               const std::function<Result<T>(TreeChanges &, TreeEdit &, size_t)> &act);
    [[nodiscard]] Result<StoreReceipt> publish(const Metadata &metadata, const std::optional<QByteArray> &content,
                                               const Oid &blob, const std::stop_token &stop);

    const std::shared_ptr<GitLibrary> m_library;
    Watcher m_watcher;
    Branches m_branches;
    Synchroniser m_synchroniser;
};

} // namespace pulse::git
