// SPDX-License-Identifier: Apache-2.0
// Batches: each is one commit. And the trash and renaming, which come alone and in numbers.
#include "changing.h"
#include "commit_message.h"
#include "failures.h"
#include "layout.h"
#include "parallel.h"
#include "pulse/storage/one_by_one.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

/// A version of a batch as it will be stored, or why it cannot be.
struct Prepared
{
    std::optional<Error> error;
    std::optional<NewVersion> version;
    QByteArray facts;
};

Prepared prepare(const Prompt &prompt, const LibraryRules &rules)
{
    const Call call{u"store"_s, VersionKey{prompt.name(), prompt.version()}.toString()};
    const auto refuse = [&](ErrorCode code, const QString &message) {
        return Prepared{Error(code, call.operation, call.subject, message), {}, {}};
    };
    if (prompt.content.size() > Storage::maxBufferedBytes)
        return refuse(ErrorCode::Unsupported,
                      u"“%1” is too large to be stored in one piece. Store it as a stream."_s.arg(call.subject));
    if (prompt.metadata.size != prompt.content.size() || prompt.metadata.checksum != Checksum::of(prompt.content))
        return refuse(
            ErrorCode::Invalid,
            u"The size or checksum given for “%1” is not that of its content. Compute both anew."_s.arg(call.subject));
    if (auto valid = validateMetadata(prompt.metadata); !valid)
        return {valid.error().addContext(call.operation, call.subject), {}, {}};
    auto stored = decodeMetadata(encodeMetadata(prompt.metadata));
    if (!stored)
        return {stored.error().addContext(call.operation, call.subject), {}, {}};
    QByteArray facts = TreeChanges::storedForm(rules, *stored);
    NewVersion version{*std::move(stored), hashObject(ObjectType::Blob, prompt.content),
                       hashObject(ObjectType::Blob, facts)};
    return {{}, std::move(version), std::move(facts)};
}

} // namespace

std::vector<Result<StoreReceipt>> GitStorage::storeMany(std::span<const Prompt> prompts, const ProgressSink &progress,
                                                        std::stop_token stop)
{
    std::vector<Prepared> prepared(prompts.size());
    if (!stop.stop_requested() && !info().readOnly)
        forEachInParallel(prompts.size(), [&](size_t i) { prepared[i] = prepare(prompts[i], m_library->rules()); });
    const auto subject = [&](size_t i) { return VersionKey{prompts[i].name(), prompts[i].version()}.toString(); };
    std::vector<const Metadata *> created;
    return changeMany<StoreReceipt>(
        {u"store"_s, info().url.toString()}, stop, prompts.size(), progress, subject,
        [&](const std::vector<size_t> &) { return created.empty() ? QString() : publicationMessage(created); },
        [&](TreeChanges &changes, TreeEdit &tree, size_t i) -> Result<StoreReceipt> {
            if (i == 0)
                created.clear();
            if (prepared[i].error)
                return std::unexpected(*prepared[i].error);
            const NewVersion &version = *prepared[i].version;
            auto receipt = changes.publish(version);
            if (receipt && receipt->outcome == StoreReceipt::Outcome::Created) {
                tree.batch().add({version.content, ObjectType::Blob, prompts[i].content});
                tree.batch().add({version.facts, ObjectType::Blob, prepared[i].facts});
                created.push_back(&version.metadata);
            }
            return receipt;
        });
}

std::vector<Result<Prompt>> GitStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                  std::stop_token stop)
{
    return oneByOne(keys, progress, &VersionKey::toString,
                    [&](const VersionKey &key) { return fetch(key.name, key.version, stop); });
}

