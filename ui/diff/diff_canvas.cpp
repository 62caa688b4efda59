// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/diff/diff_canvas.h"

#include "diff_painter.h"
#include "overview_strip.h"
#include "pulse/ui/common/format.h"

#include <QFontDatabase>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {
constexpr int rowPadding = 4;   // above and below a line together
constexpr int exactRows = 4000; // up to so many rows every height is measured; beyond, estimated from lengths
} // namespace

DiffCanvas::DiffCanvas(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_strip(new OverviewStrip(this))
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setBackgroundRole(QPalette::Base);
    viewport()->setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("Comparison"));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        viewport()->update();
        m_strip->update();
    });
}

DiffCanvas::~DiffCanvas() = default;

void DiffCanvas::setDifference(const TextDiff &difference)
{
    m_difference = difference;
    m_current = -1;
    rebuild();
    verticalScrollBar()->setValue(0);
}

void DiffCanvas::setTitles(const QString &left, const QString &right)
{
    m_leftTitle = left;
    m_rightTitle = right;
    viewport()->update();
}

void DiffCanvas::setSideBySide(bool sideBySide)
{
    if (m_sideBySide == sideBySide)
        return;
    m_sideBySide = sideBySide;
    rebuild();
    if (m_current >= 0)
        goToDifference(m_current);
}

void DiffCanvas::setFolding(bool fold)
{
    if (m_fold == fold)
        return;
    m_fold = fold;
    rebuild();
    if (m_current >= 0)
        goToDifference(m_current);
}

void DiffCanvas::rebuild()
{
    m_rows = visualRows(m_difference, m_sideBySide, m_fold && !m_difference.isIdentical());
    m_anchor = m_head = -1;
    m_starts.clear();
    bool inside = false;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const bool differs = m_rows[i].kind != VisualRow::Kind::Equal && m_rows[i].kind != VisualRow::Kind::Fold;
        if (differs && !inside)
            m_starts.push_back(static_cast<int>(i));
        inside = differs;
    }
    relayout();
}

DiffCanvas::Columns DiffCanvas::columns() const
{
    const int most = std::max({m_difference.left().count(), m_difference.right().count(), 10});
    const int gutter = fontMetrics().horizontalAdvance(QString::number(most)) + 3 * gridUnit;
    Columns columns;
    columns.end = viewport()->width();
    if (m_sideBySide) {
        columns.rightGutter = columns.end / 2;
        columns.leftText = gutter;
        columns.rightText = columns.rightGutter + gutter;
        columns.textWidth = columns.rightGutter - gutter - innerSpacing;
    } else {
        columns.leftText = 2 * gutter;
        columns.textWidth = columns.end - columns.leftText - innerSpacing;
    }
    columns.textWidth = std::max(columns.textWidth, 40);
    return columns;
}

int DiffCanvas::lineLength(const VisualRow &row) const
{
    const auto length = [](const LineTable &table, int number) { return number < 0 ? 0 : table.line(number).size(); };
    return static_cast<int>(std::max(length(m_difference.left(), row.left), length(m_difference.right(), row.right)));
}

