// SPDX-License-Identifier: Apache-2.0
// What is read, and kept.
#include "caching_storage.h"

#include "cost.h"
#include "pulse/base/cancellation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr qsizetype factsPerItem = 10;
constexpr qint64 factsShare = 16; // each kind of fact gets this part of the bytes

CacheLimits limitsOfFacts(CacheLimits limits)
{
    limits.items *= factsPerItem;
    limits.bytes /= factsShare;
    return limits;
}

CacheLimits limitsOfContents(CacheLimits limits)
{
    limits.bytes -= 3 * (limits.bytes / factsShare);
    return limits;
}

} // namespace

CacheStatistics &CacheStatistics::operator+=(const CacheStatistics &other)
{
    hits += other.hits;
    misses += other.misses;
    evictions += other.evictions;
    items += other.items;
    bytes += other.bytes;
    return *this;
}

std::shared_ptr<CacheLayer> makeCacheLayer(std::shared_ptr<Storage> next, const CacheLimits &limits,
                                           std::shared_ptr<const Clock> clock)
{
    return std::make_shared<CachingStorage>(std::move(next), limits, clock);
}

CachingStorage::CachingStorage(std::shared_ptr<Storage> next, const CacheLimits &limits,
                               const std::shared_ptr<const Clock> &clock)
    : CacheLayer(std::move(next))
    , m_generations(std::make_shared<Generations>())
    , m_prompts(limitsOfContents(limits), clock)
    , m_metadata(limitsOfFacts(limits), clock)
    , m_versions(limitsOfFacts(limits), clock)
    , m_labels(limitsOfFacts(limits), clock)
{
    if (!beneath().watching)
        return;
    auto watch = beneath().watching->watch(
        [generations = m_generations](const ChangeSet &changes) { generations->advance(changes); });
    if (watch)
        m_watch = *std::move(watch);
}

CacheStatistics CachingStorage::statistics() const
{
    CacheStatistics all = m_prompts.statistics();
    all += m_metadata.statistics();
    all += m_versions.statistics();
    all += m_labels.statistics();
    return all;
}

void CachingStorage::clear()
{
    m_prompts.clear();
    m_metadata.clear();
    m_versions.clear();
    m_labels.clear();
}

Capabilities CachingStorage::capabilities()
{
    const Capabilities &below = beneath();
    return {.versions = below.versions ? this : nullptr,
            .metadata = below.metadata ? this : nullptr,
            .labels = below.labels ? this : nullptr,
            .batches = below.batches ? this : nullptr,
            .watching = below.watching ? this : nullptr,
            .streams = below.streams ? this : nullptr,
            .trash = below.trash ? this : nullptr,
            .renaming = below.renaming ? this : nullptr,
            .inspection = below.inspection ? this : nullptr,
            .upgrades = below.upgrades,
            // They are computed from what is stored, past the cache, as a listing is.
            .fingerprints = below.fingerprints,
            // What they change beneath is told by the watch.
            .synchronisation = below.synchronisation,
            .branches = below.watching ? below.branches : nullptr};
}

template <typename Key, typename Value>
std::shared_ptr<const Value> CachingStorage::current(Shelf<Key, Value> &shelf, const Key &key, const Name &name)
{
    if (!m_watch)
        return nullptr;
    auto kept = shelf.get(key, [&](const Kept<Value> &entry) { return m_generations->isCurrent(name, entry.stamp); });
    return kept ? std::move(kept->value) : nullptr;
}

template <typename Key, typename Value>
void CachingStorage::keep(Shelf<Key, Value> &shelf, const Key &key, const Name &name, Generations::Stamp stamp,
                          const Value &value)
{
    if (m_watch && m_generations->isCurrent(name, stamp))
        shelf.set(key, {stamp, std::make_shared<const Value>(value)}, costOf(key) + costOf(value));
}

Result<Prompt> CachingStorage::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"fetch"_s, name.toString()); !go)
        return failure(std::move(go));
    const VersionKey key{name, version};
    if (!m_watch && beneath().metadata)
        return fetchRevalidated(key, stop);
    if (const auto kept = current(m_prompts, key, name))
        return *kept;
    const auto stamp = m_generations->stamp(name);
    auto prompt = next().fetch(name, version, std::move(stop));
    if (prompt)
        keepFetched(key, stamp, *prompt);
    return prompt;
}

void CachingStorage::keepFetched(const VersionKey &key, Generations::Stamp stamp, const Prompt &prompt)
{
    if (m_watch)
        keep(m_prompts, key, key.name, stamp, prompt);
    else if (beneath().metadata)
        m_prompts.set(key, {stamp, std::make_shared<const Prompt>(prompt)}, costOf(key) + costOf(prompt));
}

