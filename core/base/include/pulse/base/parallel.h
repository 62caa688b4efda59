// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace pulse {

/// Runs `work(i)` once for every i below `count`, on at most `threads` threads of which the caller's is one; returns
/// when all have returned. `work` is called from several threads at once and must not throw. Where one i is too little
/// to be handed out by itself, `piece` of them that follow each other are, and fewer are left to the caller.
template <typename Work>
void forEachInParallel(int threads, size_t count, const Work &work, size_t piece = 1)
{
    std::atomic<size_t> next = 0;
    const auto run = [&] {
        for (size_t from = next.fetch_add(piece); from < count; from = next.fetch_add(piece)) {
            for (size_t i = from; i < std::min(from + piece, count); ++i)
                work(i);
        }
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < std::min(static_cast<size_t>(std::max(threads, 1)), count / piece); ++i)
        others.emplace_back(run);
    run();
}

} // namespace pulse
