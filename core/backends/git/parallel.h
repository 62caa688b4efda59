// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace pulse::git {

/// Calls `work(i)` for each i below `count`, on as many threads as there are processors where that is worth it.
template <typename Work>
void forEachInParallel(size_t count, Work work)
{
    constexpr size_t piece = 64;
    const size_t threads = std::min<size_t>(std::max(1U, std::thread::hardware_concurrency()), count / piece);
    std::atomic<size_t> next = 0;
    const auto run = [&] {
        for (size_t from = next.fetch_add(piece); from < count; from = next.fetch_add(piece)) {
            for (size_t i = from; i < std::min(from + piece, count); ++i)
                work(i);
        }
    };
    std::vector<std::jthread> helpers;
    for (size_t i = 1; i < threads; ++i)
        helpers.emplace_back(run);
    run();
}

} // namespace pulse::git
