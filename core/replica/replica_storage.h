// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "keeper.h"
#include "pulse/storage/layer.h"
#include "recorder.h"
#include "synchroniser.h"

namespace pulse::replica {

class ReplicaStorage final : public Layer,
                             public MetadataStorage,
                             public LabelStorage,
                             public BatchStorage,
                             public StreamStorage,
                             public TrashStorage,
                             public RenamingStorage,
                             public InspectableStorage,
                             public SyncStorage
{
public:
    explicit ReplicaStorage(ReplicaOptions options);
    ~ReplicaStorage() override;

    /// Meets the home for the first time; does nothing where it was met before.
    [[nodiscard]] Result<void> attach(const std::stop_token &stop);

    [[nodiscard]] StorageInfo info() const override;
    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop) override;

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

    [[nodiscard]] Status status() const override;
    [[nodiscard]] Result<std::vector<std::pair<Name, State>>> unsynced(std::stop_token stop) override;
    [[nodiscard]] Result<Report> synchronise(const Options &options, const ProgressSink &progress,
                                             std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Conflict>> conflicts(std::stop_token stop) override;
    [[nodiscard]] Result<void> resolve(const QString &conflictId, Choice choice, std::stop_token stop) override;
    [[nodiscard]] std::unique_ptr<WatchableStorage::Watch> watchStatus(StatusListener listener) override;
    void keepSynchronised(std::chrono::milliseconds interval) override;

private:
    [[nodiscard]] Recording::Parts recordingParts();
    /// Marks, changes, and tells: what every change of a single thing has in common. `work` answers a Result;
    /// `isNothing` tells a success that changed nothing.
    template <typename Intents, typename Work, typename IsNothing>
    auto change(const QString &operation, Intents intents, Work work, IsNothing isNothing, const std::stop_token &stop)
        -> decltype(work());
    /// The same for many, each with its own outcome; `nameOf(i)` is the prompt of an item.
    template <typename Receipt, typename Intents, typename Work, typename NameOf>
    std::vector<Result<Receipt>> changeMany(size_t count, Intents intents, Work work, NameOf nameOf,
                                            const std::stop_token &stop);
    void noteChanged();
    /// With write-through: waits until the home has it.
    [[nodiscard]] Result<void> sendNow(const std::vector<Name> &names, const QString &operation,
                                       const std::stop_token &stop);

    [[nodiscard]] Result<Report> attempt(const Options &options, const std::vector<Name> &only,
                                         const ProgressSink &progress, const std::stop_token &stop);
    [[nodiscard]] Result<std::shared_ptr<Storage>> home(const std::stop_token &stop);
    /// `isWhole` when it was about everything, and not only looked.
    void told(const Result<Report> &outcome, bool isWhole);
    void recount();
    void fillIn(Conflict &conflict, const ConflictRecord &record, const std::stop_token &stop);

    const ReplicaOptions m_options;
    Store m_store;
    const Parts m_parts;
    const std::shared_ptr<StatusBoard> m_board;
    std::mutex m_homeMutex;
    std::shared_ptr<Storage> m_home;
    std::unique_ptr<Keeper> m_keeper; // the last member: its thread ends before the rest goes
};

} // namespace pulse::replica
