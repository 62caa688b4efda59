// SPDX-License-Identifier: Apache-2.0
// A repository's own parts: what is missing, damaged or another's is told for what it is, whoever writes waits for no
// longer than that makes sense, and nobody leaves anything.
#include "scripted_fixture.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;
using faults::FsCall;

namespace {

constexpr auto existing = BackupStore::Mode::Existing;

} // namespace

class TestBackupRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFolderWithoutANameIsRefused();
    void whereThereIsNoneItIsSaid();
    void anotherMarkerIsDamage_data();
    void anotherMarkerIsDamage();
    void aMissingPartIsNamed_data();
    void aMissingPartIsNamed();
    void whoeverMakesItMeanwhileIsWelcome();
    void aMarkerThatIsNotConfirmedIsTakenBack();
    void aStopEndsTheWaiting();
    void aLockThatFailsIsNotWaitedFor();
    void whatOthersLeftIsCleared();
    void aReaderLeavesNothing();
};

void TestBackupRepository::aFolderWithoutANameIsRefused()
{
    for (const QString &folder : {QString(), u"a\0b"_s}) {
        const auto store = BackupStore::open(folder, existing, {});
        QVERIFY(!store);
        QCOMPARE(store.error().code(), ErrorCode::Invalid);
    }
}

void TestBackupRepository::whereThereIsNoneItIsSaid()
{
    ScriptedFixture f;
    for (int round = 0; round < 2; ++round) {
        const auto store = BackupStore::open(f.folder(), existing, f.parts);
        QVERIFY(!store);
        QCOMPARE(store.error().code(), ErrorCode::NotFound);
        QVERIFY(store.error().message().startsWith("There are no backups in"_L1));
        QVERIFY(QDir().mkpath(f.folder()));
    }
    f.fail(u"^openRoot"_s);
    QCOMPARE(BackupStore::open(f.folder(), existing, f.parts).error().code(), ScriptedFixture::failureCode());
}

void TestBackupRepository::anotherMarkerIsDamage_data()
{
    QTest::addColumn<QByteArray>("marker"); // empty: a folder in its place
    QTest::newRow("a folder") << QByteArray();
    QTest::newRow("no JSON") << "pulse-backup"_ba;
    QTest::newRow("no object") << R"(["pulse-backup", 1])"_ba;
    QTest::newRow("no format") << R"({"schema": 1})"_ba;
    QTest::newRow("a number for the format") << R"({"format": 1, "schema": 1})"_ba;
    QTest::newRow("another format") << R"({"format": "pulse-snapshot", "schema": 1})"_ba;
    QTest::newRow("no schema") << R"({"format": "pulse-backup"})"_ba;
    QTest::newRow("schema 0") << R"({"format": "pulse-backup", "schema": 0})"_ba;
    QTest::newRow("a text for the schema") << R"({"format": "pulse-backup", "schema": "1"})"_ba;
    QTest::newRow("too large") << R"({"format": "pulse-backup", "schema": 1})" + QByteArray(70'000, ' ');
}

void TestBackupRepository::anotherMarkerIsDamage()
{
    QFETCH(QByteArray, marker);
    ScriptedFixture f;
    VERIFY_OK(BackupStore::open(f.folder(), BackupStore::Mode::CreateIfNone, f.parts));
    const QString path = f.folder() + u"/pulse-backup.json"_s;
    QVERIFY(QFile::remove(path));
    if (marker.isEmpty())
        QVERIFY(QDir().mkdir(path));
    else
        ScriptedFixture::write(path, marker);
    for (const auto mode : {existing, BackupStore::Mode::CreateIfNone}) {
        const auto store = BackupStore::open(f.folder(), mode, f.parts);
        QVERIFY(!store);
        QCOMPARE(store.error().code(), ErrorCode::Corrupt);
    }
}

void TestBackupRepository::aMissingPartIsNamed_data()
{
    using Put = std::function<void(const QString &path)>;
    QTest::addColumn<Put>("put");
    QTest::newRow("nothing") << Put([](const QString &) {});
    QTest::newRow("a file") << Put([](const QString &path) { ScriptedFixture::write(path, "x"); });
    QTest::newRow("a link") << Put([](const QString &path) { QVERIFY(QFile::link(path + u".moved"_s, path)); });
}

void TestBackupRepository::aMissingPartIsNamed()
{
    QFETCH(std::function<void(const QString &)>, put);
    ScriptedFixture f;
    const auto store = f.open();
    const QString path = f.folder() + u"/snapshots"_s;
    QVERIFY(QDir().rename(path, path + u".moved"_s));
    put(path);
    const auto listed = store->list({});
    QVERIFY(!listed);
    QCOMPARE(listed.error().code(), ErrorCode::Corrupt);
    QVERIFY2(listed.error().message().contains("is missing"_L1), qPrintable(listed.error().message()));
    f.fail(u"^open snapshots"_s);
    QCOMPARE(store->list({}).error().code(), ScriptedFixture::failureCode());
}

void TestBackupRepository::whoeverMakesItMeanwhileIsWelcome()
{
    ScriptedFixture f;
    QVERIFY(QDir().mkpath(f.folder()));
    const auto fs = realFs();
    const Descriptor root(*fs, *fs->openRoot(QFile::encodeName(f.folder())));
    std::optional<Descriptor> lock(std::in_place, *fs, *fs->open(root.get(), ".lock", Fs::Access::Lock));
    QVERIFY(fs->tryLock(lock->get()));
    f.parts.pause = [&](std::chrono::milliseconds) {
        lock.reset();
        BackupParts others = f.parts;
        others.pause = {};
        VERIFY_OK(BackupStore::open(f.folder(), BackupStore::Mode::CreateIfNone, others));
    };
    VERIFY_OK(BackupStore::open(f.folder(), BackupStore::Mode::CreateIfNone, f.parts));
    QVERIFY(!lock);
}

void TestBackupRepository::aMarkerThatIsNotConfirmedIsTakenBack()
{
    ScriptedFixture f;
    QVERIFY(QDir().mkpath(f.folder()));
    bool isNamed = false;
    f.fs->setScript([&](const FsCall &call) {
        isNamed = isNamed || call.text.endsWith(u"to pulse-backup.json");
        return isNamed && call.kind == "sync" ? EIO : 0;
    });
    const auto store = BackupStore::open(f.folder(), BackupStore::Mode::CreateIfNone, f.parts);
    QVERIFY(isNamed);
    QVERIFY(!store);
    QCOMPARE(store.error().code(), ScriptedFixture::failureCode());
    QVERIFY(!QFile::exists(f.folder() + u"/pulse-backup.json"_s));
}

void TestBackupRepository::aStopEndsTheWaiting()
{
    Taken f;
    const auto fs = realFs();
    const Descriptor root(*fs, *fs->openRoot(QFile::encodeName(f.folder())));
    const Descriptor lock(*fs, *fs->open(root.get(), ".lock", Fs::Access::Lock));
    QVERIFY(fs->tryLock(lock.get()));
    std::stop_source stop;
    f.parts.pause = [&](std::chrono::milliseconds) { stop.request_stop(); };
    const auto taken = f.open()->create(*f.memory, {}, {}, stop.get_token());
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ErrorCode::Cancelled);
}

