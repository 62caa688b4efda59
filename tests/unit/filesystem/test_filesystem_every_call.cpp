// SPDX-License-Identifier: Apache-2.0
// Every operation of a library in a folder, with each of its calls failing once: the failure is told, under its right
// name, or made no difference to the answer; nothing half made is left, and the same operation works afterwards.
#include "workshop.h"

#include "pulse/faults/every_call.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

struct Row
{
    const char *name = nullptr;
    std::function<void(Storage &, const QString &library)> prepare = {};
    std::function<Result<QString>(Storage &, const std::stop_token &stop)> act;
    std::function<bool(const QString &undisturbed, const QString &answer)> isAnswer = {};
    QStringList untold = {};
    QString staying = {};
    std::vector<ErrorCode> codes = {};
    int stoppable = 0;
    std::optional<int> callsBetweenLooks = {};
};
using Rows = std::vector<Row>;

// Calls whose failure changes nothing that was asked for. Whether another writer came meanwhile:
const QString writersTag = uR"((statusAt|readAt|writeAt) \.lock)"_s;
// whether the file system ignores case, and what was known of a folder's names:
const QString spelling = u"statusAt (prompts|PROMPTS)|status prompts(/\\S+)?"_s;
// `latest` lags, which readers tolerate and the next change mends:
const QString latest = u"entries prompts/\\S+|makeLink \\S+ at prompts/\\S+/TMP|rename \\S+ to prompts/\\S+/latest"_s;
// whether the library is still there, where something in it is not:
const QString isGone = u"status "_s;
// a pointer that cannot be read is written anew:
const QString latestBefore = u"readLink prompts/\\S+/latest"_s;
const QString labelsBefore = u"readLink prompts/kept/\\S+"_s;
// what an upgrade builds is not there yet, and the mark in it goes with the next one:
const QString ofUpgrade = u"open \\.upgrade/(prompts|trash)(/\\S+)?|readLink \\.upgrade/\\S+|(open|status|read) "
                          "\\.upgrade/upgrade\\.json|open (prompts|trash)"_s;
// only watchers are told so:
const QString touch = u"touch \\S+"_s;
// a mode that cannot be asked for is not complained about:
const QString modes =
    u"(status|statusAt) \\S*|open \\S*/(content\\.md|metadata\\.json|latest|@\\w+)|open library\\.json"_s;
// verify looks twice at an entry of the trash, and tells at the second look:
const QString lookups =
    u"open \\.upgrade|entries |(open|read|entries) trash/\\S+|open prompts/(kept|a/b)/1\\.[01]\\.0"_s;
// the trash entry is empty by then, and is not shown any more:
const QString forgetting = u"open trash|rename trash/\\S+ to trash/TMP|sync trash"_s;
// what is hidden already stays, or an empty folder:
const QString sweeping = u"(removeFile|removeDirectory|open|entries) (\\S+/)?TMP\\S*"_s;
const QString emptying = u"open prompts|removeDirectory prompts/\\S+"_s;

/// Names are counted instead of random, so that each run makes the same calls.
Result<std::shared_ptr<Storage>> openIn(const QString &folder, std::shared_ptr<Fs> fs = realFs(), char series = 'a')
{
    Parts parts = defaultParts();
    parts.fs = std::move(fs);
    parts.randomName = [series, next = std::make_shared<int>(0)] {
        return (series + QByteArray::number((*next)++).rightJustified(9, '0')).leftJustified(32, '0');
    };
    OpenOptions options;
    options.mode = OpenOptions::Mode::CreateIfNone;
    options.author = u"Tester"_s;
    options.clock = std::make_shared<ManualClock>(fromRfc3339(u"2026-02-03T04:05:06Z"));
    return openLibrary(QUrl::fromLocalFile(folder), options, std::move(parts));
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// `kept` in two versions with a label, `a/b`, and `hand`, which somebody made without metadata.
void fill(const Row &row, const QString &library)
{
    auto storage = *openIn(library);
    QVERIFY(storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("kept", "1.1.0", "two"), {}));
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "below"), {}));
    const auto labelled =
        storage->capabilities().labels->setLabel(name("kept"), *Label::parse(u"production"), version("1.0.0"), {}, {});
    QVERIFY(labelled);
    write(library + u"/prompts/hand/1.0.0/content.md"_s, "made by hand");
    const auto mine = QFile::ReadOwner | QFile::WriteOwner;
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand"_s, mine | QFile::ExeOwner));
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand/1.0.0"_s, mine | QFile::ExeOwner));
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand/1.0.0/content.md"_s, mine));
    if (row.prepare)
        row.prepare(*storage, library);
}

