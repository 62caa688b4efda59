// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/faults/disk.h"

#include <QStringList>

namespace pulse::faults {

/// One call that changed or synced something, or tried to.
struct Event
{
    enum class Kind : std::uint8_t {
        Create,
        MakeDirectory,
        MakeLink,
        Write,
        Truncate,
        SetMode,
        Rename,
        Exchange,
        Remove, ///< of a file or of an empty directory
        Sync,
        SyncAll
    };
    Kind kind = Kind::Sync;
    QString text;       ///< as a person reads it, random names shown as TMP
    int failure = 0;    ///< errno; what failed had no effect, but a failed sync spoils what it should have synced
    int inode = -1;     ///< written, cut, synced, or new; -1 for one outside of the folder
    int directory = -1; ///< that holds `name`
    QByteArray name = {};
    int toDirectory = -1; ///< of Rename and Exchange
    QByteArray toName = {};
    QByteArray bytes = {}; ///< written, or the target of a link
    qint64 offset = 0;     ///< of a write; the new size of a cut
    unsigned mode = 0;

    [[nodiscard]] bool isSync() const { return kind == Kind::Sync || kind == Kind::SyncAll; }
};

/// A run: what was on the disk before, all that was done to it, and what was acknowledged meanwhile.
struct Recording
{
    struct Acknowledgement
    {
        qsizetype position = 0; ///< the number of events that had happened by then
        QString fact;
    };
    Disk before;
    std::vector<Event> events;
    std::vector<Acknowledgement> acknowledgements = {};

    /// What a process sees after so many events: all of them have happened.
    [[nodiscard]] Disk after(qsizetype events) const;
    [[nodiscard]] QStringList acknowledgedAfter(qsizetype events) const;
};

/// Applies what the event does to names and contents. Syncs do nothing.
void apply(Disk &disk, const Event &event);
/// The part of `apply` that makes the inode, without a name yet.
void makeInode(Disk &disk, const Event &event);
void applyWrite(Disk &disk, int inode, QByteArrayView bytes, qint64 offset);

} // namespace pulse::faults
