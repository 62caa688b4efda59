// SPDX-License-Identifier: Apache-2.0
// Disks that fail in the midst of an operation or give back other bytes than they took: it is told for what it is, and
// nothing that a snapshot needs is lost.
#include "scripted_fixture.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;
using faults::FsCall;

class TestBackupFailingDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

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

QTEST_GUILESS_MAIN(TestBackupFailingDisk)
#include "test_backup_failing_disk.moc"
