// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"

#include <QHash>
#include <list>
#include <mutex>
#include <optional>

namespace pulse {

/// How much a cache may keep. What was used longest ago goes first.
struct CacheLimits
{
    qsizetype items = 100;
    qint64 bytes = 16LL * 1024 * 1024;
    std::optional<std::chrono::milliseconds> timeToLive; ///< since it was put in; empty: until it is evicted
};

struct CacheStatistics
{
    quint64 hits = 0;
    quint64 misses = 0;
    quint64 evictions = 0; ///< for want of room, or because their time was over
    qsizetype items = 0;
    qint64 bytes = 0;

    CacheStatistics &operator+=(const CacheStatistics &other);
    friend bool operator==(const CacheStatistics &, const CacheStatistics &) = default;
};

/// A cache with two bounds (items and bytes), least recently used first out, and optionally a time to live.
///
/// Thread-safe; every call takes constant time but for the entries that it evicts. Values are copied out under the
/// lock, so they should be cheap to copy.
template <typename Key, typename Value>
class BoundedCache
{
public:
    /// The clock is asked only when there is a time to live.
    BoundedCache(const CacheLimits &limits, std::shared_ptr<const Clock> clock)
        : m_limits(limits)
        , m_clock(std::move(clock))
    {}

    /// The value, which becomes the most recently used. A value whose time is over is gone.
    [[nodiscard]] std::optional<Value> get(const Key &key)
    {
        return get(key, [](const Value &) { return true; });
    }

    /// As above; a value that `isValid` (called under the lock) refuses is dropped and counts as a miss.
    template <typename Predicate>
    [[nodiscard]] std::optional<Value> get(const Key &key, Predicate isValid)
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_index.constFind(key);
        if (found == m_index.constEnd()) {
            ++m_statistics.misses;
            return std::nullopt;
        }
        const auto entry = *found;
        const bool expired = isExpired(*entry);
        if (expired || !isValid(entry->value)) {
            m_statistics.evictions += expired ? 1 : 0;
            ++m_statistics.misses;
            drop(entry);
            return std::nullopt;
        }
        m_entries.splice(m_entries.begin(), m_entries, entry);
        ++m_statistics.hits;
        return entry->value;
    }

    /// Puts a value in, or another in its place. `bytes` is what it costs; a value that alone exceeds the bound is not
    /// kept, and what was there under its key is gone too.
    void set(const Key &key, Value value, qint64 bytes)
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_index.constFind(key); found != m_index.constEnd())
            drop(*found);
        if (bytes > m_limits.bytes || m_limits.items < 1)
            return;
        m_entries.push_front({key, std::move(value), bytes, expiry()});
        m_index.insert(key, m_entries.begin());
        m_bytes += bytes;
        while (m_bytes > m_limits.bytes || m_index.size() > m_limits.items) {
            drop(std::prev(m_entries.end()));
            ++m_statistics.evictions;
        }
    }

    /// Whether there was something to remove.
    bool remove(const Key &key)
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_index.constFind(key);
        if (found == m_index.constEnd())
            return false;
        drop(*found);
        return true;
    }

    /// Forgets all values; the counts go on.
    void clear()
    {
        const std::scoped_lock lock(m_mutex);
        m_index.clear();
        m_entries.clear();
        m_bytes = 0;
    }

    [[nodiscard]] qsizetype size() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_index.size();
    }

    [[nodiscard]] CacheStatistics statistics() const
    {
        const std::scoped_lock lock(m_mutex);
        CacheStatistics result = m_statistics;
        result.items = m_index.size();
        result.bytes = m_bytes;
        return result;
    }

private:
    struct Entry
    {
        Key key;
        Value value;
        qint64 bytes;
        std::optional<QDateTime> expiresAt;
    };
    using Position = std::list<Entry>::iterator;

    [[nodiscard]] std::optional<QDateTime> expiry() const
    {
        if (!m_limits.timeToLive)
            return std::nullopt;
        return m_clock->now().addDuration(*m_limits.timeToLive);
    }

    [[nodiscard]] bool isExpired(const Entry &entry) const
    {
        return entry.expiresAt && m_clock->now() >= *entry.expiresAt;
    }

    void drop(Position entry)
    {
        m_bytes -= entry->bytes;
        m_index.remove(entry->key);
        m_entries.erase(entry);
    }

    const CacheLimits m_limits;
    const std::shared_ptr<const Clock> m_clock;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; // most recently used first
    QHash<Key, Position> m_index;
    qint64 m_bytes = 0;
    CacheStatistics m_statistics; // without items and bytes
};

} // namespace pulse
