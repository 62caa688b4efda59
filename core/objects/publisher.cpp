// SPDX-License-Identifier: Apache-2.0
#include "publisher.h"

#include "name_guard.h"
#include "object_keys.h"
#include "removal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int attempts = 3;
constexpr qint64 large = 1024 * 1024;        // bytes whose upload nobody should have to wait for
constexpr size_t batchSize = 512;            // drafts that are let in together
constexpr std::chrono::hours secureAfter{1}; // well within what a repair takes for abandoned
constexpr qsizetype longestVersion = 200;    // S3 allows 1024 bytes a key, file systems 255 a name

// A new name; or one without the `latest` that only who holds the names makes.
bool needsNames(const PromptObjects &known, bool holdsPrompt)
{
    return known.published().empty() || (!known.latest && !holdsPrompt);
}

std::unexpected<Error> tookTooLong(const Call &call)
{
    return call.fails(ErrorCode::Unavailable,
                      u"Publishing “%1” took so long that a repair removed its content again and again. Nothing was "
                      "published; try again."_s.arg(call.subject));
}

} // namespace

Result<Draft> makeDraft(const Call &call, const Prompt &prompt)
{
    if (prompt.content.size() > Storage::maxBufferedBytes)
        return call.fails(ErrorCode::Unsupported, u"“%1” has %2 bytes, too many to be stored in one piece. Store it "
                                                  "from a file instead."_s.arg(call.subject)
                                                      .arg(prompt.content.size()));
    if (prompt.metadata.size != prompt.content.size())
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of “%1” declares %2 bytes, but the content has %3."_s.arg(call.subject)
                              .arg(prompt.metadata.size)
                              .arg(prompt.content.size()));
    if (prompt.metadata.checksum != Checksum::of(prompt.content))
        return call.fails(
            ErrorCode::Invalid,
            u"The checksum that the metadata of “%1” declares is not that of the content."_s.arg(call.subject));
    Spool spool;
    auto draft = makeDraft(call, prompt.metadata, spool);
    if (!draft)
        return draft;
    draft->content = [bytes = prompt.content] { return std::make_unique<BufferSource>(bytes); };
    draft->bytes = prompt.content;
    return draft;
}

Result<Draft> makeDraft(const Call &call, Metadata metadata, const Spool &spool)
{
    if (metadata.version.toString().size() > longestVersion)
        return call.fails(ErrorCode::Invalid,
                          u"The version “%1…” is too long for a key. Choose a shorter version."_s.arg(
                              metadata.version.toString().left(40)));
    const VersionKey key{metadata.name, metadata.version};
    const auto bytes = encodeRecord(
        call, {std::move(metadata), keys::contentLeaf(spool.checksum(), QByteArray(6, 'x')), Seal::Absent, {}});
    if (!bytes)
        return failure(bytes);
    auto stored = decodeRecord(call, key, *bytes);
    if (!stored)
        return failure(std::move(stored));
    return Draft{.call = call,
                 .metadata = std::move(stored->metadata),
                 .content = [spool] { return spool.source(); },
                 .bytes = spool.bytes()};
}

