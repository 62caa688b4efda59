// SPDX-License-Identifier: Apache-2.0
// Removing, restoring and renaming in a tree.
#include "failures.h"
#include "layout.h"
#include "pulse/base/clock.h"
#include "tree_changes.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

Result<QString> TreeChanges::remove(const Name &name, const std::optional<Version> &version)
{
    auto found = prompt(name);
    if (!found)
        return failure(found);
    if (version) {
        if (found->contents.version(*version) == nullptr)
            return noSuchVersion(m_operation, {name, *version});
        for (const auto &[label, target] : found->labels) {
            if (target == *version)
                return failure(ErrorCode::Conflict, m_operation, VersionKey{name, target}.toString(),
                               u"The label “%1” points at version %2 of “%3”. Move or remove the label first."_s.arg(
                                   label.toString(), target.toString(), name.toString()));
        }
    }
    const QString id = QString::fromLatin1(m_rules.randomName());
    TrashRecord record{.entry = {.id = id,
                                 .name = name,
                                 .versions = version ? std::vector{*version} : found->contents.versionList(),
                                 .wholePrompt = !version,
                                 .removedAt = m_rules.clock->now(),
                                 .removedBy = m_rules.author.now()},
                       .labels = version ? LabelMap() : found->labels};
    const QByteArray place = layout::trash + '/' + id.toLatin1();
    const auto entry = m_tree.make(place);
    const auto kept = entry ? m_tree.make(place + '/' + layout::trashedPrompt) : entry;
    if (!kept)
        return failure(kept);
    const QByteArray json = encodeTrashRecord(record);
    m_tree.putBlob(**entry, layout::recordFile, m_rules.isSealed ? sealed(json) : json);
    if (version) {
        const QByteArray leaf = layout::fileName(*version);
        (*kept)->put(leaf, std::move(*found->folder->find(leaf)));
        found->folder->erase(leaf);
        if (auto pointed = pointLatest(*found->folder); !pointed)
            return failure(std::move(pointed));
    } else {
        for (auto &[leaf, file] : take(*found))
            (*kept)->put(leaf, std::move(file));
    }
    m_tree.prune(layout::pathOf(name));
    return id;
}

Result<TreeEdit::Folder *> TreeChanges::trashEntry(const QString &id)
{
    const bool isName = !id.isEmpty() && id.size() <= 200 && std::ranges::all_of(id, [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
    });
    if (!isName)
        return notInTrash(m_operation, id);
    const auto folder = m_tree.open(layout::trash + '/' + id.toLatin1());
    if (folder && *folder == nullptr)
        return notInTrash(m_operation, id);
    return folder;
}

Result<void> TreeChanges::renameVersion(TreeEdit::Folder &prompt, const VersionKey &from, const Name &to)
{
    const auto files = filesOf(prompt, from);
    if (!files)
        return failure(files);
    auto known = files->facts();
    if (!known)
        return failure(known);
    if (!known->isStored)
        return {};
    if (auto content = files->contentId(); !content)
        return failure(content);
    known->metadata.name = to;
    TreeEdit::Folder *folder = *m_tree.child(prompt, layout::fileName(from.version));
    const QByteArray json = encodeMetadata(known->metadata);
    m_tree.putBlob(*folder, layout::metadataFile,
                   m_rules.isSealed || known->seal != Seal::Absent ? sealed(json) : json);
    return {};
}

Result<TrashRecord> TreeChanges::recordOf(TreeEdit::Folder &entry, const QString &id)
{
    const TreeEdit::Entry *file = entry.find(layout::recordFile);
    const auto json = file != nullptr && file->mode == fileMode
                          ? blobs().readSmall(file->id, layout::largestFacts, callOn(id))
                          : Result<QByteArray>(QByteArray());
    if (!json)
        return failure(json);
    auto record = decodeTrashRecord(*json, id);
    if (!record)
        return callOn(id).fails(std::move(record).error());
    return record;
}

Result<Name> TreeChanges::restore(const QString &id, const std::optional<Name> &as)
{
    const auto entry = trashEntry(id);
    if (!entry)
        return failure(entry);
    const auto record = recordOf(**entry, id);
    if (!record)
        return failure(record);
    const Name name = as.value_or(record->entry.name);
    const auto kept = m_tree.child(**entry, layout::trashedPrompt);
    if (!kept)
        return failure(kept);
    if (*kept == nullptr)
        return callOn(id).fails(ErrorCode::Corrupt,
                                u"The files of “%1” are not in the trash any more. Restore them from the history "
                                "(git log -- trash)."_s.arg(name.toString()));
    if (auto free = checkCase(name); !free)
        return failure(std::move(free));
    const auto missing = missingAt(name, **kept, record->entry.name);
    if (!missing)
        return failure(missing);
    if (auto back = putBack(name, **kept, *record, *missing); !back)
        return failure(std::move(back));
    if (auto gone = purge(id); !gone)
        return failure(std::move(gone));
    return name;
}

