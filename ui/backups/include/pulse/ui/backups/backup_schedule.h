// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"

#include <QObject>
#include <QTimer>
#include <optional>

namespace pulse::ui {

/// Says when the next backup is due: every so many hours after the last one, at once where that time has passed while
/// nobody was there, and again some minutes after a failure. Measures by the clock given, looking every minute, so
/// that a computer that slept is not late. Never due while a backup is being taken. GUI thread.
class BackupSchedule : public QObject
{
    Q_OBJECT

public:
    explicit BackupSchedule(std::shared_ptr<const Clock> clock, QObject *parent = nullptr);

    /// 0: never.
    void setInterval(int hours);
    [[nodiscard]] int interval() const { return m_hours; }
    /// When the last backup was taken, by whomever; empty: never. Nothing is due before this is told.
    void setLast(const std::optional<QDateTime> &takenAt);
    /// A backup that was due was begun, and how it ended.
    void started() { m_isRunning = true; }
    void succeeded(const QDateTime &takenAt);
    void failed();

    /// Empty when nothing is scheduled.
    [[nodiscard]] std::optional<QDateTime> nextAt() const;
    /// Looks at the clock now; the timer does it by itself.
    void look();

    static constexpr std::chrono::minutes pauseAfterFailure{15};

signals:
    void due();

private:
    std::shared_ptr<const Clock> m_clock;
    QTimer m_timer;
    int m_hours = 0;
    bool m_isKnown = false;
    bool m_isRunning = false;
    std::optional<QDateTime> m_last;
    std::optional<QDateTime> m_failedAt;
};

} // namespace pulse::ui
