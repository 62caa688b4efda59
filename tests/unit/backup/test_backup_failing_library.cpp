// SPDX-License-Identifier: Apache-2.0
// Backing up and restoring a library of which single calls fail: what concerns the whole place ends it under
// its own name, what concerns one version is told with it, and a stop is looked at between any two.
#include "failing_scene.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupFailingLibrary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatEndsAll_data();
    void whatEndsAll();
    void whatConcernsOneVersionIsToldWithIt();
    void aStopEndsItBeforeTheNextCall();
    void whatCannotBeRestoredIntoIsRefused();
    void theSafetySnapshotNeedsEverything();
    void asideNeedsALibraryThatTakesEverything_data();
    void asideNeedsALibraryThatTakesEverything();
    void takingEndsAtOnceWhenStopped();
    void takingGoesOnPastWhatWentMeanwhile();
    void takingAsksForNoFactsThatCannotHelp();
    void takingKeepsWhatItCannotReadAnyMore();
};

void TestBackupFailingLibrary::whatEndsAll_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("cancelled") << ErrorCode::Cancelled;
    QTest::newRow("no space") << ErrorCode::NoSpace;
    QTest::newRow("not confirmed") << ErrorCode::DurabilityUnknown;
    QTest::newRow("unavailable") << ErrorCode::Unavailable;
}

void TestBackupFailingLibrary::whatEndsAll()
{
    QFETCH(ErrorCode, code);
    for (Strike strike(code); strike.goesOn();) {
        Scene scene;
        scene.library.script = strike.script();
        const auto restored = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, {});
        const bool isLate = strike.struck() == u"set label" || strike.struck() == u"update";
        const bool mayGoOn = isLate && (code == ErrorCode::DurabilityUnknown || code == ErrorCode::Unavailable);
        if (!strike.wasReached() || mayGoOn) {
            VERIFY_OK(restored);
            continue;
        }
        // A label is tried once more, and facts that are not to be had are taken with the content.
        QVERIFY2(!restored || strike.struck() == u"set label" || strike.struck() == u"metadata",
                 strike.where().constData());
        if (!restored)
            QVERIFY2(restored.error().code() == code, strike.where().constData());
    }
}

void TestBackupFailingLibrary::whatConcernsOneVersionIsToldWithIt()
{
    for (const QString &call : {u"store"_s, u"update"_s, u"set label"_s}) {
        Scene scene;
        scene.library.script = [&](const QString &made) {
            return made == call ? std::optional(ErrorCode::PermissionDenied) : std::nullopt;
        };
        const auto restored = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, {});
        VERIFY_OK(restored);
        QVERIFY2(!restored->failed.empty(), qPrintable(call));
        QCOMPARE(restored->failed.front().error.code(), ErrorCode::PermissionDenied);
    }
}

void TestBackupFailingLibrary::aStopEndsItBeforeTheNextCall()
{
    for (Strike strike; strike.goesOn();) {
        Scene scene;
        scene.library.script = strike.script();
        const auto restored = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, strike.token());
        if (!restored)
            QCOMPARE(restored.error().code(), ErrorCode::Cancelled);
        // A version is replaced with its labels, or not at all.
        QVERIFY2(strike.callsSince() <= 4, strike.where().constData());
    }
}

void TestBackupFailingLibrary::whatCannotBeRestoredIntoIsRefused()
{
    Scene scene;
    scene.library.listsVersions = false;
    const auto unsupported = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, {});
    QVERIFY(!unsupported);
    QCOMPARE(unsupported.error().code(), ErrorCode::Unsupported);
    const auto taken = scene.store->create(scene.library, {}, {}, {});
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ErrorCode::Unsupported);
    scene.library.listsVersions = true;
    scene.library.isReadOnly = true;
    const auto refused = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code(), ErrorCode::PermissionDenied);
    VERIFY_OK(scene.store->planRestore(scene.library, u"latest"_s, {}, {}, {})); // a look is free
}

void TestBackupFailingLibrary::theSafetySnapshotNeedsEverything()
{
    for (Strike strike(ErrorCode::Unavailable); strike.goesOn();) {
        Scene scene;
        scene.library.script = strike.script();
        const auto taken = scene.store->create(scene.library, {}, {}, {});
        // Facts that are not to be had are taken with the content.
        QCOMPARE(taken.has_value(), !strike.wasReached() || strike.struck() == u"metadata");
    }
}

void TestBackupFailingLibrary::asideNeedsALibraryThatTakesEverything_data()
{
    QTest::addColumn<QString>("call"); // empty: there is no library at all
    QTest::newRow("none") << QString();
    QTest::newRow("store") << u"store"_s;
}

