// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/text/diff.h"

#include <stop_token>
#include <utility>
#include <vector>

namespace pulse {

/// Lines of two texts that gave way to each other.
struct LineRanges
{
    int left = 0;
    int leftCount = 0;
    int right = 0;
    int rightCount = 0;
};

/// Which of the removed lines became which of the added ones: pairs (left, right) ascending on both sides, each pair
/// alike enough that marking words inside it helps. The work is linear in the lines' text, with a large factor.
[[nodiscard]] std::vector<std::pair<int, int>> pairLines(const LineTable &left, const LineTable &right,
                                                         const LineRanges &ranges, const std::stop_token &stop);

/// How much of the words two lines have in common, 0 to 1.
[[nodiscard]] double lineSimilarity(QStringView left, QStringView right);

} // namespace pulse
