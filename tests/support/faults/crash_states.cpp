// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/crash_states.h"

#include <QRandomGenerator>
#include <cerrno>
#include <map>

namespace pulse::faults {
namespace {

const Event &eventAt(const Recording &recording, qsizetype number)
{
    return recording.events[static_cast<size_t>(number)];
}

// Inodes exist, nameless and empty, from the start: only names and contents are effects.
Disk baseOf(const Recording &recording, qsizetype events)
{
    Disk disk = recording.before;
    for (qsizetype i = 0; i < events; ++i) {
        const Event &event = eventAt(recording, i);
        if (event.kind <= Event::Kind::MakeLink)
            makeInode(disk, event);
    }
    return disk;
}

} // namespace

CrashStates::CrashStates(const Recording &recording, Renames renames, Limits limits)
    : m_recording(recording)
    , m_limits(limits)
{
    Disk now = recording.before;
    for (qsizetype i = 0; i < std::ssize(recording.events); ++i) {
        addEffects(i, now, renames);
        apply(now, eventAt(recording, i));
    }
    std::map<std::pair<int, QByteArray>, size_t> last;
    for (size_t i = 0; i < m_effects.size(); ++i) {
        for (const Slot &slot : m_effects[i].entries) {
            const auto [known, isNew] = last.try_emplace({slot.directory, slot.name}, i);
            if (!isNew)
                m_effects[i].needs.push_back(std::exchange(known->second, i));
        }
    }
}

void CrashStates::addSlots(qsizetype event, std::vector<Slot> entries, bool apart)
{
    std::erase_if(entries, [](const Slot &slot) { return slot.directory < 0; });
    if (entries.empty())
        return;
    if (!apart) {
        m_effects.push_back({.event = event, .entries = std::move(entries)});
        return;
    }
    for (Slot &slot : entries)
        m_effects.push_back({.event = event, .entries = {std::move(slot)}});
}

void CrashStates::addEffects(qsizetype number, Disk &now, Renames renames)
{
    const Event &event = eventAt(m_recording, number);
    if (event.failure != 0)
        return;
    const auto at = [&](int directory, const QByteArray &name) {
        return directory < 0 ? -1 : now[directory].entries.value(name, -1);
    };
    const bool apart = renames == Renames::Independent && event.directory != event.toDirectory;
    switch (event.kind) {
    case Event::Kind::Create:
    case Event::Kind::MakeDirectory:
    case Event::Kind::MakeLink:
        addSlots(number, {{event.directory, event.name, event.inode}}, false);
        break;
    case Event::Kind::Write:
    case Event::Kind::Truncate:
        if (event.inode >= 0)
            m_effects.push_back({.event = number, .inode = event.inode});
        break;
    case Event::Kind::SetMode:
        if (event.inode >= 0 && now[event.inode].mode != event.mode)
            m_effects.push_back({.event = number, .inode = event.inode});
        break;
    case Event::Kind::Rename:
        addSlots(
            number,
            {{event.directory, event.name, -1}, {event.toDirectory, event.toName, at(event.directory, event.name)}},
            apart);
        break;
    case Event::Kind::Exchange:
        addSlots(number,
                 {{event.directory, event.name, at(event.toDirectory, event.toName)},
                  {event.toDirectory, event.toName, at(event.directory, event.name)}},
                 apart);
        break;
    case Event::Kind::Remove:
        addSlots(number, {{event.directory, event.name, -1}}, false);
        break;
    case Event::Kind::Sync:
    case Event::Kind::SyncAll:
        break;
    }
}

std::vector<bool> CrashStates::syncedAfter(qsizetype events) const
{
    std::vector<bool> synced(m_effects.size());
    std::vector<bool> spoiled(m_effects.size());
    const auto concerns = [&](const Event &sync, const Effect &effect) {
        if (sync.kind == Event::Kind::SyncAll)
            return sync.failure != EOPNOTSUPP; // which was not even tried
        return effect.inode == sync.inode || std::ranges::contains(effect.entries, sync.inode, &Slot::directory);
    };
    for (qsizetype i = 0; i < events; ++i) {
        const Event &event = eventAt(m_recording, i);
        if (!event.isSync())
            continue;
        for (size_t e = 0; e < m_effects.size() && m_effects[e].event < i; ++e) {
            if (!concerns(event, m_effects[e]))
                continue;
            if (event.failure != 0)
                spoiled[e] = spoiled[e] || (!synced[e] && m_effects[e].inode >= 0);
            else if (!spoiled[e])
                synced[e] = true;
        }
    }
    for (size_t e = m_effects.size(); e-- > 0;) { // what a synced effect needs is there as well
        for (const size_t needed : m_effects[e].needs)
            synced[needed] = synced[needed] || synced[e];
    }
    return synced;
}

qsizetype CrashStates::openAfter(qsizetype events) const
{
    const std::vector<bool> synced = syncedAfter(events);
    qsizetype open = 0;
    for (size_t e = 0; e < m_effects.size() && m_effects[e].event < events; ++e)
        open += synced[e] ? 0 : 1;
    return open;
}

CrashStates::Pending CrashStates::pendingAfter(qsizetype events) const
{
    const std::vector<bool> synced = syncedAfter(events);
    Pending pending{.base = baseOf(m_recording, events), .rest = {}, .open = {}};
    for (size_t e = 0; e < m_effects.size() && m_effects[e].event < events; ++e) {
        if (synced[e] && pending.rest.empty()) {
            applyEffect(pending.base, m_effects[e], Choice::Whole);
            continue;
        }
        pending.rest.push_back(e);
        if (!synced[e])
            pending.open.push_back(e);
    }
    return pending;
}

bool CrashStates::isWrite(size_t effect) const
{
    return eventAt(m_recording, m_effects[effect].event).kind == Event::Kind::Write;
}

void CrashStates::applyEffect(Disk &disk, const Effect &effect, Choice choice) const
{
    const Event &event = eventAt(m_recording, effect.event);
    for (const Slot &slot : effect.entries) {
        if (slot.inode < 0)
            disk[slot.directory].entries.remove(slot.name);
        else
            disk[slot.directory].entries.insert(slot.name, slot.inode);
    }
    if (effect.inode < 0)
        return;
    if (event.kind != Event::Kind::Write) {
        apply(disk, event);
        return;
    }
    const qsizetype half = event.bytes.size() / 2;
    QByteArray bytes = event.bytes;
    if (choice == Choice::Half)
        bytes.truncate(half);
    else if (choice == Choice::Zeroes)
        bytes.fill('\0');
    else if (choice == Choice::HalfThenZeroes)
        std::fill(bytes.begin() + half, bytes.end(), '\0');
    applyWrite(disk, effect.inode, bytes, event.offset);
}

Disk CrashStates::stateOf(const Pending &pending, const std::vector<Choice> &choices) const
{
    Disk disk = pending.base;
    std::vector<size_t> lost;
    size_t nextOpen = 0;
    for (const size_t number : pending.rest) {
        const Effect &effect = m_effects[number];
        const bool isOpen = nextOpen < pending.open.size() && pending.open[nextOpen] == number;
        const Choice choice = isOpen ? choices[nextOpen++] : Choice::Whole;
        const bool isPossible =
            std::ranges::none_of(effect.needs, [&](size_t needed) { return std::ranges::contains(lost, needed); });
        if (choice == Choice::Lost || !isPossible)
            lost.push_back(number);
        else
            applyEffect(disk, effect, choice);
    }
    return disk;
}

qint64 CrashStates::visitAt(qsizetype events, const Visit &visit) const
{
    const Pending pending = pendingAfter(events);
    return std::ssize(pending.open) <= m_limits.everySubset ? visitAll(events, pending, visit)
                                                            : visitSample(events, pending, visit);
}

// Every subset with whole writes, with all of them torn in each of the ways, and once with each torn by chance.
qint64 CrashStates::visitAll(qsizetype events, const Pending &pending, const Visit &visit) const
{
    QRandomGenerator random(m_limits.seed);
    const size_t count = pending.open.size();
    qint64 visited = 0;
    bool goesOn = true;
    std::vector<Choice> choices(count);
    const auto show = [&] {
        ++visited;
        goesOn = visit(stateOf(pending, choices), events);
    };
    for (quint64 subset = 0; goesOn && subset < (quint64(1) << count); ++subset) {
        bool hasWrites = false;
        for (size_t i = 0; i < count; ++i) {
            choices[i] = (subset >> i & 1) != 0 ? Choice::Whole : Choice::Lost;
            hasWrites = hasWrites || (choices[i] != Choice::Lost && isWrite(pending.open[i]));
        }
        show();
        for (int way = 2; goesOn && hasWrites && way <= 5; ++way) {
            for (size_t i = 0; i < count; ++i) {
                if (isWrite(pending.open[i]) && choices[i] != Choice::Lost)
                    choices[i] = static_cast<Choice>(way <= 4 ? way : 1 + random.bounded(4));
            }
            show();
        }
    }
    return visited;
}

// None, all, each one alone, each one missing, and others by chance.
qint64 CrashStates::visitSample(qsizetype events, const Pending &pending, const Visit &visit) const
{
    const size_t count = pending.open.size();
    qint64 visited = 0;
    bool goesOn = true;
    const auto show = [&](const std::vector<Choice> &choices) {
        if (!goesOn)
            return;
        ++visited;
        goesOn = visit(stateOf(pending, choices), events);
    };
    for (const Choice most : {Choice::Lost, Choice::Whole}) {
        std::vector<Choice> choices(count, most);
        show(choices);
        for (size_t i = 0; i < count; ++i) {
            choices[i] = most == Choice::Lost ? Choice::Whole : Choice::Lost;
            show(choices);
            choices[i] = most;
        }
    }
    QRandomGenerator random(m_limits.seed + static_cast<quint32>(events));
    for (qsizetype sample = 0; goesOn && sample < m_limits.samples; ++sample) {
        const int likely = random.bounded(100);
        std::vector<Choice> choices(count);
        for (size_t i = 0; i < count; ++i) {
            const bool isThere = random.bounded(100) < likely;
            choices[i] = !isThere ? Choice::Lost
                         : isWrite(pending.open[i]) && random.bounded(3) == 0
                             ? static_cast<Choice>(2 + random.bounded(3))
                             : Choice::Whole;
        }
        show(choices);
    }
    return visited;
}

// What may be left only grows until the next sync or acknowledgement, so that it is enough to look just before those;
// where that is too much for all subsets, also at the last moment where it was not.
qint64 CrashStates::visit(qsizetype from, const Visit &visit) const
{
    const qsizetype end = std::ssize(m_recording.events);
    qint64 visited = 0;
    bool goesOn = true;
    const Visit show = [&](const Disk &state, qsizetype events) { return goesOn = visit(state, events); };
    qsizetype begin = from;
    for (qsizetype at = from; goesOn && at <= end; ++at) {
        const bool isBoundary =
            at == end || eventAt(m_recording, at).isSync() ||
            std::ranges::contains(m_recording.acknowledgements, at, &Recording::Acknowledgement::position);
        if (!isBoundary)
            continue;
        qsizetype small = at;
        while (small > begin && openAfter(small) > m_limits.everySubset)
            --small;
        if (small != at)
            visited += visitAt(small, show);
        if (goesOn)
            visited += visitAt(at, show);
        begin = at + 1;
    }
    return visited;
}

} // namespace pulse::faults
