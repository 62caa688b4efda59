// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/export.h"
#include "pulse/library/import.h"
#include "pulse/library/task.h"

#include <QAbstractTableModel>

class QTableView;

namespace pulse::ui {

/// The lines of a plan or a report. What a cell says beside its text: a fact (dim), or a problem.
class TransferTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Line
    {
        QStringList cells;
        QString toolTip;
        bool isProblem = false;
        bool isQuiet = false; ///< nothing will be done with it
    };

    TransferTable(QStringList headings, QObject *parent);

    void setLines(std::vector<Line> lines);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_headings;
    std::vector<Line> m_lines;
};

/// A table as both sheets show it.
[[nodiscard]] QTableView *makeTransferView(TransferTable *table, const QString &name, int stretched);

/// A sink for a worker that calls `show(done, total)` in the GUI thread while `context` lives, some times a second.
[[nodiscard]] ProgressSink progressFor(QObject *context, std::function<void(qint64 done, qint64 total)> show);

} // namespace pulse::ui
