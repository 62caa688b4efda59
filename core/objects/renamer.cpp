// SPDX-License-Identifier: Apache-2.0
#include "name_guard.h"
#include "object_keys.h"
#include "removal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

bool isSame(const Metadata &a, const Metadata &b)
{
    return a.version == b.version && a.checksum == b.checksum && a.size == b.size && a.createdAt == b.createdAt;
}

} // namespace

Result<void> Renamer::rename(const Name &from, const Name &to)
{
    if (from == to)
        return m_call.fails(ErrorCode::Invalid,
                            u"“%1” has that name already. Choose another one."_s.arg(from.toString()));
    const auto bears = [&](const Doubt &doubt) {
        const Name &name = doubt.key.name;
        return name == to ? isOwn(doubt, from, to) : name != from && !collide(name, from) && !collide(name, to);
    };
    const auto hold = Hold::take(m_session, m_call, {.prompts = {from, to}, .names = true, .bears = bears});
    if (!hold)
        return failure(hold);
    // Before looking what there is to move: who publishes there after this, and before it is gone, is met by it where
    // the two names differ only by case.
    if (auto admitted = NameGuard(m_session, from).admit(m_call, to); !admitted)
        return admitted;
    const auto old = loadPrompt(m_session, m_call, from);
    if (!old)
        return failure(old);
    if (old->published().empty())
        return m_call.noSuchPrompt(from);
    auto plan = prepare(from, to, *old, **hold);
    if (!plan) {
        if (!old->latest && (*hold)->keep(m_call.beyondStop()))
            pointLatest(m_session, m_call.beyondStop(), from, *old, NamesHeld::Yes);
        return failure(std::move(plan));
    }
    for (const Source &source : plan->sources) {
        if (auto copied = copyVersion(from, to, source, plan->target, **hold); !copied)
            return copied;
    }
    const Call committing = m_call.beyondStop();
    const auto copied = loadPrompt(m_session, committing, to);
    if (!copied)
        return failure(copied);
    if (auto added = addLabels(m_session, committing, to, plan->labels, *copied, **hold); !added)
        return added;
    if (auto kept = (*hold)->keep(committing); !kept)
        return kept;
    pointLatest(m_session, committing, to, *copied, NamesHeld::Yes);
    return buryOld(from, to, plan->sources, *old, **hold);
}

// What is there already is compared where there is nothing to move any more.
bool Renamer::isOwn(const Doubt &doubt, const Name &from, const Name &to) const
{
    for (const Name &name : {from, to}) {
        if (doubt.isLabel()) {
            const auto label = m_session.read(m_call, keys::of(name) + doubt.digest);
            if (!label)
                return false;
            if (*label)
                return versionIn((*label)->bytes) == doubt.key.version;
            continue;
        }
        const auto record = readRecord(m_session, m_call, {name, doubt.key.version});
        if (!record)
            return false;
        if (!*record)
            continue;
        Metadata metadata = (*record)->metadata;
        metadata.name = to;
        return doubtOf(metadata) == doubt;
    }
    return false;
}

Result<Renamer::Plan> Renamer::prepare(const Name &from, const Name &to, const PromptObjects &old, Hold &hold) const
{
    Plan plan;
    for (const Version &version : old.published()) {
        auto record = readRecord(m_session, m_call, {from, version});
        if (!record)
            return failure(std::move(record));
        if (*record)
            plan.sources.push_back({version, **std::move(record)});
    }
    if (plan.sources.empty())
        return m_call.noSuchPrompt(from);
    auto labels = readLabels(m_session, m_call, old);
    if (!labels)
        return failure(std::move(labels));
    plan.labels = *std::move(labels);
    auto target = loadPrompt(m_session, m_call, to);
    if (!target)
        return failure(std::move(target));
    plan.target = *std::move(target);
    if (auto fits = checkTarget(to, plan.target, plan.sources); !fits)
        return failure(std::move(fits));
    if (auto marked = hold.mark(m_call, {from.toString(), to.toString()}); !marked)
        return failure(std::move(marked));
    if (auto go = m_call.checkStop(); !go)
        return failure(std::move(go));
    return plan;
}

