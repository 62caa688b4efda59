// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "change_collector.h"
#include "inotify.h"
#include "library.h"
#include "pulse/storage/capabilities.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace pulse::filesystem {

class WatchedTree;

/// One subscription: a thread that learns of changes from the kernel, or where the kernel has no watches left by
/// looking every `Parts::pollInterval`, and tells them to the listener, gathered over a moment. The listener must not
/// destroy the watcher.
class Watcher final : public WatchableStorage::Watch
{
public:
    /// Returns when everything is watched, or after a moment on a large library; what changes while the rest is being
    /// set up is told nevertheless.
    Watcher(std::shared_ptr<const Library> library, WatchableStorage::Listener listener);
    ~Watcher() override;

private:
    [[nodiscard]] bool setUp();
    void run();
    [[nodiscard]] bool follow();
    void poll();
    void announceReady();

    std::shared_ptr<const Library> m_library;
    WatchableStorage::Listener m_listener;
    Inotify m_inotify;
    ChangeCollector m_changes;           // the thread's
    std::unique_ptr<WatchedTree> m_tree; // likewise, but for what it suspects
    std::mutex m_mutex;
    std::condition_variable m_readiness;
    bool m_isReady = false;
    std::thread m_thread;
};

} // namespace pulse::filesystem
