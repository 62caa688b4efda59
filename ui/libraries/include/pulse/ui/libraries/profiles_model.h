// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/libraries/library_book.h"

#include <QAbstractTableModel>

namespace pulse::ui {

/// The libraries that have a name, a row each.
class ProfilesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Place, ColumnCount };

    explicit ProfilesModel(LibraryBook *book, QObject *parent = nullptr);

    [[nodiscard]] QString nameAt(const QModelIndex &index) const; ///< empty for no row
    [[nodiscard]] int rowOf(const QString &name) const;           ///< -1 when it is not there
    /// Why the profile of this row cannot be used; empty when it can.
    [[nodiscard]] QString problemAt(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    LibraryBook *m_book;
    LibraryBook::Contents m_shown;
};

} // namespace pulse::ui
