// SPDX-License-Identifier: Apache-2.0
#include "commit.h"

#include "object_keys.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {

Result<Commit> commitRecord(const Session &session, const Call &call, const VersionRecord &record)
{
    const auto bytes = encodeRecord(call, record);
    if (!bytes)
        return failure(bytes);
    return commitBytes(session, call, {record.metadata.name, record.metadata.version}, *bytes);
}

Result<Commit> commitBytes(const Session &session, const Call &call, const VersionKey &key, const QByteArray &bytes)
{
    // The bytes name the content's key, which is this publication's alone: found again, they are ours.
    const auto put = session.put(call, keys::metadataOf(key), bytes, ObjectCondition::absent());
    if (!put)
        return failure(put);
    using State = Session::Written::State;
    if (put->state == State::Done)
        return Commit{.outcome = Commit::Outcome::Done, .isDoubtful = put->isDoubtful};
    if (put->state == State::Lost)
        return Commit{.outcome = Commit::Outcome::Unsettled, .isDoubtful = true};
    if (!put->there || isTombstone(put->there->info.size))
        return Commit{.outcome = Commit::Outcome::Removed, .isDoubtful = put->isDoubtful};
    auto there = decodeRecord(call, key, put->there->bytes);
    if (!there)
        return failure(std::move(there));
    return Commit{.outcome = Commit::Outcome::Taken, .there = *std::move(there), .isDoubtful = put->isDoubtful};
}

void noteDoubt(const Session &session, Hold &hold, const Metadata &published, const Result<Commit> &committed)
{
    using Outcome = Commit::Outcome;
    const bool isSeen = committed && (committed->outcome == Outcome::Done || committed->outcome == Outcome::Taken);
    if (isSeen && session.can().createsOnce)
        hold.noLongerInDoubt(doubtOf(published));
    else if (Session::mayComeLate(committed))
        hold.leaveInDoubt(doubtOf(published));
}

Result<void> clearTombstone(const Session &session, const Call &call, const VersionKey &key, Hold &hold)
{
    const auto there = session.read(call, keys::metadataOf(key));
    if (!there)
        return failure(there);
    if (!*there || !isTombstone((*there)->info.size))
        return {};
    if (auto kept = hold.keep(call); !kept)
        return kept;
    const auto gone = session.removeOnce(call, keys::metadataOf(key));
    if (!gone || !*gone) {
        hold.leaveToExpire(); // a late deletion must not meet what is published after
        return gone ? call.fails(ErrorCode::Unavailable,
                                 u"What an earlier removal left of “%1” cannot be cleared away now. Try again in %2 "
                                 "minutes."_s.arg(key.toString())
                                     .arg(Hold::lease.count()))
                    : failure(gone);
    }
    return {};
}

} // namespace pulse::objects
