// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preview_row.h"

#include <KSyntaxHighlighting/Theme>
#include <QFont>
#include <QPalette>
#include <QTextBlockFormat>
#include <QTextCharFormat>
#include <QTextListFormat>
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
        RuleLine
    };
    enum CodeFlag { CodeInside = 1, CodeFirst = 2, CodeLast = 4 };

    PreviewStyle(const QPalette &palette, const KSyntaxHighlighting::Theme &theme, const QFont &base);

    [[nodiscard]] QTextBlockFormat block(const Row &row) const;
    [[nodiscard]] QTextCharFormat text(const Row &row) const; ///< of a row's plain text
    [[nodiscard]] QTextCharFormat run(const QTextCharFormat &text, const Run &run) const;
    [[nodiscard]] QTextListFormat list(const Row &row) const;
    [[nodiscard]] QTextTableFormat table(const Row &row) const;
    [[nodiscard]] QTextBlockFormat tableEdge() const; ///< the thin blocks around a table
    [[nodiscard]] QTextCharFormat tableEdgeText() const;
    [[nodiscard]] QBrush headBackground() const { return m_headBackground; }

    [[nodiscard]] qreal em() const { return m_em; }
    [[nodiscard]] qreal indentWidth() const { return m_em * 1.7; }
    [[nodiscard]] qreal quoteWidth() const { return m_em * 1.1; }
    [[nodiscard]] qreal codePadding() const { return m_em * 0.6; }
    [[nodiscard]] QColor codeBackground() const { return m_codeBackground; }
    [[nodiscard]] QColor quoteBar() const { return m_quoteBar; }
    [[nodiscard]] QColor ruleColor() const { return m_rule; }
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
