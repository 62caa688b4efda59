// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

namespace pulse {

// Sizes, counts and times as a person reads them, the same on the command line and in the window. In English, without
// regard to the locale, so that scripts and tests see what people see.

/// "0 bytes", "1 byte", "826 bytes", "2.1 kB", "14 kB", "1.5 MB" (powers of 1000, at most two digits before a
/// decimal); rounding never shows "1000 kB". A negative size reads "unknown size".
[[nodiscard]] QString humanSize(qint64 bytes);

/// All digits, in groups: "2 134 bytes". The group space is U+202F, which does not break.
[[nodiscard]] QString exactSize(qint64 bytes);

/// "1 version", "3 versions", "12 040 entries"; the plural is the singular with an s unless given.
[[nodiscard]] QString humanCount(qint64 count, const QString &singular, const QString &plural = {});

/// Digits in groups of three, U+202F between: "2 134", "12 040".
[[nodiscard]] QString groupedNumber(qint64 number);

/// "now", "12 s ago", "5 min ago", "2 h ago", "yesterday", "3 days ago", then the date "12 Mar", with the year once it
/// is not the current one ("12 Mar 2024"). Days are calendar days in `zone`: what was done 20 h ago on the day before
/// is "yesterday" from 12 h on. A time ahead of `now` by less than a minute reads "now" (clocks differ), further ahead
/// as a date with time ("12 Mar 2031, 14:05"). An invalid time reads "unknown".
[[nodiscard]] QString relativeTime(const QDateTime &time, const QDateTime &now,
                                   const QTimeZone &zone = QTimeZone::systemTimeZone());

/// The exact time for tooltips: "12 Mar 2024, 14:05:09 UTC+02:00".
[[nodiscard]] QString exactTime(const QDateTime &time, const QTimeZone &zone = QTimeZone::systemTimeZone());

} // namespace pulse
