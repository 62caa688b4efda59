// SPDX-License-Identifier: Apache-2.0
#include "diff_painter.h"

#include "pulse/ui/common/format.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr int maxDrawnCharacters = 20'000; // of one line; what is longer is cut with an ellipsis

QList<QTextLayout::FormatRange> formats(const std::vector<TextSpan> &spans, const QColor &color)
{
    QList<QTextLayout::FormatRange> ranges;
    for (const TextSpan &span : spans) {
        QTextCharFormat format;
        format.setBackground(color);
        ranges.append({static_cast<int>(span.start), static_cast<int>(span.length), format});
    }
    return ranges;
}

} // namespace

int layoutLine(QTextLayout &layout, int width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    qreal height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    return qCeil(height);
}

DiffPainter::DiffPainter(const DiffCanvas &canvas, QPainter &painter)
    : m_canvas(canvas)
    , m_painter(painter)
    , m_columns(canvas.columns())
{}

void DiffPainter::paintHeader(const QRect &rect) const
{
    const QPalette &palette = m_canvas.palette();
    m_painter.fillRect(rect, palette.color(QPalette::Window));
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    m_painter.setFont(font);
    m_painter.setPen(palette.color(QPalette::WindowText));
    const QFontMetrics metrics(font);
    const auto title = [&](const QString &text, int x, int end) {
        m_painter.drawText(QRect(x, rect.top(), end - x, rect.height()), Qt::AlignVCenter | Qt::AlignLeft,
                           metrics.elidedText(text, Qt::ElideMiddle, end - x));
    };
    if (m_canvas.m_sideBySide) {
        title(m_canvas.m_leftTitle, m_columns.leftText, m_columns.rightGutter - innerSpacing);
        title(m_canvas.m_rightTitle, m_columns.rightText, m_columns.end);
    } else {
        title(DiffCanvas::tr("%1 → %2").arg(m_canvas.m_leftTitle, m_canvas.m_rightTitle), m_columns.leftText,
              m_columns.end);
    }
    m_painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                       tint(palette, palette.color(QPalette::Text), 0.2));
}

void DiffPainter::paintRow(int row, const QRect &rect) const
{
    const VisualRow &visual = m_canvas.m_rows[static_cast<size_t>(row)];
    if (visual.kind == VisualRow::Kind::Fold) {
        paintFold(visual, rect);
    } else if (m_canvas.m_sideBySide) {
        paintSide(visual, Side::Left, rect);
        paintSide(visual, Side::Right, rect);
    } else {
        paintSide(visual, visual.right >= 0 ? Side::Right : Side::Left, rect);
    }
    const auto [low, high] = std::minmax(m_canvas.m_anchor, m_canvas.m_head);
    if (low >= 0 && row >= low && row <= high) {
        QColor wash = m_canvas.palette().color(QPalette::Highlight);
        wash.setAlphaF(0.22F);
        m_painter.fillRect(rect, wash);
    }
    if (m_canvas.m_current >= 0 && m_canvas.m_starts[static_cast<size_t>(m_canvas.m_current)] == row)
        m_painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()),
                           m_canvas.palette().color(QPalette::Highlight));
}

void DiffPainter::paintFold(const VisualRow &row, const QRect &rect) const
{
    const QPalette &palette = m_canvas.palette();
    m_painter.fillRect(rect, tint(palette, palette.color(QPalette::Highlight), 0.07));
    m_painter.setFont(factFont(QApplication::font()));
    m_painter.setPen(factColor(palette));
    m_painter.drawText(rect.adjusted(m_columns.leftText, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                       u"⋯  "_s + DiffCanvas::tr("%n unchanged line(s)", nullptr, static_cast<int>(row.folded)));
}

QColor DiffPainter::background(const VisualRow &row, Side side) const
{
    const QPalette &palette = m_canvas.palette();
    const int line = side == Side::Left ? row.left : row.right;
    if (line < 0)
        return tint(palette, palette.color(QPalette::Text), 0.04);
    switch (row.kind) {
    case VisualRow::Kind::Removed:
        return tint(palette, negativeColor(palette), 0.12);
    case VisualRow::Kind::Added:
        return tint(palette, positiveColor(palette), 0.12);
    case VisualRow::Kind::Changed:
        return tint(palette, side == Side::Left ? negativeColor(palette) : positiveColor(palette), 0.12);
    case VisualRow::Kind::Equal:
    case VisualRow::Kind::Fold:
        break;
    }
    return palette.color(QPalette::Base);
}

QColor DiffPainter::wordColor(const VisualRow &, Side side) const
{
    const QPalette &palette = m_canvas.palette();
    return tint(palette, side == Side::Left ? negativeColor(palette) : positiveColor(palette), 0.36);
}

void DiffPainter::paintSide(const VisualRow &row, Side side, const QRect &rect) const
{
    const bool left = side == Side::Left;
    const bool sideBySide = m_canvas.m_sideBySide;
    const int begin = sideBySide && !left ? m_columns.rightGutter : m_columns.leftGutter;
    const int end = sideBySide && left ? m_columns.rightGutter - 1 : m_columns.end;
    const QColor color = background(row, side);
    m_painter.fillRect(QRect(begin, rect.top(), end - begin, rect.height()), color);
    const auto number = [](int line) { return line < 0 ? QString() : QString::number(line + 1); };
    if (sideBySide) {
        const int textX = left ? m_columns.leftText : m_columns.rightText;
        paintGutter(number(left ? row.left : row.right), begin, textX - begin - gridUnit, rect, color);
        if ((left ? row.left : row.right) >= 0)
            paintText(row, side, textX, rect);
        return;
    }
    const int half = (m_columns.leftText - m_columns.leftGutter) / 2;
    paintGutter(number(row.left), begin, half - gridUnit, rect, color);
    paintGutter(number(row.right), begin + half, half - gridUnit, rect, color);
    paintText(row, side, m_columns.leftText, rect);
}

void DiffPainter::paintGutter(const QString &text, int x, int width, const QRect &rect, const QColor &) const
{
    m_painter.setFont(m_canvas.font());
    m_painter.setPen(factColor(m_canvas.palette()));
    m_painter.drawText(QRect(x, rect.top() + 2, width - gridUnit, rect.height()), Qt::AlignRight | Qt::AlignTop, text);
}

void DiffPainter::paintText(const VisualRow &row, Side side, int x, const QRect &rect) const
{
    const bool left = side == Side::Left;
    const LineTable &table = left ? m_canvas.m_difference.left() : m_canvas.m_difference.right();
    const int number = left ? row.left : row.right;
    const DiffRow &source = m_canvas.m_difference.rows()[static_cast<size_t>(left ? row.row : row.rightRow)];
    QString text = table.line(number).toString();
    if (text.size() > maxDrawnCharacters)
        text = text.left(maxDrawnCharacters) + u'…';
    if (source.terminatorChanged)
        text += table.terminator(number) == LineTerminator::CrLf ? u" ␍␊"_s
                : table.terminator(number) == LineTerminator::Lf
                    ? u" ␊"_s
                    : u" "_s + DiffCanvas::tr("⟨no line break at the end⟩");
    QTextLayout layout(text, m_canvas.font());
    if (source.kind == DiffRow::Kind::Changed)
        layout.setFormats(formats(left ? source.leftSpans : source.rightSpans, wordColor(row, side)));
    layoutLine(layout, m_columns.textWidth);
    m_painter.setPen(m_canvas.palette().color(QPalette::Text));
    layout.draw(&m_painter, QPointF(x, rect.top() + 2));
}

} // namespace pulse::ui
