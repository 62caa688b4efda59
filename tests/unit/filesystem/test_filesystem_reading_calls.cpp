// SPDX-License-Identifier: Apache-2.0
// What only reads a library in a folder, with each of its calls failing once, and stopped at each of them.
#include "library_rows.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem::test;

namespace {

QString shown(const ListItem &item)
{
    return item.damage.isEmpty() ? item.path : item.path + u" !"_s;
}

Result<QString> listed(Storage &storage, const ListQuery &query, const std::stop_token &stop)
{
    const auto page = storage.list(query, stop);
    if (!page)
        return failure(page);
    QStringList items;
    for (const ListItem &item : page->items)
        items.append(shown(item));
    if (page->next.isEmpty())
        return items.join(u'\n');
    ListQuery rest = query;
    rest.cursor = page->next;
    return listed(storage, rest, stop).transform([&](const QString &more) { return items.join(u'\n') + u'\n' + more; });
}

/// What could not be read is named as damaged, or what it lies in; nothing is missing.
bool namesTheSame(const QString &undisturbed, const QString &answer)
{
    const QStringList seen = answer.split(u'\n');
    const auto isNamed = [&](const QString &path) {
        return std::ranges::any_of(seen, [&](const QString &line) {
            const QString damaged = line.endsWith(u" !") ? line.chopped(2) : QString();
            return line == path || damaged == path || (!damaged.isEmpty() && path.startsWith(damaged + u'/'));
        });
    };
    return answer.contains(u" !") && std::ranges::all_of(undisturbed.split(u'\n'), isNamed);
}

Result<QString> readAll(Storage &storage, const char *prompt, const char *number, const std::stop_token &stop)
{
    const auto reader = storage.capabilities().streams->openContent(name(prompt), version(number), stop);
    if (!reader)
        return failure(reader);
    QByteArray bytes;
    std::array<char, 7> piece{};
    while (true) {
        const auto length = (*reader)->read(piece);
        if (!length)
            return failure(length);
        if (*length == 0)
            return QString::fromUtf8(bytes);
        bytes.append(piece.data(), *length);
    }
}

Rows readingRows()
{
    return {
        {.name = "list",
         .act = [](Storage &s, const std::stop_token &stop) { return listed(s, {}, stop); },
         .isAnswer = namesTheSame,
         .stoppable = 8,
         .callsBetweenLooks = 1},
        {.name = "list a folder",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return listed(s, {.folder = u"a"_s, .recursive = false}, stop); },
         .isAnswer = namesTheSame,
         .stoppable = 2,
         .callsBetweenLooks = 1},
        {.name = "list page by page",
         .act = [](Storage &s, const std::stop_token &stop) { return listed(s, {.limit = 1}, stop); },
         .isAnswer = namesTheSame,
         .untold = {u"(open|entries) prompts/\\S+"_s},
         .stoppable = 22,
         .callsBetweenLooks = 1}, // of what another page shows
        {.name = "fetch",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.fetch(name("kept"), version("1.0.0"), stop).transform([](const Prompt &found) {
                     return QString::fromUtf8(found.content);
                 });
             }},
        {.name = "fetch what has no metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.fetch(name("hand"), version("1.0.0"), stop).transform([](const Prompt &found) {
                     return QString::fromUtf8(found.content);
                 });
             },
         .stoppable = 4,
         .callsBetweenLooks = 3},
        {.name = "read piece by piece",
         .act = [](Storage &s, const std::stop_token &stop) { return readAll(s, "kept", "1.0.0", stop); },
         .stoppable = 7,
         .callsBetweenLooks = 5},
        {.name = "metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities()
                     .metadata->metadata(name("kept"), version("1.0.0"), stop)
                     .transform([](const Metadata &found) { return found.checksum.toString(); });
             }},
        {.name = "versions",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities()
                     .versions->versions(name("kept"), stop)
                     .transform([](const std::vector<Version> &found) { return QString::number(found.size()); });
             }},
        {.name = "latest",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().versions->latest(name("kept"), stop).transform([](const Version &found) {
                     return found.toString();
                 });
             }},
        {.name = "exists",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.exists(name("kept"), {}, stop).transform([](bool is) { return QString::number(is); });
             }},
        {.name = "a version exists",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.exists(name("kept"), version("1.0.0"), stop).transform([](bool is) {
                     return QString::number(is);
                 });
             }},
        {.name = "labels",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().labels->labels(name("kept"), stop).transform([](const LabelMap &found) {
                     return QString::number(found.size());
                 });
             }},
        {.name = "the trash",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().trash->trash(stop).transform([](const std::vector<TrashEntry> &found) {
                     return QString::number(found.front().versions.size());
                 });
             },
         .stoppable = 2,
         .callsBetweenLooks = 1},
        {.name = "fingerprints",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().fingerprints->fingerprints(stop).transform(
                     [](const std::vector<FingerprintStorage::Item> &found) {
                         QStringList items;
                         for (const auto &item : found)
                             items.append(shown(item.prompt));
                         return items.join(u'\n');
                     });
             },
         .isAnswer = namesTheSame,
         .untold = {u"(status|statusAt) prompts/\\S+"_s},
         .stoppable = 14,
         .callsBetweenLooks = 4},
    };
}

} // namespace

class TestFilesystemReadingCalls : public QObject
{
    Q_OBJECT

private slots:
    void reading_data() { columnsOf(readingRows()); }
    void reading() { tryRow(readingRows()); }
};

QTEST_GUILESS_MAIN(TestFilesystemReadingCalls)
#include "test_filesystem_reading_calls.moc"
