// SPDX-License-Identifier: Apache-2.0
// Putting back: whole, in part, in place, aside; and mending damaged versions.
#include "backup_fixture.h"

#include "pulse/backends/filesystem.h"
#include "pulse/backends/filesystem/open.h"
#include "pulse/fs/descriptor.h"

#include <QDir>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupRestore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBack();
    void aPromptAFolderAndAVersionComeBackAlone();
    void whatIsNotInTheSnapshotIsNotFound();
    void whatIsThereStays();
    void otherBytesGoToTheTrashAndASafetySnapshotIsTaken();
    void labelsAndFactsAreKeptFirst();
    void aPlanChangesNothing();
    void restoringTwiceChangesNothing();
    void asideMakesANewLibrary();
    void asideNeverTouchesWhatIsThere();
    void asideLeavesNothingWhenStopped();
    void asideCleansUpOnlyWhatNobodyHolds();
    void damagedVersionsAreMended();
    void whatNoBackupHoldsIsNamed();

private:
    static Result<std::shared_ptr<Storage>> make(const QString &folder, const std::shared_ptr<Fs> &fs)
    {
        filesystem::Parts parts = filesystem::defaultParts();
        parts.fs = fs;
        return filesystem::openLibrary(QUrl::fromLocalFile(folder), makeOptions(), parts);
    }
    static void fill(Storage &library)
    {
        BackupFixture::publish(library, u"a", u"1.0.0", "one");
        BackupFixture::publish(library, u"a", u"1.1.0", "two");
        BackupFixture::publish(library, u"folder/b", u"1.0.0", "three");
        BackupFixture::publish(library, u"folder/deep/c", u"1.0.0-rc.1", "four");
        BackupFixture::point(library, u"a", u"production", u"1.0.0");
    }
};

void TestBackupRestore::everythingComesBack()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const QString before = BackupFixture::dump(*library);
    const auto target = f.library(u"b"_s);
    const auto report = store->restore(*target, u"latest"_s, {}, {}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->restored, 4);
    QCOMPARE(report->labels, 1);
    QVERIFY(report->failed.empty());
    QVERIFY(!report->safety);
    QCOMPARE(BackupFixture::dump(*target), before);
}

void TestBackupRestore::aPromptAFolderAndAVersionComeBackAlone()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const auto one = f.library(u"one"_s);
    VERIFY_OK(store->restore(*one, u"latest"_s, {.prompts = {makeName(u"a")}}, {}, {}, {}));
    QVERIFY(BackupFixture::dump(*one).endsWith("a production=1.0.0"_L1));
    QCOMPARE(one->list({}, {})->items.size(), size_t(1));
    const auto folder = f.library(u"folder"_s);
    VERIFY_OK(store->restore(*folder, u"latest"_s, {.folders = {u"folder"_s}}, {}, {}, {}));
    QCOMPARE(folder->list({}, {})->items.size(), size_t(2));
    const auto version = f.library(u"version"_s);
    const VersionKey key{makeName(u"a"), makeVersion(u"1.0.0")};
    const auto report = store->restore(*version, u"latest"_s, {.versions = {key}}, {}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->restored, 1);
    QCOMPARE(report->labels, 0);
    QCOMPARE(version->capabilities().versions->versions(key.name, {})->size(), size_t(1));
}

void TestBackupRestore::whatIsNotInTheSnapshotIsNotFound()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const std::vector<RestoreSelection> missing{{.prompts = {makeName(u"nothing")}},
                                                {.prompts = {makeName(u"folder")}},
                                                {.folders = {u"fold"_s}},
                                                {.versions = {{makeName(u"a"), makeVersion(u"9.0.0")}}}};
    for (const RestoreSelection &selection : missing) {
        const auto target = f.library(u"b"_s);
        QCOMPARE(store->restore(*target, u"latest"_s, selection, {}, {}, {}).error().code(), ErrorCode::NotFound);
        QCOMPARE(target->list({}, {})->items.size(), size_t(0));
    }
}

void TestBackupRestore::whatIsThereStays()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    f.publish(*library, u"a", u"2.0.0", "newer");
    f.publish(*library, u"new", u"1.0.0", "new");
    f.point(*library, u"a", u"staging", u"2.0.0");
    VERIFY_OK(library->remove(makeName(u"folder/b"), std::nullopt, {}));
    const auto report = store->restore(*library, u"latest"_s, {}, {}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->restored, 1);
    QCOMPARE(report->plan.unchanged, 3);
    QVERIFY(library->exists(makeName(u"new"), std::nullopt, {}).value());
    QVERIFY(library->exists(makeName(u"a"), makeVersion(u"2.0.0"), {}).value());
    QCOMPARE(library->capabilities().labels->labels(makeName(u"a"), {})->size(), size_t(2));
    QVERIFY(!report->safety); // nothing that was there changed
}

