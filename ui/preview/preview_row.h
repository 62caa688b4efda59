// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <cstdint>
#include <vector>

namespace pulse::ui {

/// A stretch of text of one look.
struct Run
{
    enum Style : std::uint16_t {
        Bold = 1,
        Italic = 2,
        Strike = 4,
        Code = 8,
        Variable = 16, ///< a template variable, shown as a chip
        Image = 32,    ///< stands for an image: its description and address
        Tag = 64,      ///< raw HTML or XML, shown as text
        Syntax = 128,  ///< a token of highlighted code; `token` says of which kind
    };
    QString text = {}; ///< U+2028 breaks the line
    std::uint16_t style = 0;
    std::int8_t token = 0; ///< KSyntaxHighlighting::Theme::TextStyle
    QString address = {};  ///< of a link that may be opened; empty otherwise
    friend bool operator==(const Run &, const Run &) = default;
};

using Runs = std::vector<Run>;

/// One paragraph of the rendered text, or one table: what the preview replaces as a unit.
struct Row
{
    enum class Kind : std::uint8_t { Paragraph, Heading, Code, Rule, Table, Note };
    enum class Marker : std::uint8_t { None, Bullet, Number, OpenTask, DoneTask };
    enum class Align : std::uint8_t { Left, Center, Right };

    Kind kind = Kind::Paragraph;
    Marker marker = Marker::None;
    std::uint8_t level = 0; ///< of a heading
    std::uint8_t quoteDepth = 0;
    std::uint8_t listDepth = 0;
    bool hasGap = false; ///< stands apart from what comes before
    bool isCodeStart = false;
    bool isCodeEnd = false;
    bool hasHead = false; ///< a table whose first row is a head
    int number = 0;       ///< of a numbered item
    QChar numberEnd = u'.';
    QString language; ///< where isCodeStart: what the fence's info string says
    Runs runs;
    std::vector<Align> columns;
    std::vector<std::vector<Runs>> cells; ///< by row
    int line = 0;                         ///< where it begins in the source, from 0

    /// Whether both look the same, wherever they stand in the source.
    [[nodiscard]] bool looksLike(const Row &other) const
    {
        return kind == other.kind && marker == other.marker && level == other.level && quoteDepth == other.quoteDepth &&
               listDepth == other.listDepth && hasGap == other.hasGap && isCodeStart == other.isCodeStart &&
               isCodeEnd == other.isCodeEnd && hasHead == other.hasHead && language == other.language &&
               number == other.number && numberEnd == other.numberEnd && runs == other.runs &&
               columns == other.columns && cells == other.cells;
    }
};

using Rows = std::vector<Row>;

} // namespace pulse::ui
