// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace pulse::test {

/// Lets one of several threads go on at a time, from one call of its client to the next.
class Turns
{
public:
    /// Who is next, of those who can go on: the present one, and the others. Answers an index into `ready`.
    using Choice = std::function<size_t(const std::vector<int> &ready, int present, int step)>;

    Turns(int threads, Choice choice)
        : m_state(static_cast<size_t>(threads), State::Ready)
        , m_choice(std::move(choice))
    {}
    /// From a thread, before each call and while it waits for others.
    void pause(int thread, bool sleeps)
    {
        std::unique_lock lock(m_mutex);
        choose(thread, sleeps);
        m_changed.wait(lock, [&] { return m_present == thread; });
    }
    void begin(int thread)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_present == thread; });
    }
    void end(int thread)
    {
        const std::scoped_lock lock(m_mutex);
        m_state[static_cast<size_t>(thread)] = State::Ended;
        choose(thread, true);
    }

private:
    enum class State { Ready, Ended };
    void choose(int thread, bool preferOthers)
    {
        std::vector<int> ready;
        for (int i = 0; i < std::ssize(m_state); ++i) {
            if (m_state[static_cast<size_t>(i)] == State::Ready && (i != thread || !preferOthers))
                ready.push_back(i);
        }
        if (ready.empty() && m_state[static_cast<size_t>(thread)] == State::Ready)
            ready.push_back(thread);
        m_present = ready.empty() ? -1 : ready[m_choice(ready, thread, m_step++) % ready.size()];
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<State> m_state;
    Choice m_choice;
    int m_present = 0;
    int m_step = 0;
};

/// Whoever is at it goes on; the first of the others once they have ended.
inline size_t straightOn(const std::vector<int> &ready, int present)
{
    const auto at = std::ranges::find(ready, present);
    return at == ready.end() ? size_t(0) : size_t(at - ready.begin());
}

/// Somebody else.
inline size_t otherThan(const std::vector<int> &ready, int present)
{
    const auto at = std::ranges::find_if(ready, [present](int thread) { return thread != present; });
    return at == ready.end() ? size_t(0) : size_t(at - ready.begin());
}

} // namespace pulse::test
