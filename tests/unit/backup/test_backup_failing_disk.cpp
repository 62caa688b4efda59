// SPDX-License-Identifier: Apache-2.0
// Repositories that are not whole, and disks that fail in the midst of an operation or give back other bytes than they
// took: it is told for what it is, and nothing that a snapshot needs is lost.
#include "aside.h"
#include "pack_set.h"
#include "pulse/test/generator.h"
#include "scripted_fixture.h"

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;
using faults::FsCall;

namespace {

constexpr auto existing = BackupStore::Mode::Existing;

QStringList allIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

/// A small library with a backup. Contents and records are in packs of their own.
struct Taken : ScriptedFixture
{
    Taken()
    {
        parts.packBytes = 8000;
        publish(*memory, u"kept", u"1.0.0", kept);
        publish(*memory, u"kept", u"1.1.0", kept + kept);
        publish(*memory, u"gone", u"1.0.0", random.bytes(5000));
        backUp(*open(), *memory);
    }
    /// Another backup, without most of what is in the first pack.
    void change() const
    {
        if (!memory->remove(makeName(u"gone"), std::nullopt, {}))
            qFatal("The library cannot be changed.");
        publish(*memory, u"new", u"1.0.0", "new");
        backUp(*open(), *memory);
    }
    /// Of the pack that holds this.
    [[nodiscard]] QString pathOf(const QByteArray &content) const
    {
        const auto repository = *Repository::open(folder(), existing, parts);
        const auto set = *PackSet::load(*repository, {}, {});
        return folder() + u'/' +
               QString::fromLatin1(set->packs()[set->find(Checksum::of(content)).front().pack].path());
    }
    [[nodiscard]] QStringList packs() const { return allIn(folder() + u"/packs"_s); }
    [[nodiscard]] QStringList snapshots() const { return allIn(folder() + u"/snapshots"_s); }
    /// Once `first` was called, so many of the calls that match fail.
    void failBehind(const QString &first, const QString &calls) const
    {
        fs->setScript(
            [=, matching = QRegularExpression(calls), isBehind = false, hasFailed = false](const FsCall &call) mutable {
                if (isBehind && !hasFailed && matching.match(call.text).hasMatch()) {
                    hasFailed = true;
                    return EIO;
                }
                isBehind = isBehind || call.text == first;
                return 0;
            });
    }
    /// What prune wrote is changed before it is read back.
    void changeNewPack(const std::function<void(const QString &path)> &change) const
    {
        fs->setScript([this, change, before = packs(), isDone = false](const FsCall &call) mutable {
            if (call.text != u"sync packs" || isDone)
                return 0;
            isDone = true;
            for (const QString &name : packs()) {
                if (!before.contains(name))
                    change(folder() + u"/packs/"_s + name);
            }
            return 0;
        });
    }
    Generator random{1};
    QByteArray kept = random.bytes(100);
    std::shared_ptr<Storage> memory = library(u"a"_s);
};

} // namespace

class TestBackupFailingDisk : public QObject
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

    void aBackupNeedsTheTables();
    void aBackupNeedsEveryPack();
    void verifyingNeedsTheFolders();
    void verifyingTellsWhatMayNotBeRead();
    void restoringEndsWhereTheDiskDoes();

    void pruningSaysThatItWasStopped();
    void pruningWritesNothingOnceStopped();
    void pruningNeedsEveryContent();
    void pruningStopsAtDamage();
    void pruningStopsAtAPackThatCannotBeWritten();
    void pruningStopsWhereItCannotReadBack_data();
    void pruningStopsWhereItCannotReadBack();
    void pruningComparesWhatItReadsBack();
    void pruningNeedsWhatItWrote();

    void asideAllButSyncsArePassedOn();
    void asideEverythingIsSyncedOrNothingIsThere();
    void asideNeedsAnEmptyPlace();
    void asideLeavesWhatAppearsMeanwhile();
};

void TestBackupFailingDisk::aFolderWithoutANameIsRefused()
{
    for (const QString &folder : {QString(), u"a\0b"_s}) {
        const auto store = BackupStore::open(folder, existing, {});
        QVERIFY(!store);
        QCOMPARE(store.error().code(), ErrorCode::Invalid);
    }
}

void TestBackupFailingDisk::whereThereIsNoneItIsSaid()
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

void TestBackupFailingDisk::anotherMarkerIsDamage_data()
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

void TestBackupFailingDisk::anotherMarkerIsDamage()
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

