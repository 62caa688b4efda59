// SPDX-License-Identifier: Apache-2.0
// What the rows of the tree say.
#include "prompt_tree_nodes.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

QIcon sectionIcon(PromptTreeModel::Section section)
{
    switch (section) {
    case PromptTreeModel::Section::Favourites:
        return icon("star"_L1);
    case PromptTreeModel::Section::Recent:
        return icon("clock"_L1);
    case PromptTreeModel::Section::Prompts:
        return icon("library"_L1);
    case PromptTreeModel::Section::Tags:
        return icon("hash"_L1);
    case PromptTreeModel::Section::Trash:
        return icon("trash"_L1);
    }
    return {};
}

QString syncText(SyncStorage::State state)
{
    switch (state) {
    case SyncStorage::State::Local:
        return PromptTreeModel::tr("only on this computer so far");
    case SyncStorage::State::Pending:
        return PromptTreeModel::tr("changes wait to be sent");
    case SyncStorage::State::Conflict:
        return PromptTreeModel::tr("changed in both places");
    case SyncStorage::State::Synced:
        break;
    }
    return PromptTreeModel::tr("synchronised");
}

using Sync = std::optional<SyncStorage::State>;

QString toolTipOf(const CatalogueEntry &entry, bool hasDraft, Sync sync)
{
    QStringList lines{u"<b>%1</b>"_s.arg(entry.path.toHtmlEscaped())};
    if (!entry.damage.isEmpty())
        lines.append(entry.damage.toHtmlEscaped());
    if (!entry.description.isEmpty())
        lines.append(entry.description.toHtmlEscaped());
    if (entry.latest && entry.updatedAt.isValid())
        lines.append(PromptTreeModel::tr("Version %1, %2, %3")
                         .arg(entry.latest->toString(), exactTime(entry.updatedAt), fileSize(entry.size))
                         .toHtmlEscaped());
    if (entry.versionCount > 1)
        lines.append(PromptTreeModel::tr("%n versions", nullptr, entry.versionCount));
    if (!entry.labels.isEmpty())
        lines.append(PromptTreeModel::tr("Labels: %1").arg(entry.labels.join(u", "_s)).toHtmlEscaped());
    if (!entry.tags.isEmpty())
        lines.append(PromptTreeModel::tr("Tags: %1").arg(entry.tags.join(u", "_s)).toHtmlEscaped());
    if (hasDraft)
        lines.append(PromptTreeModel::tr("Has changes that are not published"));
    if (sync)
        lines.append(PromptTreeModel::tr("Synchronisation: %1").arg(syncText(*sync)));
    return lines.join(u"<br>"_s);
}

QString spoken(const QString &name, const CatalogueEntry *entry, bool isFolder, bool hasDraft, Sync sync)
{
    QStringList parts{name};
    if (!entry)
        return PromptTreeModel::tr("%1, folder").arg(name);
    parts.append(isFolder ? PromptTreeModel::tr("prompt and folder") : PromptTreeModel::tr("prompt"));
    if (!entry->damage.isEmpty())
        parts.append(PromptTreeModel::tr("damaged: %1").arg(entry->damage));
    if (entry->latest)
        parts.append(PromptTreeModel::tr("version %1").arg(entry->latest->toString()));
    if (hasDraft)
        parts.append(PromptTreeModel::tr("has a draft"));
    if (sync)
        parts.append(syncText(*sync));
    for (const QString &label : entry->labels)
        parts.append(PromptTreeModel::tr("label %1").arg(label));
    for (const QString &tag : entry->tags)
        parts.append(PromptTreeModel::tr("tag %1").arg(tag));
    return parts.join(u", "_s);
}

} // namespace

QVariant PromptTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = d->nodeOf(index);
    switch (role) {
    case KindRole:
        return static_cast<int>(node->kind);
    case SectionRole:
        return static_cast<int>(node->section);
    case PathRole:
        return node->path;
    case FolderRole:
        return node->isFolder;
    case Qt::DisplayRole:
    case Qt::EditRole:
        return node->name;
    case SyncRole:
        return d->syncRoleOf(node);
    default:
        break;
    }
    switch (node->kind) {
    case Kind::Section:
    case Kind::Tag:
        return d->sectionData(node, role);
    case Kind::Folder:
    case Kind::Prompt:
        return d->promptData(node, role);
    case Kind::Trashed:
        return d->trashData(node, role);
    }
    return {};
}