void TestBackupFailingLibrary::asideNeedsALibraryThatTakesEverything()
{
    QFETCH(QString, call);
    Scene scene;
    const BackupStore::LibraryMaker maker = [&](const QString &, const std::shared_ptr<Fs> &) {
        if (call.isEmpty())
            return Result<std::shared_ptr<Storage>>(std::unexpected(Error(ErrorCode::PermissionDenied, {}, {}, {})));
        auto library = std::make_shared<FaultyLibrary>(scene.f.library(u"new"_s));
        library->script = [&](const QString &made) {
            return made == call ? std::optional(ErrorCode::PermissionDenied) : std::nullopt;
        };
        return Result<std::shared_ptr<Storage>>(library);
    };
    const QString folder = scene.f.dir.filePath(u"aside"_s);
    const auto restored = scene.store->restoreAside(folder, maker, u"latest"_s, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::PermissionDenied);
    QVERIFY(!QFile::exists(folder));
}

void TestBackupFailingLibrary::takingEndsAtOnceWhenStopped()
{
    Scene scene;
    scene.keepTwo(); // so that there is a prompt after the first
    scene.f.parts.threads = 1;
    const auto store = scene.f.open();
    Stopping stopping;
    scene.library.script = stopping.script();
    const auto stopAtFirst = [&](const Progress &progress) {
        if (progress.done == 1)
            stopping.stop.request_stop();
    };
    const auto taken = store->create(scene.library, {}, stopAtFirst, stopping.stop.get_token());
    QVERIFY(!taken);
    QCOMPARE(taken.error().code(), ErrorCode::Cancelled);
    QCOMPARE(stopping.callsSince, 0);
}

void TestBackupFailingLibrary::takingGoesOnPastWhatWentMeanwhile()
{
    Scene scene;
    scene.library.script = [&, seen = 0](const QString &call) mutable {
        return call == u"fetch" && seen++ == 0 ? std::optional(ErrorCode::NotFound) : std::nullopt;
    };
    const BackupReport taken = scene.f.backUp(*scene.store, scene.library, {.reread = true, .allowLoss = true});
    QVERIFY(taken.snapshot.damaged.empty());
    QCOMPARE(taken.snapshot.versions, 1); // of two
}

void TestBackupFailingLibrary::takingAsksForNoFactsThatCannotHelp()
{
    BackupFixture f;
    const auto memory = f.library(u"a"_s);
    f.publish(*memory, u"p", u"1.0.0", "content");
    FaultyLibrary library(memory);
    QStringList calls;
    library.script = [&](const QString &call) {
        calls += call;
        return std::optional<ErrorCode>();
    };
    const auto store = f.open();
    f.backUp(*store, library);
    QVERIFY(!calls.contains(u"metadata")); // there is no content yet that could be known
    f.backUp(*store, library);
    QVERIFY(calls.contains(u"metadata"));
    library.keepsMetadata = false;
    calls.clear();
    QVERIFY(f.backUp(*store, library).isUnchanged);
    QVERIFY(calls.contains(u"fetch"));
}

void TestBackupFailingLibrary::takingKeepsWhatItCannotReadAnyMore()
{
    Scene scene;
    scene.library.script = [&](const QString &call) {
        return call == u"versions" || call == u"fetch" || call == u"metadata" ? std::optional(ErrorCode::Corrupt)
                                                                              : std::nullopt;
    };
    const BackupReport taken = scene.f.backUp(*scene.store, scene.library, {.allowLoss = true});
    QCOMPARE(taken.snapshot.damaged.size(), 1U);
    QVERIFY(taken.snapshot.damaged.front().keptEarlier);
    QCOMPARE(taken.snapshot.versions, 2);
    // Where there is no earlier one, nothing is kept.
    BackupFixture f;
    const auto memory = f.library(u"a"_s);
    f.publish(*memory, u"p", u"1.0.0", "content");
    for (const QString &damaged : {u"versions"_s, u"fetch"_s}) {
        FaultyLibrary library(memory);
        library.script = [&](const QString &call) {
            return call == damaged ? std::optional(ErrorCode::Corrupt) : std::nullopt;
        };
        QTemporaryDir other;
        const auto store = *BackupStore::open(other.path(), BackupStore::Mode::CreateIfNone, f.parts);
        const BackupReport first = f.backUp(*store, library);
        QCOMPARE(first.snapshot.damaged.size(), 1U);
        QVERIFY(!first.snapshot.damaged.front().keptEarlier);
        QCOMPARE(first.snapshot.versions, 0);
    }
}

QTEST_GUILESS_MAIN(TestBackupFailingLibrary)
#include "test_backup_failing_library.moc"
