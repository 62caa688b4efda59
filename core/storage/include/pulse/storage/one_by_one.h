// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <functional>
#include <span>
#include <vector>

namespace pulse {

/// What a batch is for a storage that gains nothing by taking items together: `act(item)` for each, in order, with
/// progress after each; `show(item)` names it.
template <typename Item, typename Show, typename Act>
[[nodiscard]] auto oneByOne(std::span<const Item> items, const ProgressSink &progress, Show show, Act act)
{
    std::vector<std::invoke_result_t<Act, const Item &>> outcomes;
    outcomes.reserve(items.size());
    for (const Item &item : items) {
        outcomes.push_back(act(item));
        if (progress)
            progress({std::ssize(outcomes), std::ssize(items), std::invoke(show, item)});
    }
    return outcomes;
}

} // namespace pulse