Result<Commit> commitRecord(const Session &session, const Call &call, const VersionRecord &record)
{
    const VersionKey key{record.metadata.name, record.metadata.version};
    const auto bytes = encodeRecord(call, record);
    if (!bytes)
        return failure(bytes);
    // The bytes name the content's key, which is this publication's alone: found again, they are ours.
    const auto put = session.put(call, keys::metadataOf(key), *bytes, ObjectCondition::absent());
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

struct Publisher::Group
{
    Name name;
    std::vector<size_t> indexes;
    PromptObjects known;
    std::optional<Error> refused;
    bool isAdmitted = false; ///< under a hold of the names
};

struct Publisher::Batch
{
    const std::vector<Result<Draft>> &drafts;
    std::vector<std::optional<Result<StoreReceipt>>> &outcomes;
    const Done &done;
    std::vector<Group> groups = {};
    std::unique_ptr<Hold> hold = {};
    bool holdsPrompts = false;
    std::map<size_t, Upload> uploaded = {}; ///< contents that are there before anything is held, by the draft's index
    std::mutex mutex = {};
    std::optional<FreshMark> mark = {};
    std::atomic<bool> isUnsettled = false; ///< something that was sent may still be carried out

    void settle(size_t index, Result<StoreReceipt> outcome)
    {
        outcomes[index] = std::move(outcome);
        done(index);
    }
};

std::vector<Result<StoreReceipt>> Publisher::publish(const std::vector<Result<Draft>> &drafts, const Done &done)
{
    std::vector<std::optional<Result<StoreReceipt>>> outcomes(drafts.size());
    for (size_t begin = 0; begin < drafts.size(); begin += batchSize) {
        Batch batch{.drafts = drafts, .outcomes = outcomes, .done = done};
        std::map<Name, size_t> groups;
        for (size_t i = begin; i < std::min(begin + batchSize, drafts.size()); ++i) {
            if (!drafts[i]) {
                batch.settle(i, failure(drafts[i]));
                continue;
            }
            const auto [group, isNew] = groups.try_emplace(drafts[i]->metadata.name, batch.groups.size());
            if (isNew)
                batch.groups.push_back(
                    {.name = group->first, .indexes = {}, .known = {}, .refused = {}, .isAdmitted = false});
            batch.groups[group->second].indexes.push_back(i);
        }
        publishBatch(batch);
    }
    std::vector<Result<StoreReceipt>> all;
    all.reserve(outcomes.size());
    for (auto &outcome : outcomes)
        all.push_back(*std::move(outcome));
    return all;
}

void Publisher::publishBatch(Batch &batch)
{
    if (batch.groups.empty())
        return;
    uploadLarge(batch);
    const auto prepared = batch.groups.size() == 1 ? prepareOne(batch, batch.groups.front()) : prepareMany(batch);
    forEach(m_session.parts().workers, std::ssize(batch.groups), [&](qsizetype i) {
        Group &group = batch.groups[static_cast<size_t>(i)];
        if (!prepared)
            group.refused = prepared.error();
        publishGroup(batch, group);
    });
    batch.hold.reset(); // somebody may wait for it
    for (const auto &[index, upload] : batch.uploaded)
        forget(*batch.drafts[index], upload.content);
    if (batch.mark && !batch.isUnsettled)
        batch.mark->finish(batch.drafts[batch.groups.front().indexes.front()]->call.beyondStop());
}

// What takes long is sent before a hold is taken.
void Publisher::uploadLarge(Batch &batch) const
{
    std::vector<size_t> indexes;
    for (const Group &group : batch.groups) {
        for (const size_t index : group.indexes) {
            if (batch.drafts[index]->metadata.size >= large)
                indexes.push_back(index);
        }
    }
    forEach(m_session.parts().workers, std::ssize(indexes), [&](qsizetype i) {
        const size_t index = indexes[static_cast<size_t>(i)];
        const Draft &draft = *batch.drafts[index];
        const auto there = m_session.client().head(keys::metadataOf(draft.key()), draft.call.stop);
        if (there || there.error().error.code() != ErrorCode::NotFound)
            return;
        auto sent = upload(draft);
        if (!sent) // tried again, and told, when its turn comes
            return;
        const std::scoped_lock lock(batch.mutex);
        batch.uploaded.emplace(index, *std::move(sent));
    });
}

Result<Publisher::Upload> Publisher::upload(const Draft &draft) const
{
    const auto begun = m_session.parts().elapsed();
    QString content = keys::contentLeaf(draft.metadata.checksum, m_session.parts().random(6));
    const auto source = draft.content();
    auto put = m_session.putContent(draft.call, keys::of(draft.key()) + content, *source);
    if (put)
        return Upload{std::move(content), begun};
    forget(draft, content);
    return failure(std::move(put));
}

void Publisher::forget(const Draft &draft, const QString &content) const
{
    (void)m_session.remove(draft.call.beyondStop(), keys::of(draft.key()) + content);
}

Result<void> Publisher::prepareOne(Batch &batch, Group &group) const
{
    const Call &call = batch.drafts[group.indexes.front()]->call;
    auto known = loadPrompt(m_session, call, group.name);
    if (!known)
        return failure(std::move(known));
    batch.holdsPrompts = !m_session.can().createsOnce;
    const bool isNew = needsNames(*known, batch.holdsPrompts);
    group.known = *std::move(known);
    if (!isNew && !batch.holdsPrompts)
        return {};
    Hold::Scopes scopes{.names = isNew};
    if (batch.holdsPrompts)
        scopes.prompts.push_back(group.name);
    auto hold = Hold::take(m_session, call, scopes);
    if (!hold)
        return failure(std::move(hold));
    batch.hold = *std::move(hold);
    if (batch.holdsPrompts) {
        auto again = loadPrompt(m_session, call, group.name); // it may have changed before it was held
        if (!again)
            return failure(std::move(again));
        group.known = *std::move(again);
        if (!isNew && group.known.published().empty()) {
            batch.hold.reset();
            return prepareOne(batch, group); // removed meanwhile: its name has to be let in anew
        }
    }
    group.isAdmitted = isNew;
    return isNew ? NameGuard(m_session).admit(call, group.name) : Result<void>();
}

Result<void> Publisher::prepareMany(Batch &batch) const
{
    const Call &first = batch.drafts[batch.groups.front().indexes.front()]->call;
    batch.holdsPrompts = !m_session.can().createsOnce;
    if (batch.holdsPrompts) {
        auto hold = Hold::take(m_session, first, {.names = true, .everything = true});
        if (!hold)
            return failure(std::move(hold));
        batch.hold = *std::move(hold);
    }
    std::vector<Name> names;
    for (const Group &group : batch.groups)
        names.push_back(group.name);
    auto loaded = loadPrompts(m_session, first, names);
    std::vector<Group *> isNew;
    for (size_t i = 0; i < batch.groups.size(); ++i) {
        Group &group = batch.groups[i];
        if (!loaded[i]) {
            group.refused = loaded[i].error();
            continue;
        }
        group.known = *std::move(loaded[i]);
        if (needsNames(group.known, batch.holdsPrompts))
            isNew.push_back(&group);
    }
    return isNew.empty() ? Result<void>() : admit(batch, isNew);
}

Result<void> Publisher::admit(Batch &batch, const std::vector<Group *> &isNew) const
{
    const auto callOf = [&](const Group &group) -> const Call & { return batch.drafts[group.indexes.front()]->call; };
    if (!batch.hold) {
        auto hold = Hold::take(m_session, callOf(*isNew.front()), {.names = true});
        if (!hold)
            return failure(std::move(hold));
        batch.hold = *std::move(hold);
    }
    NameGuard guard(m_session);
    for (Group *group : isNew) {
        group->isAdmitted = true;
        if (auto admitted = guard.admit(callOf(*group), group->name); !admitted)
            group->refused = admitted.error();
    }
    return {};
}

void Publisher::publishGroup(Batch &batch, Group &group) const
{
    std::vector<std::pair<size_t, Result<StoreReceipt>>> receipts;
    std::vector<Version> created;
    for (const size_t index : group.indexes) {
        const Draft &draft = *batch.drafts[index];
        auto receipt = group.refused ? Result<StoreReceipt>(draft.call.fails(*group.refused))
                                     : publishOne(batch, index, group.known);
        if (receipt && receipt->outcome == StoreReceipt::Outcome::Created)
            created.push_back(draft.metadata.version);
        receipts.emplace_back(index, std::move(receipt));
    }
    const auto confirmed = created.empty() ? Result<void>() : confirm(batch, group, created);
    for (auto &[index, receipt] : receipts) {
        if (!confirmed && receipt && receipt->outcome == StoreReceipt::Outcome::Created)
            receipt = takeBack(*batch.drafts[index], *std::move(receipt), confirmed.error());
        batch.settle(index, std::move(receipt));
    }
}

// A prompt that was there when it was looked for may have been removed before the commit, and another spelling of its
// name been let in. It was not where its `latest` is there after the commit, which whoever lets such a name in removes
// first (NameGuard). Else it has to be let in anew.
Result<void> Publisher::confirm(Batch &batch, const Group &group, const std::vector<Version> &created) const
{
    const Call call = batch.drafts[group.indexes.front()]->call.beyondStop();
    const bool isSafe = group.isAdmitted || batch.holdsPrompts;
    const auto latest = latestOf(group.known.published());
    const auto names = group.isAdmitted && batch.hold && batch.hold->keep(call) ? NamesHeld::Yes : NamesHeld::No;
    const bool isSeen = (!group.known.latest || std::ranges::contains(created, *latest)) &&
                        pointLatest(m_session, call, group.name, group.known, names);
    if (isSafe || isSeen || isStillThere(call, group, created))
        return {};
    return admitLate(batch, group, call);
}

bool Publisher::isStillThere(const Call &call, const Group &group, const std::vector<Version> &created) const
{
    if (!m_session.client().head(keys::latestOf(group.name), call.stop))
        return false;
    if (m_session.can().replacesMatching)
        return true;
    // Where it is not replaced on a condition, somebody may just have made it anew. The key of a content is that of one
    // publication only.
    for (const auto &[version, objects] : std::views::reverse(group.known.versions)) {
        if (!objects.isPublished() || objects.contents.empty() || std::ranges::contains(created, version))
            continue;
        const VersionKey key{group.name, version};
        const auto record = readRecord(m_session, call, key);
        return record && *record &&
               std::ranges::contains(objects.contents, keys::of(key) + (*record)->content, &ObjectInfo::key);
    }
    return false;
}

// Somebody may have seen it, or be working on it: it goes the way of every removal, into the trash. Where it is gone
// already it was published first, and taken along then.
Result<StoreReceipt> Publisher::takeBack(const Draft &draft, StoreReceipt receipt, const Error &cause) const
{
    const Call call = draft.call.beyondStop();
    const auto removed = Remover(m_session, call).remove(draft.metadata.name, draft.metadata.version, nullptr);
    if (removed)
        return call.fails(cause);
    return removed.error().code() == ErrorCode::NotFound ? Result<StoreReceipt>(std::move(receipt))
                                                         : Result<StoreReceipt>(call.outcomeUnknown(removed.error()));
}

Result<void> Publisher::admitLate(Batch &batch, const Group &group, const Call &call) const
{
    std::unique_ptr<Hold> own;
    if (!batch.hold) {
        auto taken = Hold::take(m_session, call, {.names = true});
        if (!taken)
            return failure(std::move(taken));
        own = *std::move(taken);
    }
    Hold &hold = own ? *own : *batch.hold;
    if (auto kept = hold.keep(call); !kept)
        return kept;
    // Others who came too late as well do not make it right.
    if (auto admitted = NameGuard(m_session).admit(call, group.name, NameGuard::Twins::Refused); !admitted)
        return admitted;
    const auto now = loadPrompt(m_session, call, group.name);
    if (auto kept = hold.keep(call); !kept)
        return kept;
    if (now)
        pointLatest(m_session, call, group.name, *now, NamesHeld::Yes);
    return {};
}

Result<StoreReceipt> Publisher::publishOne(Batch &batch, size_t index, PromptObjects &known) const
{
    for (int round = 1;; ++round) {
        auto receipt = attempt(batch, index, known, round == attempts);
        if (!receipt)
            return failure(std::move(receipt));
        if (*receipt)
            return **std::move(receipt);
    }
}

Result<std::optional<StoreReceipt>> Publisher::attempt(Batch &batch, size_t index, PromptObjects &known,
                                                       bool isLast) const
{
    const Draft &draft = *batch.drafts[index];
    if (auto go = draft.call.checkStop(); !go)
        return failure(std::move(go));
    VersionObjects &objects = known.versions[draft.metadata.version];
    if (objects.isPublished()) {
        const auto there = readRecord(m_session, draft.call, draft.key());
        if (!there)
            return failure(there);
        if (*there)
            return compare(draft, **there);
        objects.metadata.reset(); // removed meanwhile
    }
    if (objects.metadata) {
        if (auto cleared = clear(batch, draft); !cleared)
            return failure(std::move(cleared));
        objects.metadata.reset();
    }
    std::unique_lock lock(batch.mutex);
    auto early = batch.uploaded.extract(index);
    lock.unlock();
    const auto sent = early ? Result<Upload>(std::move(early.mapped())) : upload(draft);
    if (!sent)
        return failure(sent);
    return commit(batch, draft, objects, *sent, isLast);
}

Result<std::optional<StoreReceipt>> Publisher::commit(Batch &batch, const Draft &draft, VersionObjects &objects,
                                                      const Upload &upload, bool isLast) const
{
    std::unique_ptr<Hold> hold;
    Result<void> ready = prepareCommit(batch, draft);
    if (ready && isOld(upload)) {
        const auto isThere = secure(batch, draft, upload, hold);
        if (isThere && !*isThere && !isLast)
            return std::optional<StoreReceipt>();
        ready = isThere && *isThere ? prepareCommit(batch, draft)
                                    : Result<void>(isThere ? tookTooLong(draft.call) : failure(isThere));
        if (ready && hold)
            ready = hold->keep(draft.call);
    }
    if (!ready) {
        forget(draft, upload.content);
        return failure(std::move(ready));
    }
    const bool isSmall = draft.metadata.size <= m_session.parts().longestInline;
    auto committed = commitRecord(m_session, draft.call.beyondStop(),
                                  {draft.metadata, upload.content, Seal::Right, isSmall ? draft.bytes : std::nullopt});
    const bool isUnsettled = !committed || committed->isDoubtful;
    if (isUnsettled)
        batch.isUnsettled = true;
    if (batch.hold && batch.holdsPrompts && isUnsettled)
        batch.hold->leaveToExpire();
    if (!committed)
        return failure(std::move(committed)); // its content stays: the commit may be carried out yet
    using Outcome = Commit::Outcome;
    if (committed->outcome == Outcome::Done) {
        objects.metadata = ObjectInfo{.key = keys::metadataOf(draft.key()), .size = draft.metadata.size + 1024};
        hold.reset();
        if (auto mended = isOld(upload) ? mend(batch, draft, upload) : Result<void>(); !mended)
            return draft.call.outcomeUnknown(mended.error());
        return StoreReceipt{StoreReceipt::Outcome::Created, draft.metadata};
    }
    if (committed->outcome != Outcome::Unsettled)
        forget(draft, upload.content);
    if (committed->outcome == Outcome::Taken) {
        objects.metadata = ObjectInfo{.key = keys::metadataOf(draft.key()), .size = 1024};
        return compare(draft, *committed->there);
    }
    if (isLast)
        return draft.call.outcomeUnknown(
            Error(ErrorCode::Unavailable, {}, {}, u"The server did not answer to the end."_s));
    if (committed->outcome == Outcome::Removed)
        objects.metadata = ObjectInfo{.key = keys::metadataOf(draft.key()), .size = 0};
    return std::optional<StoreReceipt>();
}

Result<void> Publisher::prepareCommit(Batch &batch, const Draft &draft) const
{
    {
        // One mark for all of the batch, before its first commit, and another when they take long.
        const std::scoped_lock lock(batch.mutex);
        if (!batch.mark) {
            QStringList names;
            for (const Group &group : batch.groups) {
                if (!group.refused)
                    names.append(group.name.toString());
            }
            batch.mark.emplace(m_session, std::move(names));
        }
    }
    if (auto marked = batch.mark->keep(draft.call); !marked)
        return marked;
    if (auto kept = batch.hold ? batch.hold->keep(draft.call) : Result<void>(); !kept)
        return kept;
    return draft.call.checkStop();
}

bool Publisher::isOld(const Upload &upload) const
{
    return m_session.parts().elapsed() - upload.begun >= secureAfter;
}

Result<bool> Publisher::secure(const Batch &batch, const Draft &draft, const Upload &upload,
                               std::unique_ptr<Hold> &hold) const
{
    if (!batch.holdsPrompts) { // a repair needs it, too
        auto taken = Hold::take(m_session, draft.call, {.prompts = {draft.metadata.name}});
        if (!taken)
            return failure(std::move(taken));
        hold = *std::move(taken);
    }
    const auto info = m_session.client().head(keys::of(draft.key()) + upload.content, draft.call.stop);
    if (!info && info.error().error.code() != ErrorCode::NotFound)
        return draft.call.fails(info.error());
    return info.has_value();
}

// Who was suspended at the very moment of the commit finds the content gone only after it.
Result<void> Publisher::mend(const Batch &batch, const Draft &draft, const Upload &upload) const
{
    std::unique_ptr<Hold> hold;
    const auto isThere = secure(batch, draft, upload, hold);
    if (!isThere)
        return failure(isThere);
    if (*isThere)
        return {};
    const auto source = draft.content();
    return m_session.putContent(draft.call.beyondStop(), keys::of(draft.key()) + upload.content, *source);
}

Result<StoreReceipt> Publisher::compare(const Draft &draft, const VersionRecord &there) const
{
    if (there.metadata.checksum != draft.metadata.checksum || there.metadata.size != draft.metadata.size)
        return draft.call.versionTaken(draft.key());
    const QString contentKey = keys::of(draft.key()) + there.content;
    const auto info = m_session.client().head(contentKey, draft.call.stop);
    const bool isMissing = !info && info.error().error.code() == ErrorCode::NotFound;
    if (!info && !isMissing)
        return draft.call.fails(info.error());
    if (isMissing || info->size != draft.metadata.size) { // the same bytes mend what is lost
        const auto source = draft.content();
        if (auto put = m_session.putContent(draft.call, contentKey, *source); !put)
            return failure(std::move(put));
    }
    return StoreReceipt{StoreReceipt::Outcome::Unchanged, there.metadata};
}

Result<void> Publisher::clear(Batch &batch, const Draft &draft) const
{
    if (batch.holdsPrompts)
        return clearTombstone(m_session, draft.call, draft.key(), *batch.hold);
    const auto hold = Hold::take(m_session, draft.call, {.prompts = {draft.metadata.name}});
    if (!hold)
        return failure(hold);
    return clearTombstone(m_session, draft.call, draft.key(), **hold);
}

} // namespace pulse::objects
