// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "history.h"

#include <random>

namespace pulse::system_test {

/// What one worker does, one operation after the other. All workers use the same names, which change every few hundred
/// operations, so that no history of a name grows without bound.
class RacePlan
{
public:
    RacePlan(QString worker, unsigned seed, bool isCached);
    /// The operation with this number; the same every time. `lastRemoved` is the id of what this worker removed last.
    [[nodiscard]] Event operation(int number, const QString &lastRemoved);

private:
    QString m_worker;
    unsigned m_seed;
    bool m_isCached;
};

} // namespace pulse::system_test
