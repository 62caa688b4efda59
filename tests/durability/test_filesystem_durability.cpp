// SPDX-License-Identifier: Apache-2.0
#include "library_view.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

Name name(const char *text)
{
    return *Name::parse(QString::fromUtf8(text));
}

Version version(const char *text)
{
    return *Version::parse(QString::fromUtf8(text));
}

Label label(const char *text)
{
    return *Label::parse(QString::fromUtf8(text));
}

Prompt prompt(const char *promptName, const char *promptVersion, const QByteArray &content)
{
    const QDateTime time = fromRfc3339(u"2026-01-02T03:04:05.678Z");
    return {{.name = name(promptName),
             .version = version(promptVersion),
             .createdAt = time,
             .updatedAt = time,
             .size = content.size(),
             .checksum = Checksum::of(content),
             .tags = {},
             .description = {},
             .author = {},
             .message = {},
             .unknown = {}},
            content};
}

template <typename T>
Result<void> outcomeOf(Result<T> result)
{
    if (!result)
        return failure(std::move(result));
    return {};
}

template <typename T>
void must(const Result<T> &result)
{
    if (!result)
        qFatal("preparing: %s", qPrintable(result.error().toString()));
}

/// A change of a library that is opened before.
struct Change
{
    using Act = std::function<Result<void>(Storage &)>;
    const char *name;
    Act act;
    Act prepare = {}; ///< after `kept` with two versions and a label was stored
    Act unsynced = {};
    /// Whether something between before and after may be seen; by default only either of them may.
    std::function<bool(const LibraryView &before, const LibraryView &after, const LibraryView &seen)> between = {};
    std::vector<Operation::SpareSync> spareSyncs = {};
    faults::Extent extent = faults::Extent::ofEnvironment();
};

/// A removal or a renaming of several versions goes step by step: each version is in its old or in its new place, or in
/// both, with its content; labels may have gone before.
bool everyVersionIsSomewhere(const LibraryView &before, const LibraryView &after, const LibraryView &seen)
{
    const auto contentOf = [](const QString &line) { return line.section(u'“', 1).section(u'”', 0, 0); };
    for (const QString &line : before) {
        if (line.contains(u'“') &&
            std::ranges::none_of(seen, [&](const QString &other) { return contentOf(other) == contentOf(line); }))
            return false;
    }
    return std::ranges::all_of(seen,
                               [&](const QString &line) { return before.contains(line) || after.contains(line); });
}

Result<void> storeAll(Storage &storage, const std::vector<Prompt> &prompts)
{
    Result<void> outcome;
    for (auto &stored : storage.capabilities().batches->storeMany(prompts, {}, {})) {
        if (!stored && outcome)
            outcome = failure(std::move(stored));
    }
    return outcome;
}

Result<QString> onlyTrash(Storage &storage)
{
    const auto trash = storage.capabilities().trash->trash({});
    if (!trash)
        return failure(trash);
    if (trash->empty())
        return failure(ErrorCode::NotFound, u"trash"_s, {}, u"The trash is empty."_s);
    return trash->front().id;
}

Result<void> restore(Storage &storage, const std::optional<Name> &as = {})
{
    const auto id = onlyTrash(storage);
    return id ? outcomeOf(storage.capabilities().trash->restore(*id, as, {})) : failure(id);
}

Result<void> makeFolderPrompt(Storage &storage)
{
    return storeAll(storage, {prompt("group", "1.0.0", "group one"), prompt("group", "1.1.0", "group two"),
                              prompt("group/inner", "1.0.0", "inner")});
}

const std::vector<Change> &changes();

} // namespace

class TestFilesystemDurability : public QObject
{
    Q_OBJECT

private slots:
    void proves_data();
    void proves();
    void provesMakingALibrary();
};

