// SPDX-License-Identifier: Apache-2.0
// Everything but new versions: metadata, labels, removals, and bytes that are exchanged.
#include "synchroniser.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

void Synchroniser::moveLabels(Work &work, Storage &storage, const std::vector<LabelMove> &moves, qint64 &counter)
{
    LabelStorage *labels = storage.capabilities().labels;
    using Precondition = LabelStorage::Precondition;
    for (const LabelMove &move : moves) {
        if (!work.goesOn())
            return;
        const Precondition asSeen{move.from ? Precondition::Kind::PointsTo : Precondition::Kind::Absent, move.from};
        Result<void> done;
        if (!labels)
            done = failure(ErrorCode::Unsupported, u"synchronise"_s, work.name.toString(),
                           u"The labels of “%1” cannot be kept there."_s.arg(work.name.toString()));
        else if (move.to)
            done = labels->setLabel(work.name, move.label, *move.to, asSeen, m_stop);
        else
            done = labels->removeLabel(work.name, move.label, asSeen, m_stop);
        if (!check(work, done, counter))
            continue;
        if (move.to)
            work.reached.labels.insert_or_assign(move.label, *move.to);
        else
            work.reached.labels.erase(move.label);
    }
}

void Synchroniser::patch(Work &work, MetadataStorage &storage, const Patch &patch, const PromptState &other,
                         qint64 &counter)
{
    const auto patched = storage.updateMetadata(work.name, patch.version, patch.patch, m_stop);
    if (!check(work, patched.transform([](const Metadata &) {}), counter))
        return;
    // Where there was no common past, it is what both show now; else it goes on by what was carried over.
    const auto [past, isNew] = work.reached.versions.try_emplace(patch.version);
    if (isNew)
        past->second = commonOf(factsOf(*patched), *other.facts.find(patch.version));
    else
        apply(patch.patch, past->second);
}

// ---- at the home

void Synchroniser::applyHome(Work &work)
{
    for (const Patch &patch : work.plan.patchHome) {
        if (!work.goesOn())
            return;
        if (!m_canHome.metadata)
            return note(work, Error(ErrorCode::Unsupported, u"synchronise"_s, work.name.toString(),
                                    u"The home cannot change the description and tags of a version."_s));
        this->patch(work, *m_canHome.metadata, patch, work.here, m_report.sent);
    }
    // A label keeps its version in its place: it leaves one before that goes, and comes to one that is there for good.
    std::vector<LabelMove> first = work.plan.labelsHome;
    const auto waiting = std::ranges::stable_partition(first, [&](const LabelMove &move) {
        return !move.to || !std::ranges::contains(work.plan.replaceAtHome, *move.to);
    });
    const std::vector<LabelMove> afterwards(waiting.begin(), waiting.end());
    first.erase(waiting.begin(), waiting.end());
    moveLabels(work, m_home, first, m_report.sent);
    for (const Version &version : work.plan.replaceAtHome) {
        if (work.goesOn())
            replaceAtHome(work, version);
    }
    moveLabels(work, m_home, afterwards, m_report.sent);
    for (const Version &version : work.plan.removeAtHome) {
        if (work.goesOn())
            (void)removeAtHome(work, version, m_report.sent);
    }
    if (work.goesOn() && work.plan.removeAllAtHome)
        (void)removeAtHome(work, {}, m_report.sent);
}

// Minutes may lie between looking and acting, and what somebody published or edited meanwhile must not go along.
bool Synchroniser::removeAtHome(Work &work, const std::optional<Version> &version, qint64 &counter)
{
    Result<RemovalReceipt> removed = RemovalReceipt{};
    if (m_canHome.guardedRemoval) {
        GuardedRemovalStorage::Seen seen{.versions = work.home.metadata, .labels = work.home.facts.labels};
        if (version)
            std::erase_if(seen.versions, [&](const auto &entry) { return entry.first != *version; });
        removed = m_canHome.guardedRemoval->removeUnchanged(work.name, version, seen, m_stop);
    } else if (isAsSeenAtHome(work, version)) {
        removed = m_home.remove(work.name, version, m_stop);
    } else {
        return false;
    }
    if (!check(work, removed.transform([](const RemovalReceipt &) {}), counter))
        return false;
    noteGone(work, version);
    return true;
}

void Synchroniser::noteGone(Work &work, const std::optional<Version> &version)
{
    if (version)
        work.reached.versions.erase(*version);
    else
        work.reached = {};
}

bool Synchroniser::isAsSeenAtHome(Work &work, const std::optional<Version> &version)
{
    const std::set<Version> only = version ? std::set{*version} : std::set<Version>();
    const auto now = readPrompt(m_home, work.name, version ? &only : nullptr, m_stop);
    if (!now) {
        note(work, now.error());
        return false;
    }
    const auto factsIn = [&](const PromptState &state) { return version ? state.facts.find(*version) : nullptr; };
    const VersionFacts *present = factsIn(*now);
    const VersionFacts *seen = factsIn(work.home);
    const bool isAsSeen =
        version ? present != nullptr && seen != nullptr && *present == *seen : now->facts == work.home.facts;
    work.again = work.again || !isAsSeen;
    return isAsSeen;
}