Result<QString> done(const Result<void> &outcome)
{
    return outcome ? Result<QString>(u"done"_s) : failure(outcome);
}

template <typename T>
Result<QString> done(const Result<T> &outcome)
{
    return outcome ? Result<QString>(u"done"_s) : failure(outcome);
}

template <typename T>
Result<QString> doneAll(const std::vector<Result<T>> &outcomes)
{
    for (const Result<T> &outcome : outcomes) {
        if (!outcome)
            return failure(outcome);
    }
    return u"done"_s;
}

Label label(const char *text)
{
    return *Label::parse(QString::fromLatin1(text));
}

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

/// Something else is wrong now, or was not mended; only what is harmless may have been passed over.
bool findsOtherwise(const QString &undisturbed, const QString &answer)
{
    const QStringList before = undisturbed.split(u'\n').sliced(1);
    const QStringList now = answer.split(u'\n').sliced(1);
    const auto isNew = [&](const QString &line) { return !before.contains(line); };
    const auto isHarmless = [&](const QString &line) { return line.startsWith(u'~') || now.contains(line); };
    return std::ranges::any_of(now, isNew) || std::ranges::all_of(before, isHarmless);
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

/// Looked up past the storage, whose own calls are to be those of the operation alone.
QStringList trashIds(const Storage &storage)
{
    return QDir(storage.info().url.toLocalFile() + u"/trash"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

Result<QString> restoreFirst(Storage &storage, const std::optional<Name> &as, const std::stop_token &stop)
{
    const QString id = trashIds(storage).value(0);
    return storage.capabilities().trash->restore(id, as, stop).transform([](const Name &to) { return to.toString(); });
}

Result<QString> inspected(Storage &storage, bool repair, const std::stop_token &stop)
{
    const auto report = storage.capabilities().inspection->inspect(repair, {}, stop);
    if (!report)
        return failure(report);
    QStringList findings;
    for (const Finding &finding : report->findings)
        findings.append(
            (finding.severity == Finding::Severity::Notice || finding.kind.endsWith(u"-mode") ? u"~"_s : u""_s) +
            finding.kind + u' ' + finding.path + (finding.repaired ? u" repaired"_s : QString()));
    findings.sort();
    return u"%1 of %2 in %3\n"_s.arg(report->intact).arg(report->versions).arg(report->prompts) + findings.join(u'\n');
}

class Bytes final : public ByteSource
{
public:
    explicit Bytes(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    Result<qsizetype> read(std::span<char> buffer) override
    {
        const auto count = std::min<qsizetype>(std::ssize(buffer), m_bytes.size() - m_at);
        std::ranges::copy(m_bytes.sliced(m_at, count), buffer.begin());
        m_at += count;
        return count;
    }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

Result<QString> storeStream(Storage &storage, const QByteArray &content, const std::stop_token &stop)
{
    Bytes bytes(content);
    return done(
        storage.capabilities().streams->storeContent(prompt("new/one", "1.0.0", content).metadata, bytes, stop));
}

void removeFromIt(Storage &storage, const QString &)
{
    QVERIFY(storage.remove(name("kept"), {}, {}));
}

void removeVersion(Storage &storage, const QString &)
{
    QVERIFY(storage.remove(name("kept"), version("1.1.0"), {}));
}

void publishFolder(Storage &storage, const QString &)
{
    QVERIFY(storage.store(prompt("group", "1.0.0", "group"), {}));
    QVERIFY(storage.store(prompt("group/inner", "1.0.0", "inner"), {}));
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
        {.name = "verify",
         .prepare = removeFromIt,
         .act = [](Storage &s, const std::stop_token &stop) { return inspected(s, false, stop); },
         .isAnswer = findsOtherwise,
         .untold = {modes, lookups},
         .stoppable = 66,
         .callsBetweenLooks = 15},
    };
}

Rows publishingRows()
{
    return {
        {.name = "store a new prompt",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("new/one", "1.0.0", "new"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store a new version",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("kept", "2.0.0", "new"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store the same again",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.store(prompt("kept", "1.0.0", "one"), stop)); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store many",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const std::vector<Prompt> prompts{prompt("new/one", "1.0.0", "1"), prompt("new/one", "1.1.0", "2"),
                                                   prompt("kept", "2.0.0", "3")};
                 return doneAll(s.capabilities().batches->storeMany(prompts, {}, stop));
             },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 42,
         .callsBetweenLooks = 36},
        {.name = "store a stream",
         .act = [](Storage &s, const std::stop_token &stop) { return storeStream(s, "short", stop); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 10,
         .callsBetweenLooks = 9},
        {.name = "store a long stream",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return storeStream(s, QByteArray(1'100'000, 'x'), stop); },
         .untold = {writersTag, spelling, latest, latestBefore},
         .stoppable = 18,
         .callsBetweenLooks = 14},
        {.name = "update metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 MetadataPatch patch;
                 patch.description = u"changed"_s;
                 return done(s.capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), patch, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "update nothing",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), {}, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "set a label",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(
                     s.capabilities().labels->setLabel(name("kept"), label("beta"), version("1.1.0"), {}, stop));
             },
         .untold = {writersTag}},
        {.name = "set a label again",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(
                     s.capabilities().labels->setLabel(name("kept"), label("production"), version("1.0.0"), {}, stop));
             },
         .untold = {writersTag}},
        {.name = "remove a label",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().labels->removeLabel(name("kept"), label("production"), {}, stop));
             },
         .untold = {writersTag}},
    };
}

