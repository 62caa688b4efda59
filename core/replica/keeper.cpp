// SPDX-License-Identifier: Apache-2.0
#include "keeper.h"

#include <algorithm>

namespace pulse::replica {

using std::chrono::milliseconds;

Keeper::Keeper(std::shared_ptr<StatusBoard> board, std::shared_ptr<const Clock> clock, ReplicaOptions::Delays delays,
               std::function<double()> random, Attempt attempt)
    : m_board(std::move(board))
    , m_clock(std::move(clock))
    , m_delays(delays)
    , m_random(std::move(random))
    , m_attempt(std::move(attempt))
{}

Keeper::~Keeper()
{
    keep(milliseconds(0));
}

void Keeper::keep(milliseconds interval)
{
    std::jthread ended;
    {
        const std::scoped_lock lock(m_mutex);
        m_interval = interval;
        if (interval == milliseconds(0)) {
            ended = std::move(m_thread);
            m_next.reset();
        } else {
            if (!m_thread.joinable())
                m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
            m_next = Steady::now();
        }
        m_wake.notify_all();
    }
    ended.request_stop();
    if (ended.joinable())
        ended.join();
    if (interval == milliseconds(0))
        m_board->change([](SyncStorage::Status &status) { status.nextAttempt = {}; });
}

// The mutex is held.
void Keeper::schedule(std::optional<milliseconds> delay)
{
    if (m_interval == milliseconds(0))
        delay.reset();
    m_next = delay ? std::optional(Steady::now() + *delay) : std::nullopt;
    const QDateTime shown = delay ? m_clock->now().addMSecs(delay->count()) : QDateTime();
    m_board->change([&](SyncStorage::Status &status) { status.nextAttempt = shown; });
    m_wake.notify_all();
}

milliseconds Keeper::delayAfter(int failures) const
{
    milliseconds delay = m_delays.first;
    for (int i = 1; i < failures && delay < m_delays.longest; ++i)
        delay *= 2;
    delay = std::min(delay, m_delays.longest);
    const double share = 0.75 + 0.5 * m_random();
    return milliseconds(static_cast<qint64>(static_cast<double>(delay.count()) * share));
}

void Keeper::noteChange()
{
    const std::scoped_lock lock(m_mutex);
    if (m_interval == milliseconds(0) || m_failures > 0) // while it fails, a change does not hurry it
        return;
    m_isChanged = !m_next;
    const auto soon = Steady::now() + m_delays.settle;
    if (m_next && *m_next > soon)
        schedule(m_delays.settle);
}

void Keeper::succeeded()
{
    const std::scoped_lock lock(m_mutex);
    m_failures = 0;
    schedule(std::exchange(m_isChanged, false) ? m_delays.settle : m_interval);
}

void Keeper::failed(bool mayPass)
{
    const std::scoped_lock lock(m_mutex);
    ++m_failures;
    schedule(mayPass ? std::optional(delayAfter(m_failures)) : std::nullopt);
}

void Keeper::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto due = m_next;
        if (!due || *due > Steady::now()) {
            const auto isOther = [&] { return m_next != due; };
            if (due)
                m_wake.wait_until(lock, stop, *due, isOther);
            else
                m_wake.wait(lock, stop, isOther);
            continue;
        }
        m_next.reset();
        lock.unlock();
        m_attempt(stop);
        lock.lock();
    }
}

} // namespace pulse::replica
