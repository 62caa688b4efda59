// SPDX-License-Identifier: Apache-2.0
#include "name_guard.h"
#include "object_keys.h"
#include "pulse/base/parallel.h"
#include "removal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

bool isId(const QString &id)
{
    constexpr qsizetype longest = 64;
    return !id.isEmpty() && id.size() <= longest &&
           std::ranges::all_of(id, [](QChar c) { return c == u'-' || (c.unicode() < 128 && c.isLetterOrNumber()); });
}

std::unexpected<Error> notInTrash(const Call &call, const QString &id)
{
    return call.fails(ErrorCode::NotFound,
                      u"There is nothing called “%1” in the trash. List the trash to see what there is."_s.arg(id));
}

} // namespace

Result<TrashRecord> Trash::record(const Call &call, const QString &id) const
{
    if (!isId(id))
        return notInTrash(call, id);
    const auto there = m_session.read(call, keys::recordOf(id));
    if (!there)
        return failure(there);
    if (!*there) {
        if (auto present = m_session.confirmPresence(call); !present)
            return failure(std::move(present));
        return notInTrash(call, id);
    }
    auto record = decodeTrashRecord((*there)->bytes, id);
    if (!record)
        return call.fails(record.error());
    return record;
}

Result<std::vector<TrashEntry>> Trash::entries(const Call &call) const
{
    std::vector<QString> ids;
    const auto note = [&](const QString &folder) { ids.push_back(folder.mid(keys::trash.size()).chopped(1)); };
    if (auto listed = m_session.list(call, keys::trash, [](const ObjectInfo &) {}, note); !listed)
        return failure(std::move(listed));
    if (ids.empty()) {
        if (auto present = m_session.confirmPresence(call); !present)
            return failure(std::move(present));
    }
    std::vector<Result<TrashRecord>> records(ids.size(), notInTrash(call, {}));
    forEachInParallel(m_session.parts().workers, ids.size(), [&](size_t i) { records[i] = record(call, ids[i]); });
    std::vector<TrashEntry> entries;
    for (auto &each : records) {
        if (each)
            entries.push_back(std::move(each->entry));
        else if (each.error().code() != ErrorCode::NotFound && each.error().code() != ErrorCode::Corrupt)
            return failure(std::move(each)); // what cannot be read now is not absent
    }
    std::ranges::sort(entries, [](const TrashEntry &a, const TrashEntry &b) {
        return std::tie(a.removedAt, a.id) > std::tie(b.removedAt, b.id);
    });
    return entries;
}

Result<VersionRecord> Trash::trashedRecord(const Call &call, const TrashRecord &trashed, const Version &version) const
{
    const VersionKey key{trashed.entry.name, version};
    const auto there = m_session.read(call, keys::trashedVersion(trashed.entry.id, version) + keys::metadataLeaf);
    if (!there)
        return failure(there);
    if (!*there)
        return call.damaged(key, u"Its metadata is missing in the trash."_s);
    return decodeRecord(call, key, (*there)->bytes, Naming::Any);
}

Result<std::vector<VersionRecord>> Trash::missing(const Call &call, const TrashRecord &trashed, const Name &name,
                                                  const PromptObjects &target) const
{
    std::vector<VersionRecord> all;
    for (const Version &version : trashed.entry.versions) {
        auto record = trashedRecord(call, trashed, version);
        if (!record)
            return failure(std::move(record));
        const auto there = target.versions.find(version);
        if (there == target.versions.end() || !there->second.isPublished()) {
            record->metadata.name = name;
            all.push_back(*std::move(record));
            continue;
        }
        const auto existing = readRecord(m_session, call, {name, version});
        if (!existing)
            return failure(existing);
        if (*existing && (*existing)->metadata.checksum != record->metadata.checksum)
            return call.versionTaken({name, version});
    }
    return all;
}

bool Trash::isOwn(const Call &call, const Doubt &doubt, const TrashRecord &trashed) const
{
    if (doubt.isLabel())
        return std::ranges::any_of(trashed.labels, [&](const auto &entry) {
            return doubtOf(doubt.key.name, entry.first, entry.second) == doubt;
        });
    auto record = trashedRecord(call, trashed, doubt.key.version);
    if (!record)
        return false;
    record->metadata.name = doubt.key.name;
    return doubtOf(record->metadata) == doubt;
}

