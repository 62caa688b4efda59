// SPDX-License-Identifier: Apache-2.0
// Which snapshots stay, and that what they need does.
#include "backup_fixture.h"

#include "pulse/test/generator.h"

#include <QDir>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupPrune : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachRuleKeepsTheNewestOfItsPeriods();
    void whatStaysCanBeRestored();
    void theNewestOfEachLibraryStays();
    void aDryRunRemovesNothing();
    void anEmptyPolicyIsRefused();
    void smallPacksAreMerged();
    void aReaderLosesNothing();
    void damageStopsIt();

private:
    static QStringList packsOf(const BackupFixture &f)
    {
        return QDir(f.folder() + u"/packs"_s).entryList({u"*.zst"_s}, QDir::Files);
    }
};

void TestBackupPrune::eachRuleKeepsTheNewestOfItsPeriods()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    for (int i = 0; i < 24 * 40; i += 6) { // four a day for forty days
        VERIFY_OK(store->create(*library, {}, {}, {}));
        f.clock->advance(std::chrono::hours(6));
    }
    const auto keeps = [&](const KeepPolicy &policy) {
        QStringList times;
        const auto report = store->prune(policy, true, {}, {});
        for (const SnapshotInfo &kept : report ? report->kept : std::vector<SnapshotInfo>())
            times.append(kept.takenAt.toString(u"MM-dd HH"));
        return times.join(u", "_s);
    };
    // It began on March 1st at noon and ended on April 10th at six.
    QCOMPARE(keeps({.last = 2}), u"04-10 06, 04-10 00"_s);
    QCOMPARE(keeps({.daily = 3}), u"04-10 06, 04-09 18, 04-08 18"_s);
    QCOMPARE(keeps({.weekly = 2}), u"04-10 06, 04-06 18"_s);
    QCOMPARE(keeps({.monthly = 5}), u"04-10 06, 03-31 18"_s);
    QCOMPARE(keeps({.yearly = 5}), u"04-10 06"_s);
    QCOMPARE(keeps({.hourly = 2}), u"04-10 06, 04-10 00"_s);
    QCOMPARE(keeps({.last = 1, .daily = 2, .monthly = 2}), u"04-10 06, 04-09 18, 03-31 18"_s);
}

void TestBackupPrune::whatStaysCanBeRestored()
{
    BackupFixture f;
    f.parts.packBytes = 4096;
    const auto library = f.library(u"a"_s);
    Generator random(1);
    const auto store = f.open();
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 20; ++i)
            f.publish(*library, u"p%1"_s.arg(i), u"1.%1.0"_s.arg(round), random.bytes(300));
        if (round > 0) {
            for (int i = 0; i < 20; ++i)
                VERIFY_OK(library->remove(makeName(u"p%1"_s.arg(i)), makeVersion(u"1.%1.0"_s.arg(round - 1)), {}));
        }
        f.backUp(*store, *library);
    }
    const QString now = BackupFixture::dump(*library);
    const qsizetype packs = packsOf(f).size();
    const auto report = store->prune({.last = 1}, false, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->removed.size(), size_t(5));
    QVERIFY(report->freedBytes > 0);
    QVERIFY(packsOf(f).size() < packs / 2);
    const auto verified = store->verify(true, {}, {});
    VERIFY_OK(verified);
    QVERIFY(verified->isSound());
    QCOMPARE(verified->snapshots, 1);
    const auto target = f.library(u"b"_s);
    VERIFY_OK(f.open()->restore(*target, u"latest"_s, {}, {}, {}, {}));
    QCOMPARE(BackupFixture::dump(*target), now);
    // Incremental backups go on from it.
    const BackupReport next = f.backUp(*store, *library);
    QVERIFY(next.isUnchanged);
    QCOMPARE(next.newVersions, 0);
}

void TestBackupPrune::theNewestOfEachLibraryStays()
{
    BackupFixture f;
    const auto a = f.library(u"a"_s);
    const auto b = f.library(u"b"_s);
    f.publish(*a, u"p", u"1.0.0", "a");
    f.publish(*b, u"p", u"1.0.0", "b");
    const auto store = f.open();
    f.backUp(*store, *a);
    const QString newestOfA = f.backUp(*store, *a).snapshot.id;
    f.backUp(*store, *b, {.allowOtherLibrary = true});
    const QString newestOfB = f.backUp(*store, *b).snapshot.id;
    f.backUp(*store, *b, {.isSafety = true});
    const auto report = store->prune({.yearly = 1}, false, {}, {});
    VERIFY_OK(report);
    QVERIFY(std::ranges::contains(report->kept, newestOfA, &SnapshotInfo::id));
    QVERIFY(std::ranges::contains(report->kept, newestOfB, &SnapshotInfo::id));
    QCOMPARE(report->removed.size(), size_t(2));
}

