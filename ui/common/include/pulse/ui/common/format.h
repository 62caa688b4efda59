// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QDateTime>
#include <QFont>
#include <QPalette>
#include <QString>
#include <chrono>

namespace pulse::ui {

// The rhythm of every view, in device-independent pixels.
inline constexpr int gridUnit = 4;
inline constexpr int innerSpacing = 8;
inline constexpr int groupSpacing = 16;

[[nodiscard]] QString relativeTime(const QDateTime &time); ///< "2 h ago", "12 Mar 2024", in the person's locale
[[nodiscard]] QString relativeTime(const QDateTime &time, const QDateTime &now);
/// For how long relativeTime() stays what it is at `now`, as long as nobody sets the clock; zero for no valid time.
[[nodiscard]] std::chrono::milliseconds relativeTimeLasts(const QDateTime &time, const QDateTime &now);
[[nodiscard]] QString exactTime(const QDateTime &time); ///< for tool tips: local date and time to the second
[[nodiscard]] QString fileSize(qint64 bytes);           ///< "2.1 kB"

/// The font for facts: a little smaller than `base`.
[[nodiscard]] QFont factFont(const QFont &base);
/// The colour for facts: dimmer than text, with a contrast of at least 4.5:1 against the base colour.
[[nodiscard]] QColor factColor(const QPalette &palette);
/// Colours with a meaning, readable (at least 4.5:1) on the palette's base, light or dark.
[[nodiscard]] QColor positiveColor(const QPalette &palette);
[[nodiscard]] QColor negativeColor(const QPalette &palette);
[[nodiscard]] QColor warningColor(const QPalette &palette);
/// `color` laid over the palette's base with that opacity: backgrounds of changed lines, chips, pills.
[[nodiscard]] QColor tint(const QPalette &palette, const QColor &color, qreal opacity);
/// As WCAG 2 defines it: 1 (the same) to 21 (black on white).
[[nodiscard]] qreal contrastRatio(const QColor &a, const QColor &b);
[[nodiscard]] bool isDark(const QPalette &palette);

} // namespace pulse::ui
