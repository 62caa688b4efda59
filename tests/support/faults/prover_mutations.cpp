// SPDX-License-Identifier: Apache-2.0
#include "prover.h"

using namespace Qt::StringLiterals;

// The part of Prover that takes the syncs of a recorded run away, or delays them, and wants that to be noticed.
namespace pulse::faults {
namespace {

bool isIn(const Disk &disk, int inode, int below)
{
    if (inode == below)
        return true;
    return below >= 0 && std::ranges::any_of(disk[below].entries, [&](int child) { return isIn(disk, inode, child); });
}

bool isDeclared(const std::vector<Operation::SpareSync> &declared, const Event &sync)
{
    return std::ranges::contains(declared, sync.text, &Operation::SpareSync::call);
}

} // namespace

// First what is cheap and finds most: the end of the run, when everything was acknowledged.
bool Prover::isNoticed(const Recording &mutated)
{
    const qsizetype end = std::ssize(mutated.events);
    bool isFound = false;
    const auto look = [&](bool returned) {
        return [&, returned](const Disk &state, qsizetype events) {
            isFound =
                !judge(state, {.returned = returned, .acknowledged = mutated.acknowledgedAfter(events)}).isEmpty();
            return !isFound;
        };
    };
    const CrashStates atomic(mutated, CrashStates::Renames::Atomic, limits());
    atomic.visitAt(end, look(true));
    if (!isFound)
        CrashStates(mutated, CrashStates::Renames::Independent, limits()).visitAt(end, look(true));
    if (!isFound)
        atomic.visit(m_begin, look(false));
    return isFound;
}

bool Prover::isMutated(const Event &sync) const
{
    return sync.isSync() && sync.failure == 0 &&
           !(m_operation.isProvedElsewhere && m_operation.isProvedElsewhere(sync.text));
}

void Prover::leaveOutSyncs()
{
    QStringList unnoticed;
    for (qsizetype i = m_begin; i < std::ssize(m_recording.events); ++i) {
        const Event &sync = m_recording.events[static_cast<size_t>(i)];
        if (!isMutated(sync))
            continue;
        Recording mutated = m_recording;
        mutated.events.erase(mutated.events.begin() + i);
        for (Recording::Acknowledgement &each : mutated.acknowledgements)
            each.position -= each.position > i ? 1 : 0;
        ++m_proof.mutations;
        if (!isNoticed(mutated))
            unnoticed.append(sync.text);
    }
    for (const Operation::SpareSync &spare : m_operation.spareSyncs) {
        if (!unnoticed.removeOne(spare.call))
            complain(u"“%1” is declared to be spare, but it is needed or not there"_s.arg(spare.call));
    }
    for (const QString &call : unnoticed)
        complain(u"“%1” can be left out and nothing notices"_s.arg(call));
}

bool Prover::movesWhatIsSynced(qsizetype sync, qsizetype rename) const
{
    const Event &moving = m_recording.events[static_cast<size_t>(rename)];
    const Disk disk = m_recording.after(rename);
    if (moving.kind != Event::Kind::Rename || moving.failure != 0 || moving.directory < 0)
        return false;
    return isIn(disk, m_recording.events[static_cast<size_t>(sync)].inode,
                disk[moving.directory].entries.value(moving.name, -1));
}

// A rename that comes before the sync of what it moves.
void Prover::delaySyncs()
{
    for (qsizetype i = m_begin; i < std::ssize(m_recording.events); ++i) {
        const Event &sync = m_recording.events[static_cast<size_t>(i)];
        if (sync.kind != Event::Kind::Sync || !isMutated(sync) || isDeclared(m_operation.spareSyncs, sync) ||
            isDeclared(m_operation.lateSyncs, sync))
            continue;
        for (qsizetype moving = i + 1; moving < std::ssize(m_recording.events); ++moving) {
            if (!movesWhatIsSynced(i, moving))
                continue;
            Recording mutated = m_recording;
            std::rotate(mutated.events.begin() + i, mutated.events.begin() + i + 1,
                        mutated.events.begin() + moving + 1);
            ++m_proof.mutations;
            if (!isNoticed(mutated))
                complain(u"“%1” may come before “%2” and nothing notices"_s.arg(
                    m_recording.events[static_cast<size_t>(moving)].text, sync.text));
            break;
        }
    }
}

} // namespace pulse::faults