int DiffCanvas::rowHeight(const VisualRow &row, const Columns &columns) const
{
    const int line = fontMetrics().height();
    if (row.kind == VisualRow::Kind::Fold)
        return line + 2 * rowPadding;
    const int width = fontMetrics().averageCharWidth();
    const int perLine = std::max(1, columns.textWidth / std::max(1, width));
    if (lineLength(row) * 2 < perLine) // short even if every character were wide
        return line + rowPadding;
    if (static_cast<int>(m_rows.size()) > exactRows)
        return line * (1 + lineLength(row) * 11 / (10 * perLine)) + rowPadding;
    int height = line;
    const auto measure = [&](const LineTable &table, int number) {
        if (number < 0)
            return;
        QTextLayout layout(table.line(number).left(20'000).toString(), font());
        height = std::max(height, layoutLine(layout, columns.textWidth));
    };
    measure(m_difference.left(), row.left);
    measure(m_difference.right(), row.right);
    return height + rowPadding;
}

void DiffCanvas::relayout()
{
    const Columns shape = columns();
    m_tops.clear();
    m_tops.reserve(m_rows.size() + 1);
    int y = 0;
    for (const VisualRow &row : m_rows) {
        m_tops.push_back(y);
        y += rowHeight(row, shape);
    }
    m_tops.push_back(y);
    const int view = viewport()->height() - headerHeight();
    verticalScrollBar()->setRange(0, std::max(0, y - view));
    verticalScrollBar()->setPageStep(std::max(1, view));
    verticalScrollBar()->setSingleStep(fontMetrics().height());
    viewport()->update();
    m_strip->update();
}

int DiffCanvas::headerHeight() const
{
    return m_leftTitle.isEmpty() && m_rightTitle.isEmpty() ? 0 : fontMetrics().height() + 2 * gridUnit + 1;
}

int DiffCanvas::rowAt(int y) const
{
    if (y < 0 || m_tops.empty() || y >= m_tops.back())
        return -1;
    return static_cast<int>(std::ranges::upper_bound(m_tops, y) - m_tops.begin()) - 1;
}

void DiffCanvas::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    const DiffPainter rows(*this, painter);
    const int header = headerHeight();
    const int offset = verticalScrollBar()->value() - header;
    for (int row = std::max(0, rowAt(std::max(0, event->rect().top() + offset))); row < static_cast<int>(m_rows.size());
         ++row) {
        const int top = m_tops[static_cast<size_t>(row)] - offset;
        if (top > event->rect().bottom())
            break;
        const int height = m_tops[static_cast<size_t>(row) + 1] - m_tops[static_cast<size_t>(row)];
        painter.save();
        painter.setClipRect(QRect(0, std::max(top, header), viewport()->width(), height + std::min(0, top - header)));
        rows.paintRow(row, QRect(0, top, viewport()->width(), height));
        painter.restore();
    }
    if (m_sideBySide && !m_rows.empty())
        painter.fillRect(QRect(columns().rightGutter - 1, header, 1, viewport()->height()),
                         tint(palette(), palette().color(QPalette::Text), 0.15));
    if (header > 0)
        rows.paintHeader(QRect(0, 0, viewport()->width(), header));
    if (hasFocus()) { // an outline only: some styles fill their focus frame, which would tint the whole text
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void DiffCanvas::resizeEvent(QResizeEvent *)
{
    setViewportMargins(0, 0, OverviewStrip::stripWidth, 0);
    const QRect view = viewport()->geometry();
    m_strip->setGeometry(view.right() + 1, view.top(), OverviewStrip::stripWidth, view.height());
    const int first = rowAt(verticalScrollBar()->value());
    relayout();
    if (first > 0)
        verticalScrollBar()->setValue(m_tops[static_cast<size_t>(first)]);
}

void DiffCanvas::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        relayout();
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void DiffCanvas::goToDifference(int number)
{
    if (number < 0 || number >= differenceCount())
        return;
    m_current = number;
    scrollToRow(m_starts[static_cast<size_t>(number)]);
    viewport()->update();
    emit currentDifferenceChanged(number);
}

void DiffCanvas::scrollToRow(int row)
{
    const int top = m_tops[static_cast<size_t>(row)];
    const int view = viewport()->height() - headerHeight();
    const int value = verticalScrollBar()->value();
    if (top < value || top + fontMetrics().height() * 3 > value + view)
        verticalScrollBar()->setValue(top - view / 4);
}

QString DiffCanvas::describeCurrent() const
{
    if (m_current < 0)
        return {};
    const VisualRow &row = m_rows[static_cast<size_t>(m_starts[static_cast<size_t>(m_current)])];
    const QString place = tr("Change %1 of %2").arg(m_current + 1).arg(differenceCount());
    const auto left = [&] { return m_difference.left().line(row.left).toString(); };
    const auto right = [&] { return m_difference.right().line(row.right).toString(); };
    if (row.left >= 0 && row.right >= 0)
        return tr("%1, line %2: %3 became %4").arg(place).arg(row.right + 1).arg(left(), right());
    return row.left >= 0 ? tr("%1, line %2 removed: %3").arg(place).arg(row.left + 1).arg(left())
                         : tr("%1, line %2 added: %3").arg(place).arg(row.right + 1).arg(right());
}

} // namespace pulse::ui
