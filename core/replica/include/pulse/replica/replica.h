// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/fs/fs.h"
#include "pulse/storage/storage.h"

#include <chrono>
#include <functional>
#include <memory>

namespace pulse {

/// What a library is that is worked on here and kept elsewhere (B6).
struct ReplicaOptions
{
    /// Opens the home. Called from worker threads whenever it is needed and not open; it may be unreachable. Errors:
    /// Unavailable, PermissionDenied, NotFound (there is no library), as of the backend.
    using HomeOpener = std::function<Result<std::shared_ptr<Storage>>(std::stop_token)>;

    /// How attempts follow each other while they fail: each delay is twice the one before, from `first` to `longest`,
    /// and a random part of at most a quarter is taken off or added.
    struct Delays
    {
        std::chrono::milliseconds settle{500}; ///< from a change here to its sending, so that many go together
        std::chrono::milliseconds first{2'000};
        std::chrono::milliseconds longest{10 * 60'000};
    };

    std::shared_ptr<Storage> local; ///< where it is worked on; for nothing else
    HomeOpener openHome;
    QString offline = {}; ///< a sentence that says why the home is never asked; empty: it is when that is needed
    QUrl home;            ///< shown as the library's place; without credentials
    QString backend;      ///< of the home, as StorageInfo names it
    /// For the queue and what is known of the home; private to this replica, made where it is missing. On a disk that
    /// keeps its promises, beside `local`.
    QString folder;
    std::shared_ptr<Fs> fs;
    std::shared_ptr<const Clock> clock;
    /// Every change waits until the home has it. Where the home cannot be reached the change stays here, queued, and
    /// the error says so.
    bool writeThrough = false;
    int parallel = 16; ///< how many requests to the home may be under way at once
    Delays delays = {};
    /// Of the queue; a change that does not fit any more is refused (NoSpace). A prompt takes some hundred bytes.
    qint64 mostQueuedBytes = 256LL * 1024 * 1024;
    std::function<double()> random = {};            ///< evenly in [0, 1), for the delays; empty: the system's
    std::function<QByteArray()> temporaryName = {}; ///< for files written aside; empty: random names
};

/// A storage that answers from `local` at once and whose changes are durable there, and queued for the home, on return.
///
/// It shows every capability of `local`, and `synchronisation` (see SyncStorage for what that promises). Before a
/// change is made here a record that it may have been made is on the disk; it stays until both places were found to
/// hold the same. So a crash at any moment loses nothing that was acknowledged, and sends nothing that was not made.
///
/// What both places held when they were last the same is remembered for each prompt, so that what either did since is
/// known without asking a clock. A version that the other side lacks is sent or received; metadata and labels are
/// merged by field. Of two different contents under one version the home's keeps the number and the other becomes the
/// pre-release `VERSION-conflict.DIGITS`. Nothing is removed because it is missing: only what was removed here by an
/// operation, is in the home's trash, or was renamed is removed on the other side, into its trash.
///
/// Several processes may have the same replica open; one at a time synchronises. Thread-safe. docs/replica.md says
/// more.
///
/// Nothing is asked of the home here, except where this replica has never met it: then the opener's error is the
/// answer.
[[nodiscard]] Result<std::shared_ptr<Storage>> makeReplica(ReplicaOptions options, std::stop_token stop);

} // namespace pulse
