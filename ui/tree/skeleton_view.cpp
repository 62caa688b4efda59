// SPDX-License-Identifier: Apache-2.0
#include "skeleton_view.h"

#include "pulse/ui/common/format.h"

#include <QPainter>

namespace pulse::ui {

SkeletonView::SkeletonView(QWidget *parent)
    : QWidget(parent)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setAccessibleName(tr("Reading the library…"));
}

void SkeletonView::paintEvent(QPaintEvent *)
{
    constexpr int rowHeight = 28;
    constexpr std::array widths{40, 60, 52, 70, 45, 58}; // percent
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint(palette(), palette().color(QPalette::Text), 0.08));
    for (int row = 0; row * rowHeight < height() && row < 12; ++row) {
        const int left = groupSpacing + (row % 3 == 0 ? 0 : groupSpacing);
        const int width = this->width() * widths[static_cast<size_t>(row) % widths.size()] / 100;
        painter.drawRoundedRect(QRect(left, row * rowHeight + 8, width, 12), gridUnit, gridUnit);
    }
}

} // namespace pulse::ui
