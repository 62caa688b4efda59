// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_types.h"

#include <QAbstractTableModel>

namespace pulse::ui {

/// The backups of a library, newest first.
class SnapshotTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, Prompts, Versions, Size, Added, Note, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Those that are not of the library with this id say so.
    void setSnapshots(std::vector<SnapshotInfo> snapshots, const QString &libraryId);
    [[nodiscard]] const SnapshotInfo *snapshot(const QModelIndex &index) const;
    [[nodiscard]] int rowOf(const QString &id) const; ///< -1 when it is not there

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const SnapshotInfo &snapshot, int column) const;

    QString m_libraryId;
    std::vector<SnapshotInfo> m_snapshots;
};

/// "today 14:32"-like for lists: relative, with the clock's time where that helps to tell backups apart.
[[nodiscard]] QString snapshotTime(const SnapshotInfo &snapshot);

} // namespace pulse::ui
