// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "object_batch.h"
#include "repository.h"

#include <map>

namespace pulse::git {

/// A tree that is being changed. Folders are read when they are looked into; what is not touched is not read. Objects
/// that come of it go into the batch. One thread at a time.
class TreeEdit
{
public:
    struct Folder;
    struct Entry
    {
        unsigned mode = fileMode;
        Oid id;                         ///< of a folder that is in memory: as it was read, null for a new one
        std::unique_ptr<Folder> folder; ///< of a folder that was looked into

        [[nodiscard]] bool isFolder() const { return mode == folderMode; }
    };
    struct Folder
    {
        std::map<QByteArray, Entry> entries;
        /// By case-folded name, the names of folders; made when it is first asked for.
        std::optional<QHash<QByteArray, QByteArray>> folded;

        [[nodiscard]] Entry *find(const QByteArray &name);
        void put(const QByteArray &name, Entry entry);
        void erase(const QByteArray &name);
        [[nodiscard]] bool isEmpty() const;
        /// The entries as if they had been read; those of folders in memory keep their old ids.
        [[nodiscard]] std::vector<TreeEntry> list() const;
    };

    TreeEdit(const Repository &repository, const Oid &root, Call call, ObjectBatch &batch);
    ~TreeEdit();

    [[nodiscard]] const Repository &repository() const { return m_repository; }
    [[nodiscard]] ObjectBatch &batch() { return m_batch; }
    [[nodiscard]] const Call &call() const { return m_call; }

    /// Null where the path names no folder. An empty path is the root.
    [[nodiscard]] Result<Folder *> open(const QByteArray &path);
    /// With the folders above it. Corrupt where something else is in the way.
    [[nodiscard]] Result<Folder *> make(const QByteArray &path);
    /// A folder's own child; null where it is none.
    [[nodiscard]] Result<Folder *> child(Folder &folder, const QByteArray &name);
    void putBlob(Folder &folder, const QByteArray &name, const QByteArray &bytes, unsigned mode = fileMode);
    /// Forgets folders that became empty, from this one upwards.
    void prune(const QByteArray &path);
    /// The existing folder that one on the way to `path` (below the folder `base`) differs from only by case; empty
    /// when there is none.
    [[nodiscard]] Result<QByteArray> caseTwin(const QByteArray &base, const QByteArray &path);

    /// Makes the trees; returns the root's.
    [[nodiscard]] Oid write();

private:
    [[nodiscard]] Result<std::unique_ptr<Folder>> read(const Oid &id) const;
    [[nodiscard]] std::optional<Oid> write(Folder &folder, const Oid &before);

    const Repository &m_repository;
    const Oid m_rootId;
    const Call m_call;
    ObjectBatch &m_batch;
    std::unique_ptr<Folder> m_root;
};

} // namespace pulse::git
