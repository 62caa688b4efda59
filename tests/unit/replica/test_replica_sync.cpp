// SPDX-License-Identifier: Apache-2.0
// Two replicas of one home, brought together.
#include "replica_fixture.h"

#include "pulse/base/byte_source.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaSync : public QObject
{
    Q_OBJECT

private slots:
    void whatIsPublishedReachesTheOther();
    void statesFollowAPrompt();
    void nothingIsDoneTwice();
    void labelsAndMetadataTravel();
    void removalsTravelIntoTheTrash();
    void aRenamingTravels();
    void namesThatDifferOnlyByCase();
    void contentInPiecesTravels();
    void removedPublishedAndRemovedAgain();
    void aDryRunChangesNothing();
    void everythingFindsWhatWasMadeByHand();
    void costsByWhatChanged();
    void writesThrough();
};

void TestReplicaSync::whatIsPublishedReachesTheOther()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(u"support/refund", u"1.0.0"), {}));
    const auto report = sync(ada);
    QCOMPARE(report.sent, 1);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    const auto bob = team.join(u"bob"_s, 10);
    QCOMPARE(sync(bob).received, 1);
    QCOMPARE(viewOf(*bob.storage), viewOf(*ada.storage));
    QVERIFY(bob.sync().status().lastSynced.isValid());
    QCOMPARE(bob.sync().status().connection, SyncStorage::Status::Connection::Online);
}

void TestReplicaSync::statesFollowAPrompt()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    QCOMPARE(statesOf(ada), QStringList{u"a local"_s});
    QCOMPARE(ada.sync().status().queued, 1);
    sync(ada);
    QCOMPARE(statesOf(ada), QStringList());
    QCOMPARE(ada.sync().status().queued, 0);
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    QCOMPARE(statesOf(ada), QStringList{u"a pending"_s});
    // What is refused, or changes nothing, is nothing to send.
    sync(ada);
    QVERIFY(!ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "other"), {}));
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    must(ada.metadata().updateMetadata(makeName(u"a"), makeVersion(u"1.0.0"), {}, {}));
    QCOMPARE(statesOf(ada), QStringList());
}

void TestReplicaSync::nothingIsDoneTwice()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    sync(ada);
    for (const bool everything : {false, true}) {
        const auto report = sync(ada, {.everything = everything});
        QCOMPARE(report.sent + report.received + report.bytes, 0);
    }
}

void TestReplicaSync::labelsAndMetadataTravel()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, -10);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"1.0.0");
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    sync(ada);
    sync(bob);
    must(ada.metadata().updateMetadata(name, version, {.description = u"By Ada"_s, .addTags = {u"x"_s}}, {}));
    must(bob.metadata().updateMetadata(name, version, {.addTags = {u"y"_s}}, {}));
    must(bob.labels().setLabel(name, makeLabel(u"production"), version, {}, {}));
    sync(ada);
    sync(bob);
    sync(ada);
    QCOMPARE(viewOf(*ada.storage), viewOf(*bob.storage));
    QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
    const Metadata merged = must(ada.metadata().metadata(name, version, {}));
    QCOMPARE(merged.tags.toList(), (QStringList{u"x"_s, u"y"_s}));
    QCOMPARE(merged.description, u"By Ada"_s);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
}

void TestReplicaSync::removalsTravelIntoTheTrash()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, 10);
    for (const auto version : {u"1.0.0", u"1.1.0"})
        must(ada.storage->store(makePrompt(u"a", version), {}));
    must(ada.storage->store(makePrompt(u"b", u"1.0.0"), {}));
    sync(ada);
    sync(bob);
    must(ada.storage->remove(makeName(u"a"), makeVersion(u"1.0.0"), {}));
    must(ada.storage->remove(makeName(u"b"), {}, {}));
    sync(ada);
    sync(bob);
    QCOMPARE(viewOf(*bob.storage), viewOf(*ada.storage));
    QCOMPARE(must(bob.storage->capabilities().trash->trash({})).size(), 2);
    QCOMPARE(must(team.home().capabilities().trash->trash({})).size(), 2);
    // What is brought back travels, too.
    for (const TrashEntry &entry : must(bob.storage->capabilities().trash->trash({})))
        must(bob.storage->capabilities().trash->restore(entry.id, {}, {}));
    sync(bob);
    sync(ada);
    QCOMPARE(viewOf(*ada.storage).size(), 3);
    QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
}

void TestReplicaSync::aRenamingTravels()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, 10);
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    sync(ada);
    sync(bob);
    must(ada.storage->capabilities().renaming->rename(makeName(u"a"), makeName(u"b"), {}));
    sync(ada);
    sync(bob);
    QCOMPARE(viewOf(*ada.storage).size(), 2);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    QCOMPARE(viewOf(*bob.storage), viewOf(*ada.storage));
    // Renamed at the home by somebody without a replica: no trash tells of it, but nothing is lost either.
    must(team.home().capabilities().renaming->rename(makeName(u"b"), makeName(u"c"), {}));
    const auto report = sync(bob);
    QCOMPARE(report.conflicts, 0);
    QCOMPARE(viewOf(*bob.storage), viewOf(team.home()));
}

