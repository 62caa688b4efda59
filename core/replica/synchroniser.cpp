// SPDX-License-Identifier: Apache-2.0
#include "synchroniser.h"

#include "pulse/base/cancellation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

constexpr size_t chunkPrompts = 1024;
constexpr int mostRounds = 3; // for prompts that change while they are looked at
constexpr qsizetype fewAbsent = 10;

std::span<Work> chunkOf(std::vector<Work> &all, size_t begin)
{
    return std::span(all).subspan(begin, std::min(chunkPrompts, all.size() - begin));
}

// None of one that is damaged, so that one record stops nothing else: who looks at its prompt tells.
Result<std::optional<BaseRecord>> readableBase(Store &store, const Name &name)
{
    auto base = store.base(name);
    if (!base && base.error().code() == ErrorCode::Corrupt)
        return std::nullopt;
    return base;
}

QString shown(const Storage &storage)
{
    return storage.info().url.toDisplayString();
}

} // namespace

Synchroniser::Synchroniser(const Parts &parts, Storage &home, const SyncStorage::Options &options,
                           const ProgressSink &progress, std::stop_token stop)
    : m_parts(parts)
    , m_local(*parts.local)
    , m_home(home)
    , m_canHere(m_local.capabilities())
    , m_canHome(home.capabilities())
    , m_options(options)
    , m_progress(progress)
    , m_stop(std::move(stop))
{}

Result<SyncStorage::Report> Synchroniser::run(const std::vector<Name> &only)
{
    auto done = survey(only);
    if (done)
        done = processAll();
    if (done)
        done = processUnexplained();
    if (done && !m_options.dryRun)
        done = finish(!only.empty());
    if (!done)
        return failure(done);
    const auto conflicts = m_parts.store.conflicts();
    if (!conflicts)
        return failure(conflicts);
    std::set<Name> inConflict;
    for (const ConflictRecord &record : *conflicts)
        inConflict.insert(record.conflict.name);
    m_report.conflicts = m_options.dryRun ? m_report.conflicts : std::ssize(inConflict);
    if (m_progress)
        m_progress({std::ssize(m_candidates), std::ssize(m_candidates), {}});
    return std::move(m_report);
}

// ---- what there is to do

Work &Synchroniser::candidate(const Name &name)
{
    return m_candidates.try_emplace(name, Work{.name = name}).first->second;
}

Result<void> Synchroniser::survey(const std::vector<Name> &only)
{
    auto known = m_parts.store.home();
    if (!known)
        return failure(std::move(known));
    m_known = *std::move(known);
    if (const auto other = isOtherLibrary(); !other)
        return failure(other);
    if (!only.empty()) {
        for (const Name &name : only)
            candidate(name);
        return {};
    }
    const auto isEnough = surveyListOfChanges();
    if (!isEnough)
        return failure(isEnough);
    if (!*isEnough || m_options.everything) {
        if (auto listed = surveyAll(); !listed)
            return listed;
    }
    return surveyWhatIsKnownHere();
}

Result<bool> Synchroniser::isOtherLibrary()
{
    const QString id = m_home.info().id;
    if (!m_known || m_known->id.isEmpty() || m_known->id == id || m_options.acceptHome)
        return false;
    return failure(failure(ErrorCode::Conflict, u"synchronise"_s, shown(m_home),
                           u"The library at %1 is another one than before. Nothing was changed on either side. Check "
                           "the address; if that library is right, accept it."_s.arg(shown(m_home))),
                   Error::Remedy::AcceptHome);
}

Result<void> Synchroniser::surveyWhatIsKnownHere()
{
    const auto marks = m_parts.store.marks();
    if (!marks)
        return failure(marks);
    for (const auto &[name, mark] : *marks)
        candidate(name);
    const auto conflicts = m_parts.store.conflicts();
    if (!conflicts)
        return failure(conflicts);
    for (const ConflictRecord &record : *conflicts)
        candidate(record.conflict.name);
    return {};
}

