// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace pulse::ui {

class DiffCanvas;

/// The strip at the right of a comparison: where the changes are in the whole, and which part is in view. A click
/// jumps.
class OverviewStrip : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewStrip(DiffCanvas *canvas);
    static constexpr int stripWidth = 14;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void jump(int y);
    DiffCanvas *m_canvas;
};

} // namespace pulse::ui
