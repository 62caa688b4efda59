// SPDX-License-Identifier: Apache-2.0
// Changes of many things at once, content that comes in pieces, and changes that meet what a killed writer left.
#include "library_change.h"

#include "pulse/base/byte_source.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

using Renaming = RenamingStorage::Renaming;

QByteArray numbered(const char *folder, int number)
{
    return QByteArray(folder) + "/p" + QByteArray::number(number);
}

/// So many prompts of one version, each with a content of its own.
Change::Act somePrompts(int count)
{
    return [count](Storage &storage) {
        std::vector<Prompt> prompts;
        for (int i = 0; i < count; ++i)
            prompts.push_back(promptOf(numbered("many", i).constData(), "1.0.0", "text " + QByteArray::number(i)));
        return storeAll(storage, prompts);
    };
}

std::vector<Name> theirNames(const char *folder, int count)
{
    std::vector<Name> names;
    for (int i = 0; i < count; ++i)
        names.push_back(nameOf(numbered(folder, i).constData()));
    return names;
}

/// The first failure. One that only says that the first attempt had done it is none: `isDone` tells by the place.
template <typename Outcome>
Result<void> firstFailure(const std::vector<Result<Outcome>> &outcomes, const std::function<bool(size_t)> &isDone)
{
    for (size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i] && !(outcomes[i].error().code() == ErrorCode::NotFound && isDone(i)))
            return failure(outcomes[i]);
    }
    return {};
}

Change::Act removeThem(int count)
{
    return [names = theirNames("many", count)](Storage &storage) {
        return firstFailure(storage.capabilities().batches->removeMany(names, {}, {}),
                            [&](size_t i) { return !storage.exists(names[i], {}, {}).value_or(true); });
    };
}

Change::Act renameThem(int count)
{
    const std::vector<Name> from = theirNames("many", count);
    const std::vector<Name> to = theirNames("moved", count);
    std::vector<Renaming> renamings;
    for (size_t i = 0; i < from.size(); ++i)
        renamings.push_back({from[i], to[i]});
    return [renamings](Storage &storage) {
        return firstFailure(storage.capabilities().renaming->renameMany(renamings, {}, {}),
                            [&](size_t i) { return storage.exists(renamings[i].to, {}, {}).value_or(false); });
    };
}

/// All that is in the trash, as a person saw it before.
Result<void> purgeAll(Storage &storage)
{
    const QDir trash(storage.info().url.toLocalFile() + u"/trash"_s);
    const QStringList ids = trash.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    if (ids.isEmpty())
        return failure(ErrorCode::NotFound, u"purge"_s, {}, u"The trash is empty."_s);
    return firstFailure(storage.capabilities().trash->purgeMany(ids, {}, {}),
                        [&](size_t i) { return !trash.exists(ids[static_cast<qsizetype>(i)]); });
}

Change::Act storeStreamed(qsizetype size)
{
    return [size](Storage &storage) {
        QByteArray content(size, 'x');
        for (qsizetype i = 0; i < size; i += 997)
            content[i] = static_cast<char>('a' + i % 26);
        BufferSource source(content);
        return outcomeOf(
            storage.capabilities().streams->storeContent(promptOf("streamed", "1.0.0", {}).metadata, source, {}));
    };
}

Result<void> storeNew(Storage &storage)
{
    return outcomeOf(storage.store(promptOf("a/b", "1.0.0", "by somebody killed"), {}));
}

Result<void> storeNext(Storage &storage)
{
    return outcomeOf(storage.store(promptOf("kept", "2.0.0", "by somebody killed"), {}));
}

Change::Act labelling(const char *name, const char *number)
{
    return [name, number](Storage &storage) {
        return storage.capabilities().labels->setLabel(nameOf(name), labelOf("beta"), versionOf(number), {}, {});
    };
}

Change::Act describing(const char *name)
{
    return [name](Storage &storage) {
        MetadataPatch patch;
        patch.description = u"changed"_s;
        return outcomeOf(storage.capabilities().metadata->updateMetadata(nameOf(name), versionOf("1.0.0"), patch, {}));
    };
}

Change::Act removing(const std::optional<Version> &version)
{
    return [version](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), version, {})); };
}

constexpr faults::Extent many{.everySubset = 6, .sampledSubsets = 20};

