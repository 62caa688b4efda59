// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

namespace pulse::test {

/// The most that the window's thread was busy between two turns of its event loop, from the meter's making on, in the
/// units of effort(). Its own processor time counts. Waiting, for a lock or the disk, counts once it is long; not
/// counted is the time in which other programs had the processors.
class StallMeter : public QObject
{
    Q_OBJECT

public:
    /// Above it a person notices: a tenth of a second on a machine of today.
    static constexpr double noticeable = 100;

    StallMeter();

    /// The second longest stall, or half of the longest: what belongs to the work comes back, while a single outlier is
    /// the shared machine's.
    [[nodiscard]] double stall() const;
    /// Lets the event loop turn so many times, whatever time that takes; false when it does not within a minute.
    [[nodiscard]] bool letTurn(int turns);

    /// The least stall of up to three measurements of `work`; the further ones only while it is above `enough`.
    [[nodiscard]] static double least(double enough, const std::function<double()> &work);

private:
    void turn();

    QTimer m_timer;
    QElapsedTimer m_wall;
    qint64 m_processor = 0;
    qint64 m_starved = 0;
    qint64 m_longest = 0; // nanoseconds
    qint64 m_second = 0;
    qint64 m_unit = 0;
    int m_turns = 0;
};

} // namespace pulse::test