Result<Name> Trash::restore(const Call &call, const QString &id, const std::optional<Name> &as) const
{
    const auto glanced = record(call, id);
    if (!glanced)
        return failure(glanced);
    const Name name = as.value_or(glanced->entry.name);
    const auto bears = [&](const Doubt &doubt) {
        return doubt.key.name == name ? isOwn(call, doubt, *glanced) : !collide(doubt.key.name, name);
    };
    const auto hold = Hold::take(m_session, call, {.prompts = {name}, .names = true, .trashEntry = id, .bears = bears});
    if (!hold)
        return failure(hold);
    const auto trashed = record(call, id);
    if (!trashed)
        return failure(trashed);
    if (auto admitted = NameGuard(m_session).admit(call, name); !admitted)
        return failure(std::move(admitted));
    auto target = loadPrompt(m_session, call, name);
    if (!target)
        return failure(std::move(target));
    auto records = missing(call, *trashed, name, *target);
    if (!records)
        return failure(std::move(records));
    Result<void> done = (*hold)->mark(call, {name.toString()}, true);
    if (done)
        done = call.checkStop();
    for (VersionRecord &each : *records) {
        if (!done)
            break;
        const VersionKey key{name, each.metadata.version};
        const QString from = keys::trashedVersion(id, key.version) + each.content;
        const auto committed = publishCopy(m_session, call.beyondStop(), from, each, **hold);
        if (!committed)
            done = failure(committed);
        else if (committed->outcome == Commit::Outcome::Taken &&
                 committed->there->metadata.checksum != each.metadata.checksum)
            done = call.versionTaken(key);
    }
    if (!done)
        return failure(std::move(done));
    const Call committing = call.beyondStop();
    auto restored = loadPrompt(m_session, committing, name);
    if (!restored)
        return failure(std::move(restored));
    if (auto added = addLabels(m_session, committing, name, trashed->labels, *restored, **hold); !added)
        return failure(std::move(added));
    if (auto kept = (*hold)->keep(committing); !kept)
        return failure(std::move(kept));
    pointLatest(m_session, committing, name, *restored, NamesHeld::Yes);
    if (auto kept = (*hold)->keep(committing); !kept)
        return failure(std::move(kept));
    if (auto dropped = dropEntry(m_session, committing, id); !dropped)
        return failure(std::move(dropped));
    return name;
}

Result<void> Trash::purge(const Call &call, const QString &id) const
{
    if (!isId(id))
        return notInTrash(call, id);
    const auto hold = Hold::take(m_session, call, {.trashEntry = id});
    if (!hold)
        return failure(hold);
    const auto there = m_session.read(call, keys::recordOf(id));
    if (!there)
        return failure(there);
    if (!*there)
        return notInTrash(call, id);
    if (auto marked = (*hold)->mark(call, {}, true); !marked)
        return marked;
    if (auto kept = (*hold)->keep(call); !kept)
        return kept;
    if (auto go = call.checkStop(); !go)
        return go;
    return dropEntry(m_session, call.beyondStop(), id);
}

Result<void> addLabels(const Session &session, const Call &call, const Name &name, const LabelMap &labels,
                       const PromptObjects &target, Hold &hold)
{
    for (const auto &[label, version] : labels) {
        const auto there = target.versions.find(version);
        if (target.labels.contains(label) || there == target.versions.end() || !there->second.isPublished())
            continue;
        if (auto held = hold.keep(call); !held)
            return held;
        const auto put = session.put(call, keys::labelOf(name, label), pointerTo(version), ObjectCondition::absent());
        if (Session::mayComeLate(put))
            hold.leaveInDoubt(doubtOf(name, label, version));
        if (!put)
            return failure(put);
        if (put->state == Session::Written::State::Lost)
            return call.outcomeUnknown(
                Error(ErrorCode::Unavailable, {}, {}, u"The server did not answer to the end."_s));
    }
    return {};
}

} // namespace pulse::objects
