// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/http_date.h"

#include <QTimeZone>
#include <algorithm>
#include <array>

namespace pulse {

namespace {

constexpr std::array<QByteArrayView, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> digits(QByteArrayView text, int least, int most)
{
    const bool all = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!all || text.size() < least || text.size() > most)
        return std::nullopt;
    return text.toInt();
}

std::optional<int> month(QByteArrayView text)
{
    const auto found = std::ranges::find(months, text);
    if (found == months.end())
        return std::nullopt;
    return int(found - months.begin()) + 1;
}

QDateTime assembled(std::optional<int> year, std::optional<int> monthNumber, std::optional<int> day,
                    QByteArrayView time)
{
    if (!year || !monthNumber || !day || time.size() != 8 || time[2] != ':' || time[5] != ':')
        return {};
    const auto hour = digits(time.first(2), 2, 2);
    const auto minute = digits(time.sliced(3, 2), 2, 2);
    const auto second = digits(time.sliced(6), 2, 2);
    if (!hour || !minute || !second)
        return {};
    const QTime shown(*hour, *minute, std::min(*second, 59)); // a leap second is written as 60
    return shown.isValid() ? QDateTime(QDate(*year, *monthNumber, *day), shown, QTimeZone::UTC) : QDateTime();
}

/// "06-Nov-94" of RFC 850.
QDateTime fromShortDate(QByteArrayView date, QByteArrayView time, const QDateTime &now)
{
    if (date.size() != 9 || date[2] != '-' || date[6] != '-')
        return {};
    const auto twoDigits = digits(date.sliced(7), 2, 2);
    if (!twoDigits)
        return {};
    int year = now.toUTC().date().year() / 100 * 100 + *twoDigits;
    const auto made = [&] { return assembled(year, month(date.sliced(3, 3)), digits(date.first(2), 2, 2), time); };
    if (made() > now.addYears(50))
        year -= 100;
    return made();
}

} // namespace

QDateTime fromHttpDate(QByteArrayView text, const QDateTime &now)
{
    QList<QByteArray> words = text.trimmed().toByteArray().split(' ');
    words.removeAll(QByteArray());
    const bool greenwich = !words.isEmpty() && words.last() == "GMT";
    if (words.size() == 6 && greenwich && words[0].endsWith(','))
        return assembled(digits(words[3], 4, 4), month(words[2]), digits(words[1], 2, 2), words[4]);
    if (words.size() == 4 && greenwich && words[0].endsWith(','))
        return fromShortDate(words[1], words[2], now);
    if (words.size() == 5 && words[0].size() == 3) // asctime()
        return assembled(digits(words[4], 4, 4), month(words[1]), digits(words[2], 1, 2), words[3]);
    return {};
}

QDateTime serverTime(const HttpHeaders &headers, const QDateTime &now)
{
    return fromHttpDate(headers.value("Date").value_or(QByteArray()), now);
}

std::optional<std::chrono::milliseconds> clockSkew(const HttpHeaders &headers, const QDateTime &sent,
                                                   const QDateTime &received)
{
    const QDateTime server = serverTime(headers, received);
    if (!server.isValid())
        return std::nullopt;
    const std::chrono::milliseconds least(received.msecsTo(server));          // it was cut at once before `received`
    const std::chrono::milliseconds most(sent.msecsTo(server.addMSecs(999))); // or just before the next second
    if (least.count() > 0)
        return least;
    return most.count() < 0 ? most : std::chrono::milliseconds(0);
}

} // namespace pulse
