// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

class QTableView;

namespace pulse::ui {

/// The lines of a plan or a report. What a cell says beside its text: a fact (dim), or a problem.
class LineTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Line
    {
        QStringList cells;
        QString toolTip;
        bool isProblem = false;
        bool isQuiet = false; ///< nothing will be done with it
        int number = -1;      ///< the column of a number, which stands at the right; none below zero
    };

    LineTable(QStringList headings, QObject *parent);

    void setLines(std::vector<Line> lines);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_headings;
    std::vector<Line> m_lines;
};

/// A table as the sheets show it; the `stretched` column takes the room that is left.
[[nodiscard]] QTableView *makeLineView(LineTable *table, const QString &name, int stretched);

} // namespace pulse::ui
