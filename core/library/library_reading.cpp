// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

Result<std::vector<ListItem>> Library::list(const QString &folder, bool recursive, std::stop_token stop)
{
    std::vector<ListItem> items;
    ListQuery query{.folder = folder, .recursive = recursive, .cursor = {}};
    do {
        if (const auto going = checkCancelled(stop, u"list"_s, folder); !going)
            return failure(going);
        Result<ListPage> page = m_storage->list(query, stop);
        if (!page)
            return failure(std::move(page));
        if (!page->next.isEmpty() && page->next == query.cursor)
            return failure(ErrorCode::Internal, u"list"_s, folder,
                           u"The library's listing repeats itself and was given up. Verify the library."_s);
        std::ranges::move(page->items, std::back_inserter(items));
        query.cursor = std::move(page->next);
    } while (!query.cursor.isEmpty());
    std::ranges::sort(items, {}, &ListItem::path);
    return items;
}

Result<VersionKey> Library::resolve(const PromptRef &ref, std::stop_token stop)
{
    const auto key = [&ref](Version version) { return VersionKey{ref.name, std::move(version)}; };
    if (const Version *exact = ref.selector.exact()) {
        const Result<bool> there = m_storage->exists(ref.name, *exact, stop);
        if (!there)
            return failure(there);
        if (*there)
            return key(*exact);
    }
    VersionedStorage *versioned = m_storage->capabilities().versions;
    if (ref.selector.isLatest() && versioned)
        return versioned->latest(ref.name, stop).transform(key);
    const auto versions = versionsOf(*m_storage, ref.name, stop);
    if (!versions)
        return failure(versions);
    LabelMap labels;
    if (ref.selector.label()) {
        auto found = labelsOf(*m_storage, ref.name, stop);
        if (!found)
            return failure(std::move(found));
        labels = std::move(*found);
    }
    return ref.selector.resolve(*versions, labels, ref.name.toString()).transform(key);
}

Result<Prompt> Library::fetch(const PromptRef &ref, std::stop_token stop)
{
    return resolve(ref, stop).and_then(
        [&](const VersionKey &key) { return m_storage->fetch(key.name, key.version, stop); });
}

Result<Metadata> Library::metadata(const PromptRef &ref, std::stop_token stop)
{
    return resolve(ref, stop).and_then(
        [&](const VersionKey &key) { return metadataOf(*m_storage, key.name, key.version, stop); });
}

Result<bool> Library::exists(const PromptRef &ref, std::stop_token stop)
{
    if (!ref.hasSelector && ref.selector.isLatest())
        return m_storage->exists(ref.name, {}, std::move(stop));
    const auto key = unlessMissing(resolve(ref, std::move(stop)));
    return key.transform([](const std::optional<VersionKey> &found) { return found.has_value(); });
}

Result<History> Library::history(const Name &name, std::stop_token stop)
{
    const auto versions = versionsOf(*m_storage, name, stop);
    if (!versions)
        return failure(versions);
    History history{.name = name, .entries = {}, .labels = {}, .latest = latestOf(*versions)};
    // Labels that cannot be read must not hide the versions.
    if (auto labels = labelsOf(*m_storage, name, stop))
        history.labels = std::move(*labels);
    const Version *previous = nullptr;
    for (const Version &version : *versions) {
        if (const auto going = checkCancelled(stop, u"history"_s, name.toString()); !going)
            return failure(going);
        HistoryEntry entry{.version = version, .metadata = {}, .damage = {}, .bump = {}, .labels = {}};
        auto metadata = metadataOf(*m_storage, name, version, stop);
        if (metadata)
            entry.metadata = std::move(*metadata);
        else if (metadata.error().code() == ErrorCode::NotFound)
            continue; // removed since the versions were listed
        else if (isDamage(metadata.error()))
            entry.damage = metadata.error().message();
        else
            return failure(std::move(metadata));
        if (previous)
            entry.bump = version.bumpFrom(*previous);
        for (const auto &[label, target] : history.labels) {
            if (target == version)
                entry.labels.push_back(label);
        }
        entry.isLatest = history.latest == version;
        history.entries.push_back(std::move(entry));
        previous = &version;
    }
    std::ranges::reverse(history.entries);
    return history;
}

} // namespace pulse
