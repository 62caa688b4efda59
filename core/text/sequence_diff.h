// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTypes>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace pulse {

/// A place where two sequences differ: `leftCount` elements from `left` on gave way to `rightCount` from `right` on.
struct SequenceChange
{
    int left = 0;
    int leftCount = 0;
    int right = 0;
    int rightCount = 0;
};

/// How many steps of comparison a difference may take, roughly; beyond it the result is correct, but perhaps not the
/// shortest.
inline constexpr qint64 ordinaryEffort = 24'000'000;

/// The most edits for which a shortest script is searched at once when `elements` in all are to be compared.
[[nodiscard]] int searchDepth(qint64 elements, qint64 effort = ordinaryEffort);

/// What differs, ascending and with at least one common element between any two changes. Nothing when stopped.
[[nodiscard]] std::optional<std::vector<SequenceChange>>
diffSequences(std::span<const int> left, std::span<const int> right, int depth, const std::stop_token &stop);

/// Moves pure insertions and removals, where they can move at all, to where `isBlank` elements of that side stand
/// around them: so that a whole paragraph is shown as new, not the end of one and the beginning of the next.
/// `isBlank(onTheRight, index)`.
void slideChanges(std::vector<SequenceChange> &changes, std::span<const int> left, std::span<const int> right,
                  const std::function<bool(bool, int)> &isBlank);

} // namespace pulse
