// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>

namespace pulse {

/// Gives equal views equal numbers, from 0 on. The views must outlive it.
template <typename View>
class Interner
{
public:
    int number(View view)
    {
        int &known = m_numbers[view]; // 0 when it is new, else one more than its number
        if (known == 0)
            known = static_cast<int>(m_numbers.size());
        return known - 1;
    }

private:
    QHash<View, int> m_numbers;
};

} // namespace pulse
