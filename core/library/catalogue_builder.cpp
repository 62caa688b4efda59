// SPDX-License-Identifier: Apache-2.0
#include "catalogue_builder.h"

namespace pulse::detail {

namespace {

constexpr qsizetype mostNamed = 2000; // beyond it, naming each change costs more than looking at all of it

template <typename Value>
void shareIn(QHash<Value, Value> &known, Value &value)
{
    if (const auto at = known.constFind(value); at != known.cend())
        value = at.value();
    else
        known.insert(value, value);
}

} // namespace

quint64 CatalogueBuilder::beginLoad()
{
    const std::scoped_lock lock(m_mutex);
    m_refreshed.clear();
    return ++m_load;
}

quint64 CatalogueBuilder::beginReading()
{
    const std::scoped_lock lock(m_mutex);
    return ++m_sequence;
}

void CatalogueBuilder::setNames(quint64 load, quint64 reading, const std::vector<ListItem> &items)
{
    const std::scoped_lock lock(m_mutex);
    if (load != m_load)
        return;
    std::vector<CatalogueEntry> entries;
    entries.reserve(items.size());
    QSet<QString> listed;
    for (const ListItem &item : items) {
        const QString path = item.name ? item.name->toString() : item.path;
        const CatalogueEntry *known = m_catalogue.find(path);
        const bool newer = m_refreshed.value(path) > reading;
        listed.insert(path);
        if (newer && !known)
            continue; // removed since the listing began
        const bool stands = known && known->detailed && (item.damage.isEmpty() || item.damage == known->damage);
        if (known && (newer || stands)) {
            entries.push_back(*known);
            continue;
        }
        CatalogueEntry &entry = entries.emplace_back();
        entry.path = path;
        entry.name = item.name;
        entry.damage = item.damage;
        entry.detailed = !item.name;
    }
    for (const CatalogueEntry &known : m_catalogue.entries()) {
        if (listed.contains(known.path))
            continue;
        if (m_refreshed.value(known.path) > reading)
            entries.push_back(known); // made since the listing began
        else
            m_prompts.insert(known.path);
    }
    Catalogue next(std::move(entries));
    m_everything = m_everything || !m_namesLoaded || next.entries() != m_catalogue.entries();
    m_catalogue = std::move(next);
    m_namesLoaded = true;
}

void CatalogueBuilder::addLoaded(quint64 load, quint64 reading, std::vector<CatalogueEntry> entries,
                                 const QStringList &gone)
{
    const std::scoped_lock lock(m_mutex);
    if (load != m_load)
        return;
    const auto isOutdated = [&](const QString &path) { return m_refreshed.value(path) > reading; };
    std::erase_if(entries, [&](const CatalogueEntry &entry) { return isOutdated(entry.path); });
    QStringList removed = gone;
    removed.removeIf(isOutdated);
    apply(std::move(entries), removed, false);
}

void CatalogueBuilder::addRefreshed(std::vector<CatalogueEntry> entries, const QStringList &gone)
{
    const std::scoped_lock lock(m_mutex);
    const quint64 now = ++m_sequence;
    for (const CatalogueEntry &entry : entries)
        m_refreshed.insert(entry.path, now);
    for (const QString &path : gone)
        m_refreshed.insert(path, now);
    apply(std::move(entries), gone, true);
}

void CatalogueBuilder::markEverything()
{
    const std::scoped_lock lock(m_mutex);
    m_everything = true;
}

CatalogueDelivery CatalogueBuilder::take()
{
    const std::scoped_lock lock(m_mutex);
    CatalogueDelivery delivery{.catalogue = m_catalogue,
                               .changed = m_changed.values(),
                               .everything = m_everything || m_changed.size() > mostNamed,
                               .prompts = m_prompts.values(),
                               .namesLoaded = m_namesLoaded};
    delivery.changed.sort();
    delivery.prompts.sort();
    m_changed.clear();
    m_prompts.clear();
    m_everything = false;
    return delivery;
}

void CatalogueBuilder::apply(std::vector<CatalogueEntry> entries, const QStringList &gone, bool refreshed)
{
    QStringList removed;
    for (const QString &path : gone) {
        if (refreshed)
            m_prompts.insert(path);
        if (m_catalogue.find(path)) {
            removed.append(path);
            note(path);
            m_prompts.insert(path);
        }
    }
    std::vector<CatalogueEntry> differing;
    for (CatalogueEntry &entry : entries) {
        const CatalogueEntry *known = m_catalogue.find(entry.path);
        const bool differs = !known || *known != entry;
        // A label can move, or an old version's tags can change, without a trace in the entry. And whoever read a
        // prompt before it was followed may have seen it as it was: the first details count as a change too.
        if (refreshed || (differs && known))
            m_prompts.insert(entry.path);
        if (!differs)
            continue;
        share(entry);
        note(entry.path);
        differing.push_back(std::move(entry));
    }
    if (!differing.empty() || !removed.isEmpty())
        m_catalogue = m_catalogue.with(std::move(differing), removed);
}

void CatalogueBuilder::share(CatalogueEntry &entry)
{
    if (entry.name)
        entry.path = entry.name->toString();
    shareIn(m_lists, entry.tags);
    shareIn(m_lists, entry.labels);
    if (entry.latest)
        shareIn(m_versions, *entry.latest);
}

void CatalogueBuilder::note(const QString &path)
{
    if (!m_everything && m_changed.size() <= mostNamed)
        m_changed.insert(path);
}

} // namespace pulse::detail
