// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/models/version_history_model.h"

#include <QStyledItemDelegate>

namespace pulse::ui {

/// Draws one version: the line with its mark, version and bump, pills for labels, and below them message, date, size.
class TimelineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TimelineDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// The label whose pill lies at `position` (viewport coordinates); empty when there is none. `latest` is no label.
    [[nodiscard]] QString labelAt(const QStyleOptionViewItem &option, const QModelIndex &index,
                                  const QPoint &position) const;
    [[nodiscard]] QRect pillRect(const QStyleOptionViewItem &option, const QModelIndex &index,
                                 const QString &label) const;

    /// The row on which a dragged label would land.
    void setDropTarget(const QPersistentModelIndex &index) { m_dropTarget = index; }
    [[nodiscard]] const QPersistentModelIndex &dropTarget() const { return m_dropTarget; }

private:
    struct Pill
    {
        QString text;
        QRect rect;
    };
    struct Geometry
    {
        QRect mark;
        QRect title;
        QRect facts;
        QList<Pill> pills;
        int hidden = 0; // labels for which there is no room
    };
    [[nodiscard]] Geometry layout(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   const QRect &mark) const;
    void paintMark(QPainter *painter, const QStyleOptionViewItem &option, VersionHistoryModel::Mark mark,
                   const QRect &rect, const QColor &ink) const;
    void paintTitle(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const Geometry &geometry, const QColor &ink, const QColor &dim) const;
    void paintPills(QPainter *painter, const QStyleOptionViewItem &option, const Geometry &geometry,
                    bool selected) const;
    void paintFacts(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const QRect &rect,
                    const QColor &dim) const;

    QPersistentModelIndex m_dropTarget;
};

/// The word beside a version: "major", "minor", …
[[nodiscard]] QString markWord(VersionHistoryModel::Mark mark);

} // namespace pulse::ui
