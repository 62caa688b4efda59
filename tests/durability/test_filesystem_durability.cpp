// SPDX-License-Identifier: Apache-2.0
#include "library_change.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

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
    return storeAll(storage, {promptOf("group", "1.0.0", "group one"), promptOf("group", "1.1.0", "group two"),
                              promptOf("group/inner", "1.0.0", "inner")});
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
         .act = [](Storage &storage) { return outcomeOf(storage.store(promptOf("a/b", "1.0.0", "new"), {})); },
         .spareSyncs = {asBefore("sync library")}},
        {.name = "store a new version",
         .act = [](Storage &storage) { return outcomeOf(storage.store(promptOf("kept", "2.0.0", "new"), {})); },
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "store what a killed writer had published",
         .act = [](Storage &storage) { return outcomeOf(storage.store(promptOf("a/b", "1.0.0", "new"), {})); },
         .unsynced = [](Storage &storage) { return outcomeOf(storage.store(promptOf("a/b", "1.0.0", "new"), {})); },
         .between =
             [](const LibraryView &, const LibraryView &after, const LibraryView &seen) {
                 return std::ranges::includes(after, seen) && seen.size() + 1 == after.size();
             },
         .spareSyncs = {asBefore("sync library"), confirmed("/content.md"), confirmed("/metadata.json"),
                        confirmed("")}},
        {.name = "store many, each synced",
         .act =
             [](Storage &storage) {
                 return storeAll(storage, {promptOf("kept", "2.0.0", "new 1"), promptOf("x", "1.0.0", "new 2")});
             },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "store many, synced as a whole",
         .act =
             [](Storage &storage) {
                 std::vector<Prompt> prompts;
                 for (int i = 0; i < 9; ++i)
                     prompts.push_back(promptOf(QByteArray("batch/p" + QByteArray::number(i % 3)).constData(),
                                                QByteArray("1.0." + QByteArray::number(i)).constData(),
                                                "new " + QByteArray::number(i)));
                 return storeAll(storage, prompts);
             },
         .between = everyVersionIsSomewhere,
         .extent = sampledExtent({.everySubset = 7, .sampledSubsets = 40})},
        {.name = "remove a version",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), versionOf("1.1.0"), {})); },
         .spareSyncs = {{u"sync library/trash/20260203040506000-b00000000100"_s,
                         u"the entry is synced once more when its folder for versions is there"_s}}},
        {.name = "remove a prompt",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), {}, {})); },
         .spareSyncs = {asBefore("sync library/prompts/kept")}},
        {.name = "remove a prompt that is also a folder",
         .act = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("group"), {}, {})); },
         .prepare = makeFolderPrompt,
         .between = everyVersionIsSomewhere,
         .spareSyncs = {{u"sync library/trash/20260203040506000-b00000000100"_s,
                         u"the entry is synced once more when its folder for versions is there"_s}}},
        {.name = "restore a prompt",
         .act = [](Storage &storage) { return restore(storage); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), {}, {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = ofRestoring(
             "", {{u"sync library/prompts/kept"_s, u"its labels came with it; needed where they did not"_s}})},
        {.name = "restore a version",
         .act = [](Storage &storage) { return restore(storage); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), versionOf("1.1.0"), {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs =
             ofRestoring("/prompt", {asBefore("sync library/prompts"),
                                     {u"sync library/prompts/kept"_s, u"the other directory of one rename"_s}})},
        {.name = "restore under another name",
         .act = [](Storage &storage) { return restore(storage, nameOf("other/place")); },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), {}, {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = ofRestoring(
             "", {{u"sync library/prompts/other/place"_s, u"its labels came with it; needed where they did not"_s}})},
        {.name = "purge",
         .act =
             [](Storage &storage) {
                 const auto id = onlyTrash(storage);
                 return id ? storage.capabilities().trash->purge(*id, {}) : failure(id);
             },
         .prepare = [](Storage &storage) { return outcomeOf(storage.remove(nameOf("kept"), {}, {})); }},
        {.name = "rename",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().renaming->rename(nameOf("kept"), nameOf("to/there"), {});
             },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library")}},
        {.name = "rename to a name that is a folder",
         .act =
             [](Storage &storage) { return storage.capabilities().renaming->rename(nameOf("kept"), nameOf("to"), {}); },
         .prepare =
             [](Storage &storage) { return outcomeOf(storage.store(promptOf("to/inner", "1.0.0", "inner"), {})); },
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library/prompts"), asBefore("sync library")}},
        {.name = "rename a prompt that is also a folder",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().renaming->rename(nameOf("group"), nameOf("to"), {});
             },
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
                     storage.capabilities().metadata->updateMetadata(nameOf("kept"), versionOf("1.0.0"), patch, {}));
             },
         .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                        asBefore("sync library")}},
        {.name = "set a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->setLabel(nameOf("kept"), labelOf("beta"), versionOf("1.1.0"), {},
                                                                {});
             },
         .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                        asBefore("sync library")}},
        {.name = "move a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->setLabel(nameOf("kept"), labelOf("production"),
                                                                versionOf("1.1.0"), {}, {});
             },
         .spareSyncs = {asBefore("sync library/prompts/kept"), asBefore("sync library/prompts"),
                        asBefore("sync library")}},
        {.name = "remove a label",
         .act =
             [](Storage &storage) {
                 return storage.capabilities().labels->removeLabel(nameOf("kept"), labelOf("production"), {}, {});
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
    const QString violations = provedOf(change);
    QVERIFY2(violations.isEmpty(), qPrintable(u'\n' + violations));
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
                if (const auto stored = (*opened)->store(promptOf("a", "1.0.0", "x"), {}); !stored)
                    wrong.append(stored.error().toString());
                return wrong;
            }};
    const faults::Proof proof = faults::prove(operation);
    QVERIFY2(proof.violations.isEmpty(), qPrintable(u'\n' + proof.violations.join(u"\n\n"_s)));
}

QTEST_GUILESS_MAIN(TestFilesystemDurability)
#include "test_filesystem_durability.moc"
