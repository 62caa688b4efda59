// SPDX-License-Identifier: Apache-2.0
#include "tree_changes.h"

#include "failures.h"
#include "layout.h"
#include "pulse/base/clock.h"
#include "pulse/storage/label_precondition.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

QByteArray TreeChanges::storedForm(const LibraryRules &rules, const Metadata &metadata)
{
    const QByteArray json = encodeMetadata(metadata);
    return rules.isSealed ? sealed(json) : json;
}

Result<TreeChanges::Prompt> TreeChanges::prompt(const Name &name)
{
    const auto folder = m_tree.open(layout::pathOf(name));
    if (!folder)
        return failure(folder);
    if (*folder == nullptr)
        return noSuchPrompt(m_operation, name);
    Prompt result{*folder, PromptFolder::of((*folder)->list()), {}};
    if (result.contents.versions.empty())
        return noSuchPrompt(m_operation, name);
    auto labels = labelsOf(blobs(), result.contents, callOn(name.toString()));
    if (!labels)
        return failure(std::move(labels));
    result.labels = *std::move(labels);
    return result;
}

Result<void> TreeChanges::checkCase(const Name &name)
{
    const auto twin = m_tree.caseTwin(layout::prompts, name.toString().toUtf8());
    if (!twin)
        return failure(twin);
    return twin->isEmpty() ? Result<void>() : nameTakenByCase(m_operation, name, QString::fromUtf8(*twin));
}

Result<VersionFiles> TreeChanges::filesOf(TreeEdit::Folder &prompt, const VersionKey &key)
{
    const auto folder = m_tree.child(prompt, layout::fileName(key.version));
    if (!folder)
        return failure(folder);
    if (*folder == nullptr)
        return noSuchVersion(m_operation, key);
    return VersionFiles(blobs(), key, (*folder)->list(), m_snapshot.commit, m_operation);
}

Result<void> TreeChanges::pointLatest(TreeEdit::Folder &folder)
{
    const PromptFolder contents = PromptFolder::of(folder.list());
    const auto right = latestOf(contents.versionList());
    if (!right) {
        folder.erase(layout::latest);
        return {};
    }
    if (const TreeEdit::Entry *entry = folder.find(layout::latest);
        entry != nullptr && (entry->mode == linkMode || entry->mode == fileMode)) {
        const auto text = blobs().readSmall(entry->id, layout::longestPointer, m_tree.call());
        if (text && parsePointer(*text) == *right)
            return {};
    }
    m_tree.putBlob(folder, layout::latest, layout::fileName(*right), linkMode);
    return {};
}

Result<StoreReceipt> TreeChanges::publish(const NewVersion &version)
{
    const Metadata &metadata = version.metadata;
    const VersionKey key{metadata.name, metadata.version};
    if (const auto folder = m_tree.open(layout::pathOf(metadata.name)); folder && *folder != nullptr) {
        if ((*folder)->find(layout::fileName(metadata.version)) != nullptr) {
            const auto files = filesOf(**folder, key);
            if (!files)
                return failure(files);
            const auto known = files->facts();
            if (!known)
                return failure(known);
            if (known->metadata.checksum != metadata.checksum)
                return versionTaken(m_operation, key);
            if (known->metadata.size <= Storage::maxBufferedBytes) {
                if (const auto bytes = files->content(known->metadata); !bytes)
                    return failure(bytes);
            }
            return StoreReceipt{StoreReceipt::Outcome::Unchanged, known->metadata};
        }
    } else if (!folder) {
        return failure(folder);
    }
    if (auto free = checkCase(metadata.name); !free)
        return failure(std::move(free));
    const auto folder = m_tree.make(layout::pathOf(metadata.name));
    if (!folder)
        return failure(folder);
    auto files = std::make_unique<TreeEdit::Folder>();
    files->put(layout::contentFile, {fileMode, version.content, nullptr});
    files->put(layout::metadataFile, {fileMode, version.facts, nullptr});
    (*folder)->put(layout::fileName(metadata.version), {folderMode, {}, std::move(files)});
    if (auto pointed = pointLatest(**folder); !pointed)
        return failure(std::move(pointed));
    return StoreReceipt{StoreReceipt::Outcome::Created, metadata};
}

Result<Metadata> TreeChanges::patch(const VersionKey &key, const MetadataPatch &patch)
{
    const auto folder = m_tree.open(layout::pathOf(key.name));
    if (!folder)
        return failure(folder);
    if (*folder == nullptr)
        return noSuchVersion(m_operation, key);
    const auto files = filesOf(**folder, key);
    if (!files)
        return failure(files);
    const auto known = files->facts();
    if (!known)
        return failure(known);
    if (patch.isNoOpOn(known->metadata))
        return known->metadata;
    auto patched = patch.applyTo(known->metadata, m_rules.clock->now());
    if (!patched)
        return callOn(key.toString()).fails(std::move(patched).error());
    if (auto valid = validateMetadata(*patched); !valid)
        return callOn(key.toString()).fails(std::move(valid).error());
    auto result = decodeMetadata(encodeMetadata(*patched));
    if (!result)
        return callOn(key.toString()).fails(std::move(result).error());
    const QByteArray json = encodeMetadata(*result);
    TreeEdit::Folder *version = *m_tree.child(**folder, layout::fileName(key.version));
    const bool isSealed = m_rules.isSealed || known->seal != Seal::Absent;
    m_tree.putBlob(*version, layout::metadataFile, isSealed ? sealed(json) : json);
    return result;
}

Result<void> TreeChanges::setLabel(const Name &name, const Label &label, const Version &version,
                                   const LabelStorage::Precondition &precondition)
{
    const auto found = prompt(name);
    if (!found)
        return failure(found);
    if (found->contents.version(version) == nullptr)
        return noSuchVersion(m_operation, {name, version});
    const auto now = targetOf(found->labels, label);
    if (auto holds = checkPrecondition(precondition, name, label, now, m_operation); !holds)
        return holds;
    if (now != version)
        m_tree.putBlob(*found->folder, layout::fileName(label), layout::fileName(version), linkMode);
    return {};
}

Result<void> TreeChanges::removeLabel(const Name &name, const Label &label,
                                      const LabelStorage::Precondition &precondition)
{
    const auto found = prompt(name);
    if (!found)
        return failure(found);
    const auto now = targetOf(found->labels, label);
    if (auto holds = checkPrecondition(precondition, name, label, now, m_operation); !holds)
        return holds;
    if (!now)
        return failure(ErrorCode::NotFound, m_operation, name.toString(),
                       u"“%1” has no label “%2”."_s.arg(name.toString(), label.toString()));
    found->folder->erase(layout::fileName(label));
    return {};
}

std::vector<std::pair<QByteArray, TreeEdit::Entry>> TreeChanges::take(Prompt &prompt)
{
    std::vector<std::pair<QByteArray, TreeEdit::Entry>> taken;
    for (auto &[name, entry] : prompt.folder->entries) {
        const EntryKind kind = kindOf(name, entry.mode);
        if (kind == EntryKind::Version || kind == EntryKind::Latest || kind == EntryKind::Label)
            taken.emplace_back(name, std::move(entry));
    }
    for (const auto &[name, entry] : taken)
        prompt.folder->erase(name);
    return taken;
}

} // namespace pulse::git
