// SPDX-License-Identifier: Apache-2.0
// A few prompts at a time: read, compared, made the same.
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

} // namespace pulse::replica