Rows movingRows()
{
    return {
        {.name = "remove a version",
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.remove(name("kept"), version("1.1.0"), stop)); },
         .untold = {writersTag, latestBefore, emptying}},
        {.name = "remove a prompt",
         .act = [](Storage &s, const std::stop_token &stop) { return done(s.remove(name("kept"), {}, stop)); },
         .untold = {writersTag, latestBefore, emptying}},
        {.name = "remove a prompt that is a folder",
         .prepare = publishFolder,
         .act = [](Storage &s, const std::stop_token &stop) { return done(s.remove(name("group"), {}, stop)); },
         .untold = {writersTag, latestBefore, emptying}},
        {.name = "remove many",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const std::vector<Name> names{name("kept"), name("a/b")};
                 return doneAll(s.capabilities().batches->removeMany(names, {}, stop));
             },
         .untold = {writersTag, latestBefore, emptying},
         .stoppable = 33,
         .callsBetweenLooks = 32},
        {.name = "restore a prompt",
         .prepare = removeFromIt,
         .act = [](Storage &s, const std::stop_token &stop) { return restoreFirst(s, {}, stop); },
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping}},
        {.name = "restore under another name",
         .prepare = removeFromIt,
         .act = [](Storage &s, const std::stop_token &stop) { return restoreFirst(s, name("other/place"), stop); },
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping}},
        {.name = "restore a version",
         .prepare = removeVersion,
         .act = [](Storage &s, const std::stop_token &stop) { return restoreFirst(s, {}, stop); },
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping}},
        {.name = "restore beside the same version",
         .prepare =
             [](Storage &s, const QString &) {
                 QVERIFY(s.remove(name("kept"), {}, {}));
                 QVERIFY(s.store(prompt("kept", "1.0.0", "one"), {}));
             },
         .act = [](Storage &s, const std::stop_token &stop) { return restoreFirst(s, {}, stop); },
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping},
         .stoppable = 28,
         .callsBetweenLooks = 27},
        {.name = "purge",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().trash->purge(trashIds(s).value(0), stop));
             },
         .untold = {writersTag, sweeping}},
        {.name = "purge many",
         .prepare =
             [](Storage &s, const QString &) {
                 QVERIFY(s.remove(name("kept"), {}, {}));
                 QVERIFY(s.remove(name("a/b"), {}, {}));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return doneAll(s.capabilities().trash->purgeMany(trashIds(s), {}, stop));
             },
         .untold = {writersTag, sweeping}},
        {.name = "rename",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().renaming->rename(name("kept"), name("to/there"), stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping},
         .stoppable = 67,
         .callsBetweenLooks = 39},
        {.name = "rename to a folder",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().renaming->rename(name("kept"), name("a"), stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping},
         .stoppable = 59,
         .callsBetweenLooks = 25},
        {.name = "rename a prompt that is a folder",
         .prepare = publishFolder,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().renaming->rename(name("group"), name("to"), stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping},
         .stoppable = 38,
         .callsBetweenLooks = 31},
        {.name = "rename many",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const std::vector<RenamingStorage::Renaming> renamings{{name("kept"), name("to/there")},
                                                                        {name("a/b"), name("c")}};
                 return doneAll(s.capabilities().renaming->renameMany(renamings, {}, stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping},
         .stoppable = 137,
         .callsBetweenLooks = 39},
    };
}

