// SPDX-License-Identifier: Apache-2.0
#include "removal.h"

#include "object_keys.h"
#include "pulse/base/parallel.h"
#include "pulse/model/seal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int rounds = 20;

std::unexpected<Error> noAnswer(const Call &call)
{
    return call.outcomeUnknown(Error(ErrorCode::Unavailable, {}, {}, u"The server did not answer to the end."_s));
}

// A small one is with the record as well, should its object be lost.
Result<void> copyContent(const Session &session, const Call &call, const QString &from, const QString &to,
                         const VersionRecord &record, const std::function<Result<void>()> &keep = {})
{
    auto copied = session.copy(call, from, to, record.metadata.size, keep);
    if (copied || copied.error().code() != ErrorCode::NotFound || !record.bytes)
        return copied;
    BufferSource source(*record.bytes);
    return session.putContent(call, to, source);
}

} // namespace

Result<bool> Burial::bury(const VersionKey &key, const Keep &keep)
{
    using State = Session::Written::State;
    for (int round = 0; round < rounds; ++round) {
        const auto there = m_session.read(m_call, keys::metadataOf(key));
        if (!there)
            return failure(there);
        if (!*there || isTombstone((*there)->info.size))
            return false;
        // What cannot be understood is removed as it is; its content is left for a repair to find.
        auto decoded = decodeRecord(m_call, key, (*there)->bytes);
        const VersionRecord record = decoded ? *std::move(decoded)
                                             : VersionRecord{.metadata = {.name = key.name,
                                                                          .version = key.version,
                                                                          .createdAt = {},
                                                                          .updatedAt = {},
                                                                          .size = 0,
                                                                          .checksum = {},
                                                                          .tags = {},
                                                                          .description = {},
                                                                          .author = {},
                                                                          .message = {},
                                                                          .unknown = {}},
                                                             .content = {}};
        if (auto kept = keep(record, (*there)->bytes); !kept)
            return failure(std::move(kept));
        if (auto held = m_hold.keep(m_call); !held)
            return failure(std::move(held));
        const QByteArray &etag = (*there)->info.etag;
        const bool isConditional = m_session.can().replacesMatching && !etag.isEmpty();
        const auto put = m_session.put(m_call, keys::metadataOf(key), tombstone(),
                                       etag.isEmpty() ? ObjectCondition() : ObjectCondition::matches(etag));
        if (Session::mayComeLate(put) && !(put && isConditional))
            m_hold.leaveToExpire();
        if (!put)
            return failure(put);
        if (put->state == State::Lost)
            return noAnswer(m_call);
        if (put->state == State::Done) {
            clearAway(key, record);
            return true;
        }
    }
    return m_call.fails(ErrorCode::Unavailable,
                        u"Others change “%1” all the time. Try again in a while."_s.arg(m_call.subject));
}

// It is gone already; what cannot be deleted now is found by the next publication or a repair.
void Burial::clearAway(const VersionKey &key, const VersionRecord &record)
{
    if (!m_hold.keep(m_call))
        return; // a deletion that comes too late could meet what is published after
    const auto gone = m_session.removeOnce(m_call, keys::metadataOf(key));
    if (!gone || !*gone)
        m_hold.leaveToExpire();
    if (!record.content.isEmpty())
        (void)m_session.remove(m_call, keys::of(key) + record.content);
    if (!m_session.can().claims || !gone || !*gone || !m_hold.keep(m_call))
        return;
    // A late one takes along whatever is in the folder by then.
    const auto unclaimed = m_session.client().unclaim(keys::of(key), m_call.stop);
    if (!unclaimed && unclaimed.error().indeterminate)
        m_hold.leaveToExpire();
}

Result<void> Burial::unlabel(const Name &name, const Label &label)
{
    if (auto held = m_hold.keep(m_call); !held)
        return held;
    const auto gone = m_session.removeOnce(m_call, keys::labelOf(name, label));
    if (!gone || !*gone)
        m_hold.leaveToExpire();
    if (!gone)
        return failure(gone);
    return *gone ? Result<void>() : Result<void>(noAnswer(m_call));
}

struct Remover::Removal
{
    Name name;
    std::optional<Version> version; // none: all
    const Seen *seen = nullptr;
    std::unique_ptr<Hold> hold;
    PromptObjects objects;
    LabelMap labels;
    std::vector<Version> versions;
    QString id;
    std::map<Version, QByteArray> kept; // the metadata's bytes as they are in the trash
    bool hasBuried = false;

    [[nodiscard]] bool isAsSeen(const VersionRecord &record) const
    {
        if (!seen)
            return true;
        const auto known = seen->versions.find(record.metadata.version);
        return known != seen->versions.end() && known->second == record.metadata;
    }
};

