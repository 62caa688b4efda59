// SPDX-License-Identifier: Apache-2.0
#include "sync_states.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

using State = SyncStorage::State;

QString syncStateName(State state)
{
    switch (state) {
    case State::Local:
        return u"local"_s;
    case State::Pending:
        return u"pending"_s;
    case State::Conflict:
        return u"conflict"_s;
    case State::Synced:
        break;
    }
    return u"synced"_s;
}

Result<SyncStates> SyncStates::of(Library &library, const std::stop_token &stop)
{
    SyncStates states;
    SyncStorage *sync = library.capabilities().synchronisation;
    if (!sync)
        return states;
    auto unsynced = sync->unsynced(stop);
    if (!unsynced)
        return failure(std::move(unsynced));
    states.m_unsynced.emplace();
    for (const auto &[name, state] : *unsynced)
        states.m_unsynced->emplace(name.toString(), state);
    return states;
}

QString SyncStates::nameOf(const QString &prompt) const
{
    if (!m_unsynced)
        return {};
    const auto found = m_unsynced->find(prompt);
    return syncStateName(found == m_unsynced->end() ? State::Synced : found->second);
}

JsonValue SyncStates::jsonOf(const QString &prompt) const
{
    return m_unsynced ? JsonValue(nameOf(prompt)) : JsonValue();
}

JsonObject SyncStates::countsOf(const std::vector<ListItem> &prompts) const
{
    static const std::map<QString, State> none;
    const auto &unsynced = m_unsynced ? *m_unsynced : none;
    std::map<State, qint64> counts;
    for (const auto &[name, state] : unsynced)
        ++counts[state];
    counts[State::Synced] =
        std::ranges::count_if(prompts, [&](const ListItem &item) { return !unsynced.contains(item.path); });
    JsonObject object;
    for (const State state : {State::Local, State::Pending, State::Synced, State::Conflict})
        object.insert(syncStateName(state), counts[state]);
    return object;
}

} // namespace pulse::cli
