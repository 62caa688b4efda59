// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringView>
#include <algorithm>

namespace pulse::ui {

/// The length of the longest line, as far as it costs: laying out characters that are joined into one (long chains of
/// emoji) takes a hundred times as long as others, so such a chain counts so much.
[[nodiscard]] inline qsizetype costliestLine(QStringView text)
{
    constexpr int usualJoins = 100;
    qsizetype longest = 0, start = 0;
    int joins = 0;
    bool isChain = false;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != u'\n') {
            joins = text[i].isSpace() ? 0 : joins + (text[i] == QChar(0x200d) ? 1 : 0);
            isChain = isChain || joins > usualJoins;
            continue;
        }
        longest = std::max(longest, (i - start) * (isChain ? 1000 : 1));
        start = i + 1;
        joins = 0;
        isChain = false;
    }
    return longest;
}

} // namespace pulse::ui