void TestBackupFailingDisk::aMissingPartIsNamed_data()
{
    using Put = std::function<void(const QString &path)>;
    QTest::addColumn<Put>("put");
    QTest::newRow("nothing") << Put([](const QString &) {});
    QTest::newRow("a file") << Put([](const QString &path) { ScriptedFixture::write(path, "x"); });
    QTest::newRow("a link") << Put([](const QString &path) { QVERIFY(QFile::link(path + u".moved"_s, path)); });
}

void TestBackupFailingDisk::aMissingPartIsNamed()
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

void TestBackupFailingDisk::whoeverMakesItMeanwhileIsWelcome()
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

void TestBackupFailingDisk::aMarkerThatIsNotConfirmedIsTakenBack()
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

void TestBackupFailingDisk::aStopEndsTheWaiting()
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

void TestBackupFailingDisk::aLockThatFailsIsNotWaitedFor()
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

void TestBackupFailingDisk::whatOthersLeftIsCleared()
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

void TestBackupFailingDisk::aReaderLeavesNothing()
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

// Else everything that is in a pack which only cannot be read just now would be written once more.
void TestBackupFailingDisk::aBackupNeedsTheTables()
{
    Taken f;
    f.publish(*f.memory, u"new", u"1.0.0", "new");
    const QStringList packs = f.packs();
    const auto store = f.open();
    f.fail(u"^readAt packs/"_s, 1);
    const auto taken = store->create(*f.memory, {}, {}, {});
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ScriptedFixture::failureCode());
    QCOMPARE(f.packs(), packs);
}

void TestBackupFailingDisk::aBackupNeedsEveryPack()
{
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        Taken f;
        for (const QString &name : {u"new/a"_s, u"new/b"_s})
            f.publish(*f.memory, name, u"1.0.0", f.random.bytes(90));
        f.parts.packBytes = 100; // contents and records are written while more are read
        const auto store = f.open();
        wasReached = false;
        f.fs->setScript([&, seen = 0](const FsCall &call) mutable {
            if (!call.text.startsWith(u"write packs/") || seen++ != at)
                return 0;
            wasReached = true;
            return EIO;
        });
        const auto taken = store->create(*f.memory, {}, {}, {});
        f.fs->setScript({});
        QCOMPARE(taken.has_value(), !wasReached);
        QCOMPARE(f.snapshots().size(), wasReached ? 1 : 2);
        QVERIFY(store->verify(true, {}, {})->isSound());
        QVERIFY(wasReached || at > 3);
    }
}

void TestBackupFailingDisk::verifyingNeedsTheFolders()
{
    Taken f;
    const auto store = f.open();
    f.fail(u"^entries snapshots"_s, 1);
    const auto verified = store->verify(false, {}, {});
    QVERIFY(!verified);
    QCOMPARE(verified.error().code(), ScriptedFixture::failureCode());
}

void TestBackupFailingDisk::verifyingTellsWhatMayNotBeRead()
{
    Taken f;
    const auto store = f.open();
    VERIFY_OK(store->verify(true, {}, {})); // knows the tables from here on
    f.fail(u"^open packs/"_s, 1, static_cast<int>(f.packs().size()), EACCES);
    const auto verified = store->verify(true, {}, {});
    QVERIFY(!verified);
    QCOMPARE(verified.error().code(), ErrorCode::PermissionDenied);
}

void TestBackupFailingDisk::restoringEndsWhereTheDiskDoes()
{
    Taken f;
    const auto store = f.open();
    const auto target = f.library(u"target"_s);
    f.fail(u"^read "_s + QFileInfo(f.pathOf(f.kept)).fileName().prepend(u"packs/"_s));
    const auto restored = store->restore(*target, u"latest"_s, {}, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ScriptedFixture::failureCode());
}

void TestBackupFailingDisk::pruningSaysThatItWasStopped()
{
    Taken f;
    f.change();
    std::stop_source stop;
    const auto stopAtOnce = [&](const Progress &) { stop.request_stop(); };
    const auto pruned = f.open()->prune({.last = 2}, true, stopAtOnce, stop.get_token());
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Cancelled);
    QVERIFY2(!pruned.error().message().contains("cannot be read"_L1), qPrintable(pruned.error().message()));
}

void TestBackupFailingDisk::pruningWritesNothingOnceStopped()
{
    Taken f;
    f.change();
    const QStringList packs = f.packs();
    std::stop_source stop;
    const auto stopAtOnce = [&](const Progress &) { stop.request_stop(); };
    const auto pruned = f.open()->prune({.last = 1}, false, stopAtOnce, stop.get_token());
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Cancelled);
    QCOMPARE(f.packs(), packs);
}

