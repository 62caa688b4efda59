// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <array>
#include <atomic>
#include <bitset>

namespace pulse {

/// Tells whether what was read of a prompt may still be true.
///
/// A reader takes the prompt's stamp before it reads beneath and keeps it with what it read. As long as the stamp is
/// current, nothing changed since. Prompts share a fixed number of counters by their hash; two that share one only
/// cost each other a reading. Thread-safe, without locks.
class Generations
{
public:
    using Stamp = quint64;

    /// Which prompts a change concerns.
    class Scope
    {
    public:
        static Scope everything();
        void add(const Name &name) { m_slots.set(slotOf(name.toString())); }
        void add(const QString &name) { m_slots.set(slotOf(name)); }

    private:
        friend class Generations;
        std::bitset<256> m_slots;
    };

    /// A change through this layer, from before it begins until after it ended. No stamp is current meanwhile.
    class Change
    {
    public:
        Change(Generations &generations, const Scope &scope);
        Change(Generations &generations, const Name &name);
        Change(const Change &) = delete;
        Change &operator=(const Change &) = delete;
        ~Change();

    private:
        Generations &m_generations;
        const Scope m_scope;
    };

    [[nodiscard]] Stamp stamp(const Name &name) const { return counterOf(name).load(); }
    /// False for a stamp that was taken during a change.
    [[nodiscard]] bool isCurrent(const Name &name, Stamp stamp) const
    {
        return (stamp & writersMask) == 0 && counterOf(name).load() == stamp;
    }
    /// Something changed without us.
    void advance(const ChangeSet &changes);

private:
    // The lower bits count the changes under way, the upper ones those that are over.
    static constexpr Stamp oneChange = 1ULL << 16;
    static constexpr Stamp writersMask = oneChange - 1;

    [[nodiscard]] static size_t slotOf(const QString &name) { return qHash(name) % 256; }
    [[nodiscard]] const std::atomic<Stamp> &counterOf(const Name &name) const
    {
        return m_counters[slotOf(name.toString())];
    }
    void add(const Scope &scope, Stamp amount);

    std::array<std::atomic<Stamp>, 256> m_counters{};
};

} // namespace pulse
