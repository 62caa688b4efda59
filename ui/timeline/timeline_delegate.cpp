// SPDX-License-Identifier: Apache-2.0
#include "timeline_delegate.h"

#include "pulse/ui/common/format.h"

#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace pulse::ui {

using Mark = VersionHistoryModel::Mark;

namespace {

constexpr int lineColumn = 28; // room for the line and its marks, from the left edge
constexpr int rowPadding = 6;
constexpr int pillPadding = 6;

QFont boldFont(const QFont &base)
{
    QFont font = base;
    font.setWeight(QFont::DemiBold);
    return font;
}

int markRadius(Mark mark)
{
    switch (mark) {
    case Mark::First:
    case Mark::Major:
        return 7;
    case Mark::Minor:
    case Mark::Draft:
    case Mark::Damaged:
        return 5;
    case Mark::Prerelease:
        return 4;
    case Mark::Patch:
        return 3;
    }
    return 3;
}

QPolygonF diamond(const QPointF &center, qreal radius)
{
    return {{center.x(), center.y() - radius},
            {center.x() + radius, center.y()},
            {center.x(), center.y() + radius},
            {center.x() - radius, center.y()}};
}

QColor pillColor(const QString &label, const QPalette &palette)
{
    if (label == u"latest")
        return palette.color(QPalette::Highlight);
    return label == u"production" ? positiveColor(palette) : factColor(palette);
}

} // namespace

QString markWord(Mark mark)
{
    switch (mark) {
    case Mark::Draft:
        return {};
    case Mark::First:
        return VersionHistoryModel::tr("first");
    case Mark::Major:
        return VersionHistoryModel::tr("major");
    case Mark::Minor:
        return VersionHistoryModel::tr("minor");
    case Mark::Patch:
        return VersionHistoryModel::tr("patch");
    case Mark::Prerelease:
        return VersionHistoryModel::tr("pre-release");
    case Mark::Damaged:
        return VersionHistoryModel::tr("damaged");
    }
    return {};
}

TimelineDelegate::TimelineDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics title(option.font);
    const QFontMetrics facts(factFont(option.font));
    return {160, title.height() + facts.height() + 2 * rowPadding + gridUnit};
}

TimelineDelegate::Geometry TimelineDelegate::layout(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics bold(boldFont(option.font));
    const QFontMetrics facts(factFont(option.font));
    const QRect row = option.rect.adjusted(0, rowPadding, -innerSpacing, -rowPadding);
    Geometry geometry;
    geometry.title = QRect(row.left() + lineColumn, row.top(), row.width() - lineColumn, bold.height());
    geometry.facts =
        QRect(geometry.title.left(), geometry.title.bottom() + gridUnit, geometry.title.width(), facts.height());
    geometry.mark = QRect(option.rect.left(), geometry.title.top(), lineColumn, geometry.title.height());

    const Mark mark = static_cast<Mark>(index.data(VersionHistoryModel::MarkRole).toInt());
    const QString word = markWord(mark);
    int x = geometry.title.left() + bold.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + innerSpacing;
    if (!word.isEmpty())
        x += facts.horizontalAdvance(word) + innerSpacing;
    const QStringList labels = index.data(VersionHistoryModel::LabelsRole).toStringList();
    for (const QString &label : labels) {
        const int width = facts.horizontalAdvance(label) + 2 * pillPadding;
        const int reserve = &label == &labels.back() ? 0 : facts.horizontalAdvance(u"+9"_s) + innerSpacing;
        if (x + width + reserve > geometry.title.right()) {
            geometry.hidden = static_cast<int>(labels.size() - geometry.pills.size());
            break;
        }
        const int height = facts.height() + 2;
        geometry.pills.append({label, QRect(x, geometry.title.center().y() - height / 2 + 1, width, height)});
        x += width + gridUnit;
    }
    return geometry;
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &plain, const QModelIndex &index) const
{
    QStyleOptionViewItem option = plain;
    initStyleOption(&option, index);
    option.text.clear();
    option.icon = {};
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor ink = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor dim = selected ? ink : factColor(option.palette);
    const Geometry geometry = layout(option, index);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintLine(painter, option, index, geometry.mark);
    paintMark(painter, option, static_cast<Mark>(index.data(VersionHistoryModel::MarkRole).toInt()), geometry.mark,
              selected ? ink : option.palette.color(QPalette::Highlight));
    paintTitle(painter, option, index, geometry, ink, dim);
    paintPills(painter, option, geometry, selected);
    paintFacts(painter, option, index, geometry.facts, dim);
    if (m_dropTarget == index) {
        painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5), gridUnit, gridUnit);
    }
    painter->restore();

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, widget);
    }
}

