// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_types.h"
#include "pulse/base/clock.h"
#include "pulse/fs/fs.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>

namespace pulse {

/// What a repository is made of besides its folder. Tests choose them.
struct BackupParts
{
    std::shared_ptr<Fs> fs;                               ///< null: the system's
    std::shared_ptr<const Clock> clock;                   ///< null: the system's
    std::function<QByteArray()> randomName;               ///< empty: 16 unpredictable hexadecimal digits
    std::function<void(std::chrono::milliseconds)> pause; ///< empty: sleeps
    std::chrono::milliseconds lockWait{10'000};           ///< how long a writer waits for another one
    qsizetype packBytes = 8 * 1024 * 1024;                ///< a pack is closed when it holds so much before compression
    int threads = 2;                                      ///< that read, hash and compress
};

/// A backup repository in a folder (docs/backup-format.md): contents by their checksum, each once, compressed in packs
/// that are never touched again, and snapshots that name them.
///
/// Blocking and thread-safe; call it from a worker thread. Several processes may use a repository at once: `create` and
/// `prune` wait for each other for a bounded time (Unavailable after it), reading never waits. A snapshot that was
/// reported is durable, and everything that it names was durable before it. What is read is compared with its
/// checksum: damaged bytes are never restored (Corrupt). Errors besides those named: NotFound, PermissionDenied,
/// NoSpace, Unavailable, Cancelled, DurabilityUnknown.
class BackupStore
{
public:
    enum class Mode {
        Existing,    ///< NotFound when there is no repository
        CreateIfNone ///< make one in a folder that is missing or empty
    };
    /// Errors: Invalid (the folder holds something else), Unsupported (made by a newer Pulse), Corrupt.
    [[nodiscard]] static Result<std::shared_ptr<BackupStore>> open(const QString &folder, Mode mode,
                                                                   BackupParts parts = {});
    ~BackupStore();

    [[nodiscard]] QString folder() const;

    /// Takes a snapshot of all prompts with versions, metadata and labels. What did not change since the last snapshot
    /// of the library is not read (FingerprintStorage). Damaged versions do not stop it; the report names them.
    /// Look at `question` first: when there is one, nothing was written.
    [[nodiscard]] Result<BackupReport> create(Storage &library, const BackupOptions &options,
                                              const ProgressSink &progress, std::stop_token stop);

    /// Newest first; a snapshot that cannot be read is listed with its problem.
    [[nodiscard]] Result<std::vector<SnapshotInfo>> list(std::stop_token stop);
    /// By `latest`, an id, or the unambiguous beginning of one. Errors: NotFound, Invalid (ambiguous), Corrupt.
    [[nodiscard]] Result<SnapshotInfo> find(const QString &text, std::stop_token stop);
    /// All prompts of a snapshot by name.
    [[nodiscard]] Result<std::vector<SnapshotPrompt>> contents(const QString &snapshot, std::stop_token stop);
    /// One version as a snapshot holds it.
    [[nodiscard]] Result<Prompt> fetch(const QString &snapshot, const VersionKey &key, std::stop_token stop);
    /// The bytes with this checksum, from whatever snapshot; NotFound when none holds them.
    [[nodiscard]] Result<QByteArray> findContent(const Checksum &checksum, std::stop_token stop);

    /// What restoring into `target` would do. Reads what is there to compare it. Errors: NotFound (a selected prompt or
    /// version is not in the snapshot).
    [[nodiscard]] Result<RestorePlan> planRestore(Storage &target, const QString &snapshot,
                                                  const RestoreSelection &selection, const ProgressSink &progress,
                                                  std::stop_token stop);
    /// Puts back what the snapshot holds. What is newer stays; nothing is removed. Whatever is changed is kept first: a
    /// version with other bytes goes to the trash, and a safety snapshot of `target` is taken before any change
    /// of existing versions, metadata or labels. Running it again completes an interrupted one.
    [[nodiscard]] Result<RestoreReport> restore(Storage &target, const QString &snapshot,
                                                const RestoreSelection &selection, const BackupOptions &safety,
                                                const ProgressSink &progress, std::stop_token stop);
    /// Makes an empty library in a folder that exists and is empty, over the system calls given.
    using LibraryMaker =
        std::function<Result<std::shared_ptr<Storage>>(const QString &folder, const std::shared_ptr<Fs> &fs)>;
    /// Restores into a new library at `folder`, which must not exist or be empty: built beside it, synced as a whole,
    /// and moved into place complete but for what is damaged in the backup (`failed` names it). Nothing is at `folder`
    /// unless this succeeds (or answers DurabilityUnknown).
    [[nodiscard]] Result<RestoreReport> restoreAside(const QString &folder, const LibraryMaker &maker,
                                                     const QString &snapshot, const RestoreSelection &selection,
                                                     const ProgressSink &progress, std::stop_token stop);

    /// Structure always; with `readAll` every byte of every pack. Reports, changes nothing.
    [[nodiscard]] Result<BackupVerification> verify(bool readAll, const ProgressSink &progress, std::stop_token stop);
    /// Removes snapshots that the policy does not keep (never the newest of any library) and what only they need. New
    /// packs are durable and were read back before an old one goes. Errors: Invalid (an empty policy), Corrupt
    /// (something that is kept cannot be read: nothing is removed).
    [[nodiscard]] Result<PruneReport> prune(const KeepPolicy &policy, bool dryRun, const ProgressSink &progress,
                                            std::stop_token stop);

    /// Puts good copies, found by checksum, in the place of damaged versions; the damaged ones go to the trash. Looks
    /// at the findings of severity Damage that name a version.
    [[nodiscard]] Result<MendReport> mendFromBackup(Storage &library, std::span<const Finding> findings,
                                                    const ProgressSink &progress, std::stop_token stop);

private:
    class Implementation;
    explicit BackupStore(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> m_impl;
};

/// What a library's backups are called among those of others: its id, or for one made by hand a checksum of its URL.
[[nodiscard]] QString backupFolderName(const StorageInfo &library);
/// Where they go when no folder is set: under that name in `pulse/backups` in the XDG data folder. Errors: Invalid
/// (there is no home for it).
[[nodiscard]] Result<QString> defaultBackupFolder(const StorageInfo &library);

} // namespace pulse
