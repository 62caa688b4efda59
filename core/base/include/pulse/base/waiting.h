// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace pulse {

/// Waits in the calling thread; early, and false, when a stop is asked for. Thread-safe.
[[nodiscard]] bool waitFor(std::chrono::milliseconds duration, const std::stop_token &stop);

/// How the one who lost a race to others waits before the next try, so that those who lost together do not meet again;
/// and so that tests need not wait. Thread-safe.
struct RacePause
{
    /// As waitFor().
    std::function<bool(std::chrono::milliseconds, std::stop_token)> sleep;
    /// Evenly from 0 up to below 1.
    std::function<double()> random;
    std::chrono::milliseconds first{20};
    std::chrono::milliseconds longest{2'000};

    /// After so many lost races, from 1 on: evenly between zero and min(longest, first × 2ⁿ⁻¹) ("full jitter").
    [[nodiscard]] std::chrono::milliseconds after(int races) const;
    /// Waits for so long; false when a stop was asked for.
    [[nodiscard]] bool wait(int races, const std::stop_token &stop) const { return sleep(after(races), stop); }
};

[[nodiscard]] RacePause systemRacePause();

} // namespace pulse