// Whether the home's list of changes tells all that has to be looked at.
Result<bool> Synchroniser::surveyListOfChanges()
{
    if (!m_canHome.changes)
        return false;
    const bool isFirst = !m_known || !m_known->isCompared;
    const QByteArray since = !m_known ? QByteArray() : isFirst ? m_known->beginning : m_known->cursor;
    auto changes = m_canHome.changes->changesSince(since, m_stop);
    if (!changes)
        return failure(std::move(changes));
    m_cursor = changes->next;
    if (changes->complete) {
        for (const QString &text : changes->prompts) {
            // No proof of a removal: it is named before a change of any kind.
            if (const auto name = Name::parse(text))
                m_named.insert(candidate(*name).name);
        }
    }
    if (!isFirst)
        return changes->complete;
    // What was compared before a first synchronisation was cut off need not be compared again: what changed since then
    // is in the list from its beginning on.
    const bool goesOn = changes->complete && !since.isEmpty();
    if (!goesOn && !m_options.dryRun) {
        HomeRecord record = m_known.value_or(HomeRecord());
        record.beginning = changes->next;
        m_known = record;
        if (auto kept = m_parts.store.setHome(record); !kept)
            return failure(std::move(kept));
    }
    return false;
}

Result<std::vector<FingerprintStorage::Item>> Synchroniser::listHome()
{
    if (m_canHome.fingerprints)
        return m_canHome.fingerprints->fingerprints(m_stop);
    std::vector<FingerprintStorage::Item> items;
    ListQuery query;
    do {
        auto page = m_home.list(query, m_stop);
        if (!page)
            return failure(std::move(page));
        for (ListItem &item : page->items)
            items.push_back({std::move(item), {}});
        if (page->next == query.cursor && !page->next.isEmpty())
            return failure(ErrorCode::Corrupt, u"synchronise"_s, shown(m_home),
                           u"The list of prompts at %1 goes round in circles. Check the server."_s.arg(shown(m_home)));
        query.cursor = page->next;
    } while (!query.cursor.isEmpty());
    return items;
}

Result<void> Synchroniser::surveyAll()
{
    const auto items = listHome();
    if (!items)
        return failure(items);
    const auto known = m_parts.store.knownPrompts();
    if (!known)
        return failure(known);
    const bool isFirst = !m_known || !m_known->isCompared;
    std::set<Name> absent(known->begin(), known->end());
    for (const auto &[item, fingerprint] : *items) {
        if (!item.name || !item.damage.isEmpty()) {
            if (item.name)
                absent.erase(*item.name);
            m_report.failed.push_back(
                {item.path, Error(ErrorCode::Corrupt, u"synchronise"_s, item.path,
                                  u"“%1” cannot be read at the home: %2"_s.arg(item.path, item.damage))});
            continue;
        }
        const bool isKnown = absent.erase(*item.name) > 0;
        if (isKnown && !m_options.everything) {
            const auto base = readableBase(m_parts.store, *item.name);
            if (!base)
                return failure(base);
            const bool isSame = !fingerprint.isEmpty() && *base && (*base)->fingerprint == fingerprint;
            // Of a home that tells its changes, what was compared once is in the list when it changes.
            const bool isListed =
                isFirst && m_canHome.changes && !m_canHome.fingerprints && *base && !(*base)->underWay;
            if (isSame || isListed)
                continue;
        }
        candidate(*item.name).fingerprint = fingerprint;
    }
    for (const Name &name : std::set(absent)) {
        candidate(name);
        const auto base = readableBase(m_parts.store, name);
        if (!base)
            return failure(base);
        if (*base && (*base)->facts.isEmpty()) // it was on its way, and may never have come there
            absent.erase(name);
    }
    if (auto asked = questionAbsence(std::ssize(*items), absent); !asked)
        return asked;
    return isFirst || m_options.everything ? surveyLocal() : Result<void>();
}

Result<void> Synchroniser::surveyLocal()
{
    ListQuery query;
    do {
        const auto page = m_local.list(query, m_stop);
        if (!page)
            return failure(page);
        for (const ListItem &item : page->items) {
            if (!item.name || !item.damage.isEmpty())
                continue;
            const auto base = readableBase(m_parts.store, *item.name);
            if (!base)
                return failure(base);
            if (!*base || (*base)->underWay || m_options.everything)
                candidate(*item.name);
        }
        query.cursor = page->next;
    } while (!query.cursor.isEmpty());
    return {};
}

Result<void> Synchroniser::questionAbsence(qsizetype present, const std::set<Name> &absent)
{
    if (m_options.acceptHome || absent.empty())
        return {};
    if (auto loaded = loadTrash(); !loaded)
        return loaded;
    const qsizetype unexplained =
        std::ranges::count_if(absent, [this](const Name &name) { return !m_trash.contains(name); });
    const bool isMost = unexplained > fewAbsent && unexplained > present;
    if (unexplained == 0 || (present > 0 && !isMost))
        return {};
    return failure(
        failure(ErrorCode::Conflict, u"synchronise"_s, shown(m_home),
                u"The library at %1 shows %2 prompts, and %3 that were there before are missing without a record of "
                "their removal. Nothing was changed on either side. Check the address and the server; if the library "
                "is right as it is, accept it."_s.arg(shown(m_home), QString::number(present),
                                                      QString::number(unexplained))),
        Error::Remedy::AcceptHome);
}

