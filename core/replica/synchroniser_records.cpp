// SPDX-License-Identifier: Apache-2.0
// What a synchronisation remembers of a few prompts, before it changes them and after.
#include "synchroniser.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

// One about bytes stays until somebody chose, or until either of them is gone.
bool stands(const ConflictRecord &record, const Plan &plan)
{
    const VersionFacts *ours = record.ours ? plan.agreed.find(*record.ours) : nullptr;
    return ours && ours->checksum == record.bytes && plan.agreed.find(*record.conflict.version) != nullptr;
}

} // namespace

// A synchronisation that dies before it remembers what it did has to be told from a change that somebody made, on
// either side. It takes one sync for all of these prompts, and nothing to clear it: the new base takes its place.
Result<void> Synchroniser::noteUnderWay(std::span<Work> chunk)
{
    const auto lock = m_parts.store.lockChanges(m_stop);
    if (!lock)
        return failure(lock);
    Store::Bases bases;
    std::vector<ConflictRecord> conflicts;
    for (Work &work : chunk) {
        if (!work.goesOn() || work.plan.toSend() + work.plan.toReceive() == 0)
            continue;
        const auto present = m_parts.store.mark(work.name);
        if (!present)
            return failure(present);
        const auto isChosen = wasChosenMeanwhile(work, *present);
        if (!isChosen)
            return failure(isChosen);
        if (*isChosen) { // what was chosen is in the base, which must not be overwritten
            work.again = true;
            continue;
        }
        BaseRecord begun = work.base.value_or(BaseRecord());
        begun.fingerprint.clear();
        UnderWay way = underWay(begun.facts, work.plan.agreed, work.plan.receive, work.home.facts);
        // Changed here since it was read: what it will show says nothing any more.
        if (operationOf(*present) != operationOf(work.mark)) {
            way.arriving.clear();
            settle(way, begun.facts, work.here.facts);
        }
        begun.underWay = std::move(way);
        work.stored = begun;
        bases.emplace_back(work.name, std::move(begun));
        work.isUnderWay = true;
        // Bytes that have changed places show no more that they differed.
        std::ranges::copy_if(work.plan.conflicts, std::back_inserter(conflicts),
                             [](const ConflictRecord &record) { return record.conflict.kind == Kind::Version; });
    }
    if (auto added = m_parts.store.addConflicts(conflicts); !added)
        return added;
    return m_parts.store.setBases(bases);
}

// A step that was not gone through to its end says nothing of those that it did not come to.
void Synchroniser::leaveUndone(std::span<Work> chunk, const Error &error)
{
    for (Work &work : chunk) {
        if (work.goesOn() && work.isUnderWay)
            work.failed = error;
    }
}

// What was done is known, but for what failed: then the answer may have been lost, and not what was asked of the home.
BaseRecord Synchroniser::leftHalfway(const Work &work)
{
    BaseRecord left{.facts = work.reached, .fingerprint = {}};
    if (!work.failed)
        return left;
    UnderWay way{.received = work.reached, .agreed = work.plan.agreed, .arriving = {}, .isSettled = true};
    for (const Version &version : work.plan.receive) {
        way.agreed.versions.erase(version);
        if (const VersionFacts *arrived = work.reached.find(version))
            way.agreed.versions.emplace(version, *arrived);
    }
    way.agreed = carried(work.reached, way.agreed, work.here.facts);
    if (way.agreed != work.reached)
        left.underWay = std::move(way);
    return left;
}

// Whether a person chose a side of a conflict since the base was read or written here. An older Pulse does not say so,
// but leaves nothing under way; nobody else writes another past, or leaves none.
Result<bool> Synchroniser::wasChosenMeanwhile(const Work &work, const std::optional<ChangeMark> &mark)
{
    if (operationOf(mark) == operationOf(work.mark))
        return false;
    const auto base = m_parts.store.base(work.name);
    if (!base && base.error().code() == ErrorCode::Corrupt)
        return work.goesOn(); // that it cannot be read stops nothing else, and is told by who looks at it anew
    if (!base)
        return failure(base);
    const auto choiceIn = [](const std::optional<BaseRecord> &record) {
        return record ? record->choice : QByteArray();
    };
    const bool isUnderWay = *base && (*base)->underWay;
    return choiceIn(*base) != choiceIn(work.stored) || (!isUnderWay && *base != work.stored);
}

Result<void> Synchroniser::record(std::span<Work> chunk)
{
    const auto lock = m_parts.store.lockChanges({});
    if (!lock)
        return failure(lock);
    Store::Bases bases;
    Store::Marks marks;
    for (Work &work : chunk) {
        if (m_unexplained.contains(work.name) && !m_isSecondLook)
            continue;
        const auto present = m_parts.store.mark(work.name);
        if (!present)
            return failure(present);
        const auto isChosen = wasChosenMeanwhile(work, *present);
        if (!isChosen)
            return failure(isChosen);
        if (*isChosen) { // on record with its mark; looked at anew
            work.again = true;
            continue;
        }
        if (!work.goesOn()) {
            if (work.isUnderWay)
                bases.emplace_back(work.name, leftHalfway(work));
            if (!*present)
                marks.emplace_back(work.name, ChangeMark{.operation = {}, .isChange = false, .removed = {}});
            continue;
        }
        BaseRecord base{.facts = work.plan.agreed,
                        .fingerprint = work.plan.toSend() == 0 ? work.fingerprint : QByteArray()};
        std::optional<BaseRecord> wanted;
        if (!base.facts.isEmpty())
            wanted = std::move(base);
        if (wanted && (!work.base || m_named.contains(work.name)))
            m_arrived.emplace(work.name, *wanted);
        if (wanted != work.base || work.isUnderWay || work.isBaseOutdated)
            bases.emplace_back(work.name, std::move(wanted));
        const bool isSame = *present && work.mark && (*present)->operation == work.mark->operation;
        if (!isSame)
            continue; // it was changed once more meanwhile
        std::optional<ChangeMark> left;
        if (!work.plan.pendingRemovals.empty())
            left = ChangeMark{.operation = work.mark->operation, .removed = work.plan.pendingRemovals};
        if (left != *present)
            marks.emplace_back(work.name, std::move(left));
    }
    auto done = recordConflicts(chunk);
    if (done)
        done = m_parts.store.setBases(bases);
    return done ? m_parts.store.setMarks(marks) : done;
}

Result<void> Synchroniser::recordConflicts(std::span<Work> chunk)
{
    const auto known = m_parts.store.conflicts();
    if (!known)
        return failure(known);
    std::vector<ConflictRecord> added;
    for (const Work &work : chunk) {
        if (!work.goesOn())
            continue;
        added.insert(added.end(), work.plan.conflicts.begin(), work.plan.conflicts.end());
        for (const ConflictRecord &record : *known) {
            const bool isOurs = record.conflict.name == work.name;
            const bool isAgain = std::ranges::any_of(
                work.plan.conflicts, [&](const ConflictRecord &one) { return one.conflict.id == record.conflict.id; });
            if (isOurs && !isAgain && !stands(record, work.plan)) {
                if (auto removed = m_parts.store.removeConflict(record.conflict.id); !removed)
                    return removed;
            }
        }
    }
    return m_parts.store.addConflicts(added);
}

} // namespace pulse::replica
