// SPDX-License-Identifier: Apache-2.0
#include "tag_chip.h"

#include "pulse/ui/common/format.h"

#include <QKeyEvent>
#include <QPainter>

namespace pulse::ui {

namespace {
constexpr int padding = 8;
constexpr int maxTextWidth = 200;
} // namespace

TagChip::TagChip(const QString &tag, bool removable, QWidget *parent)
    : QAbstractButton(parent)
    , m_removable(removable)
{
    setText(tag);
    setToolTip(removable ? tr("%1 — click the cross to take the tag off").arg(tag) : tag);
    setAccessibleName(tr("Tag %1").arg(tag));
    setAccessibleDescription(removable ? tr("Press Delete to take the tag off") : QString());
    setFocusPolicy(removable ? Qt::StrongFocus : Qt::NoFocus);
    setMouseTracking(true);
}

QSize TagChip::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int text = std::min(metrics.horizontalAdvance(this->text()), maxTextWidth);
    const int cross = m_removable ? metrics.height() - gridUnit + gridUnit : 0;
    return {text + 2 * padding + cross, metrics.height() + gridUnit};
}

QRect TagChip::crossRect() const
{
    if (!m_removable)
        return {};
    const int side = height() - 2 * gridUnit;
    return {width() - side - gridUnit - 2, (height() - side) / 2, side, side};
}

void TagChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = palette().color(QPalette::Highlight);
    painter.setPen(hasFocus() ? QPen(accent, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(tint(palette(), accent, 0.16));
    const QRectF pill = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);

    painter.setPen(palette().color(QPalette::Text));
    const int room = m_removable ? crossRect().left() - padding : width() - 2 * padding;
    painter.drawText(QRect(padding, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font()).elidedText(text(), Qt::ElideRight, room));
    if (!m_removable)
        return;
    painter.setPen(QPen(m_overCross ? negativeColor(palette()) : factColor(palette()), 1.5));
    const QRectF cross = QRectF(crossRect()).adjusted(3, 3, -3, -3);
    painter.drawLine(cross.topLeft(), cross.bottomRight());
    painter.drawLine(cross.topRight(), cross.bottomLeft());
}

void TagChip::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_removable && event->button() == Qt::LeftButton && crossRect().contains(event->position().toPoint()))
        emit removeRequested();
    else
        QAbstractButton::mouseReleaseEvent(event);
}

void TagChip::mouseMoveEvent(QMouseEvent *event)
{
    const bool over = crossRect().contains(event->position().toPoint());
    if (over != m_overCross) {
        m_overCross = over;
        update();
    }
    QAbstractButton::mouseMoveEvent(event);
}

void TagChip::leaveEvent(QEvent *event)
{
    m_overCross = false;
    update();
    QAbstractButton::leaveEvent(event);
}

void TagChip::keyPressEvent(QKeyEvent *event)
{
    if (m_removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace))
        emit removeRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace pulse::ui
