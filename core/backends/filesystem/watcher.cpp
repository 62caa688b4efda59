// SPDX-License-Identifier: Apache-2.0
#include "watcher.h"

#include "polled_tree.h"
#include "watched_tree.h"

#include <cerrno>
#include <chrono>
#include <sys/resource.h>
#include <system_error>

namespace pulse::filesystem {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto gathering = 60ms;          // from the first change to telling it
constexpr auto patience = 50ms;           // of the caller, while everything is being set up
constexpr std::int64_t tick = 10'000'000; // ns: times of files are no finer than this

std::int64_t nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// This thread alone gives way to the others of the program: a step that a person without privileges cannot take back.
void giveWay()
{
    constexpr int steps = 10;
    errno = 0;
    if (const int now = ::getpriority(PRIO_PROCESS, 0); errno == 0)
        (void)::setpriority(PRIO_PROCESS, 0, now + steps);
}

} // namespace

Watcher::Watcher(std::shared_ptr<const Library> library, WatchableStorage::Listener listener)
    : m_library(std::move(library))
    , m_listener(std::move(listener))
    , m_tree(std::make_unique<WatchedTree>(*m_library, m_inotify, m_changes))
{
    m_thread = std::thread([this] { run(); });
    std::unique_lock lock(m_mutex);
    if (!m_readiness.wait_for(lock, patience, [this] { return m_isReady; }))
        m_tree->suspectChangesSince(nowNs() - tick);
}

Watcher::~Watcher()
{
    m_inotify.wake();
    m_thread.join();
}

void Watcher::announceReady()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isReady = true;
    }
    m_readiness.notify_all();
}

// To watch a large library takes as much as to list it, while the window is being made and its tree is waited for. A
// thread of its own, since what follows must not wait for others.
bool Watcher::setUp()
{
    bool isWhole = false;
    try {
        std::thread([this, &isWhole] {
            giveWay();
            isWhole = m_tree->setUp();
        }).join();
    } catch (const std::system_error &) { // no more threads may be begun
        isWhole = m_tree->setUp();
    }
    return isWhole;
}

void Watcher::run()
{
    if (m_inotify.isUsable() && setUp() && follow())
        return;
    m_changes.addEverything(); // what happened until the first look is not known
    poll();
}

// Returns whether it ended because it was told to, and not because there are no watches left.
bool Watcher::follow()
{
    announceReady();
    m_tree->suspectChangesSince(std::numeric_limits<std::int64_t>::max());
    std::optional<SteadyClock::time_point> due;
    for (;;) {
        if (!m_changes.isEmpty() && !due)
            due = SteadyClock::now() + gathering;
        if (due && SteadyClock::now() >= *due) {
            due.reset();
            m_listener(m_changes.take());
        }
        std::optional<int> limit;
        if (due)
            limit = static_cast<int>(std::max(
                std::chrono::ceil<std::chrono::milliseconds>(*due - SteadyClock::now()).count(), std::int64_t(0)));
        switch (m_inotify.wait(limit)) {
        case Inotify::Woken::ByCall:
            return true;
        case Inotify::Woken::ByTimeout:
            break;
        case Inotify::Woken::ByEvents:
            for (const Inotify::Event &event : m_inotify.take()) {
                if (!m_tree->handle(event))
                    return false;
            }
        }
    }
}

void Watcher::poll()
{
    PolledTree tree(*m_library);
    tree.look(m_changes);
    announceReady();
    const int interval = static_cast<int>(m_library->parts().pollInterval.count());
    while (!m_inotify.isWoken()) {
        if (!m_changes.isEmpty())
            m_listener(m_changes.take());
        if (m_inotify.wait(interval) == Inotify::Woken::ByEvents)
            (void)m_inotify.take();
        tree.look(m_changes);
    }
}

} // namespace pulse::filesystem
