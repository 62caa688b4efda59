// SPDX-License-Identifier: Apache-2.0
// Backing up, restoring and mending a library of which single calls fail: what concerns the whole place ends it under
// its own name, what concerns one version is told with it, and a stop is looked at between any two.
#include "backup_fixture.h"
#include "pulse/test/faulty_library.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

/// A snapshot, and a library that differs from it in every way that a restore can mend.
struct Scene
{
    Scene()
    {
        for (const char16_t *version : {u"1.0.0", u"1.1.0"}) {
            f.publish(*memory, u"changed", version, "as it was");
            f.publish(*memory, u"gone", version, QString(version).toUtf8());
        }
        f.point(*memory, u"changed", u"production", u"1.0.0");
        f.point(*memory, u"gone", u"production", u"1.0.0");
        f.backUp(*store, *memory);
        const Capabilities can = memory->capabilities();
        if (!can.labels->removeLabel(makeName(u"changed"), makeLabel(u"production"), {}, {}) ||
            !memory->remove(makeName(u"changed"), makeVersion(u"1.0.0"), {}) ||
            !memory->remove(makeName(u"gone"), std::nullopt, {}))
            qFatal("The library cannot be changed.");
        f.publish(*memory, u"changed", u"1.0.0", "other bytes");
        f.point(*memory, u"changed", u"production", u"1.1.0");
        MetadataPatch patch;
        patch.description = u"changed since"_s;
        if (!can.metadata->updateMetadata(makeName(u"changed"), makeVersion(u"1.1.0"), patch, {}))
            qFatal("The metadata cannot be changed.");
    }
    BackupFixture f;
    std::shared_ptr<Storage> memory = f.library(u"a"_s);
    FaultyLibrary library{memory};
    std::shared_ptr<BackupStore> store = f.open();
};

} // namespace

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
    void mendingEndsWithAStop();
    void mendingTellsWhatFailed_data();
    void mendingTellsWhatFailed();
    void asideNeedsALibraryThatTakesEverything_data();
    void asideNeedsALibraryThatTakesEverything();
    void takingEndsAtOnceWhenStopped();
    void takingGoesOnPastWhatWentMeanwhile();
    void takingAsksForNoFactsThatCannotHelp();
    void takingKeepsWhatItCannotReadAnyMore();
    void restoringGoesInBatches();
    void restoringEndsWithTheFirstBatchThatFails();
    void planningAsksNothingOnceStopped();
    void restoringDoesNothingOnceStopped_data();
    void restoringDoesNothingOnceStopped();
    void settingALabelMayEndAll_data();
    void settingALabelMayEndAll();
    void mendingNeedsASoundCopy();
    void mendingIsOverWhenStopped();

private:
    /// Every version is said to be damaged until it is stored again.
    static FaultyLibrary::Script damaged(FaultyLibrary::Script besides)
    {
        return [besides = std::move(besides), stored = 0](const QString &call) mutable -> std::optional<ErrorCode> {
            stored += call == u"store" ? 1 : 0;
            if (const auto code = besides(call))
                return code;
            return call == u"fetch" && stored == 0 ? std::optional(ErrorCode::Corrupt) : std::nullopt;
        };
    }
    static std::vector<Finding> findings()
    {
        std::vector<Finding> all;
        for (const char16_t *version : {u"1.0.0", u"1.1.0"}) {
            Finding finding{.severity = Finding::Severity::Damage, .kind = u"checksum-mismatch"_s};
            finding.name = makeName(u"kept");
            finding.version = makeVersion(version);
            all.push_back(std::move(finding));
        }
        return all;
    }
    static void keepTwo(Scene &scene)
    {
        for (const char16_t *version : {u"1.0.0", u"1.1.0"})
            BackupFixture::publish(*scene.memory, u"kept", version, QString(version).toUtf8());
        BackupFixture::point(*scene.memory, u"kept", u"production", u"1.0.0");
        scene.f.backUp(*scene.store, *scene.memory);
    }
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

void TestBackupFailingLibrary::mendingEndsWithAStop()
{
    for (Strike strike; strike.goesOn();) {
        Scene scene;
        keepTwo(scene);
        scene.library.script = damaged(strike.script());
        const auto mended = scene.store->mendFromBackup(scene.library, findings(), {}, strike.token());
        if (strike.wasReached() && mended)
            QCOMPARE(mended->mended.size(), 2U); // it came with the last change
        if (!mended)
            QCOMPARE(mended.error().code(), ErrorCode::Cancelled);
        QVERIFY2(strike.callsSince() <= 4, strike.where().constData());
    }
}