Result<QString> Remover::remove(const Name &name, const std::optional<Version> &version, const Seen *seen)
{
    auto removal = begin(name, version, seen);
    if (!removal)
        return failure(std::move(removal));
    auto ready = keepAll(*removal);
    if (ready)
        ready = writeDown(*removal);
    if (ready)
        ready = buryAll(*removal);
    if (!ready) {
        if (!removal->hasBuried && ready.error().code() != ErrorCode::Unavailable)
            takeBack(*removal);
        return failure(std::move(ready));
    }
    const Call committing = m_call.beyondStop();
    if (const auto rest = loadPrompt(m_session, committing, name);
        rest && needsPointing(removal->objects, removal->versions))
        pointLatest(m_session, committing, name, *rest, NamesHeld::No);
    return removal->id;
}

Result<Remover::Removal> Remover::begin(const Name &name, const std::optional<Version> &version, const Seen *seen) const
{
    auto hold = Hold::take(m_session, m_call, {.prompts = {name}});
    if (!hold)
        return failure(std::move(hold));
    auto objects = loadPrompt(m_session, m_call, name);
    if (!objects)
        return failure(std::move(objects));
    auto labels = readLabels(m_session, m_call, *objects);
    if (!labels)
        return failure(std::move(labels));
    auto versions = targets(*objects, *labels, name, version);
    if (!versions)
        return failure(std::move(versions));
    if (seen && !version && (*labels != seen->labels || versions->size() != seen->versions.size()))
        return changedSinceSeen();
    const QString id = m_session.now().toUTC().toString(u"yyyyMMddHHmmsszzz"_s) + u'-' + m_session.randomHex(6);
    return Removal{.name = name,
                   .version = version,
                   .seen = seen,
                   .hold = *std::move(hold),
                   .objects = *std::move(objects),
                   .labels = *std::move(labels),
                   .versions = *std::move(versions),
                   .id = id,
                   .kept = {}};
}

Result<void> Remover::keepAll(Removal &removal) const
{
    std::mutex mutex;
    std::vector<Result<void>> outcomes(removal.versions.size());
    forEachInParallel(m_session.parts().workers, removal.versions.size(), [&](size_t i) {
        const VersionKey key{removal.name, removal.versions[i]};
        const auto there = m_session.read(m_call, keys::metadataOf(key));
        auto record = there && *there ? decodeRecord(m_call, key, (*there)->bytes) : m_call.noSuchVersion(key);
        Result<void> outcome;
        if (!there)
            outcome = failure(there);
        else if (record)
            outcome = removal.hold->keep(m_call);
        if (record && outcome && !removal.isAsSeen(*record))
            outcome = changedSinceSeen();
        if (record && outcome)
            outcome = keep(removal.id, key, *record, (*there)->bytes, true);
        outcomes[i] = std::move(outcome);
        const std::scoped_lock lock(mutex);
        if (record)
            removal.kept.insert_or_assign(key.version, (*there)->bytes);
    });
    Result<void> all;
    for (auto &outcome : outcomes) {
        if (!outcome)
            all = std::move(outcome);
    }
    return all;
}

// From here on the trash has an entry, and whoever looks at the marks knows that the prompt changes.
Result<void> Remover::writeDown(Removal &removal) const
{
    Result<void> ready = removal.hold->keep(m_call);
    if (ready)
        ready = putRecord(removal.id, removal.name, removal.versions, removal.labels, !removal.version);
    if (ready)
        ready = removal.hold->mark(m_call, {removal.name.toString()}, true);
    return ready ? m_call.checkStop() : std::move(ready);
}

Result<void> Remover::buryAll(Removal &removal) const
{
    const Call committing = m_call.beyondStop();
    Burial burial(m_session, committing, *removal.hold);
    if (!removal.version) {
        for (const auto &[label, info] : removal.objects.labels) {
            if (auto lifted = burial.unlabel(removal.name, label); !lifted)
                return lifted;
        }
    }
    for (const Version &version : removal.versions) {
        const VersionKey key{removal.name, version};
        const auto buried = burial.bury(key, [&](const VersionRecord &record, const QByteArray &bytes) {
            const auto before = removal.kept.find(version);
            if (before != removal.kept.end() && before->second == bytes)
                return Result<void>();
            if (removal.seen) // and the tombstone is put on the condition of what was read
                return Result<void>(changedSinceSeen());
            return Remover(m_session, committing).keep(removal.id, key, record, bytes, before == removal.kept.end());
        });
        if (!buried)
            return failure(buried);
        removal.hasBuried = removal.hasBuried || *buried;
    }
    return {};
}

// The labels that were lifted come back before the one record of them goes.
void Remover::takeBack(const Removal &removal) const
{
    const Call committing = m_call.beyondStop();
    const auto now = loadPrompt(m_session, committing, removal.name);
    const LabelMap lifted = removal.version ? LabelMap() : removal.labels;
    if (now && addLabels(m_session, committing, removal.name, lifted, *now, *removal.hold))
        (void)dropEntry(m_session, committing, removal.id);
}

