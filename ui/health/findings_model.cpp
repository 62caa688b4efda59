// SPDX-License-Identifier: Apache-2.0
#include "findings_model.h"

#include "finding_text.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QApplication>
#include <QFont>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// The internal id of a group's row; a finding's row has its group's number, counted from 1.
constexpr quintptr groupId = 0;

QIcon groupIcon(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Damage:
        return icon("error"_L1);
    case Finding::Severity::Warning:
        return icon("warning"_L1);
    case Finding::Severity::Notice:
        break;
    }
    return icon("info"_L1);
}

} // namespace

void FindingsModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    m_groups.clear();
    for (const auto severity : {Finding::Severity::Damage, Finding::Severity::Warning, Finding::Severity::Notice}) {
        Group group{severity, {}};
        for (std::size_t i = 0; i < m_findings.size(); ++i) {
            if (m_findings[i].severity == severity)
                group.members.push_back(i);
        }
        if (!group.members.empty())
            m_groups.push_back(std::move(group));
    }
    endResetModel();
}

const Finding *FindingsModel::finding(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == groupId)
        return nullptr;
    const Group &group = m_groups[index.internalId() - 1];
    return &m_findings[group.members[static_cast<std::size_t>(index.row())]];
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : groupId);
}

QModelIndex FindingsModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == groupId)
        return {};
    return createIndex(static_cast<int>(index.internalId() - 1), 0, groupId);
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != groupId || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].members.size());
}

int FindingsModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant FindingsModel::groupData(const Group &group, int column, int role) const
{
    if (column != What)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return groupName(group.severity) + u" ("_s + QLocale().toString(static_cast<qint64>(group.members.size())) +
               u')';
    case Qt::DecorationRole:
        return groupIcon(group.severity);
    case Qt::FontRole: {
        QFont font = QApplication::font();
        font.setWeight(QFont::DemiBold);
        return font;
    }
    default:
        return {};
    }
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Finding *found = finding(index);
    if (!found)
        return groupData(m_groups[static_cast<std::size_t>(index.row())], index.column(), role);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == What    ? titleOf(*found)
               : index.column() == Where ? placeOf(*found)
                                         : remedyText(remedyFor(*found));
    case Qt::ToolTipRole:
        return toolTipText(found->message);
    case Qt::AccessibleTextRole:
        return index.column() == What
                   ? titleOf(*found) + u", "_s + placeOf(*found) + u", "_s + remedyText(remedyFor(*found))
                   : data(index, Qt::DisplayRole);
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == What ? tr("What") : section == Where ? tr("Where") : tr("What to do");
}

} // namespace pulse::ui