// ---- doing it

Result<void> Synchroniser::processAll()
{
    std::vector<Work> left;
    for (const auto &[name, work] : m_candidates)
        left.push_back(work);
    // What was removed here goes first: it may stand in the way of a name that differs only by case.
    for (Work &work : left) {
        auto mark = m_parts.store.mark(work.name);
        if (!mark)
            return failure(std::move(mark));
        work.mark = *std::move(mark);
    }
    std::ranges::stable_partition(left, [](const Work &work) { return work.mark && !work.mark->removed.empty(); });
    for (int round = 0; round < mostRounds && !left.empty(); ++round) {
        std::vector<Work> again;
        // While some are worked on, the home is asked about the next.
        std::future<Overviews> asked = askHome(chunkOf(left, 0));
        for (size_t begin = 0; begin < left.size(); begin += chunkPrompts) {
            const std::span<Work> chunk = chunkOf(left, begin);
            std::future<Overviews> present = std::exchange(asked, {});
            if (begin + chunkPrompts < left.size())
                asked = askHome(chunkOf(left, begin + chunkPrompts));
            if (auto done = process(chunk, std::move(present)); !done)
                return done;
            m_done = std::min<qint64>(m_done + std::ssize(chunk), std::ssize(m_candidates));
            for (const Work &work : chunk) {
                if (work.again && !m_unexplained.contains(work.name))
                    again.push_back({.name = work.name, .overtaken = work.overtaken});
                else if (work.failed)
                    m_report.failed.push_back({work.name.toString(), *work.failed});
            }
        }
        left = std::move(again);
    }
    for (const Work &work : left) {
        const QString why =
            work.overtaken ? u"could not be brought over. "_s + work.overtaken->message() : u"changes all the time."_s;
        m_report.failed.push_back(
            {work.name.toString(),
             Error(ErrorCode::Conflict, u"synchronise"_s, work.name.toString(),
                   u"“%1” %2 It is tried again by the next synchronisation."_s.arg(work.name.toString(), why))});
    }
    return {};
}

// A prompt that is missing without a record may have been renamed: then another one holds all its versions, and nothing
// is lost when it goes here too.
Result<void> Synchroniser::processUnexplained()
{
    if (m_unexplained.empty())
        return {};
    for (const auto &[name, record] : m_arrived) {
        for (const auto &[lost, before] : m_unexplained) {
            const bool holdsAll = std::ranges::all_of(before.versions, [&](const auto &entry) {
                const VersionFacts *same = record.facts.find(entry.first);
                return same && same->checksum == entry.second.checksum;
            });
            if (holdsAll)
                m_accepted.insert(lost);
        }
    }
    m_isSecondLook = true;
    m_trash.clear(); // it may have been removed since that was read
    m_isTrashLoaded = false;
    std::vector<Work> left;
    for (const auto &[name, before] : m_unexplained)
        left.push_back({.name = name});
    for (size_t begin = 0; begin < left.size(); begin += chunkPrompts) {
        const std::span<Work> chunk = chunkOf(left, begin);
        if (auto done = process(chunk, askHome(chunk)); !done) // a second look, so that it has to be a new one
            return done;
        for (const Work &work : chunk) {
            if (work.failed)
                m_report.failed.push_back({work.name.toString(), *work.failed});
        }
    }
    return {};
}

Result<void> Synchroniser::finish(bool isPartial)
{
    if (isPartial)
        return {};
    HomeRecord record = m_known.value_or(HomeRecord());
    record.id = m_home.info().id;
    record.url = shown(m_home);
    // What was done there by this synchronisation is in the base, or has a mark.
    record.cursor = m_canHome.changes ? m_canHome.changes->knowingOwnChanges(m_cursor) : m_cursor;
    record.beginning.clear();
    record.isCompared = true; // what failed has a mark, so that it is looked at again
    if (m_report.failed.empty())
        record.synced = m_parts.clock->now();
    return m_parts.store.setHome(record);
}

} // namespace pulse::replica