void TestBackupRepository::aLockThatFailsIsNotWaitedFor()
{
    Taken f;
    int pauses = 0;
    f.parts.pause = [&](std::chrono::milliseconds) { ++pauses; };
    const auto store = f.open();
    f.fail(u"^tryLock \\.lock"_s);
    const auto taken = store->create(*f.memory, {}, {}, {});
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ScriptedFixture::failureCode());
    QCOMPARE(pauses, 0);
}

void TestBackupRepository::whatOthersLeftIsCleared()
{
    Taken f;
    const QStringList folders{u""_s, u"/packs"_s, u"/snapshots"_s, u"/cache"_s};
    for (const QString &folder : folders) {
        ScriptedFixture::write(f.folder() + folder + u"/.tmp-1"_s, "half");
        QVERIFY(QDir().mkpath(f.folder() + folder + u"/.tmp-2/below"_s));
    }
    f.backUp(*f.open(), *f.memory);
    for (const QString &folder : folders)
        QVERIFY(QDir(f.folder() + folder).entryList({u".tmp-*"_s}, QDir::AllEntries | QDir::Hidden).isEmpty());
}

void TestBackupRepository::aReaderLeavesNothing()
{
    Taken f;
    f.change();
    const auto store = f.open();
    QStringList during;
    const auto target = f.library(u"target"_s);
    const auto look = [&](const Progress &) { during = allIn(f.folder() + u"/readers"_s); };
    VERIFY_OK(store->restore(*target, u"latest"_s, {}, {}, look, {}));
    QCOMPARE(during.size(), 1);
    QVERIFY(allIn(f.folder() + u"/readers"_s).isEmpty());
    ScriptedFixture::write(f.folder() + u"/readers/dead"_s, {});
    const auto pruned = store->prune({.last = 1}, false, {}, {});
    VERIFY_OK(pruned);
    QVERIFY(!pruned->waitsForReaders);
    QVERIFY(allIn(f.folder() + u"/readers"_s).isEmpty());
}

QTEST_GUILESS_MAIN(TestBackupRepository)
#include "test_backup_repository.moc"