namespace {

/// What a check needs to know, computed once for each change.
struct Expectation
{
    LibraryView before;
    LibraryView after;
};

QStringList checkError(const Aftermath &aftermath)
{
    const ErrorCode right = aftermath.injected == ENOSPC || aftermath.injected == EDQUOT ? ErrorCode::NoSpace
                            : aftermath.injected == EROFS                                ? ErrorCode::PermissionDenied
                                                                                         : ErrorCode::Unavailable;
    const auto wasThere = [](const QString &path) { return path.contains(u".tmp-old"_s); };
    QStringList wrong;
    const ErrorCode code = aftermath.error->code();
    if (code != right && code != ErrorCode::DurabilityUnknown)
        wrong.append(u"the error says something else: "_s + aftermath.error->toString());
    if (aftermath.injected == ENOSPC && code == right &&
        !std::ranges::all_of(temporariesIn(libraryIn(aftermath.place)), wasThere))
        wrong.append(u"something half-made is left"_s);
    return wrong;
}

/// Whether a person finds what they may find, then repairs, then does it again.
QStringList checkChange(const Change &change, const Expectation &expected, const Aftermath &aftermath)
{
    const QString library = libraryIn(aftermath.place);
    QStringList wrong = aftermath.error ? checkError(aftermath) : QStringList();
    auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    wrong += forbiddenIn(**storage, library, aftermath.returned && aftermath.injected == 0 && !change.unsynced);
    const auto seen = viewOf(**storage, library);
    if (!seen)
        return wrong << seen.error().toString();
    const bool isFailed = aftermath.error && aftermath.error->code() != ErrorCode::DurabilityUnknown;
    const bool isBetween = change.between && change.between(expected.before, expected.after, *seen);
    if (aftermath.returned ? *seen != expected.after
                           : *seen != expected.before && (isFailed || *seen != expected.after) && !isBetween)
        wrong.append(u"seen: "_s + seen->join(u" | "_s));
    if (!wrong.isEmpty())
        return wrong;
    const auto repaired = (*storage)->capabilities().inspection->inspect(true, {}, {});
    if (!repaired || !temporariesIn(library).isEmpty())
        wrong.append(u"repair leaves "_s + temporariesIn(library).join(u", "_s));
    if (viewOf(**storage, library).value_or(LibraryView()) != *seen)
        wrong.append(u"repair changes what is seen"_s);
    if (*seen == expected.after)
        return wrong;
    const auto again = change.act(**storage);
    const auto late = viewOf(**storage, library);
    if (!again && again.error().code() != ErrorCode::NotFound)
        wrong.append(u"again: "_s + again.error().toString());
    if (again && late.value_or(LibraryView()) != expected.after)
        wrong.append(u"again, seen: "_s + (late ? late->join(u" | "_s) : late.error().toString()));
    return wrong;
}

Expectation expectationOf(const Operation &operation, const Change &change)
{
    const QTemporaryDir folder;
    const Place place{.folder = folder.path(), .fs = realFs(), .acknowledge = [](const QString &) {}};
    operation.prepare(place);
    if (change.unsynced)
        operation.leaveUnsynced(place);
    auto storage = *openCounted(place, 'b');
    Expectation expected;
    expected.before = *viewOf(*storage, libraryIn(place));
    must(change.act(*storage));
    expected.after = *viewOf(*storage, libraryIn(place));
    return expected;
}

Operation operationOf(const Change &change)
{
    Operation operation{.name = QString::fromLatin1(change.name),
                        .prepare =
                            [&change](const Place &place) {
                                auto storage = *openCounted(place, 'a', OpenOptions::Mode::CreateIfNone);
                                must(storage->store(prompt("kept", "1.0.0", "one"), {}));
                                must(storage->store(prompt("kept", "1.1.0", "two"), {}));
                                must(storage->capabilities().labels->setLabel(name("kept"), label("production"),
                                                                              version("1.0.0"), {}, {}));
                                if (change.prepare)
                                    must(change.prepare(*storage));
                            },
                        .begin =
                            [&change](const Place &place) {
                                return [&change, storage = *openCounted(place, 'b')] { return change.act(*storage); };
                            },
                        .check = {},
                        .isDoneAlready = [](const Error &error) { return error.code() == ErrorCode::NotFound; },
                        .spareSyncs = change.spareSyncs};
    if (change.unsynced)
        operation.leaveUnsynced = [&change](const Place &place) { (void)change.unsynced(**openCounted(place, 'd')); };
    const auto expected = std::make_shared<Expectation>(expectationOf(operation, change));
    operation.check = [&change, expected](const Aftermath &aftermath) {
        return checkChange(change, *expected, aftermath);
    };
    return operation;
}

Operation::SpareSync asBefore(const char *call)
{
    return {QString::fromLatin1(call), u"only a writer that was killed leaves this to do; see the rows after one"_s};
}

Operation::SpareSync confirmed(const char *file)
{
    return {u"sync library/prompts/a/b/1.0.0"_s + QString::fromLatin1(file),
            u"a writer of Pulse had synced it before it published; other programs may not have"_s};
}

std::vector<Operation::SpareSync> ofRestoring(const char *payload, std::vector<Operation::SpareSync> others)
{
    const QString entry = u"sync library/trash/20260203040506000-a00000000800"_s + QString::fromLatin1(payload);
    others.push_back(asBefore("sync library"));
    others.push_back(
        {entry, u"the other directory of one rename; without the entry, which is hidden next, nothing shows it"_s});
    others.push_back({u"sync library/trash"_s, u"an entry that holds nothing any more is not shown"_s});
    return others;
}

const std::vector<Change> &changes()
{
    static const std::vector<Change> all{
        {.name = "store a new prompt",
         .act = [](Storage &storage) { return outcomeOf(storage.store(prompt("a/b", "1.0.0", "new"), {})); },
         .spareSyncs = {asBefore("sync library")}},
        {.name = "store a new version",
         .act = [](Storage &storage) { return outcomeOf(storage.store(prompt("kept", "2.0.0", "new"), {})); },
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "store what a killed writer had published",
         .act = [](Storage &storage) { return outcomeOf(storage.store(prompt("a/b", "1.0.0", "new"), {})); },
         .unsynced = [](Storage &storage) { return outcomeOf(storage.store(prompt("a/b", "1.0.0", "new"), {})); },
         .between =
             [](const LibraryView &, const LibraryView &after, const LibraryView &seen) {
                 return std::ranges::includes(after, seen) && seen.size() + 1 == after.size();
             },
         .spareSyncs = {asBefore("sync library"), confirmed("/content.md"), confirmed("/metadata.json"),
                        confirmed("")}},
        {.name = "store many, each synced",
         .act =
             [](Storage &storage) {
                 return storeAll(storage, {prompt("kept", "2.0.0", "new 1"), prompt("x", "1.0.0", "new 2")});
             },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "store many, synced as a whole",
         .act =
             [](Storage &storage) {
                 std::vector<Prompt> prompts;
                 for (int i = 0; i < 9; ++i)
                     prompts.push_back(prompt(QByteArray("batch/p" + QByteArray::number(i % 3)).constData(),
                                              QByteArray("1.0." + QByteArray::number(i)).constData(),
                                              "new " + QByteArray::number(i)));
                 return storeAll(storage, prompts);
             },
         .between = everyVersionIsSomewhere,
         .extent = {.everySubset = 8, .sampledSubsets = 100, .errorStride = 4}},
        {.name = "remove a version",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), version("1.1.0"), {})); },
         .spareSyncs = {{u"sync library/trash/20260203040506000-b00000000100"_s,
                         u"the entry is synced once more when its folder for versions is there"_s}}},
        {.name = "remove a prompt",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), {}, {})); },
         .spareSyncs = {asBefore("sync library/prompts/kept")}},
        {.name = "remove a prompt that is also a folder",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(name("group"), {}, {})); },
         .prepare = makeFolderPrompt,
         .between = everyVersionIsSomewhere,
         .spareSyncs = {{u"sync library/trash/20260203040506000-b00000000100"_s,
                         u"the entry is synced once more when its folder for versions is there"_s}}},
        {.name = "restore a prompt",
         .act = [](Storage &storage) { return restore(storage); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), {}, {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = ofRestoring(
             "", {{u"sync library/prompts/kept"_s, u"its labels came with it; needed where they did not"_s}})},
        {.name = "restore a version",
         .act = [](Storage &storage) { return restore(storage); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), version("1.1.0"), {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs =
             ofRestoring("/prompt", {asBefore("sync library/prompts"),
                                     {u"sync library/prompts/kept"_s, u"the other directory of one rename"_s}})},
        {.name = "restore under another name",
         .act = [](Storage &storage) { return restore(storage, name("other/place")); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), {}, {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = ofRestoring(
             "", {{u"sync library/prompts/other/place"_s, u"its labels came with it; needed where they did not"_s}})},
        {.name = "purge",
         .act =
             [](Storage &storage) {
                 const auto id = onlyTrash(storage);
                 return id ? storage.capabilities().trash->purge(*id, {}) : failure(id);
             },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), {}, {})); }},
        {.name = "rename",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().renaming->rename(name("kept"), name("to/there"), {});
             },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library")}},
        {.name = "rename to a name that is a folder",
         .act = [](Storage &storage) { return storage.capabilities().renaming->rename(name("kept"), name("to"), {}); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.store(prompt("to/inner", "1.0.0", "inner"), {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "rename a prompt that is also a folder",
         .act = [](Storage &storage) { return storage.capabilities().renaming->rename(name("group"), name("to"), {}); },
         .prepare = makeFolderPrompt,
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library")}},
        {.name = "repair",
         .act = [](Storage &storage) { return outcomeOf(storage.capabilities().inspection->inspect(true, {}, {})); },
         .prepare =
             [](Storage &storage) {
                 const QString prompts = storage.info().url.toLocalFile() + u"/prompts/"_s;
                 const auto ours = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
                 const bool isMade =
                     QFile::remove(prompts + u"kept/latest"_s) && QDir().mkdir(prompts + u"kept/.tmp-old"_s, ours) &&
                     QDir().mkdir(prompts + u"kept/.tmp-old/left"_s, ours) && QDir().mkdir(prompts + u"empty"_s, ours);
                 return isMade ? Result<void>()
                               : failure(ErrorCode::Internal, u"prepare"_s, prompts, u"It cannot be prepared."_s);
             }},
        {.name = "update metadata",
         .act =
             [](Storage &storage) {
                 MetadataPatch patch;
                 patch.description = u"changed"_s;
                 return outcomeOf(
                     storage.capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), patch, {}));
             }},
        {.name = "set a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->setLabel(name("kept"), label("beta"), version("1.1.0"), {}, {});
             },
         .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                        asBefore("sync library")}},
        {.name = "move a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->setLabel(name("kept"), label("production"), version("1.1.0"), {},
                                                                {});
             },
         .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                        asBefore("sync library")}},
        {.name = "remove a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->removeLabel(name("kept"), label("production"), {}, {});
             }},
    };
    return all;
}

} // namespace

