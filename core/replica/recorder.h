// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store.h"

namespace pulse::replica {

/// What is about to happen to a prompt.
struct Intent
{
    Name name;
    std::map<Version, Checksum> removed = {};
    std::optional<Name> renamedFrom = {};
};

/// One change of the replica: nobody else changes it meanwhile, and a mark of it is on the disk before it is made.
class Recording
{
public:
    struct Parts
    {
        Storage &local;
        Store &store;
        std::function<QByteArray()> operation; ///< another one each time
    };

    [[nodiscard]] static Result<Recording> begin(const Parts &parts, const std::stop_token &stop);

    /// Durable on return.
    [[nodiscard]] Result<void> mark(std::span<const Intent> intents);
    /// Nothing was changed of these prompts: their marks are as they were. What cannot be undone now is found to be
    /// nothing by the next synchronisation.
    void takeBack(const std::function<bool(const Name &)> &isUnchanged);
    [[nodiscard]] const std::vector<Name> &marked() const { return m_names; }

    /// The bytes of all versions of a prompt, or of one of them; empty where there is none.
    [[nodiscard]] Result<std::map<Version, Checksum>> bytesOf(const Name &name, const std::optional<Version> &version,
                                                              const std::stop_token &stop) const;

private:
    [[nodiscard]] Result<void> noteRemoved(const Intent &intent, ChangeMark &mark);
    [[nodiscard]] Result<void> settle(const Name &name);
    Recording(const Parts &parts, Store::ChangeLock lock);

    Parts m_parts;
    Store::ChangeLock m_lock;
    Store::Marks m_before;
    std::vector<Name> m_names;
};

/// Whether the error says for certain that nothing was changed.
[[nodiscard]] bool changedNothing(const Error &error);

} // namespace pulse::replica
