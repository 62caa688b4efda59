// SPDX-License-Identifier: Apache-2.0
#include "overview_strip.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/diff/diff_canvas.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace pulse::ui {

OverviewStrip::OverviewStrip(DiffCanvas *canvas)
    : QWidget(canvas)
    , m_canvas(canvas)
{
    setToolTip(tr("Where the changes are; click to go there"));
    setCursor(Qt::PointingHandCursor);
}

void OverviewStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPalette &colors = m_canvas->palette();
    painter.fillRect(rect(), colors.color(QPalette::Window));
    const int total = m_canvas->m_tops.empty() ? 0 : m_canvas->m_tops.back();
    if (total <= 0)
        return;
    const double scale = double(height()) / std::max(total, m_canvas->viewport()->height());
    for (size_t i = 0; i < m_canvas->m_rows.size(); ++i) {
        const VisualRow &row = m_canvas->m_rows[i];
        if (row.kind == VisualRow::Kind::Equal || row.kind == VisualRow::Kind::Fold)
            continue;
        const double top = m_canvas->m_tops[i] * scale;
        const double size = std::max(2.0, (m_canvas->m_tops[i + 1] - m_canvas->m_tops[i]) * scale);
        const QRectF left(2, top, (width() - 4) / 2.0, size);
        if (row.left >= 0)
            painter.fillRect(left, negativeColor(colors));
        if (row.right >= 0)
            painter.fillRect(left.translated(left.width(), 0), positiveColor(colors));
    }
    if (total <= m_canvas->viewport()->height())
        return; // all of it is in view
    QColor window = colors.color(QPalette::Text);
    painter.setPen(QPen(tint(colors, window, 0.4), 1));
    window.setAlphaF(0.08F);
    painter.setBrush(window);
    const QRectF view(0.5, m_canvas->verticalScrollBar()->value() * scale, width() - 1.0,
                      std::min(double(height()), m_canvas->viewport()->height() * scale) - 1);
    painter.drawRect(view);
}

void OverviewStrip::mousePressEvent(QMouseEvent *event)
{
    jump(static_cast<int>(event->position().y()));
}

void OverviewStrip::mouseMoveEvent(QMouseEvent *event)
{
    jump(static_cast<int>(event->position().y()));
}

void OverviewStrip::jump(int y)
{
    const int total = m_canvas->m_tops.empty() ? 0 : m_canvas->m_tops.back();
    const int view = m_canvas->viewport()->height();
    const double scale = double(std::max(total, view)) / std::max(1, height());
    m_canvas->verticalScrollBar()->setValue(static_cast<int>(y * scale) - view / 2);
}

} // namespace pulse::ui