void addMany(std::vector<Change> &rows)
{
    rows.push_back({.name = "remove many, each synced",
                    .act = removeThem(2),
                    .prepare = somePrompts(2),
                    .between = everyVersionIsSomewhere,
                    .spareSyncs = {asBefore("sync library/prompts/many/p0"), asBefore("sync library/prompts/many/p1"),
                                   twice("sync library/prompts/many")}});
    rows.push_back({.name = "remove many, synced as a whole",
                    .act = removeThem(4),
                    .prepare = somePrompts(4),
                    .between = everyVersionIsSomewhere,
                    .extent = sampledExtent(many)});
    rows.push_back({.name = "rename many, each synced",
                    .act = renameThem(2),
                    .prepare = somePrompts(2),
                    .between = everyVersionIsSomewhere,
                    .spareSyncs = {asBefore("sync library")},
                    .extent = sampledExtent(many)});
    rows.push_back({.name = "rename many, synced as a whole",
                    .act = renameThem(4),
                    .prepare = somePrompts(4),
                    .between = everyVersionIsSomewhere,
                    .extent = sampledExtent(many)});
    rows.push_back(
        {.name = "purge many",
         .act = purgeAll,
         .prepare =
             [](Storage &storage) { return somePrompts(3)(storage).and_then([&] { return removeThem(3)(storage); }); },
         .between =
             [](const LibraryView &before, const LibraryView &after, const LibraryView &seen) {
                 return std::ranges::includes(before, seen) && std::ranges::includes(seen, after);
             },
         .extent = sampledExtent(many)});
}

void addStreams(std::vector<Change> &rows)
{
    rows.push_back({.name = "store a short content from a stream",
                    .act = storeStreamed(2000),
                    .spareSyncs = {asBefore("sync library")}});
    rows.push_back({.name = "store a long content from a stream",
                    .act = storeStreamed(1024 * 1024 + 5),
                    .spareSyncs = {{u"sync library"_s, u"the other directory of one rename"_s},
                                   twice("sync library/prompts/streamed")},
                    .extent = {.everySubset = 4, .sampledSubsets = 12, .errorStride = 4}});
}

void addAfterTheKilled(std::vector<Change> &rows)
{
    rows.push_back({.name = "set a label on what a killed writer had published",
                    .act = labelling("a/b", "1.0.0"),
                    .unsynced = storeNew,
                    .spareSyncs = {asBefore("sync library")}});
    rows.push_back({.name = "set the label that a killed writer had set",
                    .act = labelling("kept", "1.1.0"),
                    .unsynced = labelling("kept", "1.1.0"),
                    .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library")}});
    rows.push_back({.name = "describe what a killed writer had published",
                    .act = describing("a/b"),
                    .unsynced = storeNew,
                    .spareSyncs = {asBefore("sync library")}});
    rows.push_back({.name = "describe what a killed writer had described so",
                    .act = describing("kept"),
                    .unsynced = describing("kept"),
                    .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                                   asBefore("sync library")}});
    rows.push_back({.name = "remove a version that a killed writer had published",
                    .act = removing(versionOf("2.0.0")),
                    .unsynced = storeNext,
                    .spareSyncs = {twice("sync library/trash/20260203040506000-b00000000100"),
                                   twice("sync library/prompts/kept")}});
    rows.push_back({.name = "remove a prompt to which a killed writer had added",
                    .act = removing({}),
                    .unsynced = storeNext,
                    .lateSyncs = {{u"sync library/prompts/kept"_s,
                                   u"what it makes durable, the killed writer had not acknowledged yet"_s}}});
    rows.push_back({.name = "rename what a killed writer had published",
                    .act =
                        [](Storage &storage) {
                            return storage.capabilities().renaming->rename(nameOf("kept"), nameOf("other"), {});
                        },
                    .unsynced = storeNext,
                    .between = everyVersionIsSomewhere,
                    .spareSyncs = {asBefore("sync library")},
                    .extent = sampledExtent({.everySubset = 6, .sampledSubsets = 30, .errorStride = 4})});
}

const std::vector<Change> &bulkRows()
{
    static const std::vector<Change> all = [] {
        std::vector<Change> made;
        addMany(made);
        addStreams(made);
        addAfterTheKilled(made);
        return made;
    }();
    return all;
}

} // namespace

class TestBulkDurability : public QObject
{
    Q_OBJECT

private slots:
    void proves_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < std::ssize(bulkRows()); ++i)
            QTest::addRow("%s", bulkRows()[static_cast<size_t>(i)].name) << i;
    }
    void proves()
    {
        QFETCH(int, index);
        const QString violations = provedOf(bulkRows()[static_cast<size_t>(index)]);
        QVERIFY2(violations.isEmpty(), qPrintable(u'\n' + violations));
    }
};

QTEST_GUILESS_MAIN(TestBulkDurability)
#include "test_bulk_durability.moc"
