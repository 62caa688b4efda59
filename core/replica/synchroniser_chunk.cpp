// SPDX-License-Identifier: Apache-2.0
// A few prompts at a time: read, compared, made the same, remembered.
#include "synchroniser.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/parallel.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

// After these there is no point in going on with the next prompt.
bool endsAll(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::Unavailable:
    case ErrorCode::RateLimited:
    case ErrorCode::Cancelled:
    case ErrorCode::NoSpace:
    case ErrorCode::DurabilityUnknown:
        return true;
    default:
        return false;
    }
}

bool lacks(const PromptState &state, const std::optional<BaseRecord> &base)
{
    return base && std::ranges::any_of(base->facts.versions, [&](const auto &entry) {
               const VersionFacts *present = state.facts.find(entry.first);
               return !present || present->checksum != entry.second.checksum;
           });
}

using Kind = SyncStorage::Conflict::Kind;

// Their marks went when it was found that a person has to be asked: about them, or about the version that they wait
// for.
std::set<Label> contestedOf(const Work &work, const std::vector<ConflictRecord> &conflicts)
{
    std::set<Label> labels;
    for (const ConflictRecord &record : conflicts) {
        if (record.conflict.name != work.name)
            continue;
        if (const auto label = Label::parse(record.conflict.field); record.conflict.kind == Kind::Label && label)
            labels.insert(*label);
        if (record.conflict.kind != Kind::Removal)
            continue;
        for (const auto &[label, version] : work.here.facts.labels) {
            if (!record.conflict.version || *record.conflict.version == version)
                labels.insert(label);
        }
    }
    return labels;
}

// One about bytes stays until somebody chose, or until either of them is gone.
bool stands(const ConflictRecord &record, const Plan &plan)
{
    const VersionFacts *ours = record.ours ? plan.agreed.find(*record.ours) : nullptr;
    return ours && ours->checksum == record.bytes && plan.agreed.find(*record.conflict.version) != nullptr;
}

} // namespace

void Synchroniser::note(Work &work, const Error &error)
{
    const std::scoped_lock lock(m_mutex);
    if (!work.failed)
        work.failed = error;
    if (endsAll(error) && !m_end)
        m_end = error;
}

bool Synchroniser::mayGoOn(Work &work)
{
    const std::scoped_lock lock(m_mutex);
    if (m_end && work.goesOn())
        work.failed = m_end;
    return work.goesOn();
}

std::future<Synchroniser::Overviews> Synchroniser::askHome(std::span<const Work> chunk) const
{
    if (!m_canHome.overviews)
        return {};
    std::vector<Name> names;
    for (const Work &work : chunk)
        names.push_back(work.name);
    return std::async(std::launch::async, [home = m_canHome.overviews, names = std::move(names), stop = m_stop] {
        return home->overviews(names, stop);
    });
}

Result<void> Synchroniser::process(std::span<Work> chunk, std::future<Overviews> asked)
{
    if (auto go = checkCancelled(m_stop, u"synchronise"_s, m_home.info().url.toDisplayString()); !go)
        return go;
    if (m_progress)
        m_progress({m_done, std::ssize(m_candidates), chunk.front().name.toString()});
    m_inChunk = std::ssize(chunk);
    m_moved = 0;
    if (auto read = readAll(chunk, std::move(asked)); !read)
        return read;
    if (auto planned = plan(chunk); !planned)
        return planned;
    if (m_options.dryRun)
        return {};
    if (auto separated = separateVersions(chunk); !separated)
        return separated;
    if (auto noted = noteUnderWay(chunk); !noted)
        return noted;
    send(chunk);
    auto done = receive(chunk);
    if (done) {
        forEachInParallel(m_parts.parallel, chunk.size(), [&](size_t i) {
            if (chunk[i].goesOn())
                applyHome(chunk[i]);
        });
        done = applyHere(chunk);
    }
    if (!done)
        leaveUndone(chunk, done.error());
    // What was finished is remembered, also where the rest was cut off.
    if (auto recorded = record(chunk); !recorded)
        return recorded;
    if (done && m_end)
        return std::unexpected(*m_end);
    return done;
}

Result<void> Synchroniser::readAll(std::span<Work> chunk, std::future<Overviews> asked)
{
    {
        // A mark says nothing about a change that is being made: both are read while none is.
        const auto lock = m_parts.store.lockChanges(m_stop);
        if (!lock)
            return failure(lock);
        forEachInParallel(m_parts.parallel, chunk.size(), [&](size_t i) { readHere(chunk[i]); });
    }
    const Overviews overviews = asked.valid() ? asked.get() : Overviews();
    forEachInParallel(m_parts.parallel, chunk.size(), [&](size_t i) {
        if (i >= overviews.size())
            readHome(chunk[i], nullptr);
        else if (overviews[i])
            readHome(chunk[i], &*overviews[i]);
        else
            note(chunk[i], overviews[i].error());
    });
    return m_end ? Result<void>(std::unexpected(*m_end)) : Result<void>();
}