void TestBackupFailingLibrary::mendingTellsWhatFailed_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<int>("failures"); // one version has a label
    QTest::newRow("labels") << u"labels"_s << 2;
    QTest::newRow("remove a label") << u"remove label"_s << 1;
    QTest::newRow("remove") << u"remove"_s << 2;
    QTest::newRow("store") << u"store"_s << 2;
    QTest::newRow("set a label") << u"set label"_s << 1;
}

void TestBackupFailingLibrary::mendingTellsWhatFailed()
{
    QFETCH(QString, call);
    QFETCH(int, failures);
    Scene scene;
    keepTwo(scene);
    scene.library.script = damaged(
        [&](const QString &made) { return made == call ? std::optional(ErrorCode::PermissionDenied) : std::nullopt; });
    const auto mended = scene.store->mendFromBackup(scene.library, findings(), {}, {});
    VERIFY_OK(mended);
    QCOMPARE(std::ssize(mended->failed), failures);
    for (const auto &failed : mended->failed)
        QCOMPARE(failed.error.code(), ErrorCode::PermissionDenied);
    QCOMPARE(std::ssize(mended->mended), 2 - failures);
    QVERIFY(*scene.memory->exists(makeName(u"kept"), makeVersion(u"1.0.0"), {}));
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
    keepTwo(scene); // so that there is a prompt after the first
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

namespace {

/// A backup of so many prompts, and another library for them.
struct Many
{
    explicit Many(int prompts, const QByteArray &content = "content")
    {
        const auto memory = f.library(u"a"_s);
        for (int i = 0; i < prompts; ++i)
            f.publish(*memory, u"p%1"_s.arg(i, 4, 10, QChar(u'0')), u"1.0.0", content);
        f.point(*memory, u"p0000", u"production", u"1.0.0");
        f.backUp(*store, *memory);
    }
    BackupFixture f;
    std::shared_ptr<BackupStore> store = f.open();
    std::shared_ptr<Storage> memory = f.library(u"target"_s);
    FaultyLibrary library{memory};
};

} // namespace

// However much there is, no more than so many versions and so many bytes are held at a time.
void TestBackupFailingLibrary::restoringGoesInBatches()
{
    Many small(1030);
    VERIFY_OK(small.store->restore(small.library, u"latest"_s, {}, {}, {}, {}));
    QCOMPARE(small.library.batches, (std::vector<size_t>{512, 512, 6}));
    Many large(5, QByteArray(10 * 1024 * 1024, 'x'));
    VERIFY_OK(large.store->restore(large.library, u"latest"_s, {}, {}, {}, {}));
    QCOMPARE(large.library.batches, (std::vector<size_t>{4, 1}));
}

void TestBackupFailingLibrary::restoringEndsWithTheFirstBatchThatFails()
{
    Many many(600);
    many.library.script = [seen = 0](const QString &call) mutable {
        return call == u"store" && seen++ == 0 ? std::optional(ErrorCode::NoSpace) : std::nullopt;
    };
    const auto restored = many.store->restore(many.library, u"latest"_s, {}, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::NoSpace);
    QCOMPARE(many.library.batches.size(), 1U);
}

void TestBackupFailingLibrary::planningAsksNothingOnceStopped()
{
    Many many(2);
    Stopping stopping;
    many.library.script = stopping.script();
    const auto stopAtFirst = [&](const Progress &) { stopping.stop.request_stop(); };
    const auto plan = many.store->planRestore(many.library, u"latest"_s, {}, stopAtFirst, stopping.stop.get_token());
    QVERIFY(!plan);
    QCOMPARE(plan.error().code(), ErrorCode::Cancelled);
    QCOMPARE(stopping.callsSince, 0);
}

void TestBackupFailingLibrary::restoringDoesNothingOnceStopped_data()
{
    using Prepare = std::function<void(Storage &)>;
    QTest::addColumn<Prepare>("prepare"); // of the library: what is there before
    QTest::addColumn<QString>("last");    // the call after which it is stopped
    QTest::addColumn<int>("which");
    QTest::newRow("before a version is replaced")
        << Prepare([](Storage &library) { BackupFixture::publish(library, u"p0000", u"1.0.0", "other bytes"); })
        << u"labels"_s << 3; // for the plan and for the safety snapshot before
    QTest::newRow("between two that are replaced") << Prepare([](Storage &library) {
        for (const char16_t *name : {u"p0000", u"p0001"})
            BackupFixture::publish(library, name, u"1.0.0", "other bytes");
    }) << u"store"_s << 1;
    QTest::newRow("before facts are updated") << Prepare([](Storage &library) {
        BackupFixture::publish(library, u"p0000", u"1.0.0", "content");
        MetadataPatch patch;
        patch.description = u"another"_s;
        VERIFY_OK(
            library.capabilities().metadata->updateMetadata(makeName(u"p0000"), makeVersion(u"1.0.0"), patch, {}));
    }) << u"store"_s << 1;
    QTest::newRow("before labels are set") << Prepare([](Storage &) {}) << u"store"_s << 2;
}

void TestBackupFailingLibrary::restoringDoesNothingOnceStopped()
{
    QFETCH(std::function<void(Storage &)>, prepare);
    QFETCH(QString, last);
    QFETCH(int, which);
    Many many(2);
    prepare(*many.memory);
    Stopping stopping;
    many.library.script = stopping.script();
    many.library.after = [&](const QString &call) {
        if (call == last && --which == 0)
            stopping.stop.request_stop();
    };
    const auto restored = many.store->restore(many.library, u"latest"_s, {}, {}, {}, stopping.stop.get_token());
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::Cancelled);
    QCOMPARE(stopping.callsSince, 0);
}