/// Of everything that repair mends something.
void neglect(Storage &storage, const QString &library)
{
    const auto removed = storage.remove(name("a/b"), {}, {});
    QVERIFY(removed);
    const QString entry = u"trash/"_s + *removed->trashId;
    QVERIFY(QFile::remove(library + u"/prompts/kept/latest"_s));
    QVERIFY(QFile::link(u"9.9.9"_s, library + u"/prompts/kept/@lost"_s));
    write(library + u"/prompts/kept/.tmp-old/left/over"_s, "x");
    write(library + u"/trash/.tmp-old/left"_s, "x");
    QVERIFY(QDir().mkpath(library + u"/prompts/empty/inside"_s));
    QVERIFY(QDir().mkpath(library + u"/trash/20200101000000000-abcdefabcdef"_s));
    QVERIFY(QFile::setPermissions(library + u"/prompts/kept/1.0.0/content.md"_s, QFile::ReadOwner | QFile::ReadGroup));
    QVERIFY(QFile::setPermissions(library + u'/' + entry,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther));
}

void makeOldSchema(Storage &storage, const QString &library)
{
    QVERIFY(storage.remove(name("a/b"), {}, {}));
    QVERIFY(QFile::remove(library + u"/library.json"_s));
}

Rows upkeepRows()
{
    return {
        {.name = "repair",
         .prepare = neglect,
         .act = [](Storage &s, const std::stop_token &stop) { return inspected(s, true, stop); },
         .isAnswer = findsOtherwise,
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, emptying},
         .stoppable = 154,
         .callsBetweenLooks = 41},
        {.name = "accept metadata",
         .prepare =
             [](Storage &, const QString &library) {
                 const QString path = library + u"/prompts/kept/1.0.0/metadata.json"_s;
                 write(path, read(path).replace("one", "One"));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"prompts/kept/1.0.0/metadata.json"_s, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 16,
         .callsBetweenLooks = 15},
        {.name = "accept what has no metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"prompts/hand/1.0.0/metadata.json"_s, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 18,
         .callsBetweenLooks = 14},
        {.name = "accept a record",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const QString path = u"trash/%1/record.json"_s.arg(trashIds(s).value(0));
                 return done(s.capabilities().inspection->accept(path, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "accept metadata in the trash",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const QString path = u"trash/%1/prompt/1.0.0/metadata.json"_s.arg(trashIds(s).value(0));
                 return done(s.capabilities().inspection->accept(path, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 22,
         .callsBetweenLooks = 21},
        {.name = "accept library.json",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"library.json"_s, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "plan an upgrade",
         .prepare = makeOldSchema,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().upgrades->planUpgrade({}, stop).transform(
                     [](const UpgradableStorage::Plan &plan) {
                         return u"%1 to %2, %3"_s.arg(plan.from).arg(plan.to).arg(plan.versions) +
                                (plan.damage.empty() ? QString() : u", damaged"_s);
                     });
             },
         .isAnswer = [](const QString &, const QString &answer) { return answer.endsWith(u"damaged"); },
         .untold = {modes, lookups, labelsBefore},
         .stoppable = 76,
         .callsBetweenLooks = 15},
        {.name = "upgrade",
         .prepare = makeOldSchema,
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.capabilities().upgrades->upgrade({}, {}, stop)); },
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, ofUpgrade},
         .staying = u".*/\\.tmp-upgrade"_s,
         .codes = {ErrorCode::Corrupt},
         .stoppable = 437,
         .callsBetweenLooks = 64},
        {.name = "drop what an upgrade kept",
         .prepare =
             [](Storage &storage, const QString &library) {
                 makeOldSchema(storage, library);
                 auto old = *openIn(library);
                 QVERIFY(old->capabilities().upgrades->upgrade({}, {}, {}));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().upgrades->dropPrevious(stop).transform(
                     [](const QStringList &paths) { return QString::number(paths.size()); });
             },
         .untold = {writersTag, sweeping},
         .stoppable = 11,
         .callsBetweenLooks = 10},
    };
}

} // namespace

