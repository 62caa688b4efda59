// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/objects/object_client.h"
#include "pulse/storage/registry.h"

#include <chrono>
#include <functional>
#include <memory>

namespace pulse {

/// What a library of objects needs of the machine, so that tests can choose it. All of it is thread-safe.
struct ObjectParts
{
    /// Waits; early, and false, when a stop is asked for.
    std::function<bool(std::chrono::milliseconds, std::stop_token)> sleep;
    /// Time that nobody sets, and that goes on while the machine is suspended.
    std::function<std::chrono::milliseconds()> elapsed;
    /// So many random bytes.
    std::function<QByteArray(int)> random;
    int workers = 16; ///< requests at once of one batch; 1 does all in the calling thread
    /// Bytes: a content as long as this stands in the metadata as well, so that one request gets both; -1: none does.
    qint64 longestInline = 16LL * 1024;
    /// A folder in this machine's memory, of this person alone: in it a program that is there says so, for as long as
    /// it claims something. Empty: none does.
    QString claims = {};
};

[[nodiscard]] ObjectParts systemObjectParts();

/// A library in an object store: the contract of Storage over `client`, with the commit protocol of
/// docs/object-layout.md. Any number of handles, in any number of processes, may be open at once.
///
/// Tries out what the store honours unless it is opened for reading only; where there is no room for that (a quota),
/// the next change does so first, and fails with NoSpace for as long as there is none. A place that was opened before
/// and is empty or another library now is never taken for an empty one. Errors: NotFound (no library, or the place is
/// not there), Invalid (the place holds something else), Unsupported (a newer schema), and those of the client.
[[nodiscard]] Result<std::shared_ptr<Storage>> openObjectLibrary(std::shared_ptr<ObjectClient> client,
                                                                 const OpenOptions &options,
                                                                 ObjectParts parts = systemObjectParts());

/// A sentence on how several writers at once are kept apart by a store with these abilities; for a connection check.
[[nodiscard]] QString describeConcurrency(const ObjectAbilities &abilities);

} // namespace pulse
