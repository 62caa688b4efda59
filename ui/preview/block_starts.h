// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"

#include <QStringList>
#include <optional>

namespace pulse::ui {

// How lines begin blocks; each takes the line's text without its indentation.

struct FenceStart
{
    QChar mark;
    qsizetype length = 0;
    QString info;
};

struct ItemStart
{
    bool isNumbered = false;
    int number = 0;
    QChar mark = {};     ///< the bullet, or what ends the number
    qsizetype width = 0; ///< of the marker
};

[[nodiscard]] std::optional<FenceStart> fenceStart(QStringView text);
[[nodiscard]] bool isFenceEnd(QStringView text, const FenceStart &fence);
/// The level of `## …`, 0 when it is none.
[[nodiscard]] int headingLevel(QStringView text);
/// A heading's text, without the marks around it.
[[nodiscard]] QString headingText(QStringView text);
/// 1 or 2 for a line of `=` or `-` that makes the paragraph above a heading; else 0.
[[nodiscard]] int underlineLevel(QStringView text);
[[nodiscard]] bool isRule(QStringView text);
[[nodiscard]] std::optional<ItemStart> itemStart(QStringView text);
/// The columns of a line such as `|---|:-:|`; empty when it is none.
[[nodiscard]] std::vector<Row::Align> tableColumns(QStringView text);
[[nodiscard]] QStringList tableCells(QStringView text);

} // namespace pulse::ui
