// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/parallel.h"

namespace pulse::git {

/// Calls `work(i)` for each i below `count`, on as many threads as there are processors where that is worth it.
template <typename Work>
void forEachInParallel(size_t count, const Work &work)
{
    constexpr size_t piece = 64;
    pulse::forEachInParallel(static_cast<int>(std::thread::hardware_concurrency()), count, work, piece);
}

} // namespace pulse::git