class TestFilesystemEveryCall : public QObject
{
    Q_OBJECT

private slots:
    void reading_data() { columns(readingRows()); }
    void reading() { tryRow(readingRows()); }
    void publishing_data() { columns(publishingRows()); }
    void publishing() { tryRow(publishingRows()); }
    void moving_data() { columns(movingRows()); }
    void moving() { tryRow(movingRows()); }
    void upkeep_data() { columns(upkeepRows()); }
    void upkeep() { tryRow(upkeepRows()); }

private:
    static void columns(const Rows &rows)
    {
        QTest::addColumn<size_t>("index");
        for (size_t i = 0; i < rows.size(); ++i)
            QTest::newRow(rows[i].name) << i;
    }
    static void tryRow(const Rows &rows)
    {
        QFETCH(size_t, index);
        const Row &row = rows[index];
        const faults::EveryCall every{
            .name = row.name,
            .prepare = [&row](const QString &folder) { fill(row, folder + u"/library"_s); },
            .begin = [&row](const QString &folder, const std::shared_ptr<Fs> &fs) -> faults::EveryCall::Act {
                // What a first attempt could not remove must not be in the way of the second by its name.
                const bool isFirst = std::dynamic_pointer_cast<faults::ScriptedFs>(fs) != nullptr;
                auto opened = openIn(folder + u"/library"_s, fs, isFirst ? 'b' : 'c');
                return [&row, opened](const std::stop_token &stop) {
                    return opened ? row.act(**opened, stop) : failure(opened);
                };
            },
            .isAnswer = row.isAnswer,
            .untold = row.untold,
            .staying = row.staying,
            .codes = row.codes,
            .stoppable = row.stoppable,
            .callsBetweenLooks = row.callsBetweenLooks};
        const QStringList wrong = every.wrong();
        QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestFilesystemEveryCall)
#include "test_filesystem_every_call.moc"
