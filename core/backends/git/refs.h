// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "object_writer.h"
#include "oid.h"

namespace pulse::git {

class Repository;

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
    /// Removes a lock that a writer which is no more has left. The caller holds the writer lock.
    void removeStaleLock(int writerLockFile) const;
    /// HEAD becomes a branch's name, in one step. The caller holds the writer lock.
    [[nodiscard]] Sys<void> pointHead(const QByteArray &ref) const;

private:
    [[nodiscard]] Sys<Descriptor> openFolderOf(const QByteArray &ref, bool make) const;
    void appendLog(const Move &move) const;
    [[nodiscard]] Sys<void> noteLock(int writerLockFile, const QByteArray &text) const;

    Fs &m_fs;
    const Descriptor &m_gitFolder;
    const Modes m_modes;
};

} // namespace pulse::git