void TestBackupFailingLibrary::settingALabelMayEndAll_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("endsAll");
    QTest::newRow("cancelled") << ErrorCode::Cancelled << true;
    QTest::newRow("no space") << ErrorCode::NoSpace << true;
    QTest::newRow("of this one alone") << ErrorCode::PermissionDenied << false;
}

void TestBackupFailingLibrary::settingALabelMayEndAll()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, endsAll);
    Many many(1);
    many.library.script = [&](const QString &call) {
        return call == u"set label" ? std::optional(code) : std::nullopt;
    };
    const auto restored = many.store->restore(many.library, u"latest"_s, {}, {}, {}, {});
    QCOMPARE(restored.has_value(), !endsAll);
    QCOMPARE(restored ? restored->failed.front().error.code() : restored.error().code(), code);
}

void TestBackupFailingLibrary::mendingNeedsASoundCopy()
{
    Scene scene;
    scene.f.parts.packBytes = 64; // contents and records in packs of their own
    scene.store = scene.f.open();
    keepTwo(scene);
    const QDir packs(scene.f.folder() + u"/packs"_s);
    int failures = 0;
    for (const QString &name : packs.entryList(QDir::Files)) {
        QFile pack(packs.filePath(name));
        QVERIFY(pack.open(QIODevice::ReadWrite));
        const QByteArray bytes = pack.readAll();
        QVERIFY(pack.seek(10) && pack.putChar(static_cast<char>(bytes[10] ^ 1)));
        pack.close();
        scene.library.script = damaged([](const QString &) { return std::nullopt; });
        scene.store = scene.f.open();
        const std::vector<Finding> wanted = findings();
        const auto mended = scene.store->mendFromBackup(scene.library, {wanted.data(), 1}, {}, {});
        VERIFY_OK(mended);
        QCOMPARE(mended->mended.size() + mended->notHeld.size() + mended->failed.size(), 1U);
        if (!mended->failed.empty())
            QCOMPARE(mended->failed.front().error.code(), ErrorCode::Corrupt);
        failures += static_cast<int>(mended->failed.size());
        QVERIFY(pack.open(QIODevice::WriteOnly));
        QCOMPARE(pack.write(bytes), bytes.size());
        pack.close();
    }
    QCOMPARE(failures, 1); // where the content itself is damaged
}

void TestBackupFailingLibrary::mendingIsOverWhenStopped()
{
    Scene scene;
    keepTwo(scene);
    Stopping stopping;
    scene.library.script = damaged(stopping.script());
    const auto stopAtFirst = [&](const Progress &) { stopping.stop.request_stop(); };
    const auto mended = scene.store->mendFromBackup(scene.library, findings(), stopAtFirst, stopping.stop.get_token());
    QVERIFY(!mended);
    QCOMPARE(mended.error().code(), ErrorCode::Cancelled);
    QCOMPARE(stopping.callsSince, 0);
    // Also where there is nothing that it could look into any more.
    BackupFixture empty;
    scene.library.script = [](const QString &) { return std::optional(ErrorCode::Cancelled); };
    const auto none = empty.open()->mendFromBackup(scene.library, findings(), {}, stopping.stop.get_token());
    QVERIFY(!none);
    QCOMPARE(none.error().code(), ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestBackupFailingLibrary)
#include "test_backup_failing_library.moc"
