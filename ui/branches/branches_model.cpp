// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/branches/branches_model.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QFont>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString upstreamText(const LibraryBranches::Branch &branch)
{
    if (branch.upstream.isEmpty())
        return BranchesModel::tr("only here");
    const QLocale locale;
    QStringList parts{branch.upstream};
    if (branch.ahead > 0)
        parts.append(BranchesModel::tr("%1 to send").arg(locale.toString(branch.ahead)));
    if (branch.behind > 0)
        parts.append(BranchesModel::tr("%1 to receive").arg(locale.toString(branch.behind)));
    return parts.join(u" · "_s);
}

QString changeText(const LibraryBranches::Branch &branch)
{
    QStringList parts;
    if (!branch.lastMessage.isEmpty())
        parts.append(u'“' + branch.lastMessage + u'”');
    if (branch.lastChange.isValid())
        parts.append(relativeTime(branch.lastChange));
    if (!branch.lastAuthor.isEmpty())
        parts.append(branch.lastAuthor);
    return parts.join(u" · "_s);
}

} // namespace

BranchesModel::BranchesModel(LibraryBranches *branches, QObject *parent)
    : QAbstractTableModel(parent)
    , m_shown(branches->branches())
{
    connect(branches, &LibraryBranches::changed, this, [this, branches] {
        beginResetModel();
        m_shown = branches->branches();
        endResetModel();
    });
}

const LibraryBranches::Branch *BranchesModel::branch(const QModelIndex &index) const
{
    return index.isValid() ? &m_shown[static_cast<size_t>(index.row())] : nullptr;
}

int BranchesModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(m_shown, name, &LibraryBranches::Branch::name);
    return found == m_shown.end() ? -1 : static_cast<int>(found - m_shown.begin());
}

int BranchesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int BranchesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BranchesModel::data(const QModelIndex &index, int role) const
{
    const LibraryBranches::Branch *shown = branch(index);
    if (!shown)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name       ? shown->name
               : index.column() == Upstream ? upstreamText(*shown)
                                            : changeText(*shown);
    case Qt::DecorationRole:
        return index.column() == Name ? QVariant(icon(shown->current ? "check"_L1 : "branch"_L1)) : QVariant();
    case Qt::FontRole: {
        QFont font;
        font.setBold(shown->current && index.column() == Name);
        return font;
    }
    case Qt::ToolTipRole:
        return index.column() == Changed && shown->lastChange.isValid() ? exactTime(shown->lastChange)
                                                                        : data(index, Qt::DisplayRole);
    case Qt::AccessibleTextRole:
        if (index.column() != Name)
            return data(index, Qt::DisplayRole);
        return (shown->current ? tr("%1, current branch").arg(shown->name) : shown->name) + u", "_s +
               upstreamText(*shown) + u", "_s + changeText(*shown);
    default:
        return {};
    }
}

QVariant BranchesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Branch") : section == Upstream ? tr("Kept in step with") : tr("Last change");
}

} // namespace pulse::ui