void Synchroniser::replaceAtHome(Work &work, const Version &version)
{
    qint64 ignored = 0;
    if (!removeAtHome(work, version, ignored))
        return;
    const qint64 size = work.here.metadata.at(version).size;
    if (size > Storage::maxBufferedBytes)
        return sendLong(work, version);
    auto prompt = m_local.fetch(work.name, version, m_stop);
    if (!prompt) {
        (void)check(work, failure(std::move(prompt)), ignored);
        return;
    }
    sent(work, prompt->metadata, m_home.store(*prompt, m_stop));
}

// ---- here

Result<void> Synchroniser::applyHere(std::span<Work> chunk)
{
    // The home's bytes are fetched before anybody has to wait for the lock.
    for (Work &work : chunk) {
        std::vector<Version> exchanged = work.plan.replaceHere;
        for (const Separation &separation : work.plan.separate)
            exchanged.push_back(separation.version);
        for (const Version &version : exchanged) {
            if (!work.goesOn())
                break;
            auto prompt = m_home.fetch(work.name, version, m_stop);
            if (prompt)
                work.exchanged.emplace(version, *std::move(prompt));
            else
                note(work, prompt.error());
        }
    }
    const auto lock = m_parts.store.lockChanges(m_stop);
    if (!lock)
        return failure(lock);
    for (Work &work : chunk) {
        if (work.goesOn() && work.plan.toReceive() > 0)
            applyHere(work);
    }
    return {};
}

void Synchroniser::applyHere(Work &work)
{
    const auto mark = m_parts.store.mark(work.name);
    if (!mark)
        return note(work, mark.error());
    if (operationOf(*mark) != operationOf(work.mark)) {
        work.again = true;
        return;
    }
    for (const Patch &patch : work.plan.patchHere) {
        if (work.goesOn() && m_canHere.metadata)
            this->patch(work, *m_canHere.metadata, patch, work.home, m_report.received);
    }
    moveLabels(work, m_local, work.plan.labelsHere, m_report.received);
    for (const Version &version : work.plan.removeHere) {
        if (work.goesOn())
            removeHere(work, version);
    }
    for (const auto &[version, prompt] : work.exchanged) {
        if (work.goesOn())
            exchangeHere(work, version);
    }
    if (work.goesOn() && work.plan.removeAllHere)
        removeHere(work, {});
}

void Synchroniser::removeHere(Work &work, const std::optional<Version> &version)
{
    const auto removed = m_local.remove(work.name, version, m_stop);
    if (check(work, removed.transform([](const RemovalReceipt &) {}), m_report.received))
        noteGone(work, version);
}

// Labels that point at the version are lifted while its bytes are exchanged, and put back. A note of them is on the
// disk before, so that one that a crash left lifted is no change that somebody made.
Result<void> Synchroniser::liftLabels(Work &work, const Version &version)
{
    if (!m_canHere.labels)
        return {};
    const auto labels = m_canHere.labels->labels(work.name, m_stop);
    if (!labels)
        return failure(labels);
    ChangeMark note = work.mark.value_or(ChangeMark{.operation = {}, .isChange = false, .removed = {}});
    for (const auto &[label, target] : *labels) {
        if (target == version)
            note.lifted.insert_or_assign(label, target);
    }
    if (note.lifted.empty())
        return {};
    if (auto kept = m_parts.store.setMarks({{work.name, note}}); !kept)
        return kept;
    work.mark = note;
    for (const auto &[label, target] : note.lifted) {
        auto lifted = m_canHere.labels->removeLabel(work.name, label, {}, m_stop);
        if (!lifted && lifted.error().code() != ErrorCode::NotFound)
            return lifted;
    }
    return {};
}

void Synchroniser::exchangeHere(Work &work, const Version &version)
{
    const auto done = [&]() -> Result<void> {
        if (auto lifted = liftLabels(work, version); !lifted)
            return lifted;
        if (const auto removed = m_local.remove(work.name, version, m_stop);
            !removed && removed.error().code() != ErrorCode::NotFound)
            return failure(removed);
        const auto stored = m_local.store(work.exchanged.at(version), {});
        if (!stored)
            return failure(stored);
        work.plan.agreed.versions.insert_or_assign(version, factsOf(stored->metadata));
        work.reached.versions.insert_or_assign(version, factsOf(stored->metadata));
        for (const auto &[label, target] : work.mark ? work.mark->lifted : LabelMap()) {
            if (target != version)
                continue;
            if (auto back = m_canHere.labels->setLabel(work.name, label, target, {}, {}); !back)
                return back;
        }
        return {};
    }();
    (void)check(work, done, m_report.received);
}

} // namespace pulse::replica
