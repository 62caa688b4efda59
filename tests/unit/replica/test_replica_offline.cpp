// SPDX-License-Identifier: Apache-2.0
// A replica without its home: work goes on, nothing is forgotten, and it is tried again by itself.
#include "replica_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

using Fault = UncertainHome::Fault;
using Connection = SyncStorage::Status::Connection;
using namespace std::chrono_literals;

class TestReplicaOffline : public QObject
{
    Q_OBJECT
private slots:
    void worksWithoutItsHome();
    void whatWasQueuedSurvivesTheProcess();
    void whatAnotherProgramQueuedIsCountedAndSent();
    void whatChangesDuringAnAttemptIsSentAfterIt();
    void sendsByItself();
    void triesAgainWithGrowingDelays();
    void asksBeforeItTriesAgain();
    void cutOffAnywhereItGoesOn();
    void theQueueIsBounded();
};

namespace {

void hurry(ReplicaOptions &options)
{
    options.delays = {.settle = 1ms, .first = 4ms, .longest = 16ms};
}

} // namespace

void TestReplicaOffline::worksWithoutItsHome()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    team.faults().fault = Fault::Unreachable;
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    const auto failed = ada.sync().synchronise({}, {}, {});
    QVERIFY(!failed);
    QCOMPARE(failed.error().code(), ErrorCode::Unavailable);
    const auto status = ada.sync().status();
    QCOMPARE(status.connection, Connection::Offline);
    QCOMPARE(status.queued, 1);
    QCOMPARE(status.failingSince, ada.clock->now());
    ada.clock->advance(1h);
    QVERIFY(!ada.sync().synchronise({}, {}, {}));
    QCOMPARE(ada.sync().status().failingSince, ada.clock->now().addSecs(-3600)); // since when, not when last
    QCOMPARE(viewOf(*ada.storage).size(), 2);
    team.faults().fault = Fault::None;
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    QVERIFY(!ada.sync().status().failingSince.isValid());
}

void TestReplicaOffline::whatWasQueuedSurvivesTheProcess()
{
    Team team;
    const auto first = team.join(u"ada"_s);
    auto local = first.local; // a library in memory lives as long as somebody holds it
    {
        const auto ada = team.join(u"ada"_s);
        must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
        must(ada.storage->store(makePrompt(u"b", u"1.0.0"), {}));
        must(ada.storage->remove(makeName(u"b"), {}, {}));
    }
    const auto again = team.join(u"ada"_s);
    QCOMPARE(again.sync().status().queued, 2);
    must(again.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(team.home()), viewOf(*again.storage));
    QCOMPARE(viewOf(team.home()).size(), 1);
}

// As a command does while the window is open, which looks at the marks when it sees the change.
void TestReplicaOffline::whatAnotherProgramQueuedIsCountedAndSent()
{
    Team team;
    const auto window = team.join(u"ada"_s, 0, hurry);
    must(window.sync().synchronise({}, {}, {}));
    const auto command = team.join(u"ada"_s);
    must(command.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    QCOMPARE(must(window.sync().unsynced({})).size(), 1U);
    QCOMPARE(window.sync().status().queued, 1);
    window.sync().keepSynchronised(1h);
    QTRY_COMPARE(viewOf(team.home()).size(), 1);
    QTRY_COMPARE(window.sync().status().nextAttempt, window.clock->now().addSecs(3600));
    must(command.storage->store(makePrompt(u"b", u"1.0.0"), {}));
    must(window.sync().unsynced({}));
    QTRY_COMPARE(viewOf(team.home()).size(), 2); // not only in an hour
}

void TestReplicaOffline::whatChangesDuringAnAttemptIsSentAfterIt()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, hurry);
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    std::atomic<bool> isDone = false;
    team.faults().onCall = [&](const QString &operation) { // what there is to send was looked up before
        if (operation == u"store"_s && !isDone.exchange(true))
            must(ada.storage->store(makePrompt(u"b", u"1.0.0"), {}));
    };
    ada.sync().keepSynchronised(1h);
    QTRY_COMPARE(viewOf(team.home()).size(), 2); // not only in an hour
    QTRY_COMPARE(ada.sync().status().queued, 0);
    ada.sync().keepSynchronised(0ms);
}

void TestReplicaOffline::sendsByItself()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, hurry);
    std::atomic<int> told = 0;
    const auto watch = ada.sync().watchStatus([&](const SyncStorage::Status &) { ++told; });
    ada.sync().keepSynchronised(1h);
    QTRY_VERIFY(ada.sync().status().lastSynced.isValid());
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    QTRY_COMPARE(viewOf(team.home()).size(), 1);
    QTRY_COMPARE(ada.sync().status().queued, 0);
    QVERIFY(told > 0);
    QTRY_COMPARE(ada.sync().status().nextAttempt, ada.clock->now().addSecs(3600));
    ada.sync().keepSynchronised(0ms);
    QVERIFY(!ada.sync().status().nextAttempt.isValid());
}

