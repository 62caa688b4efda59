// SPDX-License-Identifier: Apache-2.0
// list, versions, search: what there is.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"
#include "sync_states.h"

#include "pulse/base/quote.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

struct Filter
{
    QStringList tags;
    std::optional<QString> label;

    [[nodiscard]] bool isEmpty() const { return tags.isEmpty() && !label; }
    [[nodiscard]] bool accepts(const CatalogueEntry &entry) const
    {
        return std::ranges::all_of(tags, [&](const QString &tag) { return entry.tags.contains(tag); }) &&
               (!label || entry.labels.contains(*label));
    }
};

// The folder's prompts, and before them the prompt that has the folder's name.
Result<std::vector<ListItem>> itemsBelow(Library &library, const QString &prefix, const std::stop_token &stop)
{
    auto items = library.list(prefix, true, stop);
    if (!items || prefix.isEmpty())
        return items;
    const auto name = Name::parse(prefix);
    if (!name)
        return failure(name);
    const auto exists = library.exists({.name = *name, .selector = {}, .hasSelector = false}, stop);
    if (!exists)
        return failure(exists);
    if (*exists)
        items->insert(items->begin(),
                      ListItem{.path = prefix, .name = *name, .isPrompt = true, .isFolder = false, .damage = {}});
    return items;
}

Result<std::vector<CatalogueEntry>> entriesOf(Library &library, const std::vector<ListItem> &items,
                                              const Filter &filter, const std::stop_token &stop)
{
    std::vector<CatalogueEntry> entries;
    for (const ListItem &item : items) {
        CatalogueEntry entry;
        entry.path = item.path;
        entry.damage = item.damage;
        if (item.name) {
            auto read = library.catalogueEntry(*item.name, stop);
            if (!read && read.error().code() == ErrorCode::NotFound)
                continue; // removed meanwhile
            if (!read)
                return failure(std::move(read));
            entry = std::move(*read);
        }
        if (filter.accepts(entry))
            entries.push_back(std::move(entry));
    }
    return entries;
}

JsonValue entryJson(const CatalogueEntry &entry, const SyncStates &states)
{
    JsonObject object{{u"name"_s, entry.path},
                      {u"latest"_s, optionalJson(entry.latest)},
                      {u"versions"_s, entry.versionCount},
                      {u"updated_at"_s, timeJson(entry.updatedAt)},
                      {u"size"_s, entry.size},
                      {u"tags"_s, listJson(entry.tags)},
                      {u"labels"_s, listJson(entry.labels)},
                      {u"description"_s, entry.description},
                      {u"sync"_s, states.jsonOf(entry.path)}};
    if (!entry.damage.isEmpty())
        object.insert(u"damage"_s, entry.damage);
    return object;
}

void printTable(Console &out, const std::vector<CatalogueEntry> &entries, const SyncStates &states)
{
    using enum Table::Align;
    std::vector<Table::Column> columns{{u"NAME"_s, Left},    {u"LATEST"_s, Left},     {u"VERSIONS"_s, Right},
                                       {u"UPDATED"_s, Left}, {u"SIZE"_s, Right},      {u"LABELS"_s, Left},
                                       {u"TAGS"_s, Left},    {u"DESCRIPTION"_s, Left}};
    if (states.hasHome())
        columns.insert(columns.begin() + 1, {u"SYNC"_s, Left});
    Table table(columns);
    const QDateTime now = SystemClock().now();
    for (const CatalogueEntry &entry : entries) {
        const bool known = entry.latest && entry.damage.isEmpty();
        QStringList cells{entry.path,
                          entry.latest ? entry.latest->toString() : u"–"_s,
                          QString::number(entry.versionCount),
                          known ? relativeTime(entry.updatedAt, now) : u"–"_s,
                          known ? humanSize(entry.size) : u"–"_s,
                          entry.labels.join(", "_L1),
                          entry.tags.join(", "_L1),
                          entry.damage.isEmpty() ? entry.description : u"damaged: "_s + entry.damage};
        if (states.hasHome())
            cells.insert(1, states.nameOf(entry.path));
        table.add(cells);
    }
    table.print(out);
}

void warnOfDamage(Console &out, const QString &path, const QString &damage)
{
    if (!damage.isEmpty())
        out.note(u"%1 is damaged: %2"_s.arg(quoted(path), damage));
}

} // namespace

Result<int> runList(CommandRun &run)
{
    QString prefix = run.in().argument(0);
    while (prefix.endsWith(u'/'))
        prefix.chop(1);
    const Filter filter{run.in().values("tag"), run.in().value("label")};
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto items = itemsBelow(**library, prefix, {});
    if (!items)
        return failure(items);
    const bool detailed = run.out().isJson() || run.in().has("long") || !filter.isEmpty();
    if (!detailed) {
        for (const ListItem &item : *items) {
            run.out().line(item.name ? item.path : visible(item.path, 4096));
            warnOfDamage(run.out(), item.path, item.damage);
        }
        if (items->empty() && !prefix.isEmpty())
            run.out().note(u"There is no prompt below %1."_s.arg(quoted(prefix)));
        return exit_code::done;
    }
    const auto entries = entriesOf(**library, *items, filter, {});
    if (!entries)
        return failure(entries);
    const auto states = SyncStates::of(**library, {});
    if (!states)
        return failure(states);
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const CatalogueEntry &entry : *entries)
            array.push_back(entryJson(entry, *states));
        run.out().json(array);
    } else if (run.in().has("long")) {
        printTable(run.out(), *entries, *states);
    } else {
        for (const CatalogueEntry &entry : *entries)
            run.out().line(visible(entry.path, 4096));
    }
    return exit_code::done;
}