void TestBackupFailingDisk::pruningNeedsEveryContent()
{
    Taken f;
    f.change();
    const QStringList snapshots = f.snapshots();
    QVERIFY(QFile::remove(f.pathOf(f.kept)));
    const auto pruned = f.open()->prune({.last = 1}, false, {}, {});
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Corrupt);
    QVERIFY(pruned.error().message().startsWith("Something that a kept snapshot needs is missing"_L1));
    QCOMPARE(f.snapshots(), snapshots);
}

void TestBackupFailingDisk::pruningStopsAtDamage()
{
    Taken f;
    f.change();
    const QStringList snapshots = f.snapshots();
    const QString path = f.pathOf(f.kept);
    QByteArray bytes = ScriptedFixture::read(path);
    bytes[bytes.size() / 2] ^= 1;
    ScriptedFixture::write(path, bytes);
    const QStringList packs = f.packs();
    const auto pruned = f.open()->prune({.last = 1}, false, {}, {});
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Corrupt);
    QCOMPARE(f.snapshots(), snapshots);
    QCOMPARE(f.packs(), packs);
}

void TestBackupFailingDisk::pruningStopsAtAPackThatCannotBeWritten()
{
    Taken f;
    f.change();
    f.parts.packBytes = 100; // so that the first is full before all was added
    const auto store = f.open();
    const QStringList packs = f.packs();
    f.fail(u"^write packs/"_s, 1);
    const auto pruned = store->prune({.last = 1}, false, {}, {});
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ScriptedFixture::failureCode());
    QCOMPARE(f.packs(), packs);
    QCOMPARE(f.snapshots().size(), 2);
}

void TestBackupFailingDisk::pruningStopsWhereItCannotReadBack_data()
{
    QTest::addColumn<QString>("calls");
    QTest::newRow("which packs there are") << u"^entries packs"_s;
    QTest::newRow("the tables") << u"^readAt packs/"_s;
    QTest::newRow("the contents") << u"^read packs/"_s;
}

void TestBackupFailingDisk::pruningStopsWhereItCannotReadBack()
{
    QFETCH(QString, calls);
    Taken f;
    f.change();
    const auto store = f.open();
    f.failBehind(u"sync packs"_s, calls);
    const auto pruned = store->prune({.last = 1}, false, {}, {});
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ScriptedFixture::failureCode());
    QCOMPARE(f.snapshots().size(), 2);
    f.fs->setScript({});
    VERIFY_OK(store->prune({.last = 1}, false, {}, {}));
    QVERIFY(store->verify(true, {}, {})->isSound());
}

void TestBackupFailingDisk::pruningComparesWhatItReadsBack()
{
    Taken f;
    f.change();
    const QStringList before = f.packs();
    int changed = 0;
    f.changeNewPack([&](const QString &path) { // whole, and of other contents
        const QByteArray pack = ScriptedFixture::read(path);
        const qsizetype frame = *tableFrameBytes(pack);
        const auto table = decodeTable(QByteArrayView(pack).chopped(trailerBytes).last(frame));
        QVERIFY(table);
        ScriptedFixture::write(path, *encodePack(QByteArray(table->bytes, 'x'), table->entries));
        ++changed;
    });
    const auto pruned = f.open()->prune({.last = 1}, false, {}, {});
    QVERIFY(changed > 0);
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Corrupt);
    QVERIFY(pruned.error().message().startsWith("A new pack of the backup was not read back"_L1));
    for (const QString &pack : before)
        QVERIFY(f.packs().contains(pack));
    QCOMPARE(f.snapshots().size(), 2);
}

void TestBackupFailingDisk::pruningNeedsWhatItWrote()
{
    Taken f;
    f.change();
    const QStringList before = f.packs();
    f.changeNewPack([](const QString &path) { QVERIFY(QFile::remove(path)); });
    const auto pruned = f.open()->prune({.last = 1}, false, {}, {});
    QVERIFY(!pruned);
    QCOMPARE(pruned.error().code(), ErrorCode::Internal);
    QCOMPARE(f.packs(), before);
    QCOMPARE(f.snapshots().size(), 2);
    QVERIFY(f.open()->verify(true, {}, {})->isSound());
}

