// SPDX-License-Identifier: Apache-2.0
#include "facts.h"

#include "object_keys.h"
#include "pulse/storage/label_precondition.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int rounds = 20;

// Where it does not keep a publication from what is there, one that comes late would undo the edit: the hold tells.
bool decides(const Session &session)
{
    const ObjectAbilities can = session.can();
    return can.replacesMatching && can.createsOnce;
}

class Patching
{
public:
    Patching(const Session &session, const Call &call, VersionKey key, const MetadataPatch &patch)
        : m_session(session)
        , m_call(call)
        , m_key(std::move(key))
        , m_patch(patch)
        , m_mark(session, {m_key.name.toString()})
    {}

    Result<Metadata> run()
    {
        if (!decides(m_session)) {
            auto hold = Hold::take(m_session, m_call, {.prompts = {m_key.name}});
            if (!hold)
                return failure(std::move(hold));
            m_hold = *std::move(hold);
        }
        const RacePause pause = m_session.racePause();
        for (int round = 1;; ++round) {
            auto patched = attempt();
            if (!patched)
                return failure(std::move(patched));
            if (*patched)
                return **std::move(patched);
            if (round == rounds)
                break;
            (void)pause.wait(round, m_call.stop); // whether it was ended is asked before the next change
        }
        return m_call.fails(
            ErrorCode::Unavailable,
            u"Others change the metadata of “%1” all the time. Try again in a while."_s.arg(m_call.subject));
    }

private:
    // Nothing when somebody else was faster.
    Result<std::optional<Metadata>> attempt()
    {
        QByteArray etag;
        auto record = readRecord(m_session, m_call, m_key, &etag);
        if (!record)
            return failure(std::move(record));
        if (!*record)
            return m_call.noSuchVersion(m_key);
        if (m_patch.isNoOpOn((*record)->metadata))
            return (*record)->metadata;
        auto patched = m_patch.applyTo((*record)->metadata, m_session.now());
        if (!patched && m_isDoubtful) // it may be the doubtful attempt that made the precondition fail
            return m_call.outcomeUnknown(patched.error());
        if (!patched)
            return m_call.fails(patched.error());
        VersionRecord changed{*std::move(patched), (*record)->content, Seal::Right, (*record)->bytes};
        const auto bytes = encodeRecord(m_call, changed);
        if (!bytes)
            return failure(bytes);
        if (auto ready = prepare(); !ready)
            return failure(std::move(ready));
        const auto condition = etag.isEmpty() ? ObjectCondition() : ObjectCondition::matches(etag);
        const auto put = m_session.put(m_call.beyondStop(), keys::metadataOf(m_key), *bytes, condition);
        if (m_hold && Session::mayComeLate(put))
            m_hold->leaveToExpire();
        if (!put)
            return failure(put);
        m_isDoubtful = m_isDoubtful || put->isDoubtful;
        if (put->state != Session::Written::State::Done)
            return std::optional<Metadata>();
        return std::move(changed.metadata);
    }

    Result<void> prepare()
    {
        if (auto marked = m_mark.keep(m_call); !marked)
            return marked;
        if (auto kept = m_hold ? m_hold->keep(m_call) : Result<void>(); !kept)
            return kept;
        return m_call.checkStop();
    }

    const Session &m_session;
    const Call &m_call;
    const VersionKey m_key;
    const MetadataPatch &m_patch;
    std::unique_ptr<Hold> m_hold;
    FreshMark m_mark;
    bool m_isDoubtful = false;
};

} // namespace

Result<Metadata> patchMetadata(const Session &session, const Call &call, const VersionKey &key,
                               const MetadataPatch &patch)
{
    // Threads of one handle take turns; others are met at the store.
    if (!decides(session))
        return Patching(session, call, key, patch).run();
    const auto turn = session.turn(call, {u"patch "_s + key.toString()});
    if (!turn)
        return failure(turn);
    return Patching(session, call, key, patch).run();
}

