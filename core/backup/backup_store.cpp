// SPDX-License-Identifier: Apache-2.0
#include "pulse/backup/backup_store.h"

#include "aside.h"
#include "creator.h"
#include "mender.h"
#include "pruner.h"
#include "restorer.h"
#include "verifier.h"

#include "pulse/base/personal_folders.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace backup;

class BackupStore::Implementation
{
public:
    explicit Implementation(std::unique_ptr<Repository> opened)
        : repository(std::move(opened))
        , blobs(*repository)
    {}

    /// The snapshot, with the tables of all packs that there are after it was seen.
    Result<Snapshot> open(const QString &operation, const QString &text, const std::stop_token &stop)
    {
        auto snapshot = Snapshots(*repository).find(operation, text, stop);
        if (!snapshot)
            return snapshot;
        if (auto packs = blobs.refresh(operation, stop); !packs)
            return failure(std::move(packs));
        return snapshot;
    }

    std::unique_ptr<Repository> repository;
    BlobReader blobs;
};

BackupStore::BackupStore(std::unique_ptr<Implementation> implementation)
    : m_impl(std::move(implementation))
{}

BackupStore::~BackupStore() = default;

Result<std::shared_ptr<BackupStore>> BackupStore::open(const QString &folder, Mode mode, BackupParts parts)
{
    auto repository = Repository::open(folder, mode, std::move(parts));
    if (!repository)
        return failure(std::move(repository));
    return std::shared_ptr<BackupStore>(new BackupStore(std::make_unique<Implementation>(*std::move(repository))));
}

QString BackupStore::folder() const
{
    return m_impl->repository->folder();
}

Result<BackupReport> BackupStore::create(Storage &library, const BackupOptions &options, const ProgressSink &progress,
                                         std::stop_token stop)
{
    return Creator(*m_impl->repository, m_impl->blobs, library, options, progress, std::move(stop)).run();
}

Result<std::vector<SnapshotInfo>> BackupStore::list(std::stop_token stop)
{
    auto all = Snapshots(*m_impl->repository).all(u"list backups"_s, stop, Snapshots::Unreadable::Note);
    if (!all)
        return failure(std::move(all));
    std::vector<SnapshotInfo> infos;
    for (Snapshot &snapshot : *all)
        infos.push_back(std::move(snapshot.info));
    return infos;
}

Result<SnapshotInfo> BackupStore::find(const QString &text, std::stop_token stop)
{
    auto snapshot = Snapshots(*m_impl->repository).find(u"find backup"_s, text, stop);
    if (!snapshot)
        return failure(std::move(snapshot));
    return std::move(snapshot->info);
}

Result<std::vector<SnapshotPrompt>> BackupStore::contents(const QString &snapshot, std::stop_token stop)
{
    const QString operation = u"show backup"_s;
    const auto reading = m_impl->repository->beginReading();
    const auto found = m_impl->open(operation, snapshot, stop);
    if (!found)
        return failure(found);
    SnapshotReader reader(m_impl->blobs, operation);
    const auto listed = reader.prompts(found->listing, stop);
    if (!listed)
        return failure(listed);
    std::vector<SnapshotPrompt> prompts;
    prompts.reserve(listed->size());
    for (const ListedPrompt &prompt : *listed) {
        const auto record = reader.record(prompt.record);
        if (!record)
            return failure(record);
        auto content = toPrompt(*record);
        if (!content)
            return failure(std::move(content));
        prompts.push_back(*std::move(content));
    }
    return prompts;
}

Result<Prompt> BackupStore::fetch(const QString &snapshot, const VersionKey &key, std::stop_token stop)
{
    RestoreSelection selection;
    selection.versions.push_back(key);
    const QString operation = u"fetch from backup"_s;
    const auto reading = m_impl->repository->beginReading();
    const auto found = m_impl->open(operation, snapshot, stop);
    if (!found)
        return failure(found);
    SnapshotReader reader(m_impl->blobs, operation);
    const auto listed = reader.prompts(found->listing, stop);
    if (!listed)
        return failure(listed);
    const auto prompt = std::ranges::find(*listed, key.name.toString().toUtf8(), &ListedPrompt::name);
    if (prompt != listed->end()) {
        const auto record = reader.record(prompt->record);
        const auto content = record ? toPrompt(*record) : Result<SnapshotPrompt>(failure(record));
        if (!content)
            return failure(content);
        const auto version = std::ranges::find(content->versions, key.version, &Metadata::version);
        if (version != content->versions.end()) {
            auto bytes = m_impl->blobs.read(operation, version->checksum);
            if (!bytes)
                return failure(std::move(bytes));
            return Prompt{*version, *std::move(bytes)};
        }
    }
    return failure(ErrorCode::NotFound, operation, key.toString(),
                   u"The snapshot %1 holds no %2."_s.arg(found->info.id, key.toString()));
}

Result<QByteArray> BackupStore::findContent(const Checksum &checksum, std::stop_token stop)
{
    const QString operation = u"find in backup"_s;
    const auto reading = m_impl->repository->beginReading();
    if (auto packs = m_impl->blobs.refresh(operation, stop); !packs)
        return failure(std::move(packs));
    return m_impl->blobs.read(operation, checksum);
}

