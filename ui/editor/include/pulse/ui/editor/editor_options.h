// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>

namespace pulse::ui {

/// What the person configures about every editor.
struct EditorOptions
{
    QFont font; ///< the default one means the system's fixed-width font
    bool wrap = true;
    bool lineNumbers = true;
    int tabWidth = 4;     ///< in columns; what Tab inserts, as spaces
    bool hasFont = false; ///< whether `font` was chosen

    friend bool operator==(const EditorOptions &, const EditorOptions &) = default;
};

} // namespace pulse::ui