void TestBackupRestore::otherBytesGoToTheTrashAndASafetySnapshotIsTaken()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    const QString id = f.backUp(*store, *library).snapshot.id;
    VERIFY_OK(library->capabilities().labels->removeLabel(makeName(u"a"), makeLabel(u"production"), {}, {}));
    VERIFY_OK(library->remove(makeName(u"a"), makeVersion(u"1.0.0"), {}));
    f.publish(*library, u"a", u"1.0.0", "others");
    f.point(*library, u"a", u"only-here", u"1.0.0");
    f.clock->advance(std::chrono::minutes(1));
    const auto report = store->restore(*library, id, {}, {.author = u"Ada"_s}, {}, {});
    VERIFY_OK(report);
    QVERIFY(report->failed.empty());
    QCOMPARE(report->plan.replace, 1);
    QCOMPARE(library->fetch(makeName(u"a"), makeVersion(u"1.0.0"), {})->content, "one");
    // Both labels point at it again: that of the snapshot, and that of the version which gave way.
    QCOMPARE(library->capabilities().labels->labels(makeName(u"a"), {})->size(), size_t(2));
    QCOMPARE(report->trashed.size(), 1);
    QVERIFY(report->safety.has_value());
    QVERIFY(report->safety->isSafety);
    QCOMPARE(report->safety->author, u"Ada"_s);
    QCOMPARE(store->fetch(report->safety->id, {makeName(u"a"), makeVersion(u"1.0.0")}, {})->content, "others");
    QCOMPARE(store->find(u"latest"_s, {})->id, id);
}

void TestBackupRestore::labelsAndFactsAreKeptFirst()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    f.point(*library, u"a", u"production", u"1.1.0");
    MetadataPatch patch;
    patch.description = u"changed"_s;
    patch.addTags = {u"later"_s};
    VERIFY_OK(library->capabilities().metadata->updateMetadata(makeName(u"a"), makeVersion(u"1.1.0"), patch, {}));
    f.clock->advance(std::chrono::minutes(1));
    const auto report = store->restore(*library, u"latest"_s, {}, {}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->updated, 1);
    QCOMPARE(report->labels, 1);
    QVERIFY(report->safety.has_value());
    const auto facts = library->capabilities().metadata->metadata(makeName(u"a"), makeVersion(u"1.1.0"), {});
    QVERIFY(facts->tags.isEmpty());
    QVERIFY(facts->description.isEmpty());
    QCOMPARE(library->capabilities().labels->labels(makeName(u"a"), {})->begin()->second, makeVersion(u"1.0.0"));
    const auto kept = store->contents(report->safety->id, {});
    QCOMPARE(kept->front().labels.begin()->second, makeVersion(u"1.1.0"));
    QCOMPARE(kept->front().versions.back().description, u"changed"_s);
}

void TestBackupRestore::aPlanChangesNothing()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    VERIFY_OK(library->remove(makeName(u"folder/b"), std::nullopt, {}));
    f.point(*library, u"a", u"production", u"1.1.0");
    const QString before = BackupFixture::dump(*library);
    const auto plan = store->planRestore(*library, u"latest"_s, {}, {}, {});
    VERIFY_OK(plan);
    QCOMPARE(plan->create, 1);
    QCOMPARE(plan->labels.size(), size_t(1));
    QVERIFY(plan->overwrites());
    QVERIFY(plan->changesSomething());
    QCOMPARE(BackupFixture::dump(*library), before);
    QCOMPARE(store->list({})->size(), size_t(1));
}

void TestBackupRestore::restoringTwiceChangesNothing()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const auto target = f.library(u"b"_s);
    VERIFY_OK(store->restore(*target, u"latest"_s, {}, {}, {}, {}));
    const auto again = store->restore(*target, u"latest"_s, {}, {}, {}, {});
    VERIFY_OK(again);
    QVERIFY(!again->plan.changesSomething());
    QCOMPARE(again->plan.unchanged, 4);
}

void TestBackupRestore::asideMakesANewLibrary()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const QString folder = f.dir.filePath(u"restored"_s);
    QVERIFY(QDir().mkdir(folder)); // an empty folder is welcome
    const auto report = store->restoreAside(folder, make, u"latest"_s, {}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->restored, 4);
    auto opened = openFilesystemLibrary(QUrl::fromLocalFile(folder), makeOptions());
    VERIFY_OK(opened);
    QCOMPARE(BackupFixture::dump(**opened), BackupFixture::dump(*library));
    const auto inspection = (*opened)->capabilities().inspection->inspect(false, {}, {});
    VERIFY_OK(inspection);
    QCOMPARE(inspection->findings.size(), size_t(0));
    QCOMPARE(QDir(f.dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 2);
}

