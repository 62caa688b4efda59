// SPDX-License-Identifier: Apache-2.0
#include "activity_delegate.h"

#include "pulse/ui/activity/activity_model.h"
#include "pulse/ui/common/format.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace pulse::ui {

QRect ActivityDelegate::buttonRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data(ActivityModel::ActionRole).toString();
    if (text.isEmpty())
        return {};
    const QFontMetrics metrics(option.font);
    const QSize size(metrics.horizontalAdvance(text) + 4 * innerSpacing, metrics.height() + innerSpacing);
    return QStyle::alignedRect(option.direction, Qt::AlignRight | Qt::AlignVCenter, size,
                               option.rect.adjusted(innerSpacing, 0, -innerSpacing, 0));
}

void ActivityDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.text.clear();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const QRect button = buttonRect(given, index);
    QRect area = given.rect.adjusted(innerSpacing, gridUnit, -innerSpacing, -gridUnit);
    if (!button.isEmpty())
        area.setWidth(area.width() - button.width() - innerSpacing);
    if (option.direction == Qt::RightToLeft && !button.isEmpty())
        area.translate(button.width() + innerSpacing, 0);
    const bool selected = option.state & QStyle::State_Selected;
    const QColor fact = selected ? option.palette.color(QPalette::HighlightedText) : factColor(option.palette);
    const QColor text =
        selected || index.data(ActivityModel::DimmedRole).toBool() ? fact : option.palette.color(QPalette::Text);
    const int alignment = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter));
    const QFont small = factFont(option.font);
    const QRect upper(area.left(), area.top(), area.width(), option.fontMetrics.height());
    const QRect lower(area.left(), upper.bottom() + 3, area.width(), QFontMetrics(small).height());
    painter->save();
    painter->setFont(option.font);
    painter->setPen(text);
    painter->drawText(upper, alignment,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, upper.width()));
    painter->setFont(small);
    painter->setPen(fact);
    painter->drawText(
        lower, alignment,
        QFontMetrics(small).elidedText(index.data(ActivityModel::FactRole).toString(), Qt::ElideRight, lower.width()));
    painter->restore();
    if (button.isEmpty())
        return;
    QStyleOptionButton push;
    push.rect = button;
    push.direction = option.direction;
    push.palette = option.palette;
    push.fontMetrics = option.fontMetrics;
    push.text = index.data(ActivityModel::ActionRole).toString();
    push.state = QStyle::State_Enabled | QStyle::State_Raised;
    style->drawControl(QStyle::CE_PushButton, &push, painter, option.widget);
}

QSize ActivityDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics metrics(option.font);
    return {0, metrics.height() + QFontMetrics(factFont(option.font)).height() + 2 * innerSpacing};
}

bool ActivityDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                   const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && buttonRect(option, index).contains(mouse->position().toPoint())) {
            emit buttonClicked(index);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace pulse::ui
