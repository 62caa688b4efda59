// SPDX-License-Identifier: Apache-2.0
// A synchronisation that does not get a lock on its way, because somebody else has it for too long or the disk fails:
// what it did not come to is not taken for done.
#include "pulse/faults/scripted_fs.h"
#include "replica_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaLocks : public QObject
{
    Q_OBJECT
private slots:
    void whatWasNotComeToIsNotTakenForDone_data();
    void whatWasNotComeToIsNotTakenForDone();
};

namespace {

Result<Metadata> edit(Storage &storage, QStringView name, const MetadataPatch &patch)
{
    return storage.capabilities().metadata->updateMetadata(makeName(name), makeVersion(u"1.0.0"), patch, {});
}

} // namespace

void TestReplicaLocks::whatWasNotComeToIsNotTakenForDone_data()
{
    QTest::addColumn<int>("lock");
    for (int lock = 0; lock < 8; ++lock)
        QTest::addRow("lock %d", lock) << lock;
}

void TestReplicaLocks::whatWasNotComeToIsNotTakenForDone()
{
    QFETCH(const int, lock);
    std::atomic<int> untilFailing = -1;
    std::atomic<int> failures = 0;
    Team team;
    const auto ada = team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
        options.parallel = 1;
        options.fs = std::make_shared<faults::ScriptedFs>([&](const faults::FsCall &call) {
            if (call.kind != "tryLock" || untilFailing.fetch_sub(1) != 0)
                return 0;
            ++failures;
            return EIO;
        });
    });
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        must(ada.storage->store(makePrompt(name, u"1.0.0", "text"), {}));
    must(edit(*ada.storage, u"a", {.addTags = {u"old"_s}}));
    must(ada.sync().synchronise({}, {}, {}));
    // Something of each kind, in each direction.
    must(edit(*ada.storage, u"a", {.description = u"ours"_s, .addTags = {u"ours"_s}, .removeTags = {u"old"_s}}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"ours"), makeVersion(u"1.0.0"), {}, {}));
    must(edit(team.home(), u"b", {.description = u"theirs"_s, .addTags = {u"theirs"_s}}));
    must(team.home().capabilities().labels->setLabel(makeName(u"b"), makeLabel(u"theirs"), makeVersion(u"1.0.0"), {},
                                                     {}));
    must(team.home().store(makePrompt(u"b", u"2.0.0", "new there"), {}));
    must(ada.storage->store(makePrompt(u"a", u"2.0.0", "new here"), {}));
    must(team.home().remove(makeName(u"c"), {}, {}));

    untilFailing = lock;
    (void)ada.sync().synchronise({}, {}, {});
    untilFailing = -1;
    must(ada.sync().synchronise({}, {}, {}));
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    const QString all = viewOf(*ada.storage).join(u'\n');
    for (const QString &one : {u"ours"_s, u"theirs"_s, u"2.0.0"_s})
        QVERIFY2(all.contains(one), qPrintable(all));
    const Metadata a = must(ada.metadata().metadata(makeName(u"a"), makeVersion(u"1.0.0"), {}));
    QCOMPARE(a.tags.toList(), QStringList(u"ours"_s));
    QCOMPARE(a.description, u"ours"_s);
    const Metadata b = must(ada.metadata().metadata(makeName(u"b"), makeVersion(u"1.0.0"), {}));
    QCOMPARE(b.tags.toList(), QStringList(u"theirs"_s));
    QCOMPARE(b.description, u"theirs"_s);
    QCOMPARE(must(ada.labels().labels(makeName(u"a"), {})).size(), 1);
    QCOMPARE(must(ada.labels().labels(makeName(u"b"), {})).size(), 1);
    QVERIFY(must(ada.storage->exists(makeName(u"b"), makeVersion(u"2.0.0"), {})));
    QVERIFY(must(team.home().exists(makeName(u"a"), makeVersion(u"2.0.0"), {})));
    QVERIFY(!must(ada.storage->exists(makeName(u"c"), {}, {})));
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
    QVERIFY(lock >= 5 || failures > 0);
}

QTEST_GUILESS_MAIN(TestReplicaLocks)
#include "test_replica_locks.moc"
