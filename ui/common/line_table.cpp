// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/line_table.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/tool_tip.h"

#include <QApplication>
#include <QHeaderView>
#include <QPalette>
#include <QStyledItemDelegate>
#include <QTableView>

namespace pulse::ui {

namespace {

/// Sentences lose their end where there is no room, paths their middle.
class SentenceDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideRight;
    }
};

} // namespace

LineTable::LineTable(QStringList headings, QObject *parent)
    : QAbstractTableModel(parent)
    , m_headings(std::move(headings))
{}

void LineTable::setLines(std::vector<Line> lines)
{
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

int LineTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LineTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant LineTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return line.cells.value(index.column());
    case Qt::ToolTipRole:
        return toolTipText(line.toolTip);
    case Qt::TextAlignmentRole:
        return line.number == index.column() ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ForegroundRole:
        if (line.isProblem && index.column() == columnCount() - 1)
            return negativeColor(QApplication::palette());
        if (line.isQuiet)
            return factColor(QApplication::palette());
        return {};
    default:
        return {};
    }
}

QVariant LineTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool hasNumbers = std::ranges::any_of(m_lines, [&](const Line &line) { return line.number == section; });
        return QVariant((hasNumbers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? QVariant(m_headings.value(section)) : QVariant();
}

QTableView *makeLineView(LineTable *table, const QString &name, int stretched)
{
    auto *view = new QTableView;
    view->setModel(table);
    view->setAccessibleName(name);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setTextElideMode(Qt::ElideMiddle);
    view->setItemDelegateForColumn(stretched, new SentenceDelegate(view));
    view->setTabKeyNavigation(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 2 * gridUnit);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return view;
}

} // namespace pulse::ui