void TestReplicaSync::namesThatDifferOnlyByCase()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, 10);
    must(ada.storage->store(makePrompt(u"c/Name", u"1.0.0"), {}));
    must(bob.storage->store(makePrompt(u"c/name", u"1.0.0"), {}));
    sync(ada);
    const auto report = bob.sync().synchronise({}, {}, {});
    QVERIFY(report);
    QVERIFY(!report->failed.empty());
    for (const auto &failed : report->failed) { // what to do is said, and to what
        QVERIFY2(failed.error.message().contains(u"only by"_s), qPrintable(failed.error.message()));
        QVERIFY(failed.error.message().contains(failed.subject));
    }
    must(bob.storage->capabilities().renaming->rename(makeName(u"c/name"), makeName(u"c/other"), {}));
    sync(bob);
    sync(ada);
    QCOMPARE(viewOf(*ada.storage), viewOf(*bob.storage));
    QCOMPARE(viewOf(*bob.storage), viewOf(team.home()));
}

void TestReplicaSync::contentInPiecesTravels()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const QByteArray content(300'000, 'x');
    BufferSource source(content);
    must(ada.storage->capabilities().streams->storeContent(makeMetadata(makeName(u"a"), makeVersion(u"1.0.0"), content),
                                                           source, {}));
    QCOMPARE(statesOf(ada), QStringList{u"a local"_s});
    sync(ada);
    QCOMPARE(contentOf(team.home(), u"a", u"1.0.0"), content);
}

void TestReplicaSync::removedPublishedAndRemovedAgain()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    for (const auto version : {u"1.0.0", u"1.1.0"})
        must(ada.storage->store(makePrompt(u"a", version), {}));
    sync(ada);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"1.0.0");
    must(ada.storage->remove(name, version, {}));
    must(ada.storage->store(makePrompt(name, version, "other"), {}));
    must(ada.storage->remove(name, version, {}));
    sync(ada);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
    QVERIFY(!must(ada.storage->exists(name, version, {})));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

void TestReplicaSync::aDryRunChangesNothing()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(team.home().store(makePrompt(u"b", u"1.0.0"), {}));
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    const QStringList before = viewOf(team.home());
    const auto report = sync(ada, {.dryRun = true});
    QCOMPARE(report.sent, 1);
    QCOMPARE(report.received, 1);
    QCOMPARE(viewOf(team.home()), before);
    QCOMPARE(viewOf(*ada.storage).size(), 1);
    QCOMPARE(statesOf(ada), QStringList{u"a local"_s});
}

void TestReplicaSync::everythingFindsWhatWasMadeByHand()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    sync(ada);
    must(ada.local->store(makePrompt(u"a", u"1.0.0"), {})); // past the replica
    QCOMPARE(sync(ada).sent, 0);
    QCOMPARE(sync(ada, {.everything = true}).sent, 1);
    // What was lost here comes back.
    must(ada.local->remove(makeName(u"a"), {}, {}));
    QCOMPARE(sync(ada, {.everything = true}).received, 1);
    QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
}

void TestReplicaSync::costsByWhatChanged()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    for (int i = 0; i < 400; ++i)
        must(team.home().store(makePrompt(u"p%1"_s.arg(i), u"1.0.0"), {}));
    sync(ada);
    must(team.home().store(makePrompt(u"p7", u"1.1.0"), {}));
    must(ada.storage->store(makePrompt(u"p8", u"1.1.0"), {}));
    team.faults().calls = 0;
    const auto report = sync(ada);
    QCOMPARE(report.sent + report.received, 2);
    QVERIFY2(team.faults().calls < 20, qPrintable(QString::number(team.faults().calls)));
}

void TestReplicaSync::writesThrough()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, [](ReplicaOptions &options) { options.writeThrough = true; });
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    team.faults().fault = UncertainHome::Fault::Unreachable;
    const auto kept = ada.storage->store(makePrompt(u"a", u"1.1.0"), {});
    QVERIFY(!kept);
    QCOMPARE(kept.error().code(), ErrorCode::Unavailable);
    QVERIFY(kept.error().message().contains(u"kept here and not yet sent"));
    QCOMPARE(viewOf(*ada.storage).size(), 2);
    QCOMPARE(statesOf(ada), QStringList{u"a pending"_s});
    team.faults().fault = UncertainHome::Fault::None;
    sync(ada);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

QTEST_GUILESS_MAIN(TestReplicaSync)
#include "test_replica_sync.moc"