Result<LabelMap> Labels::all() const
{
    const auto objects = loadPrompt(m_session, m_call, m_name);
    if (!objects)
        return failure(objects);
    if (objects->published().empty())
        return m_call.noSuchPrompt(m_name);
    return readLabels(m_session, m_call, *objects);
}

Result<Labels::Held> Labels::begin(Hold::Scopes scopes) const
{
    scopes.prompts = {m_name};
    auto hold = Hold::take(m_session, m_call, scopes);
    if (!hold)
        return failure(std::move(hold));
    auto objects = loadPrompt(m_session, m_call, m_name);
    if (!objects)
        return failure(std::move(objects));
    if (objects->published().empty())
        return m_call.noSuchPrompt(m_name);
    auto labels = readLabels(m_session, m_call, *objects);
    if (!labels)
        return failure(std::move(labels));
    return Held{*std::move(hold), *std::move(objects), *std::move(labels)};
}

Result<void> Labels::markChange(Held &held) const
{
    if (auto marked = held.hold->mark(m_call, {m_name.toString()}); !marked)
        return marked;
    if (auto kept = held.hold->keep(m_call); !kept)
        return kept;
    return m_call.checkStop();
}

Result<void> Labels::set(const Label &label, const Version &version, const Precondition &precondition) const
{
    const Doubt own = doubtOf(m_name, label, version);
    // A version that comes late moves no label.
    const auto bears = [&](const Doubt &doubt) {
        return doubt.key.name != m_name || doubt.digest != own.digest || doubt == own;
    };
    auto held = begin({.bears = bears, .intends = [&] { return std::vector{own}; }});
    if (!held)
        return failure(std::move(held));
    const auto target = held->objects.versions.find(version);
    if (target == held->objects.versions.end() || !target->second.isPublished())
        return m_call.noSuchVersion({m_name, version});
    const auto now = targetOf(held->labels, label);
    if (auto holds = checkPrecondition(precondition, m_name, label, now, m_call.operation); !holds)
        return holds;
    if (now == version)
        return {};
    if (auto ready = markChange(*held); !ready)
        return ready;
    const auto there = held->objects.labels.find(label);
    const bool isThere = there != held->objects.labels.end();
    const auto condition = !isThere                       ? ObjectCondition::absent()
                           : there->second.etag.isEmpty() ? ObjectCondition()
                                                          : ObjectCondition::matches(there->second.etag);
    const auto put = m_session.put(m_call.beyondStop(), keys::labelOf(m_name, label), pointerTo(version), condition);
    if (Session::mayComeLate(put))
        held->hold->leaveInDoubt(own);
    if (!put)
        return failure(put);
    using State = Session::Written::State;
    if (put->state == State::Taken)
        return m_call.fails(
            ErrorCode::Conflict,
            u"Somebody else changed the label “%1” of “%2” meanwhile. Look at it, then decide again."_s.arg(
                label.toString(), m_name.toString()));
    if (put->state == State::Lost)
        return m_call.outcomeUnknown(Error(ErrorCode::Unavailable, {}, {}, u"The server did not answer to the end."_s));
    return {};
}

Result<void> Labels::remove(const Label &label, const Precondition &precondition) const
{
    auto held = begin();
    if (!held)
        return failure(std::move(held));
    const auto now = targetOf(held->labels, label);
    if (auto holds = checkPrecondition(precondition, m_name, label, now, m_call.operation); !holds)
        return holds;
    if (!now)
        return m_call.fails(ErrorCode::NotFound,
                            u"“%1” has no label “%2”. List its labels to see which there are."_s.arg(m_name.toString(),
                                                                                                     label.toString()));
    if (auto ready = markChange(*held); !ready)
        return ready;
    const auto gone = m_session.removeOnce(m_call.beyondStop(), keys::labelOf(m_name, label));
    if (!gone || !*gone)
        held->hold->leaveToExpire();
    if (!gone)
        return failure(gone);
    if (!*gone)
        return m_call.outcomeUnknown(Error(ErrorCode::Unavailable, {}, {}, u"The server did not answer to the end."_s));
    return {};
}

} // namespace pulse::objects
