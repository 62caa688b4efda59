// SPDX-License-Identifier: Apache-2.0
#include "revalidated.h"

namespace pulse::webdav {

std::optional<ObjectData> Revalidated::find(const QString &key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return std::nullopt;
    m_order.splice(m_order.begin(), m_order, found->second.place);
    return found->second.data;
}

void Revalidated::keep(const ObjectData &data)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto old = m_entries.find(data.info.key); old != m_entries.end())
        drop(old);
    if (data.info.etag.isEmpty() || data.bytes.size() > largest)
        return;
    m_order.push_front(data.info.key);
    m_entries.emplace(data.info.key, Entry{data, m_order.begin()});
    m_bytes += data.bytes.size();
    while (m_bytes > capacity)
        drop(m_entries.find(m_order.back()));
}

void Revalidated::forget(const QString &key)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto old = m_entries.find(key); old != m_entries.end())
        drop(old);
}

void Revalidated::drop(std::map<QString, Entry>::iterator entry)
{
    m_bytes -= entry->second.data.bytes.size();
    m_order.erase(entry->second.place);
    m_entries.erase(entry);
}

} // namespace pulse::webdav
