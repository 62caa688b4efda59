// SPDX-License-Identifier: Apache-2.0
#include "publisher.h"

#include "admission.h"
#include "object_keys.h"
#include "pulse/base/parallel.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int lastRound = 3;
constexpr qint64 large = 1024 * 1024;        // bytes whose upload nobody should have to wait for
constexpr size_t batchSize = 512;            // drafts that are let in together
constexpr std::chrono::hours secureAfter{1}; // well within what a repair takes for abandoned

std::unexpected<Error> tookTooLong(const Call &call)
{
    return call.fails(ErrorCode::Unavailable,
                      u"Publishing “%1” took so long that a repair removed its content again and again. Nothing was "
                      "published; try again."_s.arg(call.subject));
}

} // namespace

std::vector<Result<StoreReceipt>> Publisher::publish(const std::vector<Result<Draft>> &drafts, const Done &done)
{
    std::vector<std::optional<Result<StoreReceipt>>> outcomes(drafts.size());
    for (size_t begin = 0; begin < drafts.size(); begin += batchSize) {
        DraftBatch batch{.drafts = drafts, .outcomes = outcomes, .done = done};
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

void Publisher::publishBatch(DraftBatch &batch)
{
    if (batch.groups.empty())
        return;
    uploadLarge(batch);
    const auto prepared = Admission(m_session).prepare(batch);
    forEachInParallel(m_session.parts().workers, batch.groups.size(), [&](size_t i) {
        DraftGroup &group = batch.groups[i];
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
void Publisher::uploadLarge(DraftBatch &batch) const
{
    std::vector<size_t> indexes;
    for (const DraftGroup &group : batch.groups) {
        for (const size_t index : group.indexes) {
            if (batch.drafts[index]->metadata.size >= large)
                indexes.push_back(index);
        }
    }
    forEachInParallel(m_session.parts().workers, indexes.size(), [&](size_t i) {
        const size_t index = indexes[i];
        const Draft &draft = *batch.drafts[index];
        const auto there = m_session.client().head(keys::metadataOf(draft.key()), draft.call.stop);
        if (there || there.error().error.code() != ErrorCode::NotFound)
            return;
        auto sent = upload(draft);
        if (!sent) // tried again, and told, when its turn comes
            return;
        sent->isEarly = true;
        const std::scoped_lock lock(batch.mutex);
        batch.uploaded.emplace(index, *std::move(sent));
    });
}

Result<Upload> Publisher::upload(const Draft &draft) const
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

void Publisher::publishGroup(DraftBatch &batch, DraftGroup &group) const
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
    const auto confirmed = created.empty() ? Result<void>() : Admission(m_session).confirm(batch, group, created);
    for (auto &[index, receipt] : receipts) {
        if (!confirmed && receipt && receipt->outcome == StoreReceipt::Outcome::Created)
            receipt = Admission(m_session).takeBack(*batch.drafts[index], *std::move(receipt), confirmed.error());
        batch.settle(index, std::move(receipt));
    }
}

Result<StoreReceipt> Publisher::publishOne(DraftBatch &batch, size_t index, PromptObjects &known) const
{
    for (int round = 1;; ++round) {
        auto receipt = attempt(batch, index, known, round == lastRound);
        if (!receipt)
            return failure(std::move(receipt));
        if (*receipt)
            return **std::move(receipt);
    }
}

Result<std::optional<StoreReceipt>> Publisher::attempt(DraftBatch &batch, size_t index, PromptObjects &known,
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

Result<std::optional<StoreReceipt>> Publisher::commit(DraftBatch &batch, const Draft &draft, VersionObjects &objects,
                                                      const Upload &upload, bool isLast) const
{
    std::unique_ptr<Hold> hold;
    Result<void> ready = prepareCommit(batch, draft);
    // Who removed the version before this took its hold may have taken the folder along, with what was sent into it.
    if (ready && (isOld(upload) || (upload.isEarly && m_session.can().claims))) {
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
    auto committed = commitBytes(m_session, draft.call.beyondStop(), draft.key(),
                                 encodeAsRead({draft.metadata, upload.content, Seal::Right, draft.bytes}));
    noteOutcome(batch, draft, committed);
    if (!committed) {
        if (!Session::mayComeLate(committed))
            forget(draft, upload.content);
        return failure(std::move(committed));
    }
    using Outcome = Commit::Outcome;
    if (committed->outcome == Outcome::Done) {
        objects.metadata = ObjectInfo{.key = keys::metadataOf(draft.key()), .size = draft.metadata.size + 1024};
        hold.reset();
        if (auto mended = isOld(upload) ? mend(batch, draft, upload) : Result<void>(); !mended)
            return draft.call.outcomeUnknown(mended.error());
        return StoreReceipt{StoreReceipt::Outcome::Created, draft.metadata};
    }
    // An attempt that comes late puts its record over the one that is there, or where that was removed.
    if (committed->outcome != Outcome::Unsettled && !committed->isDoubtful)
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

// Where the store decides, it matters only of a new name: another spelling of it might be let in meanwhile.
void Publisher::noteOutcome(DraftBatch &batch, const Draft &draft, const Result<Commit> &committed) const
{
    if (Session::mayComeLate(committed))
        batch.isUnsettled = true;
    const auto group = std::ranges::find(batch.groups, draft.metadata.name, &DraftGroup::name);
    if (batch.hold && (batch.holdsPrompts || group->isAdmitted))
        noteDoubt(m_session, *batch.hold, draft.metadata, committed);
}

Result<void> Publisher::prepareCommit(DraftBatch &batch, const Draft &draft) const
{
    {
        // One mark for all of the batch, before its first commit, and another when they take long.
        const std::scoped_lock lock(batch.mutex);
        if (!batch.mark) {
            QStringList names;
            for (const DraftGroup &group : batch.groups) {
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

Result<bool> Publisher::secure(const DraftBatch &batch, const Draft &draft, const Upload &upload,
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
Result<void> Publisher::mend(const DraftBatch &batch, const Draft &draft, const Upload &upload) const
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

Result<void> Publisher::clear(DraftBatch &batch, const Draft &draft) const
{
    if (batch.holdsPrompts) {
        batch.hold->intendMore();
        return clearTombstone(m_session, draft.call, draft.key(), *batch.hold);
    }
    const auto hold = Hold::take(m_session, draft.call, {.prompts = {draft.metadata.name}});
    if (!hold)
        return failure(hold);
    return clearTombstone(m_session, draft.call, draft.key(), **hold);
}

} // namespace pulse::objects