QVariant PromptTreeModel::Private::sectionData(const Node *node, int role) const
{
    const bool isTag = node->kind == Kind::Tag;
    switch (role) {
    case Qt::DecorationRole:
        return isTag ? icon("tag"_L1) : sectionIcon(node->section);
    case CountRole:
        if (isTag)
            return qint64{tagCounts.value(node->path)};
        return node->section == Section::Trash ? static_cast<qint64>(trash.size()) : qint64{-1};
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        if (isTag) {
            const QString tag = tr("%1, tag of %n prompts", nullptr, tagCounts.value(node->path)).arg(node->name);
            return role == Qt::ToolTipRole ? toolTipText(tag) : tag;
        }
        if (node->section == Section::Trash && node->kind == Kind::Section) {
            const QString rule = trashKeepDays == 0 ? tr("What is removed stays here until you delete it for good")
                                 : trashKeepDays == 1
                                     ? tr("Removed prompts are deleted for good after 1 day")
                                     : tr("Removed prompts are deleted for good after %1 days").arg(trashKeepDays);
            return role == Qt::AccessibleTextRole ? node->name + u", "_s + rule : toolTipText(rule);
        }
        return role == Qt::AccessibleTextRole ? QVariant(node->name) : QVariant();
    default:
        return {};
    }
}

std::optional<SyncStorage::State> PromptTreeModel::Private::syncStateOf(const QString &path) const
{
    return syncMarks ? std::optional(syncMarks->value(path, SyncStorage::State::Synced)) : std::nullopt;
}

int PromptTreeModel::Private::syncRoleOf(const Node *node) const
{
    const bool isPrompt = node->kind == Kind::Prompt && catalogue.find(node->path);
    return isPrompt && syncMarks ? static_cast<int>(*syncStateOf(node->path)) : -1;
}

QVariant PromptTreeModel::Private::promptData(const Node *node, int role) const
{
    const CatalogueEntry *entry = node->kind == Kind::Prompt ? catalogue.find(node->path) : nullptr;
    switch (role) {
    case VersionRole:
        return entry && entry->latest ? entry->latest->toString() : QString();
    case TagsRole:
        return entry ? entry->tags : QStringList();
    case LabelsRole:
        return entry ? entry->labels : QStringList();
    case DamageRole:
        return entry ? entry->damage : QString();
    case DraftRole:
        return entry && drafts.contains(node->path);
    case FavouriteRole:
        return entry && favourites.contains(node->path);
    case CountRole:
        return qint64{-1};
    case Qt::DecorationRole:
        if (entry && !entry->damage.isEmpty())
            return icon("prompt-damaged"_L1);
        return icon(node->isFolder || !entry ? "folder"_L1 : "prompt"_L1);
    case Qt::ToolTipRole:
        return entry ? toolTipOf(*entry, drafts.contains(node->path), syncStateOf(node->path))
                     : toolTipText(node->path);
    case Qt::AccessibleTextRole:
        return spoken(node->name, entry, node->isFolder, drafts.contains(node->path), syncStateOf(node->path));
    default:
        return {};
    }
}

QVariant PromptTreeModel::Private::trashData(const Node *node, int role) const
{
    const auto entry = std::ranges::find(trash, node->path, &TrashEntry::id);
    if (entry == trash.end())
        return {};
    const QString version =
        entry->wholePrompt || entry->versions.empty() ? QString() : entry->versions.front().toString();
    switch (role) {
    case VersionRole:
        return version;
    case CountRole:
        return qint64{-1};
    case DaysLeftRole: {
        const auto end = trashExpiryTime(*entry, trashKeepDays);
        return end ? std::max<qint64>(0, QDateTime::currentDateTimeUtc().daysTo(*end)) : qint64{-1};
    }
    case Qt::DecorationRole:
        return icon("prompt"_L1);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString what = version.isEmpty() ? node->name : tr("%1, version %2").arg(node->name, version);
        QString text = entry->removedBy.isEmpty()
                           ? tr("%1, removed %2").arg(what, exactTime(entry->removedAt))
                           : tr("%1, removed %2 by %3").arg(what, exactTime(entry->removedAt), entry->removedBy);
        if (const auto end = trashExpiryTime(*entry, trashKeepDays))
            text += u", "_s + tr("deleted for good after %1").arg(exactTime(*end));
        return role == Qt::ToolTipRole ? toolTipText(text) : text;
    }
    default:
        return {};
    }
}

} // namespace pulse::ui
