// SPDX-License-Identifier: Apache-2.0
// Homes that answer empty, cut, or not at all, or are another library: nothing is removed because it is missing (G9).
#include "replica_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Fault = UncertainHome::Fault;
using Connection = SyncStorage::Status::Connection;

class TestReplicaQuestions : public QObject
{
    Q_OBJECT
private slots:
    void nothingIsRemovedByABadAnswer_data();
    void nothingIsRemovedByABadAnswer();
    void anotherLibraryIsQuestioned();
    void whoWaitsForTheHomeIsToldTheWayOut();
    void anAcceptedHomeIsTaken();
    void oneThatIsMissingWithoutARecordIsAsked_data();
    void oneThatIsMissingWithoutARecordIsAsked();
    void refusedIsToldApart();
    void whatTheHomeDoesNotTakeIsTold_data();
    void whatTheHomeDoesNotTakeIsTold();
};

namespace {

constexpr int prompts = 40;

Team::Member filled(Team &team)
{
    const auto member = team.join(u"ada"_s);
    for (int i = 0; i < prompts; ++i)
        must(member.storage->store(makePrompt(u"p%1"_s.arg(i), u"1.0.0"), {}));
    must(member.sync().synchronise({}, {}, {}));
    return member;
}

} // namespace

void TestReplicaQuestions::nothingIsRemovedByABadAnswer_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<bool>("fingerprints");
    QTest::addColumn<bool>("everything");
    QTest::addColumn<Connection>("connection");
    for (const bool fingerprints : {true, false}) {
        for (const bool everything : {true, false}) {
            const auto row = [&](const char *name, Fault fault, Connection connection) {
                QTest::addRow("%s%s%s", name, fingerprints ? ", fingerprints" : "", everything ? ", everything" : "")
                    << fault << fingerprints << everything << connection;
            };
            row("unreachable", Fault::Unreachable, Connection::Offline);
            row("refusing", Fault::Refusing, Connection::Refused);
            row("empty", Fault::EmptyListing, Connection::Questioned);
            row("cut", Fault::CutListing, Connection::Online); // each prompt is asked for by its name
            row("failing", Fault::FailingListing, Connection::Offline);
        }
    }
}

void TestReplicaQuestions::nothingIsRemovedByABadAnswer()
{
    QFETCH(const Fault, fault);
    QFETCH(const bool, fingerprints);
    QFETCH(const bool, everything);
    QFETCH(const Connection, connection);
    Team team;
    const auto ada = filled(team);
    const QStringList before = viewOf(*ada.storage);
    team.faults().hasFingerprints = fingerprints;
    team.faults().fault = fault;
    const auto answered = ada.sync().synchronise({.everything = everything}, {}, {});
    QCOMPARE(ada.sync().status().connection, connection);
    QCOMPARE(answered.has_value(), connection == Connection::Online);
    QCOMPARE(ada.sync().status().error.has_value(), connection != Connection::Online);
    QCOMPARE(viewOf(*ada.storage), before);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
    // It works on meanwhile, and goes on when the home is as it should be.
    must(ada.storage->store(makePrompt(u"more", u"1.0.0"), {}));
    team.faults().fault = Fault::None;
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(team.home()).size(), prompts + 1);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

void TestReplicaQuestions::anotherLibraryIsQuestioned()
{
    Team team;
    const auto ada = filled(team);
    team.moveAway();
    must(ada.storage->store(makePrompt(u"more", u"1.0.0"), {}));
    team.faults().fault = Fault::Unreachable; // so that it is opened anew
    QVERIFY(!ada.sync().synchronise({}, {}, {}));
    team.faults().fault = Fault::None;
    const auto answered = ada.sync().synchronise({}, {}, {});
    QVERIFY(!answered);
    QCOMPARE(answered.error().code(), ErrorCode::Conflict);
    QCOMPARE(ada.sync().status().connection, Connection::Questioned);
    QVERIFY(!ada.sync().status().nextAttempt.isValid());
    QCOMPARE(viewOf(team.home()), QStringList());
    QCOMPARE(viewOf(*ada.storage).size(), prompts + 1);
}

void TestReplicaQuestions::whoWaitsForTheHomeIsToldTheWayOut()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 0, [](ReplicaOptions &options) { options.writeThrough = true; });
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    must(ada.sync().synchronise({}, {}, {}));
    team.moveAway();
    const auto again = team.join(u"ada"_s, 0, [](ReplicaOptions &options) { options.writeThrough = true; });
    const auto stored = again.storage->store(makePrompt(u"a", u"1.1.0"), {});
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::Conflict);
    QCOMPARE(stored.error().remedy(), Error::Remedy::AcceptHome);
}

void TestReplicaQuestions::anAcceptedHomeIsTaken()
{
    Team team;
    const auto ada = filled(team);
    must(ada.storage->store(makePrompt(u"p1", u"1.1.0"), {}));
    must(ada.storage->store(makePrompt(u"more", u"1.0.0"), {}));
    team.moveAway();
    must(team.home().store(makePrompt(u"theirs", u"1.0.0"), {}));
    team.faults().fault = Fault::Unreachable;
    QVERIFY(!ada.sync().synchronise({}, {}, {}));
    team.faults().fault = Fault::None;
    must(ada.sync().synchronise({.acceptHome = true}, {}, {}));
    // What the home lacks goes into the trash; what nobody but this side ever had is sent; what was changed here is
    // asked.
    QCOMPARE(viewOf(team.home()).size(), 2);
    QCOMPARE(viewOf(*ada.storage).size(), 4);
    QCOMPARE(must(ada.storage->capabilities().trash->trash({})).size(), prompts - 1);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 1);
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(ada.sync().status().connection, Connection::Online);
}