Result<std::vector<Version>> Remover::targets(const PromptObjects &objects, const LabelMap &labels, const Name &name,
                                              const std::optional<Version> &version) const
{
    auto published = objects.published();
    if (published.empty())
        return m_call.noSuchPrompt(name);
    if (!version)
        return published;
    if (!std::ranges::contains(published, *version))
        return m_call.noSuchVersion({name, *version});
    for (const auto &[label, target] : labels) {
        if (target == *version)
            return m_call.fails(ErrorCode::Conflict,
                                u"The label “%1” points at version %2 of “%3”. Move or remove the label first."_s.arg(
                                    label.toString(), target.toString(), name.toString()));
    }
    return std::vector{*version};
}

std::unexpected<Error> Remover::changedSinceSeen() const
{
    return m_call.fails(ErrorCode::Conflict,
                        u"Somebody else changed “%1” meanwhile, so it was not removed. Look at it, then decide "
                        "again."_s.arg(m_call.subject));
}

bool Remover::needsPointing(const PromptObjects &before, const std::vector<Version> &removed)
{
    const auto latest = latestOf(before.published());
    return !before.latest || !latest || std::ranges::contains(removed, *latest);
}

Result<void> Remover::keep(const QString &id, const VersionKey &key, const VersionRecord &record,
                           const QByteArray &bytes, bool withContent) const
{
    const QString place = keys::trashedVersion(id, key.version);
    if (withContent && !record.content.isEmpty()) {
        const QString content = keys::of(key) + record.content;
        const auto copied = copyContent(m_session, m_call, content, place + record.content, record);
        if (!copied && copied.error().code() != ErrorCode::NotFound) // what is lost cannot be kept
            return copied;
    }
    return putNew(m_session, m_call, place + keys::metadataLeaf, bytes);
}

// The entry exists from here on, before anything is taken away.
Result<void> Remover::putRecord(const QString &id, const Name &name, const std::vector<Version> &versions,
                                const LabelMap &labels, bool isWhole) const
{
    const TrashRecord record{.entry = {.id = id,
                                       .name = name,
                                       .versions = versions,
                                       .wholePrompt = isWhole,
                                       .removedAt = m_session.now(),
                                       .removedBy = m_session.author.now()},
                             .labels = isWhole ? labels : LabelMap()};
    return putNew(m_session, m_call, keys::recordOf(id), sealed(encodeTrashRecord(record)));
}

Result<void> putNew(const Session &session, const Call &call, const QString &key, const QByteArray &bytes)
{
    const auto put = session.put(call, key, bytes, {});
    if (!put)
        return failure(put);
    return put->state == Session::Written::State::Done ? Result<void>() : Result<void>(noAnswer(call));
}

Result<void> dropEntry(const Session &session, const Call &call, const QString &id)
{
    if (auto gone = session.remove(call, keys::recordOf(id)); !gone)
        return gone;
    std::vector<QString> rest;
    if (auto listed = session.list(call, keys::trashed(id), [&](const ObjectInfo &info) { rest.push_back(info.key); });
        !listed)
        return {}; // nobody sees what is left, and a repair finds it
    forEachInParallel(session.parts().workers, rest.size(), [&](size_t i) { (void)session.remove(call, rest[i]); });
    return {};
}

Result<Commit> publishCopy(const Session &session, const Call &call, const QString &from, VersionRecord &record,
                           Hold &hold)
{
    const VersionKey key{record.metadata.name, record.metadata.version};
    for (int round = 0; round < 3; ++round) {
        record.content = keys::contentLeaf(record.metadata.checksum, session.parts().random(6));
        const QString to = keys::of(key) + record.content;
        const auto keep = [&] { return hold.keep(call); };
        if (auto copied = copyContent(session, call, from, to, record, keep); !copied) {
            if (copied.error().code() == ErrorCode::NotFound)
                return call.damaged(key, u"Its content is missing."_s);
            return failure(std::move(copied));
        }
        if (auto held = hold.keep(call); !held)
            return failure(std::move(held));
        auto committed = commitRecord(session, call.beyondStop(), record);
        noteDoubt(session, hold, record.metadata, committed);
        if (!committed)
            return committed;
        using Outcome = Commit::Outcome;
        const bool isInVain = committed->outcome == Outcome::Taken || committed->outcome == Outcome::Removed;
        if (isInVain && !committed->isDoubtful)
            (void)session.remove(call.beyondStop(), to);
        if (committed->outcome == Outcome::Done || committed->outcome == Outcome::Taken)
            return committed;
        if (committed->outcome == Outcome::Removed) {
            if (auto cleared = clearTombstone(session, call, key, hold); !cleared)
                return failure(std::move(cleared));
        }
    }
    return noAnswer(call);
}

} // namespace pulse::objects