Result<RestorePlan> BackupStore::planRestore(Storage &target, const QString &snapshot,
                                             const RestoreSelection &selection, const ProgressSink &progress,
                                             std::stop_token stop)
{
    const auto reading = m_impl->repository->beginReading();
    auto found = m_impl->open(u"restore"_s, snapshot, stop);
    if (!found)
        return failure(std::move(found));
    Restorer restorer(*m_impl->repository, m_impl->blobs, *std::move(found), progress, stop);
    if (auto selected = restorer.select(selection); !selected)
        return failure(std::move(selected));
    return restorer.plan(target, true);
}

Result<RestoreReport> BackupStore::restore(Storage &target, const QString &snapshot, const RestoreSelection &selection,
                                           const BackupOptions &safety, const ProgressSink &progress,
                                           std::stop_token stop)
{
    const auto reading = m_impl->repository->beginReading();
    auto found = m_impl->open(u"restore"_s, snapshot, stop);
    if (!found)
        return failure(std::move(found));
    const QString id = found->info.id;
    Restorer restorer(*m_impl->repository, m_impl->blobs, *std::move(found), progress, stop);
    if (auto selected = restorer.select(selection); !selected)
        return failure(std::move(selected));
    auto plan = restorer.plan(target);
    if (!plan)
        return failure(std::move(plan));
    std::optional<SnapshotInfo> kept;
    if (plan->overwrites()) {
        BackupOptions options = safety;
        options.isSafety = true;
        options.note = u"Before restoring %1"_s.arg(id);
        auto taken = create(target, options, {}, stop);
        if (!taken)
            return failure(std::move(taken));
        kept = std::move(taken->snapshot);
    }
    auto report = restorer.run(target, *std::move(plan));
    if (report)
        report->safety = std::move(kept);
    return report;
}

Result<RestoreReport> BackupStore::restoreAside(const QString &folder, const LibraryMaker &maker,
                                                const QString &snapshot, const RestoreSelection &selection,
                                                const ProgressSink &progress, std::stop_token stop)
{
    const auto reading = m_impl->repository->beginReading();
    auto found = m_impl->open(u"restore"_s, snapshot, stop);
    if (!found)
        return failure(std::move(found));
    Restorer restorer(*m_impl->repository, m_impl->blobs, *std::move(found), progress, stop);
    if (auto selected = restorer.select(selection); !selected)
        return failure(std::move(selected));
    const std::shared_ptr<Fs> &fs = m_impl->repository->sharedFs();
    auto aside = AsideFolder::make(fs, folder, m_impl->repository->randomName());
    if (!aside)
        return failure(std::move(aside));
    Result<RestoreReport> report = [&]() -> Result<RestoreReport> {
        auto library = maker(aside->path(), withoutSyncs(fs));
        if (!library)
            return failure(std::move(library));
        auto plan = restorer.plan(**library);
        if (!plan)
            return failure(std::move(plan));
        return restorer.run(**library, *std::move(plan));
    }();
    if (!report)
        return report;
    // Only what the backup itself lost may be missing from the new library.
    for (const RestoreReport::Failure &failed : report->failed) {
        if (failed.error.code() != ErrorCode::Corrupt && failed.error.code() != ErrorCode::NotFound)
            return std::unexpected(failed.error);
    }
    if (auto moved = aside->moveIntoPlace(); !moved)
        return failure(std::move(moved));
    return report;
}

Result<BackupVerification> BackupStore::verify(bool readAll, const ProgressSink &progress, std::stop_token stop)
{
    const auto reading = m_impl->repository->beginReading();
    return Verifier(*m_impl->repository, m_impl->blobs, progress, std::move(stop)).run(readAll);
}

Result<PruneReport> BackupStore::prune(const KeepPolicy &policy, bool dryRun, const ProgressSink &progress,
                                       std::stop_token stop)
{
    return Pruner(*m_impl->repository, m_impl->blobs, progress, std::move(stop)).run(policy, dryRun);
}

Result<MendReport> BackupStore::mendFromBackup(Storage &library, std::span<const Finding> findings,
                                               const ProgressSink &progress, std::stop_token stop)
{
    const auto reading = m_impl->repository->beginReading();
    if (auto packs = m_impl->blobs.refresh(u"mend"_s, stop); !packs)
        return failure(std::move(packs));
    return Mender(*m_impl->repository, m_impl->blobs, library, progress, std::move(stop)).run(findings);
}

QString backupFolderName(const StorageInfo &library)
{
    return library.id.isEmpty() ? Checksum::of(library.url.toString(QUrl::FullyEncoded).toUtf8()).hex().left(16)
                                : library.id;
}

Result<QString> defaultBackupFolder(const StorageInfo &library)
{
    return pulseFolder(PersonalFolder::Data).transform([&](const QString &data) {
        return data + "/backups/"_L1 + backupFolderName(library);
    });
}

} // namespace pulse
