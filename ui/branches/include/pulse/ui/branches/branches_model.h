// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/branches/library_branches.h"

#include <QAbstractTableModel>

namespace pulse::ui {

/// The branches of a library, a row each, with how they stand to where they are sent.
class BranchesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Upstream, Changed, ColumnCount };

    explicit BranchesModel(LibraryBranches *branches, QObject *parent = nullptr);

    [[nodiscard]] const LibraryBranches::Branch *branch(const QModelIndex &index) const; ///< null for no row
    [[nodiscard]] int rowOf(const QString &name) const;                                  ///< -1 when it is not there

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<LibraryBranches::Branch> m_shown;
};

} // namespace pulse::ui
