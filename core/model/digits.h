// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse {

/// The number that follows, of decimal digits of any count: "9" → "10".
[[nodiscard]] QString incremented(QStringView digits);

[[nodiscard]] inline bool isAsciiDigit(QChar character)
{
    return character >= u'0' && character <= u'9';
}

} // namespace pulse
