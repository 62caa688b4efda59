// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"

#include <KSyntaxHighlighting/Theme>
#include <QFont>
#include <QPalette>
#include <QTextBlockFormat>
#include <QTextCharFormat>
#include <QTextTableFormat>

namespace pulse::ui {

/// How rows look: fonts, distances and colours, all from the palette and the base font.
class PreviewStyle
{
public:
    /// What the view paints itself, by the block's format.
    enum Property {
        QuoteDepth = QTextFormat::UserProperty + 1,
        CodeLine, ///< int of CodeFlag
        RuleLine,
        Marker, ///< the text of an item's marker, such as "3." or "•"
        Task    ///< bool: a box to tick, and whether it is ticked
    };
    enum CodeFlag { CodeInside = 1, CodeFirst = 2, CodeLast = 4 };

    PreviewStyle(const QPalette &palette, const KSyntaxHighlighting::Theme &theme, const QFont &base);

    [[nodiscard]] QTextBlockFormat block(const Row &row) const;
    [[nodiscard]] QTextCharFormat text(const Row &row) const; ///< of a row's plain text
    [[nodiscard]] QTextCharFormat run(const QTextCharFormat &text, const Run &run) const;
    [[nodiscard]] QTextTableCellFormat cell(const QTextTableCellFormat &before, bool isHead) const;
    [[nodiscard]] QTextTableFormat table(const Row &row) const;
    [[nodiscard]] QTextBlockFormat tableEdge() const; ///< the thin blocks around a table
    [[nodiscard]] QTextCharFormat tableEdgeText() const;

    [[nodiscard]] qreal em() const { return m_em; }
    [[nodiscard]] qreal indentWidth() const { return m_em * 1.7; }
    [[nodiscard]] qreal quoteWidth() const { return m_em * 1.1; }
    [[nodiscard]] qreal codePadding() const { return m_em * 0.6; }
    [[nodiscard]] QColor codeBackground() const { return m_codeBackground; }
    [[nodiscard]] QColor quoteBar() const { return m_quoteBar; }
    [[nodiscard]] QColor ruleColor() const { return m_rule; }
    [[nodiscard]] QColor markerColor() const { return m_dim; }
    [[nodiscard]] QColor tickColor() const { return m_palette.color(QPalette::Highlight); }
    [[nodiscard]] QColor tickMarkColor() const { return m_palette.color(QPalette::HighlightedText); }
    [[nodiscard]] const QFont &baseFont() const { return m_base; }

private:
    [[nodiscard]] qreal headingSize(int level) const;

    QPalette m_palette;
    KSyntaxHighlighting::Theme m_theme;
    QFont m_base;
    QFont m_fixed;
    qreal m_em;
    qreal m_size;
    QColor m_codeBackground, m_inlineBackground, m_variableBackground, m_quoteBar, m_rule, m_dim, m_link;
    QBrush m_headBackground;
};

} // namespace pulse::ui
