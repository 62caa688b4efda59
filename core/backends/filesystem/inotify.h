// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <optional>
#include <vector>

namespace pulse::filesystem {

/// The kernel's notifications of changes in directories, with a way to wake the thread that waits for them. `wake`
/// may be called from any thread, everything else from one.
class Inotify
{
public:
    struct Event
    {
        int watch = -1;
        std::uint32_t mask = 0; ///< IN_… bits
        QByteArray name;        ///< of the entry; empty for the directory itself
    };
    enum class Woken { ByEvents, ByTimeout, ByCall };

    Inotify();
    Inotify(const Inotify &) = delete;
    Inotify &operator=(const Inotify &) = delete;
    ~Inotify();

    /// Whether the system gave an instance at all. Waiting works without one.
    [[nodiscard]] bool isUsable() const { return m_inotify != -1; }
    /// Begins to watch a directory for changes of its entries. ENOSPC when the system has no watches left.
    [[nodiscard]] Sys<int> add(const QByteArray &path);
    void remove(int watch);

    /// Waits; without a limit when there is none.
    [[nodiscard]] Woken wait(std::optional<int> milliseconds);
    /// What happened since, without waiting.
    [[nodiscard]] std::vector<Event> take();
    void wake();
    /// Whether wake was called.
    [[nodiscard]] bool isWoken() const;

private:
    int m_inotify = -1;
    int m_wake = -1;
};

} // namespace pulse::filesystem
