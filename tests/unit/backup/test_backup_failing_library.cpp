// SPDX-License-Identifier: Apache-2.0
// Backing up, restoring and mending a library of which single calls fail: what concerns the whole place ends it under
// its own name, what concerns one version is told with it, and a stop is looked at between any two.
#include "backup_fixture.h"
#include "faulty_library.h"

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
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        Scene scene;
        wasReached = false;
        QString struck;
        scene.library.script = [&, seen = 0](const QString &call) mutable -> std::optional<ErrorCode> {
            if (seen++ != at)
                return std::nullopt;
            wasReached = true;
            struck = call;
            return code;
        };
        const auto restored = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, {});
        const bool isLate = struck == u"set label" || struck == u"update";
        const bool mayGoOn = isLate && (code == ErrorCode::DurabilityUnknown || code == ErrorCode::Unavailable);
        const QByteArray where = QByteArray::number(at) + ' ' + struck.toUtf8();
        if (!wasReached || mayGoOn) {
            VERIFY_OK(restored);
            continue;
        }
        // A label is tried once more, and facts that are not to be had are taken with the content.
        QVERIFY2(!restored || struck == u"set label" || struck == u"metadata", where.constData());
        if (!restored)
            QVERIFY2(restored.error().code() == code, where.constData());
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
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        Scene scene;
        wasReached = false;
        std::stop_source stop;
        int since = 0;
        QString struck;
        scene.library.script = [&, seen = 0](const QString &call) mutable -> std::optional<ErrorCode> {
            since += wasReached ? 1 : 0;
            if (seen++ == at) {
                struck = call;
                wasReached = true;
                stop.request_stop();
            }
            return std::nullopt;
        };
        const auto restored = scene.store->restore(scene.library, u"latest"_s, {}, {}, {}, stop.get_token());
        if (!restored)
            QCOMPARE(restored.error().code(), ErrorCode::Cancelled);
        // A version is replaced with its labels, or not at all.
        QVERIFY2(since <= 4, qPrintable(u"%1 after %2 at %3"_s.arg(since).arg(struck).arg(at)));
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
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        Scene scene;
        wasReached = false;
        QString struck;
        scene.library.script = [&, seen = 0](const QString &call) mutable -> std::optional<ErrorCode> {
            if (seen++ != at)
                return std::nullopt;
            wasReached = true;
            struck = call;
            return ErrorCode::Unavailable;
        };
        const auto taken = scene.store->create(scene.library, {}, {}, {});
        // Facts that are not to be had are taken with the content.
        QCOMPARE(taken.has_value(), !wasReached || struck == u"metadata");
    }
}

void TestBackupFailingLibrary::mendingEndsWithAStop()
{
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        Scene scene;
        keepTwo(scene);
        wasReached = false;
        std::stop_source stop;
        int since = 0;
        scene.library.script = damaged([&, seen = 0](const QString &) mutable -> std::optional<ErrorCode> {
            since += wasReached ? 1 : 0;
            if (seen++ == at) {
                wasReached = true;
                stop.request_stop();
            }
            return std::nullopt;
        });
        const auto mended = scene.store->mendFromBackup(scene.library, findings(), {}, stop.get_token());
        if (wasReached && mended)
            QCOMPARE(mended->mended.size(), 2U); // it came with the last change
        if (!mended)
            QCOMPARE(mended.error().code(), ErrorCode::Cancelled);
        QVERIFY2(since <= 4, qPrintable(u"%1 at %2"_s.arg(since).arg(at)));
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

QTEST_GUILESS_MAIN(TestBackupFailingLibrary)
#include "test_backup_failing_library.moc"