void TimelineDelegate::paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                 const QRect &mark) const
{
    const QPointF center = QRectF(mark).center();
    const bool isDraft = static_cast<Mark>(index.data(VersionHistoryModel::MarkRole).toInt()) == Mark::Draft;
    const bool isLast = index.row() == index.model()->rowCount() - 1;
    QPen pen(tint(option.palette, option.palette.color(QPalette::Text), 0.35), 1.5);
    const int gap = markRadius(static_cast<Mark>(index.data(VersionHistoryModel::MarkRole).toInt())) + 2;
    if (index.row() > 0) {
        const QModelIndex above = index.sibling(index.row() - 1, 0);
        const bool afterDraft = static_cast<Mark>(above.data(VersionHistoryModel::MarkRole).toInt()) == Mark::Draft;
        pen.setStyle(afterDraft ? Qt::DotLine : Qt::SolidLine);
        painter->setPen(pen);
        painter->drawLine(QPointF(center.x(), option.rect.top()), QPointF(center.x(), center.y() - gap));
    }
    if (!isLast) {
        pen.setStyle(isDraft ? Qt::DotLine : Qt::SolidLine);
        painter->setPen(pen);
        painter->drawLine(QPointF(center.x(), center.y() + gap), QPointF(center.x(), option.rect.bottom() + 1));
    }
}

void TimelineDelegate::paintMark(QPainter *painter, const QStyleOptionViewItem &option, Mark mark, const QRect &rect,
                                 const QColor &ink) const
{
    const QPointF center = QRectF(rect).center();
    const qreal radius = markRadius(mark);
    painter->setPen(QPen(ink, 1.5));
    painter->setBrush(ink);
    switch (mark) {
    case Mark::First:
    case Mark::Major:
    case Mark::Minor:
        painter->drawPolygon(diamond(center, radius));
        break;
    case Mark::Patch:
        painter->drawEllipse(center, radius, radius);
        break;
    case Mark::Prerelease:
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(center, radius, radius);
        break;
    case Mark::Draft: {
        QPen dashed(ink, 1.5);
        dashed.setDashPattern({1.6, 1.4});
        painter->setPen(dashed);
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(center, radius, radius);
        break;
    }
    case Mark::Damaged: {
        const QColor red = negativeColor(option.palette);
        painter->setPen(QPen(red, 2));
        painter->drawLine(center + QPointF(-radius, -radius), center + QPointF(radius, radius));
        painter->drawLine(center + QPointF(-radius, radius), center + QPointF(radius, -radius));
        break;
    }
    }
}

