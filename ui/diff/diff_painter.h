// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/diff/diff_canvas.h"

#include <QColor>
#include <QFont>
#include <QTextLayout>

class QPainter;

namespace pulse::ui {

/// Draws the rows of a DiffCanvas; made for one paint event.
class DiffPainter
{
public:
    DiffPainter(const DiffCanvas &canvas, QPainter &painter);

    void paintHeader(const QRect &rect) const;
    void paintRow(int row, const QRect &rect) const;

private:
    enum class Side { Left, Right };
    void paintFold(const VisualRow &row, const QRect &rect) const;
    void paintSide(const VisualRow &row, Side side, const QRect &rect) const;
    void paintGutter(const QString &text, int x, int width, const QRect &rect, const QColor &background) const;
    void paintText(const VisualRow &row, Side side, int x, const QRect &rect) const;
    [[nodiscard]] QColor background(const VisualRow &row, Side side) const;
    [[nodiscard]] QColor wordColor(const VisualRow &row, Side side) const;

    const DiffCanvas &m_canvas;
    QPainter &m_painter;
    DiffCanvas::Columns m_columns;
};

/// Lays a line out to wrap at `width`; returns its height.
int layoutLine(QTextLayout &layout, int width);

} // namespace pulse::ui
