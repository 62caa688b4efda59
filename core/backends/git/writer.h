// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/storage/author.h"
#include "refs.h"
#include "tree_edit.h"
#include "working_tree.h"

#include <chrono>
#include <mutex>

namespace pulse::git {

/// What a repository is written with besides the repository; tests choose it.
struct WriterParts
{
    std::function<QByteArray()> randomName;
    std::function<void(std::chrono::milliseconds)> pause; ///< between attempts to take the writer lock
    std::chrono::milliseconds lockWait{10'000};
    std::shared_ptr<const Clock> clock;
    Author author; ///< of the options: signs where Git's configuration names nobody
    /// Called with the name of each step as it is about to begin, for tests that end the program there.
    std::function<void(const char *step)> atStep;
};

/// Makes commits: one writer at a time among the threads and processes that use Pulse (a mutex and a lock that the
/// kernel releases), and Git's own lock of the branch against everybody else.
class Writer
{
public:
    Writer(const Repository &repository, WriterParts parts);

    struct Commit
    {
        QString message;               ///< empty: nothing is to be committed
        std::vector<Oid> otherParents; ///< of a merge
    };
    /// Changes the tree that the branch has now. It is called again, with a new tree, when somebody else moved the
    /// branch meanwhile.
    using Edit = std::function<Result<Commit>(TreeEdit &, const Snapshot &)>;

    /// The commit that the branch has after it. Nothing has changed after an error but DurabilityUnknown.
    /// Errors: Unavailable, Conflict, Cancelled, PermissionDenied, NoSpace, Invalid (nobody to sign), those of `edit`.
    [[nodiscard]] Result<Snapshot> change(const Call &call, const std::stop_token &stop, const Edit &edit);

    /// Moves the current branch to an existing commit that has it as an ancestor. False where somebody was faster, or
    /// switched to another branch.
    [[nodiscard]] Result<bool> fastForward(const Snapshot &from, const Oid &to, const Call &call,
                                           const std::stop_token &stop);
    /// Another ref than the current branch: made, or moved from the value that it has.
    [[nodiscard]] Result<bool> moveRef(const QByteArray &ref, const Oid &from, const Oid &to, const Call &call,
                                       const std::stop_token &stop);
    /// HEAD to another branch, with the files.
    [[nodiscard]] Result<void> switchTo(const QByteArray &ref, const Call &call, const std::stop_token &stop);

    /// Brings the working tree up to what a writer committed before it was killed. Happens by itself before each
    /// change.
    [[nodiscard]] Result<void> recover(const Call &call, const std::stop_token &stop);
    /// Writes a blob of any size without the lock.
    [[nodiscard]] const ObjectWriter &objects() const { return m_objects; }
    /// Makes sure that what the branch shows now survives a power cut.
    [[nodiscard]] Result<void> syncBranch(const Snapshot &snapshot, const Call &call) const;
    [[nodiscard]] const WriterParts &parts() const { return m_parts; }

private:
    class Hold;
    [[nodiscard]] Result<std::unique_ptr<Hold>> acquire(const Call &call, const std::stop_token &stop);
    [[nodiscard]] Result<void> recoverHeld(const Call &call);
    /// Moves the ref and everything that hangs on it. False where the ref had another value, or HEAD is on another
    /// branch: looked at under Git's lock of HEAD, which is held until the files are written.
    [[nodiscard]] Result<bool> publish(const Hold &hold, const Snapshot &from, const Oid &to, const Oid &tree,
                                       const QByteArray &logLine, const Call &call, const std::stop_token &stop);
    [[nodiscard]] Result<HeadLock> lockHead(const Call &call, const std::stop_token &stop);
    [[nodiscard]] Result<QByteArray> signature(const Call &call) const;
    [[nodiscard]] Result<void> noteCheckout(const Oid &from, const Call &call) const;
    void step(const char *name) const;

    const Repository &m_repository;
    const WriterParts m_parts;
    const Refs m_refs;
    const ObjectWriter m_objects;
    std::timed_mutex m_mutex;
    std::atomic<bool> m_isNameSynced = false;
    std::atomic<bool> m_isDoubtful = false; // a sync failed after a change was visible
};

} // namespace pulse::git
