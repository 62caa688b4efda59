// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr qsizetype longestFirstLine = 400;

QString firstLine(const QString &text)
{
    const qsizetype end = text.indexOf(u'\n');
    QString line = (end < 0 ? text : text.left(end)).trimmed();
    if (line.size() > longestFirstLine)
        line = line.left(longestFirstLine - 1) + u'…';
    return line;
}

void describe(CatalogueEntry &entry, const Metadata &metadata)
{
    entry.updatedAt = metadata.updatedAt;
    entry.size = metadata.size;
    entry.tags = metadata.tags.toList();
    entry.description = firstLine(metadata.description);
}

CatalogueEntry entryOf(const ListItem &item)
{
    CatalogueEntry entry;
    entry.path = item.name ? item.name->toString() : item.path;
    entry.name = item.name;
    entry.damage = item.damage;
    return entry;
}

} // namespace

Result<CatalogueEntry> Library::catalogueEntry(const Name &name, std::stop_token stop)
{
    CatalogueEntry entry;
    entry.path = name.toString();
    entry.name = name;
    entry.detailed = true;
    // Damage becomes part of the answer; whatever may pass by itself stays an error.
    const auto settle = [&entry](const Error &error) -> Result<CatalogueEntry> {
        if (!isDamage(error))
            return std::unexpected(error);
        entry.damage = error.message();
        return entry;
    };
    const auto versions = versionsOf(*m_storage, name, stop);
    if (!versions)
        return settle(versions.error());
    entry.versionCount = static_cast<int>(versions->size());
    entry.latest = latestOf(*versions);
    if (!entry.latest)
        return failure(
            ErrorCode::NotFound, u"read"_s, name.toString(),
            u"There is no prompt called “%1”. List the library to see which there are."_s.arg(name.toString()));
    const auto labels = labelsOf(*m_storage, name, stop);
    if (!labels && !isDamage(labels.error()))
        return failure(labels);
    if (labels) {
        for (const auto &[label, version] : *labels)
            entry.labels.append(label.toString());
    } else {
        entry.damage = labels.error().message();
    }
    const auto metadata = metadataOf(*m_storage, name, *entry.latest, std::move(stop));
    if (!metadata)
        return settle(metadata.error());
    describe(entry, *metadata);
    return entry;
}

Result<Catalogue> Library::catalogue(const ProgressSink &progress, std::stop_token stop)
{
    const auto items = list({}, true, stop);
    if (!items)
        return failure(items);
    std::vector<CatalogueEntry> entries;
    entries.reserve(items->size());
    const auto total = static_cast<qint64>(items->size());
    for (qint64 done = 0; const ListItem &item : *items) {
        if (const auto going = checkCancelled(stop, u"list"_s, item.path); !going)
            return failure(going);
        report(progress, done++, total, item.path);
        CatalogueEntry named = entryOf(item);
        named.detailed = true;
        if (!item.name) {
            entries.push_back(std::move(named));
            continue;
        }
        auto entry = catalogueEntry(*item.name, stop);
        if (entry) {
            if (entry->damage.isEmpty())
                entry->damage = item.damage;
            entries.push_back(std::move(*entry));
        } else if (!item.damage.isEmpty()) {
            entries.push_back(std::move(named));
        } else if (entry.error().code() != ErrorCode::NotFound) {
            return failure(std::move(entry));
        }
    }
    report(progress, total, total, {});
    return Catalogue(std::move(entries));
}

Result<LibraryStats> Library::stats(std::stop_token stop)
{
    const auto items = list({}, true, stop);
    if (!items)
        return failure(items);
    LibraryStats stats;
    QSet<QString> tags;
    for (const ListItem &item : *items) {
        if (const auto going = checkCancelled(stop, u"stats"_s, item.path); !going)
            return failure(going);
        ++stats.prompts;
        const auto found = item.name ? history(*item.name, stop)
                                     : Result<History>(failure(ErrorCode::Corrupt, {}, item.path, item.damage));
        if (!found) {
            if (item.damage.isEmpty() && !isDamage(found.error()) && found.error().code() != ErrorCode::NotFound)
                return failure(found);
            ++stats.damaged;
            continue;
        }
        bool damaged = !item.damage.isEmpty();
        stats.versions += static_cast<qint64>(found->entries.size());
        stats.labels += static_cast<qint64>(found->labels.size());
        for (const HistoryEntry &entry : found->entries) {
            damaged = damaged || !entry.metadata;
            if (!entry.metadata)
                continue;
            stats.bytes += entry.metadata->size;
            const QStringList &own = entry.metadata->tags.toList();
            tags.unite(QSet<QString>(own.begin(), own.end()));
        }
        stats.damaged += damaged ? 1 : 0;
    }
    stats.tags = tags.size();
    if (TrashStorage *trash = capabilities().trash) {
        const auto entries = trash->trash(std::move(stop));
        if (!entries)
            return failure(entries);
        stats.trashed = static_cast<qint64>(entries->size());
    }
    return stats;
}

} // namespace pulse
