// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "object_writer.h"
#include "oid.h"

#include <utility>

namespace pulse::git {

class Repository;

/// HEAD stays on its branch while this lives: Git's own lock of HEAD, which Git too takes for each commit and each
/// switch.
///
/// The lock is a symbolic link to nowhere: it is made with what it says in one step, so that one which a killed program
/// left is known for certain. Where links cannot be made it is a file with the same words.
class HeadLock
{
public:
    HeadLock(Fs &fs, const Descriptor &gitFolder)
        : m_fs(&fs)
        , m_gitFolder(&gitFolder)
    {}
    HeadLock(HeadLock &&other) noexcept
        : m_fs(std::exchange(other.m_fs, nullptr))
        , m_gitFolder(other.m_gitFolder)
    {}
    HeadLock &operator=(HeadLock &&) = delete;
    ~HeadLock();

private:
    Fs *m_fs;
    const Descriptor *m_gitFolder;
};

/// G12: moves branches, each only from the value that was read.
///
/// Whoever moves a ref holds Git's own lock of it, the file `REF.lock`, so that Git and Pulse exclude each other. The
/// caller also holds the writer lock; whose file says which ref lock it made, so that one left by a program that was
/// killed is known and removed by the next writer.
class Refs
{
public:
    Refs(Fs &fs, const Descriptor &gitFolder, Modes modes)
        : m_fs(fs)
        , m_gitFolder(gitFolder)
        , m_modes(modes)
    {}

    struct Move
    {
        QByteArray ref; ///< "refs/heads/main"
        Oid from;       ///< null: there is no such ref yet
        Oid to;
        QByteArray logLine; ///< "Name <email> 1700000000 +0000\tcommit: subject"
    };
    enum class Outcome {
        Moved,
        Lost,          ///< it does not have the value any more
        Unacknowledged ///< it moved, and the disk did not confirm it
    };
    /// Durable on return. Errors: Unavailable (another program holds the ref's lock).
    [[nodiscard]] Result<Outcome> move(const Repository &repository, const Move &move, int writerLockFile,
                                       const Call &call) const;
    /// Makes sure that the ref as it is read now survives a power cut, whoever moved it last.
    [[nodiscard]] Sys<void> sync(const QByteArray &ref) const;
    /// Removes the locks that a writer which is no more has left. The caller holds the writer lock.
    void removeStaleLocks(int writerLockFile) const;
    /// EEXIST while another program holds it. The caller holds the writer lock.
    [[nodiscard]] Sys<HeadLock> lockHead() const;
    /// HEAD becomes a branch's name, in one step. `folder` is Pulse's own in Git's, for the file that will be HEAD.
    [[nodiscard]] Sys<void> pointHead(const QByteArray &ref, const Descriptor &folder, const HeadLock &lock) const;

private:
    [[nodiscard]] Sys<Descriptor> openFolderOf(const QByteArray &ref, bool make) const;
    void appendLog(const Move &move) const;
    [[nodiscard]] Sys<void> noteLock(int writerLockFile, const QByteArray &text) const;

    Fs &m_fs;
    const Descriptor &m_gitFolder;
    const Modes m_modes;
};

} // namespace pulse::git
