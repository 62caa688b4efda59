// SPDX-License-Identifier: Apache-2.0
// Mending a library of which single calls fail, or whose backup is damaged as well.
#include "failing_scene.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupFailingMend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mendingEndsWithAStop();
    void mendingTellsWhatFailed_data();
    void mendingTellsWhatFailed();
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
};

void TestBackupFailingMend::mendingEndsWithAStop()
{
    for (Strike strike; strike.goesOn();) {
        Scene scene;
        scene.keepTwo();
        scene.library.script = damaged(strike.script());
        const auto mended = scene.store->mendFromBackup(scene.library, findings(), {}, strike.token());
        if (strike.wasReached() && mended)
            QCOMPARE(mended->mended.size(), 2U); // it came with the last change
        if (!mended)
            QCOMPARE(mended.error().code(), ErrorCode::Cancelled);
        QVERIFY2(strike.callsSince() <= 4, strike.where().constData());
    }
}

void TestBackupFailingMend::mendingTellsWhatFailed_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<int>("failures"); // one version has a label
    QTest::newRow("labels") << u"labels"_s << 2;
    QTest::newRow("remove a label") << u"remove label"_s << 1;
    QTest::newRow("remove") << u"remove"_s << 2;
    QTest::newRow("store") << u"store"_s << 2;
    QTest::newRow("set a label") << u"set label"_s << 1;
}

void TestBackupFailingMend::mendingTellsWhatFailed()
{
    QFETCH(QString, call);
    QFETCH(int, failures);
    Scene scene;
    scene.keepTwo();
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

void TestBackupFailingMend::mendingNeedsASoundCopy()
{
    Scene scene;
    scene.f.parts.packBytes = 64; // contents and records in packs of their own
    scene.store = scene.f.open();
    scene.keepTwo();
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

void TestBackupFailingMend::mendingIsOverWhenStopped()
{
    Scene scene;
    scene.keepTwo();
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

QTEST_GUILESS_MAIN(TestBackupFailingMend)
#include "test_backup_failing_mend.moc"
