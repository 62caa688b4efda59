// SPDX-License-Identifier: Apache-2.0
#include "catalogue_loader.h"

#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <QDeadlineTimer>
#include <chrono>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr std::chrono::milliseconds deliveryInterval{100};

/// What one prompt's reading came to.
struct Reading
{
    std::vector<CatalogueEntry> entries;
    QStringList gone;

    void clear() { *this = {}; }
};

CatalogueEntry damagedEntry(const ListItem &item)
{
    CatalogueEntry entry;
    entry.path = item.name ? item.name->toString() : item.path;
    entry.name = item.name;
    entry.damage = item.damage;
    entry.detailed = true;
    return entry;
}

Result<void> readListed(Library &library, const ListItem &item, Reading &reading, const std::stop_token &stop)
{
    if (!item.name)
        return {};
    auto entry = library.catalogueEntry(*item.name, stop);
    if (entry) {
        if (entry->damage.isEmpty())
            entry->damage = item.damage;
        reading.entries.push_back(std::move(*entry));
    } else if (!item.damage.isEmpty()) {
        reading.entries.push_back(damagedEntry(item));
    } else if (entry.error().code() == ErrorCode::NotFound) {
        reading.gone.append(item.path);
    } else {
        return failure(std::move(entry));
    }
    return {};
}

/// Of prompts that cannot be read, those that a listing still shows are damaged and stay; the rest is gone.
Result<void> settleMissing(Library &library, const QStringList &missing, Reading &reading, const std::stop_token &stop)
{
    QMap<QString, QStringList> byFolder;
    for (const QString &path : missing)
        byFolder[path.section(u'/', 0, -2)].append(path);
    for (const auto &[folder, paths] : byFolder.asKeyValueRange()) {
        const auto items = library.list(folder, false, stop);
        if (!items)
            return failure(items);
        for (const QString &path : paths) {
            const auto at = std::ranges::lower_bound(*items, path, {}, &ListItem::path);
            if (at != items->end() && at->path == path && at->isPrompt && !at->damage.isEmpty())
                reading.entries.push_back(damagedEntry(*at));
            else
                reading.gone.append(path);
        }
    }
    return {};
}

} // namespace

Result<void> loadNames(Library &library, CatalogueBuilder &builder, SessionInbox &inbox, quint64 load,
                       const std::stop_token &stop)
{
    const quint64 began = builder.beginReading();
    const auto items = library.list({}, true, stop);
    if (!items)
        return failure(items);
    builder.setNames(load, began, *items);
    inbox.putCatalogue();
    return {};
}

Result<void> loadDetails(Library &library, CatalogueBuilder &builder, SessionInbox &inbox, quint64 load,
                         const std::stop_token &stop)
{
    quint64 began = builder.beginReading();
    const auto items = library.list({}, true, stop);
    if (!items)
        return failure(items);
    builder.setNames(load, began, *items);

    const auto total = static_cast<qint64>(items->size());
    qint64 done = 0;
    Reading reading;
    const auto deliver = [&] {
        builder.addLoaded(load, began, std::move(reading.entries), reading.gone);
        reading.clear();
        inbox.putCatalogue();
        inbox.putProgress(done, total);
        began = builder.beginReading();
    };
    QDeadlineTimer due(deliveryInterval);
    for (const ListItem &item : *items) {
        if (const auto going = checkCancelled(stop, u"load"_s, item.path); !going)
            return failure(going);
        if (const auto read = readListed(library, item, reading, stop); !read)
            return failure(read);
        ++done;
        if (due.hasExpired()) {
            deliver();
            due.setRemainingTime(deliveryInterval);
        }
    }
    deliver();
    return {};
}

Result<void> refreshDetails(Library &library, CatalogueBuilder &builder, SessionInbox &inbox, const QStringList &names,
                            const std::stop_token &stop)
{
    Reading reading;
    QStringList missing;
    for (const QString &path : names) {
        if (const auto going = checkCancelled(stop, u"refresh"_s, path); !going)
            return failure(going);
        const auto name = Name::parse(path);
        auto entry = name ? library.catalogueEntry(*name, stop) : Result<CatalogueEntry>(failure(name));
        if (entry)
            reading.entries.push_back(std::move(*entry));
        else if (!name || entry.error().code() == ErrorCode::NotFound)
            missing.append(path);
        else
            return failure(std::move(entry));
    }
    if (const auto settled = settleMissing(library, missing, reading, stop); !settled)
        return settled;
    builder.addRefreshed(std::move(reading.entries), reading.gone);
    inbox.putCatalogue();
    return {};
}

} // namespace pulse::detail
