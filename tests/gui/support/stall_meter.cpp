// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/stall_meter.h"

#include "pulse/test/effort.h"

#include <QTest>

namespace pulse::test {

namespace {
constexpr qint64 longWait = 1'000'000'000; // nanoseconds
constexpr int minute = 60'000;
} // namespace

StallMeter::StallMeter()
    : m_unit(effortUnit())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &StallMeter::turn);
    m_timer.start(5);
    m_wall.start();
    m_processor = threadTime();
    m_starved = threadStarved();
}

void StallMeter::turn()
{
    const qint64 processor = threadTime();
    const qint64 starved = threadStarved();
    const qint64 passed = m_wall.nsecsElapsed();
    m_wall.restart();
    const qint64 worked = processor - m_processor;
    const qint64 waited = passed - worked - (starved - m_starved);
    const qint64 took = waited > longWait ? worked + waited : worked;
    m_second = std::max(m_second, std::min(m_longest, took));
    m_longest = std::max(m_longest, took);
    m_processor = processor;
    m_starved = starved;
    ++m_turns;
}

double StallMeter::stall() const
{
    const auto unit = static_cast<double>(std::max(m_unit, effortUnit()));
    return static_cast<double>(std::max(m_second, m_longest / 2)) / unit;
}

bool StallMeter::letTurn(int turns)
{
    const int wanted = m_turns + turns;
    return QTest::qWaitFor([&] { return m_turns >= wanted; }, minute);
}

double StallMeter::least(double enough, const std::function<double()> &work)
{
    double least = work();
    for (int i = 1; i < 3 && least > enough; ++i)
        least = std::min(least, work());
    return least;
}

} // namespace pulse::test
