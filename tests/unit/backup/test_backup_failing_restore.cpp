// SPDX-License-Identifier: Apache-2.0
// Restoring much: in batches, of which the first that fails ends it, and with nothing more done once it is stopped.
#include "backup_fixture.h"
#include "pulse/test/faulty_library.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

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

class TestBackupFailingRestore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void restoringGoesInBatches();
    void restoringEndsWithTheFirstBatchThatFails();
    void planningAsksNothingOnceStopped();
    void restoringDoesNothingOnceStopped_data();
    void restoringDoesNothingOnceStopped();
    void settingALabelMayEndAll_data();
    void settingALabelMayEndAll();
};

// However much there is, no more than so many versions and so many bytes are held at a time.
void TestBackupFailingRestore::restoringGoesInBatches()
{
    Many small(1030);
    VERIFY_OK(small.store->restore(small.library, u"latest"_s, {}, {}, {}, {}));
    QCOMPARE(small.library.batches, (std::vector<size_t>{512, 512, 6}));
    Many large(5, QByteArray(10 * 1024 * 1024, 'x'));
    VERIFY_OK(large.store->restore(large.library, u"latest"_s, {}, {}, {}, {}));
    QCOMPARE(large.library.batches, (std::vector<size_t>{4, 1}));
}

void TestBackupFailingRestore::restoringEndsWithTheFirstBatchThatFails()
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

void TestBackupFailingRestore::planningAsksNothingOnceStopped()
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

void TestBackupFailingRestore::restoringDoesNothingOnceStopped_data()
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

void TestBackupFailingRestore::restoringDoesNothingOnceStopped()
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

void TestBackupFailingRestore::settingALabelMayEndAll_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("endsAll");
    QTest::newRow("cancelled") << ErrorCode::Cancelled << true;
    QTest::newRow("no space") << ErrorCode::NoSpace << true;
    QTest::newRow("of this one alone") << ErrorCode::PermissionDenied << false;
}

void TestBackupFailingRestore::settingALabelMayEndAll()
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

QTEST_GUILESS_MAIN(TestBackupFailingRestore)
#include "test_backup_failing_restore.moc"
