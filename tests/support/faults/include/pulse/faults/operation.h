// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/fs/fs.h"

#include <QStringList>
#include <functional>
#include <optional>

// The table of durable operations. Whoever adds one writes a row (an Operation) in a test program of tests/durability
// and calls `prove` with it; everything else is the kit's work.
namespace pulse::faults {

/// Where an operation happens. Everything durable it does lies below `folder` and goes through `fs`.
struct Place
{
    QString folder; ///< absolute; exists
    std::shared_ptr<Fs> fs;
    /// Says that a fact is durable from now on: every later state must show it. For operations that acknowledge more
    /// than their end.
    std::function<void(const QString &fact)> acknowledge;
};

/// What is there afterwards: a folder of its own, which the check may change as it likes.
struct Aftermath
{
    Place place;              ///< with the real Fs
    bool returned = false;    ///< the operation had answered success
    QStringList acknowledged; ///< facts told before, in order
    /// Beside an error, the errno that was injected. Without one, not 0 where it had answered success although a call
    /// failed at some time before.
    int injected = 0;
    std::optional<Error> error = {}; ///< what the operation answered when it failed and its process lived on
};

struct Operation
{
    /// The change itself. Called a second time only after an injected error, without faults, to see that it works
    /// again.
    using Action = std::function<Result<void>()>;
    /// A sync whose loss no check can notice in this row.
    struct SpareSync
    {
        QString call; ///< as the recorder shows it, such as `sync prompts/a` (random names are TMP)
        QString why;
    };

    QString name;
    bool syncsAll = true; ///< whether the file system can sync everything at once
    /// Fills the empty folder. What it leaves counts as safely on the disk.
    std::function<void(const Place &)> prepare;
    /// Optional: what another process did afterwards, killed at its first sync after a rename; its errors are ignored.
    std::function<void(const Place &)> leaveUnsynced = {};
    /// Opens what the change is made through and returns the change. Faults begin with the change. Must do the same
    /// each time it is called: fixed clock, counted instead of random names.
    std::function<Action(const Place &)> begin;
    /// One sentence for each thing that is wrong; empty when all is well. Looks at one state; called some thousand
    /// times, so it should take a millisecond rather than ten.
    std::function<QStringList(const Aftermath &)> check;
    /// Optional: whether an error of the second attempt only means that the first one had done it.
    std::function<bool(const Error &)> isDoneAlready = {};
    std::vector<SpareSync> spareSyncs = {};
    /// Those that are needed, but may come after the rename of what they sync.
    std::vector<SpareSync> lateSyncs = {};
    /// Optional: whether a sync is that of a part which has rows of its own; those leave it out and delay it.
    std::function<bool(const QString &call)> isProvedElsewhere = {};
};

/// How much is tried. The default fits the normal test run; `ofEnvironment` tries everything with PULSE_EXHAUSTIVE=1.
struct Extent
{
    qsizetype everySubset = 8;      ///< all subsets where no more effects are unsynced
    qsizetype sampledSubsets = 100; ///< of larger sets, and of torn writes
    qsizetype errorStride = 4;      ///< every n-th call gets each of the rarer errors, not all of them the same

    [[nodiscard]] static Extent ofEnvironment();
};

struct Proof
{
    qint64 calls = 0;           ///< of one undisturbed run
    qint64 killPoints = 0;      ///< runs that were killed
    qint64 errorInjections = 0; ///< runs in which calls failed
    qint64 subsets = 0;         ///< of unsynced effects that were tried
    qint64 crashStates = 0;     ///< different states of the disk that were checked
    qint64 mutations = 0;       ///< syncs left out or moved behind the next rename, in the model
    qint64 forbidden = 0;       ///< states in which the check found something
    QStringList
        violations; ///< a few of them, each kind once:< forbidden states, and syncs that could be left out unnoticed
};

/// Kills the operation at every call, fails every call with every error, computes what a power cut may leave at any
/// time, and leaves out each sync in turn to see that the check notices. Appends a line to the file that
/// PULSE_DURABILITY_REPORT names.
[[nodiscard]] Proof prove(const Operation &operation, const Extent &extent = Extent::ofEnvironment());

} // namespace pulse::faults
