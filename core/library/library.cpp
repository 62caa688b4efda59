// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"

using namespace Qt::StringLiterals;

namespace pulse {

Library::Library(std::shared_ptr<Storage> storage, LibraryPolicy policy, std::shared_ptr<const Clock> clock,
                 RacePause pause)
    : m_storage(std::move(storage))
    , m_policy(std::move(policy))
    , m_clock(std::move(clock))
    , m_pause(std::move(pause))
{}

Library::~Library() = default;

LibraryPolicy Library::policy() const
{
    return m_askPolicy ? m_askPolicy() : m_policy;
}

void Library::setPolicySource(std::function<LibraryPolicy()> ask)
{
    m_askPolicy = std::move(ask);
}

StorageInfo Library::info() const
{
    return m_storage->info();
}

Capabilities Library::capabilities() const
{
    return m_storage->capabilities();
}

Storage &Library::storage() const
{
    return *m_storage;
}

} // namespace pulse
