// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"
#include "work_limit.h"

namespace pulse::ui {

/// What the preview shows of a Markdown text (CommonMark with tables, task lists, strikethrough and bare links of
/// GitHub). HTML is text, an image is a line that describes it, a link is a run with an address. Nothing is loaded.
/// Time and memory grow linearly with the text. Gives up when the limit says so; the rows so far are of no use then.
[[nodiscard]] Rows parseMarkdown(const QString &text, WorkLimit &limit);

/// The text as it is, one row a line.
[[nodiscard]] Rows plainRows(const QString &text);

/// At most so many characters, and stretches of one look, in one row; longer paragraphs and code lines become several
/// rows.
inline constexpr qsizetype maxRowLength = 4000;
inline constexpr std::size_t maxRowRuns = 200;
inline constexpr int maxTableCells = 300;      ///< of one table; longer ones become several
inline constexpr qsizetype maxAllCells = 3000; ///< of all tables; what comes after is shown as written
inline constexpr int maxTableColumns = 32;

} // namespace pulse::ui
