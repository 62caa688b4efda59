// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringView>

namespace pulse {

/// Where front matter lies in a text; all zero when there is none.
struct FrontMatterExtent
{
    qsizetype headerEnd = 0;  ///< where the body begins
    qsizetype innerStart = 0; ///< past the opening line
    qsizetype innerEnd = 0;   ///< where the closing line begins
    int headerLines = 0;
};

[[nodiscard]] FrontMatterExtent findFrontMatter(QStringView text);

/// How long the key is when the line reads `key:`, else 0.
[[nodiscard]] qsizetype frontMatterKeyLength(QStringView line);

} // namespace pulse
