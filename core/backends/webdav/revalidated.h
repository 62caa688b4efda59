// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/objects/object_client.h"

#include <list>
#include <map>
#include <mutex>

namespace pulse::webdav {

/// Small objects that were read before, with the validators under which the server can say that they still are what
/// they were (304). Thread-safe; bounded; the ones read least recently go first.
class Revalidated
{
public:
    static constexpr qint64 largest = 64LL * 1024;
    static constexpr qint64 capacity = 8LL * 1024 * 1024;

    [[nodiscard]] std::optional<ObjectData> find(const QString &key);
    /// Without an etag, or too large: forgets what was there.
    void keep(const ObjectData &data);
    void forget(const QString &key);

private:
    struct Entry
    {
        ObjectData data;
        std::list<QString>::iterator place;
    };
    void drop(std::map<QString, Entry>::iterator entry);

    std::mutex m_mutex;
    std::map<QString, Entry> m_entries;
    std::list<QString> m_order; ///< the last used first
    qint64 m_bytes = 0;
};

} // namespace pulse::webdav
