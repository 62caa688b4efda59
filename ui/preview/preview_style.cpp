// SPDX-License-Identifier: Apache-2.0
#include "preview_style.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/tool_tip.h"

#include <QFontDatabase>
#include <QFontMetricsF>

namespace pulse::ui {

using namespace Qt::StringLiterals;

PreviewStyle::PreviewStyle(const QPalette &palette, const KSyntaxHighlighting::Theme &theme, const QFont &base)
    : m_palette(palette)
    , m_theme(theme)
    , m_base(base)
    , m_fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont))
    , m_em(QFontMetricsF(base).height())
    , m_size(base.pointSizeF() > 0 ? base.pointSizeF() : 10.0)
{
    const QColor text = palette.color(QPalette::Text);
    m_fixed.setPointSizeF(m_size * 0.94);
    m_codeBackground = tint(palette, text, 0.055);
    m_inlineBackground = tint(palette, text, 0.085);
    m_variableBackground = tint(palette, palette.color(QPalette::Highlight), isDark(palette) ? 0.34 : 0.18);
    m_quoteBar = tint(palette, text, 0.28);
    m_rule = tint(palette, text, 0.22);
    m_headBackground = tint(palette, text, 0.055);
    m_dim = factColor(palette);
    m_link = palette.color(QPalette::Link);
}

qreal PreviewStyle::headingSize(int level) const
{
    constexpr std::array sizes{1.75, 1.4, 1.18, 1.05, 1.0, 0.95};
    return m_size * sizes[static_cast<std::size_t>(std::clamp(level, 1, 6) - 1)];
}

QTextBlockFormat PreviewStyle::block(const Row &row) const
{
    QTextBlockFormat format;
    const bool inList = row.listDepth > 0;
    qreal top = inList && !row.hasGap ? m_em * 0.12 : m_em * 0.65;
    format.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
    switch (row.kind) {
    case Row::Kind::Heading:
        top = m_em * (row.level <= 2 ? 1.2 : 0.95);
        format.setLineHeight(115, QTextBlockFormat::ProportionalHeight);
        format.setHeadingLevel(row.level);
        break;
    case Row::Kind::Code:
        top = row.isCodeStart ? m_em * 0.65 + codePadding() : 0;
        format.setProperty(CodeLine, CodeInside | (row.isCodeStart ? CodeFirst : 0) | (row.isCodeEnd ? CodeLast : 0));
        format.setLineHeight(118, QTextBlockFormat::ProportionalHeight);
        format.setBottomMargin(row.isCodeEnd ? codePadding() + m_em * 0.3 : 0);
        break;
    case Row::Kind::Rule:
        top = m_em * 0.8;
        format.setProperty(RuleLine, true);
        break;
    default:
        break;
    }
    format.setTopMargin(top);
    format.setIndent(row.listDepth);
    switch (row.marker) {
    case Row::Marker::None:
        break;
    case Row::Marker::Bullet:
        format.setProperty(Marker, row.listDepth == 1 ? u"•"_s : row.listDepth == 2 ? u"◦"_s : u"▪"_s);
        break;
    case Row::Marker::Number:
        format.setProperty(Marker, QString::number(row.number) + row.numberEnd);
        break;
    case Row::Marker::OpenTask:
    case Row::Marker::DoneTask:
        format.setProperty(Task, row.marker == Row::Marker::DoneTask);
        break;
    }
    const qreal padding = row.kind == Row::Kind::Code ? codePadding() : 0;
    format.setLeftMargin(row.quoteDepth * quoteWidth() + padding);
    format.setRightMargin(padding);
    if (row.quoteDepth > 0)
        format.setProperty(QuoteDepth, static_cast<int>(row.quoteDepth));
    return format;
}

QTextCharFormat PreviewStyle::text(const Row &row) const
{
    QTextCharFormat format;
    format.setFont(row.kind == Row::Kind::Code ? m_fixed : m_base);
    format.setForeground(m_palette.color(QPalette::Text));
    if (row.kind == Row::Kind::Heading) {
        format.setFontPointSize(headingSize(row.level));
        format.setFontWeight(row.level <= 3 ? QFont::Bold : QFont::DemiBold);
    } else if (row.kind == Row::Kind::Note) {
        format.setForeground(m_dim);
        format.setFontItalic(true);
    } else if (row.quoteDepth > 0 && row.kind == Row::Kind::Paragraph) {
        format.setForeground(m_dim);
    } else if (row.kind == Row::Kind::Rule) {
        format.setFontPointSize(2);
    }
    return format;
}

QTextCharFormat PreviewStyle::run(const QTextCharFormat &text, const Run &run) const
{
    QTextCharFormat format = text;
    if (run.style & Run::Bold)
        format.setFontWeight(QFont::Bold);
    if (run.style & Run::Italic)
        format.setFontItalic(true);
    if (run.style & Run::Strike)
        format.setFontStrikeOut(true);
    if (run.style & Run::Code) {
        QFont font = m_fixed;
        font.setPointSizeF(text.fontPointSize() > 0 ? text.fontPointSize() * 0.94 : m_fixed.pointSizeF());
        font.setBold(format.fontWeight() >= QFont::DemiBold);
        format.setFont(font, QTextCharFormat::FontPropertiesSpecifiedOnly);
        format.setBackground(m_inlineBackground);
    }
    if (run.style & Run::Tag)
        format.setForeground(m_dim);
    if (run.style & Run::Syntax) {
        const auto style = static_cast<KSyntaxHighlighting::Theme::TextStyle>(run.token);
        if (const QRgb colour = m_theme.textColor(style); colour != 0)
            format.setForeground(QColor::fromRgb(colour));
        format.setFontWeight(m_theme.isBold(style) ? QFont::Bold : QFont::Normal);
        format.setFontItalic(m_theme.isItalic(style));
    }
    if (run.style & Run::Image) {
        format.setForeground(m_dim);
        format.setFontItalic(true);
        format.setBackground(m_inlineBackground);
    }
    if (!run.address.isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(run.address);
        format.setToolTip(toolTipText(run.address));
        format.setForeground(m_link);
        format.setFontUnderline(true);
    }
    if (run.style & Run::Variable) {
        format.setBackground(m_variableBackground);
        format.setForeground(m_palette.color(QPalette::Text));
        format.setFontWeight(QFont::DemiBold);
    }
    return format;
}

QTextTableCellFormat PreviewStyle::cell(const QTextTableCellFormat &before, bool isHead) const
{
    QTextTableCellFormat format = before;
    if (isHead)
        format.setBackground(m_headBackground);
    format.setBorder(1);
    format.setBorderBrush(m_rule);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    return format;
}

QTextTableFormat PreviewStyle::table(const Row &row) const
{
    QTextTableFormat format;
    format.setBorder(1);
    format.setBorderCollapse(true);
    format.setBorderBrush(m_rule);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setCellPadding(m_em * 0.3);
    format.setCellSpacing(0);
    format.setLeftMargin(row.quoteDepth * quoteWidth() + row.listDepth * indentWidth());
    format.setHeaderRowCount(row.hasHead ? 1 : 0);
    return format;
}

QTextBlockFormat PreviewStyle::tableEdge() const
{
    QTextBlockFormat format;
    format.setLineHeight(m_em * 0.6, QTextBlockFormat::FixedHeight);
    return format;
}

QTextCharFormat PreviewStyle::tableEdgeText() const
{
    QTextCharFormat format;
    format.setFont(m_base);
    format.setFontPointSize(1);
    return format;
}

} // namespace pulse::ui