void TestBackupPrune::aDryRunRemovesNothing()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    f.backUp(*store, *library);
    VERIFY_OK(library->remove(makeName(u"p"), std::nullopt, {}));
    f.publish(*library, u"q", u"1.0.0", "y");
    f.backUp(*store, *library);
    const QStringList packs = packsOf(f);
    const auto report = store->prune({.last = 1}, true, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->removed.size(), size_t(1));
    QVERIFY(report->freedBytes > 0);
    QCOMPARE(packsOf(f), packs);
    QCOMPARE(store->list({})->size(), size_t(2));
}

void TestBackupPrune::anEmptyPolicyIsRefused()
{
    BackupFixture f;
    const auto store = f.open();
    QCOMPARE(store->prune({}, false, {}, {}).error().code(), ErrorCode::Invalid);
}

void TestBackupPrune::smallPacksAreMerged()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    const auto store = f.open();
    for (int i = 0; i < 40; ++i) {
        f.publish(*library, u"p%1"_s.arg(i), u"1.0.0", QByteArray::number(i));
        f.backUp(*store, *library);
    }
    QVERIFY(packsOf(f).size() >= 40);
    VERIFY_OK(store->prune({.last = 100}, false, {}, {}));
    QVERIFY(packsOf(f).size() <= 2);
    QVERIFY(store->verify(true, {}, {})->isSound());
    QCOMPARE(store->list({})->size(), size_t(40));
}

void TestBackupPrune::aReaderLosesNothing()
{
    BackupFixture f;
    f.parts.packBytes = 2048;
    const auto library = f.library(u"a"_s);
    Generator random(2);
    for (int i = 0; i < 30; ++i)
        f.publish(*library, u"old%1"_s.arg(i), u"1.0.0", random.bytes(300));
    const auto store = f.open();
    const QString first = f.backUp(*store, *library).snapshot.id;
    const QString before = BackupFixture::dump(*library);
    for (int i = 0; i < 30; ++i)
        VERIFY_OK(library->remove(makeName(u"old%1"_s.arg(i)), std::nullopt, {}));
    f.publish(*library, u"new", u"1.0.0", "new");
    f.backUp(*store, *library, {.allowLoss = true});

    // In the midst of restoring the first snapshot, another process prunes it away.
    const auto target = f.library(u"b"_s);
    int pruned = 0;
    const auto report = store->restore(*target, first, {}, {},
                                       [&](const Progress &) {
                                           if (pruned++ > 0)
                                               return;
                                           const auto another = f.open();
                                           const auto prune = another->prune({.last = 1}, false, {}, {});
                                           QVERIFY(prune.has_value());
                                           QVERIFY(prune->waitsForReaders);
                                       },
                                       {});
    QVERIFY(pruned > 0);
    VERIFY_OK(report);
    QVERIFY(report->failed.empty());
    QCOMPARE(BackupFixture::dump(*target), before);
    const auto later = store->prune({.last = 1}, false, {}, {});
    VERIFY_OK(later);
    QVERIFY(!later->waitsForReaders);
    QVERIFY(later->freedBytes > 0);
}

void TestBackupPrune::damageStopsIt()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    f.backUp(*store, *library);
    f.backUp(*store, *library);
    const QStringList files = QDir(f.folder() + u"/snapshots"_s).entryList(QDir::Files, QDir::Name);
    QFile oldest(f.folder() + u"/snapshots/"_s + files.front());
    QVERIFY(oldest.open(QIODevice::ReadWrite) && oldest.putChar('x'));
    oldest.close();
    QCOMPARE(store->prune({.last = 1}, false, {}, {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(QDir(f.folder() + u"/snapshots"_s).entryList(QDir::Files, QDir::Name), files);
}

QTEST_GUILESS_MAIN(TestBackupPrune)
#include "test_backup_prune.moc"