std::shared_ptr<const Prompt> CachingStorage::unchangedContent(const VersionKey &key, const Metadata &metadata)
{
    auto kept = m_prompts.get(
        key, [&](const Kept<Prompt> &entry) { return entry.value->metadata.checksum == metadata.checksum; });
    return kept ? std::move(kept->value) : nullptr;
}

Result<Prompt> CachingStorage::fetchRevalidated(const VersionKey &key, const std::stop_token &stop)
{
    auto metadata = beneath().metadata->metadata(key.name, key.version, stop);
    if (!metadata)
        return failure(std::move(metadata));
    if (const auto kept = unchangedContent(key, *metadata))
        return Prompt{*std::move(metadata), kept->content};
    auto prompt = next().fetch(key.name, key.version, stop);
    if (prompt)
        keepFetched(key, 0, *prompt);
    return prompt;
}

Result<bool> CachingStorage::exists(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"exists"_s, name.toString()); !go)
        return failure(std::move(go));
    if (const auto known = current(m_versions, name, name))
        return !version || std::ranges::binary_search(*known, *version);
    return next().exists(name, version, std::move(stop));
}

Result<std::vector<Version>> CachingStorage::versions(const Name &name, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list versions"_s, name.toString()); !go)
        return failure(std::move(go));
    if (const auto known = current(m_versions, name, name))
        return *known;
    const auto stamp = m_generations->stamp(name);
    auto all = beneath().versions->versions(name, std::move(stop));
    if (all)
        keep(m_versions, name, name, stamp, *all);
    return all;
}

Result<Version> CachingStorage::latest(const Name &name, std::stop_token stop)
{
    if (!m_watch)
        return beneath().versions->latest(name, std::move(stop));
    const auto all = versions(name, std::move(stop));
    if (!all)
        return failure(all);
    return *latestOf(*all);
}

Result<Metadata> CachingStorage::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"read metadata"_s, name.toString()); !go)
        return failure(std::move(go));
    const VersionKey key{name, version};
    if (const auto kept = current(m_metadata, key, name))
        return *kept;
    const auto stamp = m_generations->stamp(name);
    auto facts = beneath().metadata->metadata(name, version, std::move(stop));
    if (facts)
        keep(m_metadata, key, name, stamp, *facts);
    return facts;
}

Result<LabelMap> CachingStorage::labels(const Name &name, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list labels"_s, name.toString()); !go)
        return failure(std::move(go));
    if (const auto kept = current(m_labels, name, name))
        return *kept;
    const auto stamp = m_generations->stamp(name);
    auto all = beneath().labels->labels(name, std::move(stop));
    if (all)
        keep(m_labels, name, name, stamp, *all);
    return all;
}

std::vector<Result<Prompt>> CachingStorage::fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                      std::stop_token stop)
{
    if (!m_watch || stop.stop_requested())
        return beneath().batches->fetchMany(keys, progress, std::move(stop));

    std::vector<std::shared_ptr<const Prompt>> kept;
    std::vector<VersionKey> missing;
    std::vector<Generations::Stamp> stamps;
    for (const VersionKey &key : keys) {
        kept.push_back(current(m_prompts, key, key.name));
        if (kept.back())
            continue;
        missing.push_back(key);
        stamps.push_back(m_generations->stamp(key.name));
    }
    const auto known = static_cast<qint64>(keys.size() - missing.size());
    const auto total = static_cast<qint64>(keys.size());
    if (progress && known > 0)
        progress({known, total, {}});
    ProgressSink rest;
    if (progress)
        rest = [&](const Progress &below) { progress({known + below.done, total, below.subject}); };

    std::vector<Result<Prompt>> read;
    if (!missing.empty())
        read = beneath().batches->fetchMany(missing, rest, std::move(stop));
    std::vector<Result<Prompt>> results;
    results.reserve(keys.size());
    size_t at = 0;
    for (const auto &prompt : kept) {
        if (prompt) {
            results.emplace_back(*prompt);
            continue;
        }
        if (read[at])
            keepFetched(missing[at], stamps[at], *read[at]);
        results.push_back(std::move(read[at++]));
    }
    return results;
}

Result<std::unique_ptr<WatchableStorage::Watch>> CachingStorage::watch(Listener listener)
{
    // Who hears of a change may read at once, and must not be answered from before it.
    return beneath().watching->watch(
        [generations = m_generations, listener = std::move(listener)](const ChangeSet &changes) {
            generations->advance(changes);
            listener(changes);
        });
}

Result<std::unique_ptr<StreamStorage::Reader>> CachingStorage::openContent(const Name &name, const Version &version,
                                                                           std::stop_token stop)
{
    return beneath().streams->openContent(name, version, std::move(stop));
}

Result<std::vector<TrashEntry>> CachingStorage::trash(std::stop_token stop)
{
    return beneath().trash->trash(std::move(stop));
}

} // namespace pulse
