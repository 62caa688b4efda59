// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/conflicts/conflicts_model.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QCoreApplication>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

using Conflict = SyncStorage::Conflict;
using Kind = Conflict::Kind;

// Names the context of the texts below for the translators.
struct ConflictText
{
    Q_DECLARE_TR_FUNCTIONS(ConflictText)
};

QString versionText(const Conflict &conflict)
{
    return conflict.version ? conflict.version->toString() : QString();
}

bool precedes(const Conflict &a, const Conflict &b)
{
    const int order = QString::localeAwareCompare(a.name.toString(), b.name.toString());
    return order != 0 ? order < 0 : a.id < b.id;
}

QString choiceText(SyncStorage::Choice choice)
{
    switch (choice) {
    case SyncStorage::Choice::Here:
        return ConflictText::tr("mine");
    case SyncStorage::Choice::Home:
        return ConflictText::tr("theirs");
    case SyncStorage::Choice::Both:
        break;
    }
    return ConflictText::tr("both");
}

} // namespace

QString conflictSubject(const Conflict &conflict)
{
    switch (conflict.kind) {
    case Kind::Version:
        return ConflictText::tr("the text of %1").arg(versionText(conflict));
    case Kind::Metadata:
        return conflict.field == "description"_L1 ? ConflictText::tr("the description of %1").arg(versionText(conflict))
               : conflict.field == "tags"_L1      ? ConflictText::tr("the tags of %1").arg(versionText(conflict))
                                             : ConflictText::tr("%1 of %2").arg(conflict.field, versionText(conflict));
    case Kind::Label:
        return ConflictText::tr("label %1").arg(conflict.field);
    case Kind::Removal:
        break;
    }
    return conflict.version ? ConflictText::tr("removal of %1").arg(versionText(conflict))
                            : ConflictText::tr("removal of the prompt");
}

QString conflictStory(const Conflict &conflict)
{
    switch (conflict.kind) {
    case Kind::Version:
        return ConflictText::tr("Version %1 was published in both places, with different texts.")
            .arg(versionText(conflict));
    case Kind::Metadata:
        return ConflictText::tr("In both places %1 was changed, to something different.")
            .arg(conflictSubject(conflict));
    case Kind::Label:
        return ConflictText::tr("The label “%1” was moved in both places, to different versions.").arg(conflict.field);
    case Kind::Removal:
        break;
    }
    return conflict.here.value.isEmpty() ? ConflictText::tr("You removed what was changed in the other place.")
                                         : ConflictText::tr("What you changed was removed in the other place.");
}

void ConflictsModel::setConflicts(std::vector<Conflict> conflicts)
{
    std::ranges::sort(conflicts, precedes);
    // Rows that are gone leave one by one, and new ones come the same way: a selection stays where it is.
    for (int row = rowCount() - 1; row >= 0; --row) {
        const QString id = m_conflicts[static_cast<size_t>(row)].id;
        if (std::ranges::contains(conflicts, id, &Conflict::id))
            continue;
        beginRemoveRows({}, row, row);
        m_conflicts.erase(m_conflicts.begin() + row);
        m_choices.erase(id);
        endRemoveRows();
    }
    for (Conflict &next : conflicts) {
        if (const int row = rowOf(next.id); row >= 0) {
            m_conflicts[static_cast<size_t>(row)] = std::move(next);
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
            continue;
        }
        const auto place = std::ranges::lower_bound(m_conflicts, next, precedes);
        const auto row = static_cast<int>(place - m_conflicts.begin());
        beginInsertRows({}, row, row);
        m_conflicts.insert(place, std::move(next));
        endInsertRows();
    }
}

const Conflict *ConflictsModel::conflict(const QModelIndex &index) const
{
    return index.isValid() ? &m_conflicts[static_cast<size_t>(index.row())] : nullptr;
}

int ConflictsModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(m_conflicts, id, &Conflict::id);
    return found == m_conflicts.end() ? -1 : static_cast<int>(found - m_conflicts.begin());
}

void ConflictsModel::setChoice(const QString &id, std::optional<Choice> choice)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    if (choice)
        m_choices[id] = *choice;
    else
        m_choices.erase(id);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

std::optional<ConflictsModel::Choice> ConflictsModel::choice(const QString &id) const
{
    const auto found = m_choices.find(id);
    return found == m_choices.end() ? std::nullopt : std::optional(found->second);
}

bool ConflictsModel::isAllChosen() const
{
    return m_choices.size() == m_conflicts.size();
}

int ConflictsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_conflicts.size());
}

int ConflictsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConflictsModel::data(const QModelIndex &index, int role) const
{
    const Conflict *shown = conflict(index);
    if (!shown)
        return {};
    const auto chosen = choice(shown->id);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Prompt ? shown->name.toString()
               : index.column() == What ? conflictSubject(*shown)
               : chosen                 ? choiceText(*chosen)
                                        : QString();
    case Qt::DecorationRole:
        return index.column() == Prompt ? QVariant(icon(chosen ? "check"_L1 : "conflict"_L1)) : QVariant();
    case Qt::ToolTipRole:
        return toolTipText(conflictStory(*shown));
    case Qt::AccessibleTextRole: {
        const QString text = shown->name.toString() + u", "_s + conflictSubject(*shown);
        return index.column() != Prompt ? data(index, Qt::DisplayRole)
               : chosen                 ? text + u", "_s + ConflictText::tr("chosen: %1").arg(choiceText(*chosen))
                                        : text;
    }
    default:
        return {};
    }
}

QVariant ConflictsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Prompt ? tr("Prompt") : section == What ? tr("What") : tr("Chosen");
}

} // namespace pulse::ui
