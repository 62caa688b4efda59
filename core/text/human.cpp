// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/human.h"

#include <QLocale>
#include <array>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

QString plainDate(const QDateTime &local, bool withYear)
{
    return QLocale::c().toString(local.date(), withYear ? u"d MMM yyyy"_s : u"d MMM"_s);
}

} // namespace

QString humanSize(qint64 bytes)
{
    if (bytes < 0)
        return u"unknown size"_s;
    if (bytes < 1000)
        return bytes == 1 ? u"1 byte"_s : u"%1 bytes"_s.arg(bytes);
    constexpr std::array units{"kB"_L1, "MB"_L1, "GB"_L1, "TB"_L1, "PB"_L1, "EB"_L1};
    size_t unit = 0;
    qint64 scale = 1000;
    // 999.5 of a unit and more would round to 1000 of it.
    while (unit + 1 < units.size() && bytes >= scale * 1000 - scale / 2) {
        scale *= 1000;
        ++unit;
    }
    const qint64 tenths = (bytes / (scale / 10)) + (bytes % (scale / 10) >= scale / 20 ? 1 : 0);
    if (tenths < 100)
        return u"%1.%2 %3"_s.arg(tenths / 10).arg(tenths % 10).arg(units[unit]);
    const qint64 whole = bytes / scale + (bytes % scale >= scale / 2 ? 1 : 0);
    return u"%1 %2"_s.arg(whole).arg(units[unit]);
}

QString groupedNumber(qint64 number)
{
    QString digits = QString::number(number);
    const qsizetype first = number < 0 ? 1 : 0;
    for (qsizetype at = digits.size() - 3; at > first; at -= 3)
        digits.insert(at, QChar(0x202F));
    return digits;
}

QString humanCount(qint64 count, const QString &singular, const QString &plural)
{
    const QString &noun = count == 1 ? singular : plural.isEmpty() ? singular + u's' : plural;
    return groupedNumber(count) + u' ' + noun;
}

QString exactSize(qint64 bytes)
{
    return bytes < 0 ? u"unknown size"_s : humanCount(bytes, u"byte"_s);
}

QString relativeTime(const QDateTime &time, const QDateTime &now, const QTimeZone &zone)
{
    if (!time.isValid())
        return u"unknown"_s;
    const QDateTime then = time.toTimeZone(zone);
    const QDateTime today = now.toTimeZone(zone);
    const qint64 seconds = time.secsTo(now);
    if (seconds <= -60)
        return plainDate(then, true) + then.time().toString(u", HH:mm"_s);
    if (seconds < 10)
        return u"now"_s;
    if (seconds < 60)
        return u"%1 s ago"_s.arg(seconds);
    if (seconds < 3600)
        return u"%1 min ago"_s.arg(seconds / 60);
    const qint64 days = then.date().daysTo(today.date());
    if (seconds < 12 * 3600 || days == 0)
        return u"%1 h ago"_s.arg(seconds / 3600);
    if (days == 1)
        return u"yesterday"_s;
    if (days < 7)
        return u"%1 days ago"_s.arg(days);
    return plainDate(then, then.date().year() != today.date().year());
}

QString exactTime(const QDateTime &time, const QTimeZone &zone)
{
    if (!time.isValid())
        return u"unknown"_s;
    const QDateTime local = time.toTimeZone(zone);
    const int offset = local.offsetFromUtc() / 60;
    QString suffix = u"UTC"_s;
    if (offset != 0) {
        const int minutes = std::abs(offset);
        suffix += offset < 0 ? u'-' : u'+';
        suffix += QTime(minutes / 60, minutes % 60).toString(u"HH:mm"_s);
    }
    return plainDate(local, true) + local.time().toString(u", HH:mm:ss "_s) + suffix;
}

} // namespace pulse
