// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "damage_notes.h"
#include "layout.h"
#include "prompt_directory.h"
#include "pulse/storage/author.h"
#include "pulse/storage/storage.h"
#include "sibling_index.h"
#include "writer_lock.h"

#include <atomic>
#include <set>

namespace pulse::filesystem {

/// An open library: its root directory, what it says of itself, and the permission to write to it. Everything else of
/// this backend works through one of these. Thread-safe but for what `Writing` guards.
class Library
{
public:
    struct Identity
    {
        StorageInfo info;
        Author author;
        std::shared_ptr<const Clock> clock;
    };
    Library(Parts parts, Descriptor root, Identity identity);

    [[nodiscard]] Fs &fs() const { return *m_parts.fs; }
    [[nodiscard]] const Parts &parts() const { return m_parts; }
    [[nodiscard]] int root() const { return m_root.get(); }
    /// What the library said of itself when it was opened, with the schema as it is now.
    [[nodiscard]] StorageInfo info() const;
    [[nodiscard]] bool isReadOnly() const { return m_identity.info.readOnly; }
    [[nodiscard]] int schema() const { return m_schema; }
    /// Whether metadata and records are kept with a seal.
    [[nodiscard]] bool isSealed() const { return m_schema >= layout::sealedSchema; }
    [[nodiscard]] QString author() const { return m_identity.author.now(); }
    [[nodiscard]] QDateTime now() const { return m_identity.clock->now(); }
    [[nodiscard]] QByteArray temporaryName() const;
    [[nodiscard]] DamageNotes &damage() const { return m_damage; }

    /// A directory in the library by its path. Errors: NotFound, Corrupt (a link or file is in the way), Unavailable
    /// (the library itself is gone), and the system's.
    [[nodiscard]] Result<Descriptor> openDirectory(const Call &call, const QByteArray &path) const;
    /// As openDirectory, with a NotFound that says that there is no such prompt.
    [[nodiscard]] Result<Descriptor> openPrompt(const Call &call, const Name &name) const;
    [[nodiscard]] Result<PromptDirectory> read(const Call &call, const Descriptor &directory) const;

    /// The error for a failed call on something at `path`.
    [[nodiscard]] std::unexpected<Error> explain(const Call &call, SystemFailure cause, const QByteArray &path) const;

    /// G7: a sync failed after a change was visible. Every later attempt to write is refused until the library is
    /// opened anew. Returns the error to report.
    std::unexpected<Error> loseTrust(const Call &call, SystemFailure cause);

private:
    friend class Writing;
    friend class Upgrade;
    [[nodiscard]] bool isGone() const;
    [[nodiscard]] Sys<void> readSchema();

    Parts m_parts;
    Descriptor m_root;
    Identity m_identity;
    WriterLock m_lock;
    std::atomic<bool> m_untrusted = false;
    bool m_mayHaveUpgrade = true; // guarded by m_lock: an upgrade may have been committed and not completed
    std::atomic<int> m_schema;    // another process may raise it meanwhile
    mutable DamageNotes m_damage;
    [[nodiscard]] bool ignoresCase();

    // Guarded by m_lock:
    std::optional<bool> m_ignoresCase; // whether the file system does; empty until asked
    SiblingIndex m_siblings;
    std::set<QByteArray> m_durable; // directories whose entries, up to the root, are known to be on the disk
    std::uint64_t m_durableGeneration = 0;
};

/// Who makes durable what a step of a change writes.
enum class Syncing {
    Each,     ///< the step itself, every file and directory
    Wholesale ///< the caller, who syncs everything before the next step
};

/// The writer lock of a library, held, and what only its holder may do. Made by `begin`; released by the destructor.
class Writing
{
public:
    /// Errors: PermissionDenied (read-only), DurabilityUnknown (a sync failed earlier), those of WriterLock.
    [[nodiscard]] static Result<Writing> begin(Library &library, const Call &call, const std::stop_token &stop);

    /// A prompt's directory that is open, with the directories that had to be made for it.
    struct Folder
    {
        Descriptor directory;
        QByteArray path;
        QList<QByteArray> made; ///< paths, the outermost first
    };

    /// Opens the prompt's directory, or makes it and those above it. Nothing is synced yet. AlreadyExists when a new
    /// segment differs from an existing one only by case (`except` may collide: it is about to go).
    [[nodiscard]] Result<Folder> openOrMake(const Call &call, const Name &name, const QByteArray &except = {});
    /// The same for the directory above the prompt's own, whose leaf must be new. `path` is that of the directory.
    [[nodiscard]] Result<Folder> openOrMakeParent(const Call &call, const Name &name, const QByteArray &except = {});
    /// Tells that `leaf` was put into the directory by other means than openOrMake.
    void wasAdded(const Descriptor &directory, const QByteArray &path, const QByteArray &leaf);

    /// Syncs the directories above `path` as far as they are not known to be on the disk, so that no crash takes the
    /// way to it. The failure is that of a sync after which the change may be visible.
    [[nodiscard]] Sys<void> syncAbove(const QByteArray &path);

    /// Tells that everything was synced, so that `path` and all above it are known to be on the disk.
    void wasSynced(const QByteArray &path);

    /// Removes directories that openOrMake made, where they are still empty.
    void undo(const Folder &folder);
    /// Removes the directory and those above it, as long as they are empty.
    void removeEmpty(const QByteArray &path);
    /// Forgets what was known of a directory that is no longer at this path, and of the one above, which held it.
    void forget(const QByteArray &path);

private:
    Writing(Library &library, WriterLock::Hold hold);
    [[nodiscard]] Result<void> makeInto(const Call &call, Folder &folder, const QByteArray &path,
                                        const QByteArray &except);
    /// Whether a folder that opened may be spelled with accents composed otherwise, as HFS+ does, and be the same.
    enum class Compositions { Differ, AreOne };
    [[nodiscard]] Result<void> checkCollision(const Call &call, const Descriptor &parent, const QByteArray &path,
                                              const QByteArray &except,
                                              Compositions compositions = Compositions::Differ);

    [[nodiscard]] Result<void> checkSpelling(const Call &call, const QByteArray &path, const QByteArray &except);

    bool removeIfEmpty(const QByteArray &path);
    void forgetDurable(const QByteArray &path);
    void remember(const QByteArray &path);

    Library *m_library;
    WriterLock::Hold m_hold;
};

} // namespace pulse::filesystem
