// SPDX-License-Identifier: Apache-2.0
#include "recorder.h"

namespace pulse::replica {

Recording::Recording(const Parts &parts, Store::ChangeLock lock)
    : m_parts(parts)
    , m_lock(std::move(lock))
{}

Result<Recording> Recording::begin(const Parts &parts, const std::stop_token &stop)
{
    auto lock = parts.store.lockChanges(stop);
    if (!lock)
        return failure(std::move(lock));
    return Recording(parts, *std::move(lock));
}

// What both sides held and was removed here stays on record, also when other bytes took the number and went again.
Result<void> Recording::noteRemoved(const Intent &intent, ChangeMark &mark)
{
    if (intent.removed.empty())
        return {};
    const auto base = m_parts.store.base(intent.name);
    const bool isDamaged = !base && base.error().code() == ErrorCode::Corrupt; // the next synchronisation tells
    if (!base && !isDamaged)
        return failure(base);
    for (const auto &[version, bytes] : intent.removed) {
        const VersionFacts *agreed = base && *base ? (*base)->facts.find(version) : nullptr;
        const auto before = mark.removed.find(version);
        const bool wasAgreed =
            isDamaged || (agreed != nullptr && before != mark.removed.end() && before->second == agreed->checksum);
        if (before == mark.removed.end() || !wasAgreed)
            mark.removed.insert_or_assign(version, bytes);
    }
    return {};
}

// How far a synchronisation came here that died is to be seen until the first change after it, and no longer.
Result<void> Recording::settle(const Name &name)
{
    auto base = m_parts.store.base(name);
    if (!base && base.error().code() == ErrorCode::Corrupt)
        return {}; // the next synchronisation tells
    if (!base)
        return failure(base);
    if (!*base || !(*base)->underWay || (*base)->underWay->isSettled)
        return {};
    const auto here = readPrompt(m_parts.local, name, nullptr, {});
    if (!here)
        return {}; // it is damaged: that is no reason to refuse what may mend it
    pulse::replica::settle(*(*base)->underWay, (*base)->facts, here->facts);
    return m_parts.store.setBases({{name, *std::move(base)}});
}

Result<void> Recording::mark(std::span<const Intent> intents)
{
    std::map<Name, ChangeMark> marks;
    for (const Intent &intent : intents) {
        auto known = marks.find(intent.name);
        if (known == marks.end()) {
            if (auto settled = settle(intent.name); !settled)
                return settled;
            auto before = m_parts.store.mark(intent.name);
            if (!before)
                return failure(std::move(before));
            ChangeMark mark = before->value_or(ChangeMark{.operation = {}, .isChange = false, .removed = {}});
            if (!mark.isChange) {
                const auto exists = m_parts.local.exists(intent.name, {}, {});
                if (!exists)
                    return failure(exists);
                mark.isNew = !*exists;
            }
            mark.isChange = true;
            mark.operation = m_parts.operation();
            known = marks.emplace(intent.name, std::move(mark)).first;
            m_before.emplace_back(intent.name, *std::move(before));
            m_names.push_back(intent.name);
        }
        if (auto noted = noteRemoved(intent, known->second); !noted)
            return noted;
        if (intent.renamedFrom)
            known->second.renamedFrom = intent.renamedFrom;
    }
    Store::Marks written;
    for (auto &[name, mark] : marks)
        written.emplace_back(name, std::move(mark));
    return m_parts.store.setMarks(written);
}

void Recording::takeBack(const std::function<bool(const Name &)> &isUnchanged)
{
    std::erase_if(m_before, [&](const auto &entry) { return !isUnchanged(entry.first); });
    std::erase_if(m_names, isUnchanged);
    if (!m_before.empty())
        (void)m_parts.store.setMarks(m_before);
    m_before.clear();
}

Result<std::map<Version, Checksum>> Recording::bytesOf(const Name &name, const std::optional<Version> &version,
                                                       const std::stop_token &stop) const
{
    std::set<Version> only;
    if (version)
        only.insert(*version);
    const auto state = readPrompt(m_parts.local, name, version ? &only : nullptr, stop);
    if (!state)
        return failure(state);
    std::map<Version, Checksum> bytes;
    for (const auto &[one, facts] : state->facts.versions)
        bytes.emplace(one, facts.checksum);
    return bytes;
}

bool changedNothing(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
    case ErrorCode::PermissionDenied:
    case ErrorCode::Invalid:
    case ErrorCode::Unsupported:
        return true;
    default:
        return false;
    }
}

} // namespace pulse::replica
