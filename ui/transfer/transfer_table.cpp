// SPDX-License-Identifier: Apache-2.0
#include "transfer_table.h"

#include "pulse/ui/common/format.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QPalette>
#include <QPointer>
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

TransferTable::TransferTable(QStringList headings, QObject *parent)
    : QAbstractTableModel(parent)
    , m_headings(std::move(headings))
{}

void TransferTable::setLines(std::vector<Line> lines)
{
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

int TransferTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int TransferTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant TransferTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return line.cells.value(index.column());
    case Qt::ToolTipRole:
        return line.toolTip.toHtmlEscaped();
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

QVariant TransferTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(m_headings.value(section)) : QVariant();
}

QTableView *makeTransferView(TransferTable *table, const QString &name, int stretched)
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

ProgressSink progressFor(QObject *context, std::function<void(qint64, qint64)> show)
{
    // Called on a worker, which may outlive the context: the program carries the message, and looks whether it is
    // there.
    return [context = QPointer(context), show = std::move(show),
            last = std::make_shared<QElapsedTimer>()](const Progress &progress) {
        if (last->isValid() && last->elapsed() < 50 && progress.done < progress.total)
            return;
        last->start();
        QMetaObject::invokeMethod(
            qApp,
            [context, show, done = progress.done, total = progress.total] {
                if (context)
                    show(done, total);
            },
            Qt::QueuedConnection);
    };
}

} // namespace pulse::ui
