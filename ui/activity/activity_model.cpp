// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/activity/activity_model.h"

#include "pulse/ui/activity/activity_text.h"
#include "pulse/ui/common/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::ui {

ActivityModel::ActivityModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void ActivityModel::setLog(ActivityLog *log)
{
    if (m_log == log && (log || m_rows.empty()))
        return;
    if (m_log)
        disconnect(m_log, nullptr, this, nullptr);
    beginResetModel();
    m_log = log;
    m_rows.clear();
    if (log)
        m_rows.assign(log->activities().begin(), log->activities().end());
    endResetModel();
    if (log)
        follow(log);
}

void ActivityModel::follow(ActivityLog *log)
{
    const auto rowOf = [this](quint64 id) {
        return static_cast<int>(std::ranges::find(m_rows, id, &Activity::id) - m_rows.begin());
    };
    connect(log, &ActivityLog::added, this, [this, log](quint64 id) {
        const Activity *activity = log->find(id);
        beginInsertRows({}, 0, 0);
        m_rows.insert(m_rows.begin(), *activity);
        endInsertRows();
    });
    connect(log, &ActivityLog::changed, this, [this, log, rowOf](quint64 id) {
        const int row = rowOf(id);
        if (row == rowCount())
            return;
        m_rows[static_cast<std::size_t>(row)] = *log->find(id);
        emit dataChanged(index(row), index(row));
    });
    connect(log, &ActivityLog::dropped, this, [this, rowOf](quint64 id) {
        const int row = rowOf(id);
        if (row == rowCount())
            return;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    });
    connect(log, &QObject::destroyed, this, [this] { setLog(nullptr); });
}

void ActivityModel::turn(const QModelIndex &index)
{
    if (!m_log || !index.isValid())
        return;
    const Activity &activity = m_rows[static_cast<std::size_t>(index.row())];
    if (activity.canUndo())
        m_log->undo(activity.id);
    else if (activity.canRedo())
        m_log->redo(activity.id);
}

QString ActivityModel::factOf(const Activity &activity)
{
    const QString when = relativeTime(activity.at);
    if (activity.state == Activity::State::Changing)
        return when + u" · "_s + tr("Working…");
    if (!activity.problem.isEmpty())
        return when + u" · "_s + activity.problem;
    if (!activity.isReversible)
        return when + u" · "_s + tr("Cannot be undone");
    return activity.state == Activity::State::Undone ? when + u" · "_s + tr("Undone") : when;
}

QString ActivityModel::actionOf(const Activity &activity)
{
    return activity.canUndo() ? tr("Undo") : activity.canRedo() ? tr("Redo") : QString();
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Activity &activity = m_rows[static_cast<std::size_t>(index.row())];
    const auto sentence = [&activity] { return describeActivity(activity); };
    switch (role) {
    case Qt::DisplayRole:
        return sentence();
    case Qt::ToolTipRole:
        return activity.problem.isEmpty() ? sentence() + u'\n' + exactTime(activity.at)
                                          : sentence() + u'\n' + exactTime(activity.at) + u'\n' + activity.problem;
    case Qt::AccessibleTextRole: {
        const QString action = actionOf(activity);
        const QString text = sentence() + u", "_s + factOf(activity);
        return action.isEmpty() ? text : text + u", "_s + tr("Enter: %1").arg(action);
    }
    case IdRole:
        return activity.id;
    case FactRole:
        return factOf(activity);
    case ActionRole:
        return actionOf(activity);
    case DimmedRole:
        return activity.state == Activity::State::Undone;
    default:
        return {};
    }
}

} // namespace pulse::ui
