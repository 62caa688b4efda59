// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/profiles_model.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"
#include "pulse/ui/libraries/library_place.h"

#include <QDir>
#include <QFont>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString placeText(const LibraryProfile &profile)
{
    return profile.url.isLocalFile() ? QDir::toNativeSeparators(profile.url.toLocalFile()) : profile.url.toString();
}

} // namespace

ProfilesModel::ProfilesModel(LibraryBook *book, QObject *parent)
    : QAbstractTableModel(parent)
    , m_book(book)
    , m_shown(book->contents())
{
    connect(book, &LibraryBook::changed, this, [this] {
        beginResetModel();
        m_shown = m_book->contents();
        endResetModel();
    });
}

QString ProfilesModel::nameAt(const QModelIndex &index) const
{
    return index.isValid() ? m_shown.profiles[static_cast<size_t>(index.row())].name : QString();
}

int ProfilesModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(m_shown.profiles, name, &Profiles::Entry::name);
    return found == m_shown.profiles.end() ? -1 : static_cast<int>(found - m_shown.profiles.begin());
}

QString ProfilesModel::problemAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Profiles::Entry &entry = m_shown.profiles[static_cast<size_t>(index.row())];
    return entry.profile ? QString() : entry.profile.error().message();
}

int ProfilesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.profiles.size());
}

int ProfilesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProfilesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Profiles::Entry &entry = m_shown.profiles[static_cast<size_t>(index.row())];
    const LibraryProfile *profile = entry.profile ? &*entry.profile : nullptr;
    const bool isDefault = profile && m_book->isDefault(*profile);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Place)
            return profile ? placeText(*profile) : problemAt(index);
        return isDefault ? tr("%1 (default)").arg(entry.name) : entry.name;
    case Qt::DecorationRole:
        if (index.column() == Name)
            return icon(profile ? placeKindInfo(placeKindOf(profile->url)).icon : "warning"_L1);
        return {};
    case Qt::FontRole: {
        QFont font;
        font.setBold(isDefault && index.column() == Name);
        return font;
    }
    case Qt::ToolTipRole:
        return toolTipText(profile ? placeText(*profile) : problemAt(index));
    case Qt::AccessibleTextRole:
        return index.column() == Place ? data(index, Qt::DisplayRole)
                                       : data(index, Qt::DisplayRole).toString() + u", "_s +
                                             (profile ? placeText(*profile) : problemAt(index));
    default:
        return {};
    }
}

QVariant ProfilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : tr("Where it is kept");
}

} // namespace pulse::ui
