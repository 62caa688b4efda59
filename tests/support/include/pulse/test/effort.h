// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTypes>
#include <functional>

namespace pulse::test {

// Time is measured as effort: in units of a fixed piece of known work, done on the same machine at the same moment. A
// unit is about a millisecond of a machine of today with nothing else to do; on a slow, busy or instrumented one the
// unit grows as the measured work does. Only processor time counts, so that other programs do not.

/// Processor time of the calling thread so far, in nanoseconds.
[[nodiscard]] qint64 threadTime();
/// How long the calling thread was ready to run so far while others had the processors, in nanoseconds; 0 where the
/// system does not say.
[[nodiscard]] qint64 threadStarved();
/// How long the known work takes the calling thread now, in nanoseconds: the median of a few times.
[[nodiscard]] qint64 effortUnit();

/// How many units `work` takes the calling thread. It is measured again, four times at most, while the figure is above
/// `enough`; the least counts, because whatever disturbs a measurement only adds to it.
[[nodiscard]] double effort(double enough, const std::function<void()> &work);

/// How much longer `work(large)` takes than `work(small)`, measured in turn and the least of each taken; again, four
/// times at most, while the ratio is above `enough`. A large case below `noise` units is as good as equal: 1.
[[nodiscard]] double growth(double enough, double noise, qsizetype small, qsizetype large,
                            const std::function<void(qsizetype)> &work);

} // namespace pulse::test
