// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/json.h"
#include "pulse/library/library.h"

#include <map>

namespace pulse::cli {

/// local, pending, synced, conflict.
[[nodiscard]] QString syncStateName(SyncStorage::State state);

/// Where the prompts of a library stand that has its home elsewhere; of any other library nothing is known.
class SyncStates
{
public:
    [[nodiscard]] static Result<SyncStates> of(Library &library, const std::stop_token &stop);

    [[nodiscard]] bool hasHome() const { return m_unsynced.has_value(); }
    /// Empty where the library has no home elsewhere.
    [[nodiscard]] QString nameOf(const QString &prompt) const;
    /// The same for JSON: null in place of nothing.
    [[nodiscard]] JsonValue jsonOf(const QString &prompt) const;
    /// How many prompts are in each of the four states. What was removed here and not yet there counts as well.
    [[nodiscard]] JsonObject countsOf(const std::vector<ListItem> &prompts) const;

private:
    std::optional<std::map<QString, SyncStorage::State>> m_unsynced;
};

} // namespace pulse::cli
