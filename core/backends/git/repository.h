// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libgit.h"
#include "object_batch.h"
#include "object_writer.h"
#include "pulse/fs/descriptor.h"
#include "raw_tree.h"

#include <QHash>
#include <mutex>

namespace pulse::git {

using TreePtr = std::shared_ptr<const std::vector<TreeEntry>>;

/// A branch as it was at one moment.
struct Snapshot
{
    QByteArray branch; ///< "refs/heads/main"
    Oid commit;        ///< null: the branch has no commit yet
    Oid tree;          ///< null likewise
};

/// A commit as far as it matters here.
struct CommitFacts
{
    Oid tree;
    std::vector<Oid> parents;
    QDateTime time; ///< UTC
    QString subject;
    QString author;
};

/// An open repository: reading of objects and refs. Thread-safe: each call borrows a handle of libgit2's.
class Repository
{
public:
    /// `gitFolder` is `.git` or the bare repository itself; `workFolder` is empty for a bare one; `address` is where a
    /// clone that Pulse keeps for itself comes from: what a person knows it by.
    struct Place
    {
        QString gitFolder;
        QString workFolder;
        QString address = {};
    };

    /// Refuses what points elsewhere: another working tree, another common folder. Errors: NotFound, Unsupported,
    /// PermissionDenied, Corrupt.
    [[nodiscard]] static Result<std::shared_ptr<Repository>> open(Place place, std::shared_ptr<Fs> fs,
                                                                  const Call &call);
    explicit Repository(Place place, std::shared_ptr<Fs> fs);
    ~Repository();
    Repository(const Repository &) = delete;
    Repository &operator=(const Repository &) = delete;

    [[nodiscard]] const Place &place() const { return m_place; }
    /// For messages, in quotes: its folder, or of a clone its address and the folder.
    [[nodiscard]] QString shown() const;
    [[nodiscard]] bool isBare() const { return m_place.workFolder.isEmpty(); }
    [[nodiscard]] Fs &fs() const { return *m_fs; }
    [[nodiscard]] const Descriptor &gitFolder() const { return m_gitFolder; }
    [[nodiscard]] Modes modes() const { return m_modes; }

    /// A handle of libgit2's for one thread, for as long as the lease lives.
    class Lease
    {
    public:
        Lease(const Repository &owner, RepositoryPtr handle)
            : m_owner(&owner)
            , m_handle(std::move(handle))
        {}
        Lease(Lease &&) = default;
        Lease &operator=(Lease &&) = delete;
        ~Lease();
        [[nodiscard]] git_repository *get() const { return m_handle.get(); }

    private:
        const Repository *m_owner;
        RepositoryPtr m_handle;
    };
    [[nodiscard]] Result<Lease> lease(const Call &call) const;

    /// The branch that HEAD names, "refs/heads/…". Unsupported where it names none.
    [[nodiscard]] Result<QByteArray> currentBranch(const Call &call) const;
    /// Null where there is no such ref.
    [[nodiscard]] Result<Oid> readRef(const QByteArray &ref, const Call &call) const;
    [[nodiscard]] Result<Snapshot> snapshot(const Call &call) const;
    [[nodiscard]] Result<Snapshot> snapshotOf(const QByteArray &ref, const Call &call) const;
    [[nodiscard]] Result<CommitFacts> commit(const Oid &id, const Call &call) const;

    /// A blob whose size is asked first: whoever may push decides how large it is. Corrupt where it has more than
    /// `limit` bytes, is not there, cannot be read, or is of another type.
    [[nodiscard]] Result<QByteArray> readSmall(const Oid &id, qint64 limit, const Call &call) const;
    [[nodiscard]] Result<qint64> sizeOf(const Oid &id, const Call &call) const;
    /// The entries of a tree; those of the null id are none. Corrupt where it is larger than trees are.
    [[nodiscard]] Result<TreePtr> tree(const Oid &id, const Call &call) const;
    /// What a path names in a tree; null where there is nothing.
    [[nodiscard]] Result<std::optional<TreeEntry>> find(const Oid &root, QByteArrayView path, const Call &call) const;

    /// Of Git's own configuration; empty where it says nothing.
    [[nodiscard]] QString config(const char *key) const;

private:
    [[nodiscard]] Result<void> look(const Call &call);
    [[nodiscard]] Result<QByteArray> read(const Oid &id, ObjectType type, qint64 limit, const Call &call) const;

    const LibGit m_library;
    const Place m_place;
    const std::shared_ptr<Fs> m_fs;
    Descriptor m_gitFolder;
    Modes m_modes;

    mutable std::mutex m_mutex;
    mutable std::vector<RepositoryPtr> m_idle;
    mutable QHash<Oid, TreePtr> m_trees; // by content, so never stale
    mutable qsizetype m_treeEntries = 0;
};

/// Reads blobs of a repository, and those of a change that is not written yet.
class BlobReader
{
public:
    BlobReader(const Repository &repository, const ObjectBatch *batch = nullptr)
        : m_repository(repository)
        , m_batch(batch)
    {}
    [[nodiscard]] const Repository &repository() const { return m_repository; }
    /// As Repository::readSmall.
    [[nodiscard]] Result<QByteArray> readSmall(const Oid &id, qint64 limit, const Call &call) const;
    [[nodiscard]] Result<qint64> sizeOf(const Oid &id, const Call &call) const;

private:
    const Repository &m_repository;
    const ObjectBatch *m_batch;
};

} // namespace pulse::git
