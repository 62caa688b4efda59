// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/clock.h"

#include <QTimeZone>
#include <mutex>
#include <optional>

using namespace Qt::StringLiterals;

namespace pulse {

struct ManualClock::State
{
    std::mutex mutex;
    QDateTime now;
};

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

ManualClock::ManualClock(const QDateTime &start)
    : m_state(std::make_unique<State>())
{
    m_state->now = start.toUTC();
}

ManualClock::~ManualClock() = default;

QDateTime ManualClock::now() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->now;
}

void ManualClock::advance(std::chrono::milliseconds by)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->now = m_state->now.addMSecs(by.count());
}

QString toRfc3339(const QDateTime &time)
{
    const QDateTime utc = time.toUTC();
    const QDate date = utc.date();
    if (!utc.isValid() || date.year() < 1 || date.year() > 9999)
        return {};
    const QTime clock = utc.time();
    QString text = QString::asprintf("%04d-%02d-%02dT%02d:%02d:%02d", date.year(), date.month(), date.day(),
                                     clock.hour(), clock.minute(), clock.second());
    if (clock.msec() != 0)
        text += QString::asprintf(".%03d", clock.msec());
    return text + u'Z';
}

namespace {

/// Reads the fixed-width fields of a date-time one after the other.
class TimeReader
{
public:
    explicit TimeReader(QStringView text)
        : m_rest(text)
    {}

    bool skip(QChar character)
    {
        if (!m_rest.startsWith(character, Qt::CaseInsensitive))
            return false;
        m_rest.slice(1);
        return true;
    }

    /// `width` decimal digits, or -1.
    int number(qsizetype width)
    {
        int value = 0;
        if (m_rest.size() < width)
            return -1;
        for (const QChar digit : m_rest.first(width)) {
            if (digit < u'0' || digit > u'9')
                return -1;
            value = value * 10 + (digit.unicode() - u'0');
        }
        m_rest.slice(width);
        return value;
    }

    /// The digits after the point as milliseconds, what is finer cut off; or -1.
    int fraction()
    {
        int milliseconds = 0;
        int weight = 100;
        qsizetype digits = 0;
        for (; digits < m_rest.size() && m_rest[digits] >= u'0' && m_rest[digits] <= u'9'; ++digits) {
            milliseconds += weight * (m_rest[digits].unicode() - u'0');
            weight /= 10;
        }
        m_rest.slice(digits);
        return digits == 0 ? -1 : milliseconds;
    }

    /// `Z` or `+hh:mm` as minutes, at the text's end.
    std::optional<int> offset()
    {
        if (skip(u'Z'))
            return atEnd() ? std::optional(0) : std::nullopt;
        const int sign = m_rest.startsWith(u'-') ? -1 : 1;
        if (!skip(u'-') && !skip(u'+'))
            return std::nullopt;
        const int hours = number(2);
        const bool colon = skip(u':');
        const int minutes = colon ? number(2) : -1;
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !atEnd())
            return std::nullopt;
        return sign * (hours * 60 + minutes);
    }

    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }

private:
    QStringView m_rest;
};

} // namespace

QDateTime fromRfc3339(QStringView text)
{
    TimeReader reader(text);
    const int year = reader.number(4);
    const int month = reader.skip(u'-') ? reader.number(2) : -1;
    const int day = reader.skip(u'-') ? reader.number(2) : -1;
    const int hour = reader.skip(u'T') ? reader.number(2) : -1;
    const int minute = reader.skip(u':') ? reader.number(2) : -1;
    const int second = reader.skip(u':') ? reader.number(2) : -1;
    const int millisecond = reader.skip(u'.') ? reader.fraction() : 0;
    const std::optional<int> offset = reader.offset();
    // A leap second is the first moment of the next minute to a clock that does not know leap seconds.
    const bool leapSecond = second == 60;
    const QDate date(year, month, day);
    const QTime time(hour, minute, leapSecond ? 59 : second, millisecond < 0 ? 0 : millisecond);
    if (!date.isValid() || !time.isValid() || millisecond < 0 || !offset)
        return {};
    QDateTime result(date, time, QTimeZone::UTC);
    if (leapSecond)
        result = QDateTime(date, QTime(hour, minute, 59), QTimeZone::UTC).addSecs(1);
    if (*offset != 0)
        result = result.addSecs(-60 * *offset);
    return result;
}

} // namespace pulse