void Synchroniser::readHere(Work &work)
{
    if (!mayGoOn(work))
        return;
    auto base = m_parts.store.base(work.name);
    auto mark = m_parts.store.mark(work.name);
    if (!base || !mark)
        return note(work, base ? mark.error() : base.error());
    work.base = *std::move(base);
    work.stored = work.base;
    work.isBaseOutdated = work.base && work.base->underWay;
    work.mark = *std::move(mark);
    auto here = readPrompt(m_local, work.name, nullptr, m_stop);
    if (!here)
        return note(work, here.error());
    work.here = *std::move(here);
    if (work.isBaseOutdated)
        settle(*work.base->underWay, work.base->facts, work.here.facts);
    work.reached = work.base ? work.base->facts : PromptFacts();
}

void Synchroniser::readHome(Work &work, const OverviewStorage::Overview *known)
{
    if (!mayGoOn(work))
        return;
    std::set<Version> wanted;
    for (const auto &[version, facts] : work.here.facts.versions)
        wanted.insert(version);
    for (const auto &[version, facts] : work.base ? work.base->facts.versions : PromptFacts().versions)
        wanted.insert(version);
    for (const auto &[version, bytes] : work.mark ? work.mark->removed : ChangeMark().removed)
        wanted.insert(version);
    if (work.isBaseOutdated) {
        for (const auto &[version, facts] : work.base->underWay->agreed.versions)
            wanted.insert(version);
    }
    const bool isRemoved = work.here.isEmpty() && work.mark && !work.mark->removed.empty();
    auto home = readPrompt(m_home, work.name, isRemoved ? nullptr : &wanted, m_stop, known);
    if (!home)
        return note(work, home.error());
    work.home = *std::move(home);
    if (!work.isBaseOutdated)
        return;
    work.base->facts = pastAfter(*work.base->underWay, work.base->facts, work.here.facts, work.home.facts);
    work.base->underWay.reset();
    if (work.base->facts.isEmpty())
        work.base.reset();
    work.reached = work.base ? work.base->facts : PromptFacts();
}

// ---- comparing

Result<void> Synchroniser::loadTrash()
{
    if (m_isTrashLoaded)
        return {};
    if (m_canHome.trash) {
        const auto entries = m_canHome.trash->trash(m_stop);
        if (!entries)
            return failure(entries);
        for (const TrashEntry &entry : *entries)
            m_trash[entry.name].insert(entry.versions.begin(), entry.versions.end());
    }
    m_isTrashLoaded = true;
    return {};
}

bool Synchroniser::isRemovedAtHome(const Work &work, const Version &version) const
{
    if (m_options.acceptHome || m_accepted.contains(work.name))
        return true;
    const auto found = m_trash.find(work.name);
    return found != m_trash.end() && found->second.contains(version);
}

Result<void> Synchroniser::plan(std::span<Work> chunk)
{
    static const ChangeMark unmarked{.operation = {}, .isChange = false, .removed = {}};
    const auto conflicts = m_parts.store.conflicts();
    if (!conflicts)
        return failure(conflicts);
    for (Work &work : chunk) {
        if (!work.goesOn())
            continue;
        if (lacks(work.home, work.base)) {
            if (auto loaded = loadTrash(); !loaded)
                return loaded;
        }
        work.plan = planOf({.name = work.name,
                            .base = work.base,
                            .mark = work.mark ? *work.mark : unmarked,
                            .here = work.here,
                            .home = work.home,
                            .isRemovedAtHome = [&](const Version &version) { return isRemovedAtHome(work, version); },
                            .contested = contestedOf(work, *conflicts)});
        if (work.plan.isUnexplained && !m_isSecondLook) {
            m_unexplained.emplace(work.name, work.base->facts);
            work.again = true; // by processUnexplained
        } else if (m_options.dryRun) {
            count(work);
        } else if (work.plan.toSend() > 0 && m_home.info().readOnly) {
            // Of which prompt, the report says; that the home takes no changes, whoever shows it.
            note(work, Error(ErrorCode::PermissionDenied, u"synchronise"_s, work.name.toString(),
                             m_home.info().readOnlyReason));
        }
    }
    return {};
}

void Synchroniser::count(const Work &work)
{
    m_report.sent += work.plan.toSend();
    m_report.received += work.plan.toReceive();
    m_report.conflicts += work.plan.conflicts.empty() ? 0 : 1;
    const auto add = [this](const std::vector<Version> &versions, const PromptState &state) {
        for (const Version &version : versions) {
            if (const auto known = state.metadata.find(version); known != state.metadata.end())
                m_report.bytes += known->second.size;
        }
    };
    add(work.plan.send, work.here);
    add(work.plan.receive, work.home);
}

// ---- remembering

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
