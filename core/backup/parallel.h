// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace pulse::backup {

/// Runs `work(i) -> Result<void>` for every i below `count`, on `threads` threads of which the caller's is one. After
/// the first error no new work begins; that error is returned.
template <typename Work>
[[nodiscard]] Result<void> inParallel(int threads, size_t count, const Work &work)
{
    constexpr size_t stretch = 16; // neighbours stay together
    std::atomic<size_t> next = 0;
    std::atomic<bool> failed = false;
    std::mutex mutex;
    Result<void> outcome;
    const auto run = [&] {
        for (size_t begin = next.fetch_add(stretch); begin < count && !failed; begin = next.fetch_add(stretch)) {
            for (size_t i = begin; i < std::min(begin + stretch, count) && !failed; ++i) {
                if (auto done = work(i); !done) {
                    const std::scoped_lock lock(mutex);
                    if (!failed.exchange(true))
                        outcome = std::move(done);
                }
            }
        }
    };
    {
        std::vector<std::jthread> others;
        const size_t stretches = (count + stretch - 1) / stretch;
        for (size_t i = 1; i < std::min(static_cast<size_t>(std::max(threads, 1)), stretches); ++i)
            others.emplace_back(run);
        run();
    }
    return outcome;
}

} // namespace pulse::backup
