// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/models/prompt_tree_model.h"

#include <QStyledItemDelegate>

namespace pulse::ui {

/// Draws a row of the tree: icon, name with the letters that the filter matched, and, dim at the right, the latest
/// version, a dot for a draft, a mark where the
/// library's home holds something else, a count. Renames in place.
class TreeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TreeDelegate(QObject *parent = nullptr);

    void setMatchWords(const QStringList &words) { m_words = words; }
    /// The row into which something dragged would fall.
    void setDropTarget(const QPersistentModelIndex &index) { m_dropTarget = index; }
    [[nodiscard]] const QPersistentModelIndex &dropTarget() const { return m_dropTarget; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

signals:
    /// The person wrote another last part of the name; it follows the rules.
    void renameRequested(const QModelIndex &index, const QString &leaf) const;

private:
    [[nodiscard]] int paintFacts(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                 const QColor &dim) const;
    [[nodiscard]] int paintMark(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                int right, const QColor &dim) const;
    void paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const QRect &rect,
                   const QColor &ink, const QColor &dim) const;

    QStringList m_words;
    QPersistentModelIndex m_dropTarget;
};

} // namespace pulse::ui
