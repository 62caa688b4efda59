// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace pulse {

/// Runs `work(i)` once for every i below `count`, on at most `threads` threads of which the caller's is one; returns
/// when all have returned. `work` is called from several threads at once and must not throw.
template <typename Work>
void forEachInParallel(int threads, size_t count, const Work &work)
{
    std::atomic<size_t> next = 0;
    const auto run = [&] {
        for (size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < std::min(static_cast<size_t>(std::max(threads, 1)), count); ++i)
        others.emplace_back(run);
    run();
}

} // namespace pulse
