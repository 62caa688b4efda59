// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"
#include "pulse/storage/change_notifier.h"

#include <condition_variable>
#include <thread>

namespace pulse::git {

/// Looks at the branch several times a second while somebody watches, and at once after a change through this handle;
/// tells what the trees before and after hold differently.
class Watcher
{
public:
    explicit Watcher(std::shared_ptr<GitLibrary> library);
    ~Watcher();
    Watcher(const Watcher &) = delete;
    Watcher &operator=(const Watcher &) = delete;

    [[nodiscard]] Result<std::unique_ptr<WatchableStorage::Watch>> watch(WatchableStorage::Listener listener);
    /// Something was changed through this handle.
    void wake();

private:
    void run(const std::stop_token &stop);
    void look();

    const std::shared_ptr<GitLibrary> m_library;
    ChangeNotifier m_notifier;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isDue = false;
    Snapshot m_seen;
    std::jthread m_thread; // last: ends before what it uses
};

} // namespace pulse::git
