// SPDX-License-Identifier: Apache-2.0
#include "admission.h"

#include "name_guard.h"
#include "object_keys.h"
#include "removal.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

// A new name; or one without the `latest` that only who holds the names makes.
bool needsNames(const PromptObjects &known, bool holdsPrompt)
{
    return known.published().empty() || (!known.latest && !holdsPrompt);
}

// Whether that may be in doubt while the batch is published: it is none of it, or the very same, and no other spelling
// of a name.
std::function<bool(const Doubt &)> bearing(const DraftBatch &batch)
{
    return [&batch](const Doubt &doubt) {
        return doubt.isLabel() || std::ranges::none_of(batch.groups, [&](const DraftGroup &group) {
                   return collide(group.name, doubt.key.name) || std::ranges::any_of(group.indexes, [&](size_t index) {
                              const Metadata &metadata = batch.drafts[index]->metadata;
                              return VersionKey{metadata.name, metadata.version} == doubt.key &&
                                     doubtOf(metadata) != doubt;
                          });
               });
    };
}

std::function<std::vector<Doubt>()> publishing(const DraftBatch &batch)
{
    return [&batch] {
        std::vector<Doubt> all;
        for (const DraftGroup &group : batch.groups) {
            for (const size_t index : group.indexes)
                all.push_back(doubtOf(batch.drafts[index]->metadata));
        }
        return all;
    };
}

} // namespace

Result<void> Admission::prepare(DraftBatch &batch) const
{
    return batch.groups.size() == 1 ? prepareOne(batch, batch.groups.front()) : prepareMany(batch);
}

Result<void> Admission::prepareOne(DraftBatch &batch, DraftGroup &group) const
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
    Hold::Scopes scopes{.names = isNew, .bears = bearing(batch), .intends = publishing(batch)};
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

Result<void> Admission::prepareMany(DraftBatch &batch) const
{
    const Call &first = batch.drafts[batch.groups.front().indexes.front()]->call;
    batch.holdsPrompts = !m_session.can().createsOnce;
    if (batch.holdsPrompts) {
        auto hold =
            Hold::take(m_session, first,
                       {.names = true, .everything = true, .bears = bearing(batch), .intends = publishing(batch)});
        if (!hold)
            return failure(std::move(hold));
        batch.hold = *std::move(hold);
    }
    std::vector<Name> names;
    for (const DraftGroup &group : batch.groups)
        names.push_back(group.name);
    auto loaded = loadPrompts(m_session, first, names);
    std::vector<DraftGroup *> isNew;
    for (size_t i = 0; i < batch.groups.size(); ++i) {
        DraftGroup &group = batch.groups[i];
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

Result<void> Admission::admit(DraftBatch &batch, const std::vector<DraftGroup *> &isNew) const
{
    const auto callOf = [&](const DraftGroup &group) -> const Call & {
        return batch.drafts[group.indexes.front()]->call;
    };
    if (!batch.hold) {
        auto hold = Hold::take(m_session, callOf(*isNew.front()),
                               {.names = true, .bears = bearing(batch), .intends = publishing(batch)});
        if (!hold)
            return failure(std::move(hold));
        batch.hold = *std::move(hold);
    }
    NameGuard guard(m_session);
    for (DraftGroup *group : isNew) {
        group->isAdmitted = true;
        if (auto kept = batch.hold->keep(callOf(*group)); !kept) // each may take a listing
            return kept;
        if (auto admitted = guard.admit(callOf(*group), group->name); !admitted)
            group->refused = admitted.error();
    }
    return {};
}

// A prompt that was there when it was looked for may have been removed before the commit, and another spelling of its
// name been let in. It was not where its `latest` is there after the commit, which whoever lets such a name in removes
// first (NameGuard). Else it has to be let in anew.
Result<void> Admission::confirm(DraftBatch &batch, const DraftGroup &group, const std::vector<Version> &created) const
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

bool Admission::isStillThere(const Call &call, const DraftGroup &group, const std::vector<Version> &created) const
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
Result<StoreReceipt> Admission::takeBack(const Draft &draft, StoreReceipt receipt, const Error &cause) const
{
    const Call call = draft.call.beyondStop();
    const auto removed = Remover(m_session, call).remove(draft.metadata.name, draft.metadata.version, nullptr);
    if (removed)
        return call.fails(cause);
    return removed.error().code() == ErrorCode::NotFound ? Result<StoreReceipt>(std::move(receipt))
                                                         : Result<StoreReceipt>(call.outcomeUnknown(removed.error()));
}

Result<void> Admission::admitLate(DraftBatch &batch, const DraftGroup &group, const Call &call) const
{
    std::unique_ptr<Hold> own;
    if (!batch.hold) {
        auto taken = Hold::take(m_session, call, {.names = true, .bears = bearing(batch)});
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

} // namespace pulse::objects