std::vector<Result<RemovalReceipt>> GitStorage::removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                           std::stop_token stop)
{
    const auto subject = [&](size_t i) { return names[i].toString(); };
    return changeMany<RemovalReceipt>(
        {u"remove"_s, info().url.toString()}, stop, names.size(), progress, subject,
        [&](const std::vector<size_t> &removed) {
            QStringList subjects;
            for (const size_t i : removed)
                subjects.append(names[i].toString());
            return listMessage(u"Remove %1"_s, u"Remove %1 prompts"_s, subjects);
        },
        [&](TreeChanges &changes, TreeEdit &, size_t i) -> Result<RemovalReceipt> {
            auto id = changes.remove(names[i], std::nullopt);
            if (!id)
                return failure(std::move(id));
            return RemovalReceipt{*std::move(id)};
        });
}

Result<std::vector<TrashEntry>> GitStorage::trash(std::stop_token stop)
{
    const Call call{u"list trash"_s, info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    const auto folder = repository().find(snapshot->tree, layout::trash, call);
    if (!folder)
        return failure(folder);
    std::vector<TrashEntry> entries;
    if (!*folder || !(*folder)->isFolder())
        return entries;
    const auto tree = repository().tree((*folder)->id, call);
    if (!tree)
        return failure(tree);
    for (const TreeEntry &entry : **tree) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto file = repository().find(entry.isFolder() ? entry.id : Oid(), layout::recordFile, call);
        if (!file || !*file || !(*file)->isFile())
            continue; // verify tells
        const auto json = repository().readSmall((*file)->id, layout::largestFacts, call);
        const auto record = json ? decodeTrashRecord(*json, QString::fromUtf8(entry.name)) : failure(json);
        if (record)
            entries.push_back(record->entry);
    }
    std::ranges::sort(entries, [](const TrashEntry &a, const TrashEntry &b) {
        return std::tie(b.removedAt, b.id) < std::tie(a.removedAt, a.id);
    });
    return entries;
}

Result<Name> GitStorage::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    return change<Name>({u"restore"_s, id.isEmpty() ? u"trash"_s : id}, stop, u"Restore from the trash\n"_s,
                        [&](TreeChanges &changes) { return changes.restore(id, as); });
}

Result<void> GitStorage::purge(const QString &id, std::stop_token stop)
{
    return change<void>({u"purge"_s, id.isEmpty() ? u"trash"_s : id}, stop, u"Empty something from the trash\n"_s,
                        [&](TreeChanges &changes) { return changes.purge(id); });
}

std::vector<Result<void>> GitStorage::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                std::stop_token stop)
{
    return changeMany<void>(
        {u"purge"_s, info().url.toString()}, stop, ids.size(), progress, [&](size_t i) { return ids[i]; },
        [](const std::vector<size_t> &purged) { return u"Empty %1 entries from the trash\n"_s.arg(purged.size()); },
        [&](TreeChanges &changes, TreeEdit &, size_t i) { return changes.purge(ids[i]); });
}

Result<void> GitStorage::rename(const Name &from, const Name &to, std::stop_token stop)
{
    return change<void>({u"rename"_s, from.toString()}, stop,
                        u"Rename %1 to %2\n"_s.arg(from.toString(), to.toString()),
                        [&](TreeChanges &changes) { return changes.rename(from, to); });
}

std::vector<Result<void>> GitStorage::renameMany(std::span<const Renaming> renamings, const ProgressSink &progress,
                                                 std::stop_token stop)
{
    return changeMany<void>(
        {u"rename"_s, info().url.toString()}, stop, renamings.size(), progress,
        [&](size_t i) { return renamings[i].from.toString(); },
        [&](const std::vector<size_t> &renamed) {
            QStringList subjects;
            for (const size_t i : renamed)
                subjects.append(u"%1 to %2"_s.arg(renamings[i].from.toString(), renamings[i].to.toString()));
            return listMessage(u"Rename %1"_s, u"Rename %1 prompts"_s, subjects);
        },
        [&](TreeChanges &changes, TreeEdit &, size_t i) { return changes.rename(renamings[i].from, renamings[i].to); });
}

} // namespace pulse::git
