// SPDX-License-Identifier: Apache-2.0
#include "generations.h"

namespace pulse {

Generations::Scope Generations::Scope::everything()
{
    Scope result;
    result.m_slots.set();
    return result;
}

Generations::Change::Change(Generations &generations, const Scope &scope)
    : m_generations(generations)
    , m_scope(scope)
{
    m_generations.add(m_scope, 1);
}

Generations::Change::Change(Generations &generations, const Name &name)
    : Change(generations, [&name] {
        Scope scope;
        scope.add(name);
        return scope;
    }())
{}

Generations::Change::~Change()
{
    // Even a change that failed may have changed something.
    m_generations.add(m_scope, oneChange - 1);
}

void Generations::advance(const ChangeSet &changes)
{
    if (changes.everything) {
        add(Scope::everything(), oneChange);
        return;
    }
    Scope scope;
    for (const QString &name : changes.prompts)
        scope.add(name);
    add(scope, oneChange);
}

void Generations::add(const Scope &scope, Stamp amount)
{
    for (size_t slot = 0; slot < m_counters.size(); ++slot) {
        if (scope.m_slots.test(slot))
            m_counters[slot].fetch_add(amount);
    }
}

} // namespace pulse