void TestReplicaOffline::triesAgainWithGrowingDelays()
{
    Team team;
    std::atomic<int> attempts = 0;
    const auto ada = team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
        hurry(options);
        options.random = [] { return 0.5; };
    });
    QList<qint64> delays;
    std::mutex mutex;
    team.faults().fault = Fault::Unreachable;
    const auto watch = ada.sync().watchStatus([&](const SyncStorage::Status &status) {
        const std::scoped_lock lock(mutex);
        const qint64 delay = ada.clock->now().msecsTo(status.nextAttempt);
        if (status.nextAttempt.isValid() && status.error && (delays.isEmpty() || delays.back() != delay))
            delays.append(delay);
        ++attempts;
    });
    ada.sync().keepSynchronised(1h);
    const auto last = [&] {
        const std::scoped_lock lock(mutex);
        return delays.isEmpty() ? 0 : delays.back();
    };
    QTRY_COMPARE(last(), 16); // the longest, and it stays that
    {
        const std::scoped_lock lock(mutex);
        QVERIFY(std::ranges::is_sorted(delays));
    }
    team.faults().fault = Fault::None;
    QTRY_COMPARE(ada.sync().status().connection, Connection::Online);
    QVERIFY(!ada.sync().status().error);
}

void TestReplicaOffline::asksBeforeItTriesAgain()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, hurry);
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    must(ada.sync().synchronise({}, {}, {}));
    team.faults().fault = Fault::EmptyListing;
    ada.sync().keepSynchronised(1ms);
    QTRY_COMPARE(ada.sync().status().connection, Connection::Questioned);
    QTRY_VERIFY(!ada.sync().status().running);
    QVERIFY(!ada.sync().status().nextAttempt.isValid());
    QCOMPARE(viewOf(*ada.storage).size(), 1);
}

void TestReplicaOffline::cutOffAnywhereItGoesOn()
{
    // The home goes away at every call of a synchronisation that does a bit of everything.
    for (int calls = 0; calls < 60; ++calls) {
        Team team;
        const auto ada = team.join(u"ada"_s);
        const auto bob = team.join(u"bob"_s, 10);
        for (const auto name : {u"a", u"b", u"c", u"d"})
            must(ada.storage->store(makePrompt(name, u"1.0.0"), {}));
        must(ada.sync().synchronise({}, {}, {}));
        must(bob.sync().synchronise({}, {}, {}));
        must(bob.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.1.0"), "by Bob"), {}));
        must(bob.storage->remove(makeName(u"c"), {}, {}));
        must(bob.sync().synchronise({}, {}, {}));
        must(ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.1.0"), "by Ada"), {}));
        must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.1.0"), {}, {}));
        must(ada.metadata().updateMetadata(makeName(u"b"), makeVersion(u"1.0.0"), {.addTags = {u"x"_s}}, {}));
        must(ada.storage->remove(makeName(u"d"), {}, {}));
        team.faults().callsUntilGone = calls;
        (void)ada.sync().synchronise({}, {}, {});
        team.faults().callsUntilGone = -1;
        team.faults().fault = Fault::None;
        must(ada.sync().synchronise({}, {}, {}));
        must(bob.sync().synchronise({}, {}, {}));
        QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
        QCOMPARE(viewOf(*bob.storage), viewOf(team.home()));
        QCOMPARE(viewOf(team.home()).size(), 5);
        QCOMPARE(must(ada.sync().conflicts({})).size(), 1);
    }
}

void TestReplicaOffline::theQueueIsBounded()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, [](ReplicaOptions &options) { options.mostQueuedBytes = 200; });
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    Result<StoreReceipt> refused = StoreReceipt{.metadata = makeMetadata(makeName(u"a"), makeVersion(u"1.0.0"), {})};
    int stored = 0;
    while (refused && stored < 100)
        refused = ada.storage->store(makePrompt(u"p%1"_s.arg(++stored), u"1.0.0"), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code(), ErrorCode::NoSpace);
    QCOMPARE(viewOf(*ada.storage).size(), stored); // what was refused is not here either
    must(ada.sync().synchronise({}, {}, {}));
    must(ada.storage->store(makePrompt(u"more", u"1.0.0"), {}));
}

QTEST_GUILESS_MAIN(TestReplicaOffline)
#include "test_replica_offline.moc"
