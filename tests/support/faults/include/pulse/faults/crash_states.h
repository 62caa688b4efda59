// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/faults/recording.h"

#include <functional>
#include <vector>

namespace pulse::faults {

/// What a power cut may leave of a recorded run.
///
/// Assumptions, and why. A disk keeps what was synced; of the rest any part, in any order:
///  - `sync` of a file puts its bytes, length and mode on the disk; nothing is assumed of its name.
///  - `sync` of a directory puts all changes of its own entries there; nothing is assumed of the files they name.
///  - A write that was not synced is lost, whole, cut off in the middle, or there in length but (from the start or from
///    the middle) filled with zeroes: delayed allocation on ext4, XFS and btrfs leaves each of these. It is independent
///    of every name: a rename may be there before the data (ext4 with data=writeback or noauto_da_alloc, XFS).
///  - Changes of different names are independent of each other, even in one directory. Journals of ext4 and XFS keep
///    them in order, but btrfs' log tree does not always, and no standard asks for it.
///  - Changes of the same name keep their order: they are changes of the same block. So nothing can be taken from where
///    it was not put, and no directory has two names.
///  - A rename is one effect: journaled file systems write both names in one transaction, and syncing either directory
///    syncs both (`Renames::Atomic`). POSIX promises that to other processes only, not across a power cut.
///    `Renames::Independent` lets the old name go, and the new one come, by themselves when they are in different
///    directories; each is synced by its own directory. Then everything that moves between directories may be gone for
///    as long as neither is synced, whatever a program does; only what is on the disk after the last sync can be asked
///    for.
///  - A link's target is stored with its name.
///  - After a failed sync, the bytes that should have been synced may be lost for good: the kernel marks the pages
///  clean,
///    so that no later sync writes them. Names are not forgotten so: a journal that cannot be written stops the whole
///    file system, and no later sync succeeds.
class CrashStates
{
public:
    enum class Renames { Atomic, Independent };
    struct Limits
    {
        qsizetype everySubset = 12; ///< effects; all subsets of no more than these
        qsizetype samples = 300;    ///< of larger sets, and of torn writes
        quint32 seed = 1;
    };
    CrashStates(const Recording &recording, Renames renames, Limits limits);

    /// Visits the states that a cut between `from` and the end of the run may leave, each with the number of events of
    /// which the acknowledgements may be relied on, until the visit answers false. The same state may come several
    /// times. Returns how many came.
    using Visit = std::function<bool(const Disk &state, qsizetype events)>;
    qint64 visit(qsizetype from, const Visit &visit) const;
    /// Only those of a cut after so many events.
    qint64 visitAt(qsizetype events, const Visit &visit) const;

private:
    enum class Choice : std::uint8_t { Lost, Whole, Half, Zeroes, HalfThenZeroes };
    struct Slot ///< a name in a directory, and what it names from now on
    {
        int directory = -1;
        QByteArray name;
        int inode = -1;
    };
    struct Effect
    {
        qsizetype event = 0;
        std::vector<Slot> entries = {};
        std::vector<size_t> needs = {}; ///< earlier effects on the same names
        int inode = -1;                 ///< whose data or mode it changes, instead
    };
    struct Pending
    {
        Disk base;                ///< with everything that is certain and comes before the first open effect
        std::vector<size_t> rest; ///< all others, in order
        std::vector<size_t> open; ///< those of them that may be lost
    };

    void addEffects(qsizetype event, Disk &now, Renames renames);
    void addSlots(qsizetype event, std::vector<Slot> entries, bool apart);
    [[nodiscard]] std::vector<bool> syncedAfter(qsizetype events) const;
    [[nodiscard]] qsizetype openAfter(qsizetype events) const;
    [[nodiscard]] Pending pendingAfter(qsizetype events) const;
    [[nodiscard]] Disk stateOf(const Pending &pending, const std::vector<Choice> &choices) const;
    void applyEffect(Disk &disk, const Effect &effect, Choice choice) const;
    qint64 visitAll(qsizetype events, const Pending &pending, const Visit &visit) const;
    qint64 visitSample(qsizetype events, const Pending &pending, const Visit &visit) const;
    [[nodiscard]] bool isWrite(size_t effect) const;

    const Recording &m_recording;
    const Limits m_limits;
    std::vector<Effect> m_effects;
};

} // namespace pulse::faults
