// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"
#include "pulse/storage/change_notifier.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace pulse::git {

/// Looks at the branch several times a second while somebody watches, and at once after a change through this handle;
/// tells what each commit since the last look changed, not only what differs in the end: who read in between has seen
/// it. Where the branch did not come to its commit by first parents alone (another branch, a reset), or by more than a
/// hundred, everything may have changed. Not noticed: other programs that switch to another branch and back between two
/// looks.
class Watcher
{
public:
    explicit Watcher(std::shared_ptr<GitLibrary> library);
    ~Watcher();
    Watcher(const Watcher &) = delete;
    Watcher &operator=(const Watcher &) = delete;

    /// What is changed after this returns is told to `listener`. Fails where the branch cannot be read.
    [[nodiscard]] Result<std::unique_ptr<WatchableStorage::Watch>> watch(WatchableStorage::Listener listener);
    /// Something was changed through this handle.
    void wake();
    /// Another branch is the current one now, through this handle.
    void wakeSwitched();

private:
    void run(const std::stop_token &stop);
    void look();
    [[nodiscard]] Result<ChangeSet> changesUpTo(const Snapshot &now, const Call &call) const;
    [[nodiscard]] Call call() const;

    const std::shared_ptr<GitLibrary> m_library;
    ChangeNotifier m_notifier;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isDue = false;
    std::atomic<bool> m_isSwitched = false;
    Snapshot m_seen;       // the thread's, once it runs
    std::jthread m_thread; // last: ends before what it uses
};

} // namespace pulse::git
