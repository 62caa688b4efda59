// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/memory.h"
#include "pulse/replica/replica.h"
#include "pulse/storage/capabilities.h"
#include "pulse/storage/layer.h"
#include "pulse/test/makers.h"

#include <QSet>
#include <QTemporaryDir>
#include <atomic>

namespace pulse::test {

/// A home as a server may be: it can go away, answer nonsense, or be another one than before.
class UncertainHome final : public Layer,
                            public VersionedStorage,
                            public MetadataStorage,
                            public LabelStorage,
                            public TrashStorage,
                            public GuardedRemovalStorage,
                            public FingerprintStorage
{
public:
    enum class Fault {
        None,
        Unreachable,    ///< every call fails
        Refusing,       ///< credentials are no good any more
        EmptyListing,   ///< looks whole
        CutListing,     ///< half of it, and looks whole
        FailingListing, ///< an error after the first page
        ReadOnly,       ///< it opens for reading only
        TakingNothing,  ///< it answers, and refuses each version that is sent
        Mute,           ///< does what it is asked, and no answer arrives
    };
    struct Faults
    {
        std::atomic<Fault> fault = Fault::None;
        std::atomic<int> callsUntilGone = -1; ///< then Unreachable; -1: never
        std::atomic<int> calls = 0;
        std::atomic<bool> hasFingerprints = true;
        std::atomic<bool> guardsRemovals = true;
        std::function<void(const QString &operation)> onCall = {}; ///< before each call
    };

    UncertainHome(std::shared_ptr<Storage> next, std::shared_ptr<Faults> faults);

    [[nodiscard]] StorageInfo info() const override;
    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<ListPage> list(const ListQuery &query, std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
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
    [[nodiscard]] Result<std::vector<TrashEntry>> trash(std::stop_token stop) override;
    [[nodiscard]] Result<Name> restore(const QString &id, const std::optional<Name> &as, std::stop_token stop) override;
    [[nodiscard]] Result<void> purge(const QString &id, std::stop_token stop) override;
    [[nodiscard]] std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                      std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                         const Seen &seen, std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Item>> fingerprints(std::stop_token stop) override;

private:
    [[nodiscard]] Result<void> reach(const QString &operation) const;
    template <typename Call>
    auto reached(const char *operation, Call call) const -> decltype(call());
    std::shared_ptr<Faults> m_faults;
};

/// One library in memory that is a home, and replicas of it, each with a clock of its own.
class Team
{
public:
    struct Member
    {
        std::shared_ptr<ManualClock> clock;
        std::shared_ptr<Storage> local; ///< beneath
        std::shared_ptr<Storage> storage;
        [[nodiscard]] SyncStorage &sync() const { return *storage->capabilities().synchronisation; }
        [[nodiscard]] LabelStorage &labels() const { return *storage->capabilities().labels; }
        [[nodiscard]] MetadataStorage &metadata() const { return *storage->capabilities().metadata; }
    };

    Team();

    /// `years` is how far its clock is off.
    [[nodiscard]] Member join(const QString &name, int years = 0,
                              const std::function<void(ReplicaOptions &)> &edit = {});
    [[nodiscard]] Storage &home() const { return *m_home; }
    [[nodiscard]] UncertainHome::Faults &faults() const { return *m_faults; }
    /// Another library takes the home's place.
    void moveAway();
    [[nodiscard]] QString folderOf(const QString &name) const;

private:
    QTemporaryDir m_folder;
    MemoryBackend m_backend;
    std::shared_ptr<QString> m_place; ///< the name of the home in the backend
    std::shared_ptr<Storage> m_home;
    std::shared_ptr<UncertainHome::Faults> m_faults;
};

/// "support/refund", the prompt of cases that need only one.
[[nodiscard]] const Name &refund();
Result<Metadata> editRefund(Storage &storage, QStringView version, const MetadataPatch &patch);

/// Everything in a library but its dates, a line a fact, sorted.
[[nodiscard]] QStringList viewOf(Storage &storage);
/// Names and versions of what is in the trash and in place, with the digits of their bytes.
[[nodiscard]] QSet<QString> bytesIn(Storage &storage);

/// What is not in the home as it is here, each with its state.
[[nodiscard]] QStringList statesOf(const Team::Member &member);
SyncStorage::Report sync(const Team::Member &member, const SyncStorage::Options &options = {});
[[nodiscard]] QByteArray contentOf(Storage &storage, QStringView name, QStringView version);

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("What the case rests on failed: %s", qUtf8Printable(result.error().toString()));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

} // namespace pulse::test
