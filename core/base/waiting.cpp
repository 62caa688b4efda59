// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/waiting.h"

#include <QRandomGenerator>
#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace pulse {

bool waitFor(std::chrono::milliseconds duration, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    (void)never.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
}

std::chrono::milliseconds RacePause::after(int races) const
{
    std::chrono::milliseconds bound = first;
    for (int race = 1; race < races && bound < longest; ++race)
        bound *= 2;
    return std::chrono::milliseconds(qint64(double(std::min(bound, longest).count()) * random()));
}

RacePause systemRacePause()
{
    return {.sleep = waitFor, .random = [] { return QRandomGenerator::global()->generateDouble(); }};
}

} // namespace pulse
