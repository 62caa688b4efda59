// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/models/version_history_model.h"

#include "pulse/ui/common/format.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse::ui {

VersionHistoryModel::VersionHistoryModel(QObject *parent, std::shared_ptr<const Clock> clock)
    : QAbstractListModel(parent)
    , m_clock(std::move(clock))
{}

VersionHistoryModel::~VersionHistoryModel() = default;

void VersionHistoryModel::setHistory(const History &history)
{
    if (!m_history || m_history->name != history.name) {
        beginResetModel();
        m_history = history;
        m_marked.clear();
        endResetModel();
        return;
    }
    replaceEntries(history.entries);
    m_history->labels = history.labels;
    m_history->latest = history.latest;
    std::erase_if(m_marked, [this](const Version &version) { return !indexOf(version).isValid(); });
    touchAll({});
}

void VersionHistoryModel::clear()
{
    if (!m_history && !m_draft)
        return;
    beginResetModel();
    m_history.reset();
    m_draft.reset();
    m_current.reset();
    m_marked.clear();
    endResetModel();
}

void VersionHistoryModel::setDraft(const std::optional<QDateTime> &savedAt)
{
    if (m_draft.has_value() == savedAt.has_value()) {
        m_draft = savedAt;
        if (m_draft)
            emit dataChanged(index(0), index(0), {DateRole, AgeRole, Qt::DisplayRole, Qt::AccessibleTextRole});
        return;
    }
    if (savedAt) {
        beginInsertRows({}, 0, 0);
        m_draft = savedAt;
        endInsertRows();
    } else {
        beginRemoveRows({}, 0, 0);
        m_draft.reset();
        endRemoveRows();
    }
}

void VersionHistoryModel::setCurrent(const std::optional<Version> &version)
{
    if (m_current == version)
        return;
    m_current = version;
    touchAll({CurrentRole});
}

bool VersionHistoryModel::isDraft(const QModelIndex &index) const
{
    return index.isValid() && m_draft && index.row() == 0;
}

const HistoryEntry *VersionHistoryModel::entry(const QModelIndex &index) const
{
    const int row = index.row() - draftRows();
    if (!index.isValid() || !m_history || row < 0 || row >= static_cast<int>(m_history->entries.size()))
        return nullptr;
    return &m_history->entries[static_cast<size_t>(row)];
}

QModelIndex VersionHistoryModel::indexOf(const Version &version) const
{
    if (!m_history)
        return {};
    const auto &entries = m_history->entries;
    const auto found = std::ranges::find(entries, version, &HistoryEntry::version);
    return found == entries.end() ? QModelIndex() : index(static_cast<int>(found - entries.begin()) + draftRows());
}

void VersionHistoryModel::toggleMarked(const Version &version)
{
    if (std::erase(m_marked, version) == 0) {
        if (m_marked.size() == 2)
            m_marked.erase(m_marked.begin());
        m_marked.push_back(version);
    }
    touchAll({MarkedRole});
}

void VersionHistoryModel::clearMarked()
{
    if (m_marked.empty())
        return;
    m_marked.clear();
    touchAll({MarkedRole});
}

std::chrono::milliseconds VersionHistoryModel::tellAges()
{
    const QDateTime now = m_clock->now();
    std::chrono::milliseconds lasts(0);
    const auto note = [&](const QDateTime &time) {
        const auto one = relativeTimeLasts(time, now);
        if (one.count() > 0)
            lasts = lasts.count() > 0 ? std::min(lasts, one) : one;
    };
    if (m_draft)
        note(*m_draft);
    if (m_history) {
        for (const HistoryEntry &entry : m_history->entries)
            note(entry.metadata ? entry.metadata->createdAt : QDateTime());
    }
    touchAll({AgeRole, Qt::AccessibleTextRole});
    return lasts;
}

int VersionHistoryModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return draftRows() + (m_history ? static_cast<int>(m_history->entries.size()) : 0);
}