void TestBackupRestore::asideNeverTouchesWhatIsThere()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const QString folder = f.dir.filePath(u"there"_s);
    QVERIFY(QDir().mkpath(folder + u"/something"_s));
    const auto report = store->restoreAside(folder, make, u"latest"_s, {}, {}, {});
    QCOMPARE(report.error().code(), ErrorCode::AlreadyExists);
    QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList(u"something"_s));
}

void TestBackupRestore::asideLeavesNothingWhenStopped()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    std::stop_source stop;
    const auto stopEarly = [&](const QString &folder, const std::shared_ptr<Fs> &fs) {
        stop.request_stop();
        return make(folder, fs);
    };
    const auto report =
        store->restoreAside(f.dir.filePath(u"restored"_s), stopEarly, u"latest"_s, {}, {}, stop.get_token());
    QCOMPARE(report.error().code(), ErrorCode::Cancelled);
    QCOMPARE(QDir(f.dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList(u"repository"_s));
}

void TestBackupRestore::asideCleansUpOnlyWhatNobodyHolds()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const auto fs = realFs();
    const auto unfinished = [&] {
        return QDir(f.dir.path()).entryList({u".pulse-restore-*"_s}, QDir::Dirs | QDir::Hidden);
    };
    const auto lock = [&](const QString &folder) {
        const auto opened = fs->openRoot(QFile::encodeName(f.dir.filePath(folder)));
        Descriptor descriptor(*fs, *opened);
        const bool isMine = fs->tryLock(descriptor.get()).has_value();
        return isMine ? std::optional(std::move(descriptor)) : std::nullopt;
    };
    QVERIFY(QDir(f.dir.path()).mkdir(u".pulse-restore-living"_s));
    QVERIFY(QDir(f.dir.path()).mkdir(u".pulse-restore-dead"_s));
    auto living = lock(u".pulse-restore-living"_s);
    QVERIFY(living);
    QStringList during;
    bool isHeld = true;
    const auto look = [&](const QString &folder, const std::shared_ptr<Fs> &through) {
        during = unfinished();
        for (const QString &name : std::as_const(during))
            isHeld = isHeld && !lock(name);
        return make(folder, through);
    };
    VERIFY_OK(store->restoreAside(f.dir.filePath(u"restored"_s), look, u"latest"_s, {}, {}, {}));
    QCOMPARE(during.size(), 2);
    QVERIFY(isHeld);
    QCOMPARE(unfinished(), QStringList(u".pulse-restore-living"_s));
    living.reset();
    VERIFY_OK(store->restoreAside(f.dir.filePath(u"again"_s), make, u"latest"_s, {}, {}, {}));
    QCOMPARE(unfinished(), QStringList());
}

void TestBackupRestore::damagedVersionsAreMended()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    const QString before = BackupFixture::dump(*library);
    for (const auto &[name, version] : {std::pair(u"a"_s, u"1.0.0"_s), std::pair(u"folder/b"_s, u"1.0.0"_s)})
        QVERIFY(f.memory.damage(QUrl(u"memory:a"_s), {makeName(name), makeVersion(version)}));
    const auto inspection = library->capabilities().inspection->inspect(false, {}, {});
    VERIFY_OK(inspection);
    const auto report = store->mendFromBackup(*library, inspection->findings, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->mended.size(), size_t(2));
    QVERIFY(report->failed.empty());
    QVERIFY(report->notHeld.empty());
    QCOMPARE(report->trashed.size(), 2);
    QCOMPARE(BackupFixture::dump(*library), before);
}

void TestBackupRestore::whatNoBackupHoldsIsNamed()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    fill(*library);
    const auto store = f.open();
    f.backUp(*store, *library);
    f.publish(*library, u"late", u"1.0.0", "not in any backup");
    QVERIFY(f.memory.damage(QUrl(u"memory:a"_s), {makeName(u"late"), makeVersion(u"1.0.0")}));
    const auto inspection = library->capabilities().inspection->inspect(false, {}, {});
    VERIFY_OK(inspection);
    const auto report = store->mendFromBackup(*library, inspection->findings, {}, {});
    VERIFY_OK(report);
    QVERIFY(report->mended.empty());
    QCOMPARE(report->notHeld.size(), size_t(1));
    QVERIFY(library->exists(makeName(u"late"), std::nullopt, {}).value());
}

QTEST_GUILESS_MAIN(TestBackupRestore)
#include "test_backup_restore.moc"