// What a renaming that was cut off left there may be completed; anything else is another prompt.
Result<void> Renamer::checkTarget(const Name &to, const PromptObjects &target, const std::vector<Source> &sources) const
{
    if (target.published().empty())
        return {};
    const auto taken = [&] {
        return m_call.fails(ErrorCode::AlreadyExists,
                            u"There is already a prompt called “%1”. Choose another name."_s.arg(to.toString()));
    };
    bool isBegun = false;
    for (const Source &source : sources) {
        const auto there = readRecord(m_session, m_call, {to, source.version});
        if (!there)
            return failure(there);
        if (*there && !isSame((*there)->metadata, source.record.metadata))
            return taken();
        isBegun = isBegun || there->has_value();
    }
    return isBegun ? Result<void>() : Result<void>(taken());
}

Result<void> Renamer::copyVersion(const Name &from, const Name &to, const Source &source, PromptObjects &target,
                                  Hold &hold) const
{
    const Call committing = m_call.beyondStop();
    VersionRecord record = source.record;
    record.metadata.name = to;
    const Metadata moved = record.metadata;
    const auto complete = [&](const Metadata &there) {
        return there.updatedAt < moved.updatedAt ? carryOver(committing, {to, source.version}, there, moved, hold)
                                                 : Result<void>();
    };
    if (target.versions[source.version].isPublished()) {
        const auto there = readRecord(m_session, committing, {to, source.version});
        if (!there)
            return failure(there);
        return *there ? complete((*there)->metadata) : Result<void>();
    }
    const QString content = keys::of(VersionKey{from, source.version}) + source.record.content;
    const auto committed = publishCopy(m_session, committing, content, record, hold);
    if (!committed)
        return failure(committed);
    if (committed->outcome != Commit::Outcome::Taken)
        return {};
    const Metadata &there = committed->there->metadata; // of an earlier attempt that came just now, perhaps
    return isSame(there, moved) ? complete(there) : Result<void>(m_call.versionTaken({to, source.version}));
}

Result<void> Renamer::buryOld(const Name &from, const Name &to, const std::vector<Source> &sources,
                              const PromptObjects &old, Hold &hold) const
{
    const Call committing = m_call.beyondStop();
    Burial burial(m_session, committing, hold);
    for (const auto &[label, info] : old.labels) {
        if (auto removed = burial.unlabel(from, label); !removed)
            return removed;
    }
    for (const Source &source : sources) {
        const auto buried = burial.bury({from, source.version}, [&](const VersionRecord &now, const QByteArray &) {
            return carryOver(committing, {to, source.version}, source.record.metadata, now.metadata, hold);
        });
        if (!buried)
            return failure(buried);
    }
    if (const auto rest = loadPrompt(m_session, committing, from); rest)
        pointLatest(m_session, committing, from, *rest, NamesHeld::No);
    return {};
}

// Metadata that was edited after it was copied.
Result<void> Renamer::carryOver(const Call &call, const VersionKey &key, const Metadata &copied, const Metadata &now,
                                Hold &hold) const
{
    if (now == copied)
        return {};
    QByteArray etag;
    auto there = readRecord(m_session, call, key, &etag);
    if (!there)
        return failure(std::move(there));
    if (!*there)
        return call.noSuchVersion(key);
    VersionRecord record = **std::move(there);
    record.metadata = now;
    record.metadata.name = key.name;
    const auto bytes = encodeRecord(call, record);
    if (!bytes)
        return failure(bytes);
    const auto put = m_session.put(call, keys::metadataOf(key), *bytes,
                                   etag.isEmpty() ? ObjectCondition() : ObjectCondition::matches(etag));
    if (!m_session.can().replacesMatching && Session::mayComeLate(put))
        hold.leaveToExpire();
    if (!put)
        return failure(put);
    if (put->state != Session::Written::State::Done)
        return call.fails(ErrorCode::Unavailable,
                          u"Somebody else is changing “%1”. Rename it again to complete it."_s.arg(key.toString()));
    return {};
}

} // namespace pulse::objects