// ---- versions

namespace {

QStringList labelTexts(const HistoryEntry &entry)
{
    QStringList texts;
    for (const Label &label : entry.labels)
        texts.append(label.toString());
    return texts;
}

JsonValue historyJson(const History &history)
{
    JsonValue::Array versions;
    for (const HistoryEntry &entry : history.entries) {
        JsonObject object{{u"version"_s, entry.version.toString()},
                          {u"bump"_s, entry.bump ? JsonValue(bumpName(*entry.bump)) : JsonValue()},
                          {u"is_latest"_s, entry.isLatest},
                          {u"labels"_s, listJson(labelTexts(entry))}};
        if (entry.metadata) {
            const JsonObject metadata = metadataJson(*entry.metadata);
            for (const auto &[name, value] : metadata.members()) {
                if (name != "name"_L1 && name != "version"_L1)
                    object.insert(name, value);
            }
        } else {
            object.insert(u"damage"_s, entry.damage);
        }
        versions.push_back(object);
    }
    return JsonObject{{u"name"_s, history.name.toString()},
                      {u"latest"_s, optionalJson(history.latest)},
                      {u"labels"_s, labelsJson(history.labels)},
                      {u"versions"_s, versions}};
}

void printHistory(Console &out, const History &history)
{
    using enum Table::Align;
    Table table({{u"VERSION"_s, Left},
                 {u"STEP"_s, Left},
                 {u"PUBLISHED"_s, Left},
                 {u"SIZE"_s, Right},
                 {u"LABELS"_s, Left},
                 {u"AUTHOR"_s, Left},
                 {u"MESSAGE"_s, Left}});
    const QDateTime now = SystemClock().now();
    for (const HistoryEntry &entry : history.entries) {
        QStringList labels = labelTexts(entry);
        if (entry.isLatest)
            labels.prepend(u"latest"_s);
        const auto &metadata = entry.metadata;
        table.add({entry.version.toString(), entry.bump ? bumpName(*entry.bump) : u"first"_s,
                   metadata ? relativeTime(metadata->createdAt, now) : u"–"_s,
                   metadata ? humanSize(metadata->size) : u"–"_s, labels.join(", "_L1),
                   metadata ? metadata->author : QString(),
                   metadata ? metadata->message.section(u'\n', 0, 0) : u"damaged: "_s + entry.damage});
    }
    table.print(out);
}

} // namespace

Result<int> runVersions(CommandRun &run)
{
    const auto name = Name::parse(run.in().argument(0));
    if (!name)
        return failure(name);
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto history = (*library)->history(*name, {});
    if (!history)
        return failure(history);
    if (run.out().isJson())
        run.out().json(historyJson(*history));
    else
        printHistory(run.out(), *history);
    return exit_code::done;
}

// ---- search

namespace {

JsonValue matchJson(const SearchMatch &match)
{
    return JsonObject{{u"name"_s, match.key.name.toString()},
                      {u"version"_s, match.key.version.toString()},
                      {u"line"_s, match.line},
                      {u"text"_s, match.text},
                      {u"position"_s, qint64(match.position)},
                      {u"length"_s, qint64(match.length)}};
}

QString shown(const Console &out, const SearchMatch &match)
{
    const QStringView text(match.text);
    const qsizetype start = std::clamp<qsizetype>(match.position, 0, text.size());
    const qsizetype length = std::clamp<qsizetype>(match.length, 0, text.size() - start);
    constexpr qsizetype longest = 4096;
    return u"%1:%2:%3%4%5"_s.arg(out.styled("35", match.key.toString()), QString::number(match.line),
                                 visible(text.first(start), longest),
                                 out.styled("1;31", visible(text.sliced(start, length), longest)),
                                 visible(text.sliced(start + length), longest));
}

} // namespace

Result<int> runSearch(CommandRun &run)
{
    const QString query = run.in().argument(0);
    if (query.isEmpty())
        return run.wrongUsage(u"The text to search for is empty."_s);
    bool isNumber = true;
    const auto limit = run.in().value("limit");
    const qlonglong count = limit ? limit->toLongLong(&isNumber) : 1000;
    if (!isNumber || count < 1 || count > 1'000'000'000)
        return run.wrongUsage(u"--limit takes a number from 1 on."_s);
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto matches = (*library)->search(query, count, run.stop());
    if (!matches)
        return failure(matches);
    if (run.out().isJson()) {
        JsonValue::Array array;
        for (const SearchMatch &match : *matches)
            array.push_back(matchJson(match));
        run.out().json(array);
    } else {
        for (const SearchMatch &match : *matches)
            run.out().line(shown(run.out(), match));
        if (matches->empty())
            run.out().note(u"Nothing matches %1."_s.arg(quoted(query)));
        if (static_cast<qlonglong>(matches->size()) == count)
            run.out().note(
                u"These are the first %1; --limit shows more."_s.arg(humanCount(count, u"match"_s, u"matches"_s)));
    }
    return matches->empty() ? exit_code::notFound : exit_code::done;
}

} // namespace pulse::cli