QVariant VersionHistoryModel::data(const QModelIndex &index, int role) const
{
    if (isDraft(index)) {
        switch (role) {
        case Qt::DisplayRole:
            return tr("draft");
        case Qt::AccessibleTextRole:
            return tr("Draft, not published, changed %1").arg(relativeTime(*m_draft, m_clock->now()));
        case Qt::ToolTipRole:
            return tr("Your unpublished changes, saved %1").arg(exactTime(*m_draft));
        case MarkRole:
            return static_cast<int>(Mark::Draft);
        case DateRole:
            return *m_draft;
        case AgeRole:
            return relativeTime(*m_draft, m_clock->now());
        case SizeRole:
            return qint64{-1};
        case CurrentRole:
            return !m_current.has_value();
        default:
            return {};
        }
    }
    const HistoryEntry *row = entry(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case VersionRole:
        return row->version.toString();
    case Qt::ToolTipRole:
        return toolTip(*row);
    case Qt::AccessibleTextRole:
        return describe(*row);
    case MarkRole:
        return static_cast<int>(markOf(*row));
    case LabelsRole: {
        QStringList names = row->isLatest ? QStringList{u"latest"_s} : QStringList{};
        for (const Label &label : row->labels)
            names.append(label.toString());
        return names;
    }
    case MessageRole:
        return row->metadata ? row->metadata->message.section(u'\n', 0, 0) : QString();
    case DateRole:
        return row->metadata ? row->metadata->createdAt : QDateTime();
    case AgeRole:
        return row->metadata ? relativeTime(row->metadata->createdAt, m_clock->now()) : QString();
    case SizeRole:
        return row->metadata ? row->metadata->size : qint64{-1};
    case DamageRole:
        return row->damage;
    case CurrentRole:
        return m_current == row->version;
    case MarkedRole:
        return std::ranges::contains(m_marked, row->version);
    default:
        return {};
    }
}

Qt::ItemFlags VersionHistoryModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (!isDraft(index))
        flags |= Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
    return flags;
}

VersionHistoryModel::Mark VersionHistoryModel::markOf(const HistoryEntry &entry) const
{
    if (!entry.damage.isEmpty())
        return Mark::Damaged;
    if (entry.version.isPrerelease())
        return Mark::Prerelease;
    if (!entry.bump)
        return Mark::First;
    switch (*entry.bump) {
    case Bump::Major:
        return Mark::Major;
    case Bump::Minor:
        return Mark::Minor;
    case Bump::Patch:
        return Mark::Patch;
    case Bump::Prerelease:
        return Mark::Prerelease;
    }
    return Mark::Patch;
}

QString VersionHistoryModel::describe(const HistoryEntry &entry) const
{
    QStringList parts{tr("Version %1").arg(entry.version.toString())};
    if (!entry.damage.isEmpty())
        parts.append(tr("damaged: %1").arg(entry.damage));
    parts.append(entry.bump ? bumpName(*entry.bump) : tr("first"));
    if (entry.isLatest)
        parts.append(tr("latest"));
    for (const Label &label : entry.labels)
        parts.append(tr("label %1").arg(label.toString()));
    if (entry.metadata) {
        if (!entry.metadata->message.isEmpty())
            parts.append(entry.metadata->message.section(u'\n', 0, 0));
        parts.append(relativeTime(entry.metadata->createdAt, m_clock->now()));
        parts.append(fileSize(entry.metadata->size));
    }
    return parts.join(u", "_s);
}

QString VersionHistoryModel::toolTip(const HistoryEntry &entry) const
{
    QStringList lines{u"<b>%1</b>"_s.arg(entry.version.toString().toHtmlEscaped())};
    if (!entry.damage.isEmpty())
        lines.append(entry.damage.toHtmlEscaped());
    if (const auto &metadata = entry.metadata) {
        if (!metadata->message.isEmpty())
            lines.append(metadata->message.left(1000).toHtmlEscaped().replace(u'\n', u"<br>"_s));
        const QString when = exactTime(metadata->createdAt);
        lines.append((metadata->author.isEmpty() ? when : tr("%1 by %2").arg(when, metadata->author)).toHtmlEscaped());
        lines.append(tr("%1, %2").arg(fileSize(metadata->size), metadata->checksum.toString().left(19) + u'…'));
    }
    return lines.join(u"<br>"_s);
}

void VersionHistoryModel::replaceEntries(std::vector<HistoryEntry> entries)
{
    QSet<QString> stays;
    for (const HistoryEntry &entry : entries)
        stays.insert(entry.version.toString());
    auto &current = m_history->entries;
    for (int row = static_cast<int>(current.size()) - 1; row >= 0; --row) {
        if (stays.contains(current[static_cast<size_t>(row)].version.toString()))
            continue;
        beginRemoveRows({}, row + draftRows(), row + draftRows());
        current.erase(current.begin() + row);
        endRemoveRows();
    }
    // Both lists are in descending order of version, so what is new slots in between.
    for (size_t row = 0; row < entries.size(); ++row) {
        if (row < current.size() && current[row].version == entries[row].version) {
            current[row] = std::move(entries[row]);
            continue;
        }
        const int at = static_cast<int>(row) + draftRows();
        beginInsertRows({}, at, at);
        current.insert(current.begin() + static_cast<qsizetype>(row), std::move(entries[row]));
        endInsertRows();
    }
}

void VersionHistoryModel::touchAll(const QList<int> &roles)
{
    if (const int rows = rowCount(); rows > 0)
        emit dataChanged(index(0), index(rows - 1), roles);
}

} // namespace pulse::ui
