// SPDX-License-Identifier: Apache-2.0
#include "snapshot_table.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QApplication>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

QString snapshotTime(const SnapshotInfo &snapshot)
{
    return QLocale().toString(snapshot.takenAt.toLocalTime(), QLocale::ShortFormat);
}

void SnapshotTable::setSnapshots(std::vector<SnapshotInfo> snapshots, const QString &libraryId)
{
    beginResetModel();
    m_libraryId = libraryId;
    m_snapshots = std::move(snapshots);
    endResetModel();
}

const SnapshotInfo *SnapshotTable::snapshot(const QModelIndex &index) const
{
    return index.isValid() ? &m_snapshots[static_cast<std::size_t>(index.row())] : nullptr;
}

int SnapshotTable::rowOf(const QString &id) const
{
    const auto at = std::ranges::find(m_snapshots, id, &SnapshotInfo::id);
    return at == m_snapshots.end() ? -1 : static_cast<int>(at - m_snapshots.begin());
}

int SnapshotTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_snapshots.size());
}

int SnapshotTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SnapshotTable::text(const SnapshotInfo &snapshot, int column) const
{
    const QLocale locale;
    if (column == When)
        return snapshotTime(snapshot);
    if (!snapshot.problem.isEmpty())
        return column == Note ? snapshot.problem : QString();
    switch (column) {
    case Prompts:
        return locale.toString(snapshot.prompts);
    case Versions:
        return locale.toString(snapshot.versions);
    case Size:
        return fileSize(snapshot.bytes);
    case Added:
        return fileSize(snapshot.addedBytes);
    default:
        break;
    }
    QStringList notes;
    if (snapshot.libraryId != m_libraryId)
        notes.append(tr("of another library: %1").arg(snapshot.libraryUrl.toDisplayString(QUrl::PreferLocalFile)));
    if (snapshot.isSafety)
        notes.append(tr("before a restore"));
    if (!snapshot.damaged.empty())
        notes.append(tr("damaged: %1").arg(locale.toString(static_cast<qint64>(snapshot.damaged.size()))));
    if (!snapshot.note.isEmpty())
        notes.append(snapshot.note);
    return notes.join(u" · "_s);
}

QVariant SnapshotTable::data(const QModelIndex &index, int role) const
{
    const SnapshotInfo *info = snapshot(index);
    if (!info)
        return {};
    const bool isNumber = index.column() > When && index.column() < Note;
    switch (role) {
    case Qt::DisplayRole:
        return text(*info, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        QStringList lines{exactTime(info->takenAt) + u" · "_s + relativeTime(info->takenAt),
                          tr("Backup %1").arg(info->id)};
        for (const BackupDamage &damage : info->damaged)
            lines.append(damage.subject + u": "_s + damage.message);
        return toolTipText(lines.mid(0, 12).join(u'\n'));
    }
    case Qt::AccessibleTextRole:
        return index.column() == When ? tr("Backup of %1, %2 prompts, %3 versions")
                                            .arg(exactTime(info->takenAt), QLocale().toString(info->prompts),
                                                 QLocale().toString(info->versions))
                                      : text(*info, index.column());
    case Qt::DecorationRole:
        if (index.column() != When)
            return {};
        return !info->problem.isEmpty() || !info->damaged.empty() ? icon("warning"_L1)
               : info->isSafety                                   ? icon("shield"_L1)
                                                                  : icon("save"_L1);
    case Qt::ForegroundRole:
        if (index.column() == Note && !info->problem.isEmpty())
            return negativeColor(QApplication::palette());
        return {};
    default:
        return {};
    }
}

QVariant SnapshotTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isNumber = section > When && section < Note;
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case Prompts:
        return tr("Prompts");
    case Versions:
        return tr("Versions");
    case Size:
        return tr("Size");
    case Added:
        return tr("Added");
    default:
        return tr("Remarks");
    }
}

} // namespace pulse::ui