void TestFilesystemDurability::proves_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < std::ssize(changes()); ++i)
        QTest::addRow("%s", changes()[static_cast<size_t>(i)].name) << i;
}

void TestFilesystemDurability::proves()
{
    QFETCH(int, index);
    const Change &change = changes()[static_cast<size_t>(index)];
    const Operation operation = operationOf(change);
    const faults::Proof proof = faults::prove(operation, change.extent);
    qInfo("%lld calls, %lld kills, %lld failures, %lld subsets, %lld states, %lld mutations", proof.calls,
          proof.killPoints, proof.errorInjections, proof.subsets, proof.crashStates, proof.mutations);
    QVERIFY2(proof.violations.isEmpty(), qPrintable(u'\n' + proof.violations.join(u"\n\n"_s)));
}

void TestFilesystemDurability::provesMakingALibrary()
{
    const Operation operation{
        .name = u"make a library"_s,
        .prepare = [](const Place &) {},
        .begin =
            [](const Place &place) {
                return [place, series = 'p']() mutable {
                    return outcomeOf(openCounted(place, series++, OpenOptions::Mode::CreateIfNone));
                };
            },
        .check =
            [](const Aftermath &aftermath) {
                QStringList wrong = aftermath.error ? checkError(aftermath) : QStringList();
                const auto existing = openCounted(aftermath.place, 'c');
                if (aftermath.returned && !existing)
                    wrong.append(existing.error().toString());
                const auto opened = openCounted(aftermath.place, 'c', OpenOptions::Mode::CreateIfNone);
                if (!opened)
                    return wrong << opened.error().toString();
                wrong +=
                    forbiddenIn(**opened, libraryIn(aftermath.place), aftermath.returned && aftermath.injected == 0);
                if ((*opened)->info().id.isEmpty())
                    wrong.append(u"a library without an id"_s);
                if (const auto stored = (*opened)->store(prompt("a", "1.0.0", "x"), {}); !stored)
                    wrong.append(stored.error().toString());
                return wrong;
            }};
    const faults::Proof proof = faults::prove(operation);
    QVERIFY2(proof.violations.isEmpty(), qPrintable(u'\n' + proof.violations.join(u"\n\n"_s)));
}

QTEST_GUILESS_MAIN(TestFilesystemDurability)
#include "test_filesystem_durability.moc"
