// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QAbstractItemModel>
#include <array>

namespace pulse::ui {

/// What a check found, in groups by severity, the worst first; a group without findings is not there.
class FindingsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { What, Where, Todo, ColumnCount };

    using QAbstractItemModel::QAbstractItemModel;

    void setFindings(std::vector<Finding> findings);
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    /// Null for a group's row.
    [[nodiscard]] const Finding *finding(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group
    {
        Finding::Severity severity;
        std::vector<std::size_t> members; ///< into m_findings
    };
    [[nodiscard]] QVariant groupData(const Group &group, int column, int role) const;

    std::vector<Finding> m_findings;
    std::vector<Group> m_groups;
};

} // namespace pulse::ui