void TestReplicaQuestions::oneThatIsMissingWithoutARecordIsAsked_data()
{
    QTest::addColumn<bool>("kept");
    QTest::newRow("kept") << true;
    QTest::newRow("removed") << false;
}

void TestReplicaQuestions::oneThatIsMissingWithoutARecordIsAsked()
{
    QFETCH(const bool, kept);
    Team team;
    const auto ada = filled(team);
    const auto receipt = must(team.home().remove(makeName(u"p1"), {}, {}));
    must(team.home().capabilities().trash->purge(*receipt.trashId, {}));
    QCOMPARE(must(ada.sync().synchronise({}, {}, {})).conflicts, 1);
    QCOMPARE(viewOf(*ada.storage).size(), prompts);
    const auto conflict = must(ada.sync().conflicts({})).front();
    QCOMPARE(conflict.kind, SyncStorage::Conflict::Kind::Removal);
    QCOMPARE(conflict.here.value, "1.0.0");
    QCOMPARE(conflict.home.value, QByteArray());
    must(ada.sync().resolve(conflict.id, kept ? SyncStorage::Choice::Here : SyncStorage::Choice::Home, {}));
    QCOMPARE(must(ada.sync().synchronise({}, {}, {})).conflicts, 0);
    QCOMPARE(viewOf(team.home()).size(), kept ? prompts : prompts - 1);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

void TestReplicaQuestions::refusedIsToldApart()
{
    Team team;
    team.faults().fault = Fault::Unreachable;
    // A replica that has never met its home says so instead of looking like an empty library.
    const MemoryBackend backend;
    const auto first =
        makeReplica({.local = must(backend(QUrl(u"memory:"_s), {.clock = std::make_shared<SystemClock>()})),
                     .openHome = [](std::stop_token) -> Result<std::shared_ptr<Storage>> {
                         return failure(ErrorCode::Unavailable, u"open"_s, u"home"_s,
                                        u"The home cannot be reached. Try again later."_s);
                     },
                     .folder = team.folderOf(u"new"_s),
                     .fs = realFs(),
                     .clock = std::make_shared<SystemClock>()},
                    {});
    QVERIFY(!first);
    QCOMPARE(first.error().code(), ErrorCode::Unavailable);
    // One that met it opens without it.
    team.faults().fault = Fault::None;
    must(team.join(u"ada"_s).storage->store(makePrompt(u"a", u"1.0.0"), {}));
    team.faults().fault = Fault::Unreachable;
    team.faults().calls = 0;
    const auto again = team.join(u"ada"_s);
    QCOMPARE(team.faults().calls, 0);
    QCOMPARE(again.sync().status().connection, Connection::Unknown);
    QCOMPARE(again.sync().status().queued, 1);
}

void TestReplicaQuestions::whatTheHomeDoesNotTakeIsTold_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("read-only") << Fault::ReadOnly;
    QTest::newRow("refusing each") << Fault::TakingNothing;
}

// Reading works, so that the attempt goes through; what waits and why is to be seen all the same.
void TestReplicaQuestions::whatTheHomeDoesNotTakeIsTold()
{
    QFETCH(const Fault, fault);
    Team team;
    const auto ada = filled(team);
    team.faults().fault = fault;
    must(ada.storage->store(makePrompt(u"more", u"1.0.0"), {}));
    must(ada.storage->store(makePrompt(u"most", u"1.0.0"), {}));
    const QDateTime since = ada.clock->now();
    QCOMPARE(must(ada.sync().synchronise({}, {}, {})).failed.size(), 2U);
    const auto isTold = [&] {
        const SyncStorage::Status status = ada.sync().status();
        QCOMPARE(status.connection, Connection::Online);
        QCOMPARE(status.queued, 2);
        QVERIFY(status.error);
        QCOMPARE(status.error->code(), ErrorCode::PermissionDenied);
        QVERIFY(status.error->message().contains(u"Ask who runs it."_s));
        // That it takes no changes, who shows the state says already.
        QVERIFY(!status.error->message().contains(u"was changed here"_s));
        QCOMPARE(status.failingSince, since);
    };
    isTold();
    ada.clock->advance(1h);
    must(ada.sync().synchronise({}, {}, {}));
    isTold();
    must(ada.sync().synchronise({.dryRun = true}, {}, {})); // which sends nothing, and so refutes nothing
    isTold();
    team.faults().fault = Fault::None;
    must(ada.sync().synchronise({}, {}, {}));
    QVERIFY(!ada.sync().status().error);
    QVERIFY(!ada.sync().status().failingSince.isValid());
    QCOMPARE(ada.sync().status().queued, 0);
}

QTEST_GUILESS_MAIN(TestReplicaQuestions)
#include "test_replica_questions.moc"
