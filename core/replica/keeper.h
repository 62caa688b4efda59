// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/replica/replica.h"
#include "pulse/storage/status_board.h"

#include <condition_variable>
#include <thread>

namespace pulse::replica {

/// Synchronises by itself, on a thread of its own: after a change, every interval, and with growing delays while it
/// fails. Thread-safe.
class Keeper
{
public:
    using Attempt = std::function<void(std::stop_token)>; ///< reports through succeeded() and failed()

    Keeper(std::shared_ptr<StatusBoard> board, std::shared_ptr<const Clock> clock, ReplicaOptions::Delays delays,
           std::function<double()> random, Attempt attempt);
    ~Keeper();

    void keep(std::chrono::milliseconds interval); ///< zero ends it
    void noteChange();
    void succeeded();
    /// With `mayPass`, an attempt is made again by itself.
    void failed(bool mayPass);

private:
    using Steady = std::chrono::steady_clock;
    void run(const std::stop_token &stop);
    void schedule(std::optional<std::chrono::milliseconds> delay);
    [[nodiscard]] std::chrono::milliseconds delayAfter(int failures) const;

    const std::shared_ptr<StatusBoard> m_board;
    const std::shared_ptr<const Clock> m_clock;
    const ReplicaOptions::Delays m_delays;
    const std::function<double()> m_random;
    const Attempt m_attempt;

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::chrono::milliseconds m_interval{0};
    std::optional<Steady::time_point> m_next; // none: not by itself
    int m_failures = 0;
    bool m_isChanged = false; ///< while an attempt was made, which may have looked before
    std::jthread m_thread;    // the last member: it ends before the rest goes
};

} // namespace pulse::replica
