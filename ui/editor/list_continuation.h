// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringView>

namespace pulse::ui {

/// What Enter does at the end of a line's text, by the marks the line begins with.
struct Continuation
{
    enum class Kind {
        None,    ///< an ordinary line break
        Insert,  ///< a line break, then `text`
        EndItem, ///< the item is empty: its marks go away, and no line is begun; `text` stays
    };
    Kind kind = Kind::None;
    QString text;
};

/// For `line` up to the cursor, and the rest of it. Continues quotes, bullets, numbers (counting on) and task items
/// (unticked); keeps the indentation of other lines.
[[nodiscard]] Continuation continueLine(QStringView beforeCursor, QStringView afterCursor);

} // namespace pulse::ui