// Which of the trashed versions the prompt lacks; refused where it has another of the same number.
Result<std::vector<Version>> TreeChanges::missingAt(const Name &name, TreeEdit::Folder &kept, const Name &keptAs)
{
    const auto existing = m_tree.open(layout::pathOf(name));
    if (!existing)
        return failure(existing);
    const PromptFolder contents = PromptFolder::of(kept.list());
    std::vector<Version> missing;
    for (const auto &[version, tree] : contents.versions) {
        if (*existing == nullptr || (*existing)->find(layout::fileName(version)) == nullptr) {
            missing.push_back(version);
            continue;
        }
        const auto there = filesOf(**existing, {name, version});
        const auto here = there ? filesOf(kept, {keptAs, version}) : there;
        if (!here)
            return failure(here);
        const auto left = there->facts();
        const auto right = here->facts();
        if (!left || !right)
            return failure(left ? right : left);
        if (left->metadata.checksum != right->metadata.checksum)
            return versionTaken(m_operation, {name, version});
    }
    return missing;
}

Result<void> TreeChanges::putBack(const Name &name, TreeEdit::Folder &kept, const TrashRecord &record,
                                  const std::vector<Version> &missing)
{
    const auto target = m_tree.make(layout::pathOf(name));
    if (!target)
        return failure(target);
    for (const Version &version : missing) {
        if (name != record.entry.name) {
            if (auto renamed = renameVersion(kept, {record.entry.name, version}, name); !renamed)
                return renamed;
        }
        const QByteArray leaf = layout::fileName(version);
        (*target)->put(leaf, std::move(*kept.find(leaf)));
        kept.erase(leaf);
    }
    for (const auto &[label, version] : record.labels) {
        const QByteArray leaf = layout::fileName(label);
        if ((*target)->find(leaf) == nullptr && (*target)->find(layout::fileName(version)) != nullptr)
            m_tree.putBlob(**target, leaf, layout::fileName(version), linkMode);
    }
    return pointLatest(**target);
}

Result<void> TreeChanges::purge(const QString &id)
{
    if (const auto entry = trashEntry(id); !entry)
        return failure(entry);
    const auto trash = m_tree.open(layout::trash);
    if (!trash)
        return failure(trash);
    (*trash)->erase(id.toLatin1());
    m_tree.prune(layout::trash);
    return {};
}

Result<void> TreeChanges::rename(const Name &from, const Name &to)
{
    if (from == to)
        return failure(ErrorCode::Invalid, m_operation, from.toString(),
                       u"“%1” has that name already. Choose another one."_s.arg(from.toString()));
    auto found = prompt(from);
    if (!found)
        return failure(found);
    const auto there = m_tree.open(layout::pathOf(to));
    if (!there)
        return failure(there);
    if (*there != nullptr && PromptFolder::of((*there)->list()).isPrompt())
        return failure(ErrorCode::AlreadyExists, m_operation, to.toString(),
                       u"There is already a prompt called “%1”. Choose another name."_s.arg(to.toString()));
    // The metadata first: where one cannot be read nothing has been moved. It is only in memory.
    std::vector<std::pair<TreeEdit::Folder *, TreeEdit::Entry>> before;
    const auto takeBack = [&] {
        for (auto &[folder, entry] : before)
            folder->put(layout::metadataFile, std::move(entry));
    };
    for (const Version &version : found->contents.versionList()) {
        const auto folder = m_tree.child(*found->folder, layout::fileName(version));
        if (!folder) {
            takeBack();
            return failure(folder);
        }
        if (const TreeEdit::Entry *entry = (*folder)->find(layout::metadataFile))
            before.emplace_back(*folder, TreeEdit::Entry{entry->mode, entry->id, nullptr});
        if (auto renamed = renameVersion(*found->folder, {from, version}, to); !renamed) {
            takeBack();
            return renamed;
        }
    }
    // Taken out first, so that a change of nothing but case does not collide with itself.
    auto files = take(*found);
    m_tree.prune(layout::pathOf(from));
    auto free = checkCase(to);
    const auto target = m_tree.make(layout::pathOf(free ? to : from));
    if (!target)
        return failure(target);
    for (auto &[name, entry] : files)
        (*target)->put(name, std::move(entry));
    if (!free)
        takeBack();
    return free;
}

} // namespace pulse::git