void TestBackupFailingDisk::asideAllButSyncsArePassedOn()
{
    ScriptedFixture f;
    QStringList calls;
    f.fs->setScript([&](const FsCall &call) {
        calls += call.text;
        return 0;
    });
    const std::shared_ptr<Fs> fs = withoutSyncs(f.fs);
    const Descriptor root(*fs, *fs->openRoot(QFile::encodeName(f.dir.path())));
    const auto modeOf = [&](const QByteArray &name) { return fs->statusAt(root.get(), name)->mode & 07777; };
    QVERIFY(fs->makeDirectory(root.get(), "folder", 0700));
    QVERIFY(fs->setModeAt(root.get(), "folder", 0750));
    QCOMPARE(modeOf("folder"), 0750U);
    {
        const Descriptor file(*fs, *fs->open(root.get(), "file", Fs::Access::Create));
        QVERIFY(fs->setMode(file.get(), 0640));
        QCOMPARE(modeOf("file"), 0640U);
        QVERIFY(fs->tryLock(file.get()));
        const auto real = realFs();
        const Descriptor sameRoot(*real, *real->openRoot(QFile::encodeName(f.dir.path())));
        const Descriptor same(*real, *real->open(sameRoot.get(), "file", Fs::Access::Read));
        QVERIFY(!real->tryLock(same.get()));
        QVERIFY(fs->sync(file.get()));
        QVERIFY(fs->syncAll(root.get()));
    }
    QVERIFY(fs->removeFile(root.get(), "file"));
    QVERIFY(fs->removeDirectory(root.get(), "folder"));
    QVERIFY(allIn(f.dir.path()).isEmpty());
    QVERIFY(calls.filter(u"sync"_s).isEmpty());
}

void TestBackupFailingDisk::asideEverythingIsSyncedOrNothingIsThere()
{
    Taken f;
    const BackupStore::LibraryMaker maker = [&](const QString &folder, const std::shared_ptr<Fs> &) {
        // What is to be made durable; the library itself is not what this is about.
        if (!QDir().mkpath(folder + u"/below"_s))
            qFatal("%s cannot be made", qPrintable(folder));
        ScriptedFixture::write(folder + u"/below/file"_s, "x");
        return Result<std::shared_ptr<Storage>>(f.library(folder));
    };
    const QString target = f.dir.filePath(u"restored"_s);
    QStringList made;
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        const auto store = f.open();
        wasReached = false;
        made.clear();
        f.fs->setScript([&, isBehind = false, seen = 0](const FsCall &call) mutable {
            isBehind = isBehind || call.kind == "syncAll";
            if (call.kind == "syncAll")
                return EOPNOTSUPP; // each is synced by itself
            if (!isBehind || call.text.contains(u"readers"))
                return 0;
            made += call.text;
            // What is done after the failure is no step of it.
            if (wasReached || seen++ != at)
                return 0;
            wasReached = true;
            return EIO;
        });
        const auto restored = store->restoreAside(target, maker, u"latest"_s, {}, {}, {});
        f.fs->setScript({});
        QCOMPARE(restored.has_value(), !wasReached);
        const bool isThere = QFile::exists(target + u"/below/file"_s);
        QCOMPARE(isThere, restored.has_value() || restored.error().code() == ErrorCode::DurabilityUnknown);
        if (isThere)
            QVERIFY(QDir(target).removeRecursively());
        QVERIFY(at < 30);
    }
    QVERIFY2(made.size() > 3, qPrintable(made.join(u'\n')));
}

void TestBackupFailingDisk::asideNeedsAnEmptyPlace()
{
    Taken f;
    const QString target = f.dir.filePath(u"restored"_s);
    const BackupStore::LibraryMaker maker = [](const QString &, const std::shared_ptr<Fs> &) {
        return Result<std::shared_ptr<Storage>>(std::unexpected(Error(ErrorCode::Internal, {}, {}, {})));
    };
    const auto codeOf = [&] { return f.open()->restoreAside(target, maker, u"latest"_s, {}, {}, {}).error().code(); };
    ScriptedFixture::write(target, "a file");
    QCOMPARE(codeOf(), ErrorCode::AlreadyExists);
    QVERIFY(QFile::remove(target));
    QVERIFY(QDir().mkdir(target));
    QCOMPARE(codeOf(), ErrorCode::Internal); // an empty folder is welcome
    f.fail(u"^entries restored"_s);
    QCOMPARE(codeOf(), ErrorCode::AlreadyExists); // what it holds is not known
}

void TestBackupFailingDisk::asideLeavesWhatAppearsMeanwhile()
{
    Taken f;
    const QString target = f.dir.filePath(u"restored"_s);
    const BackupStore::LibraryMaker maker = [&](const QString &folder, const std::shared_ptr<Fs> &) {
        return Result<std::shared_ptr<Storage>>(f.library(folder));
    };
    const auto store = f.open();
    f.fs->setScript([&](const FsCall &call) {
        if (call.text.startsWith(u"rename") && call.text.endsWith(u"to restored") && !QDir().mkdir(target))
            qFatal("%s cannot be made", qPrintable(target));
        return 0;
    });
    const auto restored = store->restoreAside(target, maker, u"latest"_s, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::AlreadyExists);
    QVERIFY(QDir(target).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

QTEST_GUILESS_MAIN(TestBackupFailingDisk)
#include "test_backup_failing_disk.moc"
