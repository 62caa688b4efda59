// SPDX-License-Identifier: Apache-2.0
// What removes, restores and renames in a library in a folder, with each of its calls failing once, and stopped at
// each.
#include "library_rows.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem::test;

namespace {

// the trash entry is empty by then, and is not shown any more:
const QString forgetting = u"open trash|rename trash/\\S+ to trash/TMP|sync trash"_s;

Result<QString> restoreFirst(Storage &storage, const std::optional<Name> &as, const std::stop_token &stop)
{
    const QString id = trashIds(storage).value(0);
    return storage.capabilities().trash->restore(id, as, stop).transform([](const Name &to) { return to.toString(); });
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

// what cannot be done together is tried alone, which tells why it cannot:
const QString together = u"(openLock|status|tryLock) \\.lock|(open|status|read) library\\.json|open \\.upgrade|"
                         "(open|entries) prompts/(many|moved)/\\w"_s;

/// So many that they are changed together.
constexpr std::array several{"many/a", "many/b", "many/c", "many/d", "many/e"};

void publishSeveral(Storage &storage, const QString &)
{
    for (const char *path : several)
        QVERIFY(storage.store(prompt(path, "1.0.0", path), {}));
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
        {.name = "remove several together",
         .prepare = publishSeveral,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 std::vector<Name> names;
                 std::ranges::transform(several, std::back_inserter(names), name);
                 return doneAll(s.capabilities().batches->removeMany(names, {}, stop));
             },
         .untold = {writersTag, latestBefore, emptying, together}},
        {.name = "rename several together",
         .prepare = publishSeveral,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 std::vector<RenamingStorage::Renaming> renamings;
                 for (const char *path : several)
                     renamings.push_back({name(path), name(QByteArray(path).replace("many", "moved").constData())});
                 return doneAll(s.capabilities().renaming->renameMany(renamings, {}, stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping, together}},
        {.name = "remove a labelled prompt that is a folder",
         .prepare =
             [](Storage &s, const QString &library) {
                 publishFolder(s, library);
                 const Label label = *Label::parse(u"production"_s);
                 QVERIFY(s.capabilities().labels->setLabel(name("group"), label, version("1.0.0"), {}, {}));
             },
         .act = [](Storage &s, const std::stop_token &stop) { return done(s.remove(name("group"), {}, stop)); },
         .untold = {writersTag, latestBefore, emptying}},
        {.name = "complete a rename that was cut off",
         .prepare =
             [](Storage &s, const QString &) {
                 QVERIFY(s.store(prompt("to/there", "1.0.0", "one"), {}));
                 QVERIFY(s.store(prompt("to/there", "1.1.0", "two"), {}));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().renaming->rename(name("kept"), name("to/there"), stop));
             },
         .untold = {writersTag, spelling, isGone, latestBefore, emptying, sweeping}},
        {.name = "restore a version of a prompt that went",
         .prepare =
             [](Storage &s, const QString &library) {
                 removeVersion(s, library);
                 QVERIFY(s.remove(name("kept"), {}, {}));
             },
         .act = [](Storage &s, const std::stop_token &stop) { return restoreFirst(s, {}, stop); },
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping},
         .staying = u"library/trash/\\S+/prompt"_s},
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
         .untold = {writersTag, spelling, isGone, latestBefore, forgetting, sweeping},
         .staying = u"library/trash/\\S+/prompt"_s},
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
         .stoppable = 136,
         .callsBetweenLooks = 39},
    };
}

} // namespace

class TestFilesystemMovingCalls : public QObject
{
    Q_OBJECT

private slots:
    void moving_data() { columnsOf(movingRows()); }
    void moving() { tryRow(movingRows()); }
};

QTEST_GUILESS_MAIN(TestFilesystemMovingCalls)
#include "test_filesystem_moving_calls.moc"