void TimelineDelegate::paintTitle(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                  const Geometry &geometry, const QColor &ink, const QColor &dim) const
{
    const QString version = index.data(Qt::DisplayRole).toString();
    const Mark mark = static_cast<Mark>(index.data(VersionHistoryModel::MarkRole).toInt());
    const bool emphasised = index.data(VersionHistoryModel::CurrentRole).toBool() || mark == Mark::First ||
                            mark == Mark::Major || mark == Mark::Minor;
    QFont font = emphasised ? boldFont(option.font) : option.font;
    if (index.data(VersionHistoryModel::CurrentRole).toBool())
        font.setUnderline(true);
    painter->setFont(font);
    painter->setPen(ink);
    const QFontMetrics metrics(boldFont(option.font));
    painter->drawText(geometry.title, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(version, Qt::ElideMiddle, geometry.title.width()));

    const int x = geometry.title.left() + metrics.horizontalAdvance(version) + innerSpacing;
    painter->setFont(factFont(option.font));
    painter->setPen(
        mark == Mark::Damaged && !option.state.testFlag(QStyle::State_Selected) ? negativeColor(option.palette) : dim);
    if (x < geometry.title.right())
        painter->drawText(geometry.title.adjusted(x - geometry.title.left(), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          markWord(mark));
    if (index.data(VersionHistoryModel::MarkedRole).toBool()) {
        painter->setPen(QPen(ink, 1.5));
        const QRectF box(geometry.title.right() - 12.0, geometry.title.center().y() - 5.0, 10, 10);
        painter->drawLine(box.topLeft() + QPointF(0, 5), box.topLeft() + QPointF(4, 9));
        painter->drawLine(box.topLeft() + QPointF(4, 9), box.topRight() + QPointF(0, 1));
    }
}

void TimelineDelegate::paintPills(QPainter *painter, const QStyleOptionViewItem &option, const Geometry &geometry,
                                  bool selected) const
{
    const QFont font = factFont(option.font);
    painter->setFont(font);
    for (const Pill &pill : geometry.pills) {
        const QColor color = pillColor(pill.text, option.palette);
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? option.palette.color(QPalette::Base) : tint(option.palette, color, 0.18));
        painter->drawRoundedRect(pill.rect, pill.rect.height() / 2.0, pill.rect.height() / 2.0);
        painter->setPen(option.palette.color(QPalette::Text));
        painter->drawText(pill.rect, Qt::AlignCenter, pill.text);
    }
    if (geometry.hidden > 0 && !geometry.pills.isEmpty()) {
        const int x = geometry.pills.back().rect.right() + gridUnit;
        painter->drawText(geometry.title.adjusted(x - geometry.title.left(), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          u"+%1"_s.arg(geometry.hidden));
    }
}

void TimelineDelegate::paintFacts(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                  const QRect &rect, const QColor &dim) const
{
    const QFont font = factFont(option.font);
    const QFontMetrics metrics(font);
    painter->setFont(font);
    painter->setPen(dim);
    const qint64 size = index.data(VersionHistoryModel::SizeRole).toLongLong();
    QString facts = index.data(VersionHistoryModel::AgeRole).toString();
    if (size >= 0)
        facts += u"  ·  "_s + fileSize(size);
    const int width = metrics.horizontalAdvance(facts);
    painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, facts);

    QString message = index.data(VersionHistoryModel::DamageRole).toString();
    if (message.isEmpty()) {
        message = index.data(VersionHistoryModel::MessageRole).toString();
        if (!message.isEmpty())
            message = u"“%1”"_s.arg(message);
    }
    const int room = rect.width() - width - innerSpacing;
    if (room > metrics.averageCharWidth() * 4)
        painter->drawText(rect.adjusted(0, 0, -width - innerSpacing, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(message, Qt::ElideRight, room));
}

QString TimelineDelegate::labelAt(const QStyleOptionViewItem &option, const QModelIndex &index,
                                  const QPoint &position) const
{
    for (const Pill &pill : layout(option, index).pills) {
        if (pill.rect.contains(position) && pill.text != u"latest")
            return pill.text;
    }
    return {};
}

QRect TimelineDelegate::pillRect(const QStyleOptionViewItem &option, const QModelIndex &index,
                                 const QString &label) const
{
    for (const Pill &pill : layout(option, index).pills) {
        if (pill.text == label)
            return pill.rect;
    }
    return {};
}

} // namespace pulse::ui
