// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/layer.h"

namespace pulse {

Layer::Layer(std::shared_ptr<Storage> next)
    : m_next(std::move(next))
    , m_beneath(m_next->capabilities())
{}

StorageInfo Layer::info() const
{
    return m_next->info();
}

Capabilities Layer::capabilities()
{
    return {};
}

Result<StoreReceipt> Layer::store(const Prompt &prompt, std::stop_token stop)
{
    return m_next->store(prompt, std::move(stop));
}

Result<Prompt> Layer::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    return m_next->fetch(name, version, std::move(stop));
}

Result<ListPage> Layer::list(const ListQuery &query, std::stop_token stop)
{
    return m_next->list(query, std::move(stop));
}

Result<RemovalReceipt> Layer::remove(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    return m_next->remove(name, version, std::move(stop));
}

Result<bool> Layer::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    return m_next->exists(name, version, std::move(stop));
}

} // namespace pulse
