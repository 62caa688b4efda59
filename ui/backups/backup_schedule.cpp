// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/backups/backup_schedule.h"

namespace pulse::ui {

namespace {
constexpr std::chrono::minutes lookEvery(1);
constexpr qint64 secondsPerHour = 3600;
} // namespace

BackupSchedule::BackupSchedule(std::shared_ptr<const Clock> clock, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
{
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &BackupSchedule::look);
}

void BackupSchedule::setInterval(int hours)
{
    m_hours = std::max(0, hours);
    if (m_hours > 0)
        m_timer.start();
    else
        m_timer.stop();
    look();
}

void BackupSchedule::setLast(const std::optional<QDateTime> &takenAt)
{
    const QDateTime now = m_clock->now();
    m_isKnown = true;
    // A date that has not come yet must not hide the backup that was just taken, or the next would be due at once.
    if (!(takenAt && *takenAt > now && m_last && *m_last <= now))
        m_last = takenAt;
    look();
}

void BackupSchedule::succeeded(const QDateTime &takenAt)
{
    m_isRunning = false;
    m_failedAt.reset();
    m_isKnown = true;
    m_last = takenAt;
}

void BackupSchedule::failed()
{
    m_isRunning = false;
    m_failedAt = m_clock->now();
}

std::optional<QDateTime> BackupSchedule::nextAt() const
{
    if (m_hours == 0 || !m_isKnown)
        return std::nullopt;
    const QDateTime now = m_clock->now();
    QDateTime next = m_last ? m_last->addSecs(m_hours * secondsPerHour) : now;
    // A backup from the future says only that a clock was wrong.
    if (m_last && *m_last > now)
        next = now;
    if (m_failedAt && *m_failedAt <= now)
        next = std::max(next, m_failedAt->addDuration(pauseAfterFailure));
    return next;
}

void BackupSchedule::look()
{
    const auto next = nextAt();
    if (next && !m_isRunning && *next <= m_clock->now())
        emit due();
}

} // namespace pulse::ui
