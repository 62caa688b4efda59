// SPDX-License-Identifier: Apache-2.0
#include "segment_button.h"

#include "pulse/ui/common/format.h"

namespace pulse::ui {

SegmentButton::SegmentButton(const QIcon &icon, const QString &text, QWidget *parent)
    : QToolButton(parent)
{
    setIcon(icon);
    setText(text);
    setCheckable(true);
    setAutoRaise(true);
    setFont(factFont(font()));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

QSize SegmentButton::sizeHint() const
{
    const int width = fontMetrics().horizontalAdvance(text()) + 16 + gridUnit + 2 * innerSpacing;
    return {width, std::max(fontMetrics().height(), 16) + 2 * gridUnit};
}

void SegmentButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = palette().color(QPalette::Highlight);
    const QRectF box = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(
            tint(palette(), isChecked() ? accent : palette().color(QPalette::Text), isChecked() ? 0.28 : 0.08));
        painter.drawRoundedRect(box, gridUnit, gridUnit);
    }
    if (hasFocus()) {
        painter.setPen(QPen(accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, gridUnit, gridUnit);
    }
    const QRect inside = rect().adjusted(innerSpacing, 0, -innerSpacing, 0);
    icon().paint(&painter, QRect(inside.left(), inside.center().y() - 7, 16, 16));
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(inside.adjusted(16 + gridUnit, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic,
                     text());
}

} // namespace pulse::ui
