// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace pulse::ui {

/// A row of found things: icon, a title whose matched letters stand out, and a dimmed fact at the right.
class MatchDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role {
        PositionsRole = Qt::UserRole + 1, ///< QList<int>: the matched letters of the title
        FactRole                          ///< QString at the right
    };
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace pulse::ui
