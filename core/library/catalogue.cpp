// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/catalogue.h"

#include <QSet>
#include <algorithm>

namespace pulse {

namespace {

bool isBefore(const CatalogueEntry &a, const CatalogueEntry &b)
{
    return a.path < b.path;
}

std::vector<CatalogueEntry> sorted(std::vector<CatalogueEntry> entries)
{
    std::ranges::stable_sort(entries, isBefore);
    std::vector<CatalogueEntry> result;
    result.reserve(entries.size());
    for (CatalogueEntry &entry : entries) {
        if (!result.empty() && result.back().path == entry.path)
            result.back() = std::move(entry);
        else
            result.push_back(std::move(entry));
    }
    return result;
}

} // namespace

Catalogue::Catalogue()
    : m_entries(std::make_shared<const std::vector<CatalogueEntry>>())
{}

Catalogue::Catalogue(std::vector<CatalogueEntry> entries)
    : m_entries(std::make_shared<const std::vector<CatalogueEntry>>(sorted(std::move(entries))))
{}

const CatalogueEntry *Catalogue::find(QStringView path) const
{
    const auto at = std::ranges::lower_bound(*m_entries, path, {},
                                             [](const CatalogueEntry &entry) { return QStringView(entry.path); });
    return at != m_entries->end() && at->path == path ? &*at : nullptr;
}

std::vector<std::pair<QString, int>> Catalogue::tags() const
{
    std::map<QString, int> counts;
    for (const CatalogueEntry &entry : *m_entries) {
        for (const QString &tag : entry.tags)
            ++counts[tag];
    }
    return {counts.begin(), counts.end()};
}

Catalogue Catalogue::with(std::vector<CatalogueEntry> changed, const QStringList &removed) const
{
    const std::vector<CatalogueEntry> replacing = sorted(std::move(changed));
    const QSet<QString> gone(removed.begin(), removed.end());
    auto result = std::make_shared<std::vector<CatalogueEntry>>();
    result->reserve(m_entries->size() + replacing.size());
    const auto keep = [&](const CatalogueEntry &entry) {
        if (!gone.contains(entry.path))
            result->push_back(entry);
    };
    auto old = m_entries->begin();
    for (const CatalogueEntry &entry : replacing) {
        for (; old != m_entries->end() && old->path < entry.path; ++old)
            keep(*old);
        if (old != m_entries->end() && old->path == entry.path)
            ++old;
        keep(entry);
    }
    for (; old != m_entries->end(); ++old)
        keep(*old);
    Catalogue next;
    next.m_entries = std::move(result);
    return next;
}

} // namespace pulse
