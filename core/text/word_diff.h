// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/text/diff.h"

#include <QStringView>
#include <vector>

namespace pulse {

/// A word, a run of white space, or one other character (as a reader counts them).
struct WordToken
{
    qsizetype start = 0;
    qsizetype length = 0;
    bool isSpace = false;
};

/// Cuts a line into tokens without gaps; never inside a combined character.
[[nodiscard]] std::vector<WordToken> wordTokens(QStringView line);

struct WordDifference
{
    std::vector<TextSpan> left;
    std::vector<TextSpan> right;
};

/// The words that differ between two lines. Empty when stopped, which the caller finds out by itself.
[[nodiscard]] WordDifference diffWords(QStringView left, QStringView right, int depth, const std::stop_token &stop);

} // namespace pulse
