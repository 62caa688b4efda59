// SPDX-License-Identifier: Apache-2.0
#include "match_delegate.h"

#include "pulse/ui/common/format.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace pulse::ui {

namespace {

QList<QTextLayout::FormatRange> emphasis(const QList<int> &positions)
{
    QList<QTextLayout::FormatRange> ranges;
    QTextCharFormat strong;
    strong.setFontWeight(QFont::Bold);
    strong.setFontUnderline(true);
    for (const int position : positions) {
        if (!ranges.isEmpty() && ranges.back().start + ranges.back().length == position)
            ++ranges.back().length;
        else
            ranges.append({position, 1, strong});
    }
    return ranges;
}

void drawTitle(QPainter *painter, const QRect &area, const QString &text, const QList<int> &positions,
               const QFont &font)
{
    QTextLayout layout(text, font, painter->device());
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.setFormats(emphasis(positions));
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(area.width());
    layout.endLayout();
    painter->save();
    painter->setClipRect(area);
    layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2));
    painter->restore();
}

} // namespace

void MatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString title = option.text;
    const QIcon symbol = option.icon;
    option.text.clear();
    option.icon = {};
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const bool enabled = option.state & QStyle::State_Enabled;
    const bool selected = option.state & QStyle::State_Selected;
    const auto group = enabled ? QPalette::Active : QPalette::Disabled;
    QRect area = option.rect.adjusted(innerSpacing, 0, -innerSpacing, 0);
    if (!symbol.isNull()) {
        const QRect place(area.left(), area.top() + (area.height() - 16) / 2, 16, 16);
        symbol.paint(painter, place, Qt::AlignCenter,
                     selected ? QIcon::Selected : (enabled ? QIcon::Normal : QIcon::Disabled));
        area.setLeft(place.right() + 1 + innerSpacing);
    }
    painter->save();
    if (const QString fact = index.data(FactRole).toString(); !fact.isEmpty()) {
        painter->setFont(factFont(option.font));
        painter->setPen(selected ? option.palette.color(group, QPalette::HighlightedText) : factColor(option.palette));
        const int most = area.width() / 2;
        const QString shown = painter->fontMetrics().elidedText(fact, Qt::ElideMiddle, most);
        const int width = painter->fontMetrics().horizontalAdvance(shown);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, shown);
        area.setRight(area.right() - width - innerSpacing);
    }
    painter->setPen(option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text));
    drawTitle(painter, area, title, index.data(PositionsRole).value<QList<int>>(), option.font);
    painter->restore();
}

QSize MatchDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {200, option.fontMetrics.height() + 3 * gridUnit};
}

} // namespace pulse::ui
