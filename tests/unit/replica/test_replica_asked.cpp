// SPDX-License-Identifier: Apache-2.0
// What a person is asked about waits for the answer, whatever is synchronised in between; and the answer stays.
#include "replica_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaAsked : public QObject
{
    Q_OBJECT
private slots:
    void aLabelWaitsWithItsVersion_data();
    void aLabelWaitsWithItsVersion();
    void aLabelsConflictOutlivesTheRemovalOfItsPrompt();
    void aChoiceWhileOtherThingsAreCarriedOverStays_data();
    void aChoiceWhileOtherThingsAreCarriedOverStays();
    void bytesThatAreStillOnTheirWayAreNotChosenBetween();
    void progressGoesOnlyForward();
};

namespace {

using Conflict = SyncStorage::Conflict;

void put(Storage &storage, QStringView version, const QByteArray &content)
{
    must(storage.store(makePrompt(refund(), makeVersion(version), content), {}));
}

void point(Storage &storage, QStringView label, QStringView version)
{
    must(storage.capabilities().labels->setLabel(refund(), makeLabel(label), makeVersion(version), {}, {}));
}

void tag(Storage &storage, const QString &one)
{
    must(editRefund(storage, u"1.0.0", {.addTags = {one}}));
}

QString labelAt(Storage &storage, QStringView label)
{
    const LabelMap all = must(storage.capabilities().labels->labels(refund(), {}));
    const auto found = all.find(makeLabel(label));
    return found == all.end() ? QString() : found->second.toString();
}

QStringList kindsOf(const Team::Member &member)
{
    QStringList kinds;
    for (const Conflict &one : must(member.sync().conflicts({}))) {
        kinds.append(one.kind == Conflict::Kind::Version    ? u"version"_s
                     : one.kind == Conflict::Kind::Label    ? u"label"_s
                     : one.kind == Conflict::Kind::Metadata ? u"description"_s
                                                            : u"removal"_s);
    }
    return kinds;
}

/// A member whose label points to 2.0.0, where the home's points to 3.0.0; both pointed to 1.0.0.
Team::Member withLabelConflict(Team &team)
{
    const auto ada = team.join(u"ada"_s);
    for (const QString &version : {u"1.0.0"_s, u"2.0.0"_s, u"3.0.0"_s})
        put(*ada.storage, version, version.toUtf8());
    point(*ada.storage, u"production", u"1.0.0");
    sync(ada);
    point(*ada.storage, u"production", u"2.0.0");
    point(team.home(), u"production", u"3.0.0");
    sync(ada);
    if (kindsOf(ada) != QStringList(u"label"_s))
        qFatal("What the case rests on failed: no conflict.");
    return ada;
}

} // namespace

void TestReplicaAsked::aLabelWaitsWithItsVersion_data()
{
    QTest::addColumn<bool>("isHere");
    QTest::newRow("kept here") << true;
    QTest::newRow("as at the home") << false;
}

// Its version was removed there while it was pointed at here.
void TestReplicaAsked::aLabelWaitsWithItsVersion()
{
    QFETCH(const bool, isHere);
    Team team;
    const auto ada = team.join(u"ada"_s);
    put(*ada.storage, u"1.0.0", "one");
    put(*ada.storage, u"2.0.0", "two");
    point(*ada.storage, u"production", u"1.0.0");
    sync(ada);
    point(*ada.storage, u"production", u"2.0.0");
    must(team.home().remove(refund(), makeVersion(u"2.0.0"), {}));
    for (int round = 0; round < 4; ++round) {
        sync(ada);
        QCOMPARE(kindsOf(ada), QStringList(u"removal"_s));
        QCOMPARE(labelAt(*ada.storage, u"production"), u"2.0.0"_s);
    }
    const QString id = must(ada.sync().conflicts({})).front().id;
    must(ada.sync().resolve(id, isHere ? SyncStorage::Choice::Here : SyncStorage::Choice::Home, {}));
    for (int round = 0; round < 3; ++round)
        sync(ada);
    QCOMPARE(kindsOf(ada), QStringList());
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    if (isHere)
        QCOMPARE(labelAt(team.home(), u"production"), u"2.0.0"_s);
    else
        QVERIFY(!must(ada.storage->exists(refund(), makeVersion(u"2.0.0"), {})));
}

void TestReplicaAsked::aLabelsConflictOutlivesTheRemovalOfItsPrompt()
{
    Team team;
    const auto ada = withLabelConflict(team);
    const auto removed = must(team.home().remove(refund(), {}, {}));
    sync(ada);
    QVERIFY(kindsOf(ada).contains(u"removal"_s));
    must(team.home().capabilities().trash->restore(removed.trashId.value_or(QString()), {}, {}));
    for (int round = 0; round < 3; ++round)
        sync(ada);
    QCOMPARE(labelAt(*ada.storage, u"production"), u"2.0.0"_s);
    QCOMPARE(labelAt(team.home(), u"production"), u"3.0.0"_s);
    QCOMPARE(kindsOf(ada), QStringList(u"label"_s));
}

void TestReplicaAsked::aChoiceWhileOtherThingsAreCarriedOverStays_data()
{
    QTest::addColumn<QString>("call");
    QTest::newRow("something is sent") << u"update"_s;
    QTest::newRow("something comes") << u"fetch"_s;
}

void TestReplicaAsked::aChoiceWhileOtherThingsAreCarriedOverStays()
{
    QFETCH(const QString, call);
    Team team;
    const auto ada = withLabelConflict(team);
    if (call == u"update"_s)
        tag(*ada.storage, u"mine"_s);
    else
        put(team.home(), u"4.0.0", "four");
    bool isChosen = false;
    team.faults().onCall = [&](const QString &operation) {
        if (operation != call || std::exchange(isChosen, true))
            return;
        const auto conflicts = must(ada.sync().conflicts({}));
        must(ada.sync().resolve(conflicts.front().id, SyncStorage::Choice::Here, {}));
    };
    sync(ada);
    team.faults().onCall = {};
    QVERIFY(isChosen);
    QCOMPARE(kindsOf(ada), QStringList());
    sync(ada);
    QCOMPARE(kindsOf(ada), QStringList());
    QCOMPARE(labelAt(*ada.storage, u"production"), u"2.0.0"_s);
    QCOMPARE(labelAt(team.home(), u"production"), u"2.0.0"_s);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

// The conflict is on record before the bytes change places, so that it is not forgotten when somebody dies in between.
void TestReplicaAsked::bytesThatAreStillOnTheirWayAreNotChosenBetween()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    put(*ada.storage, u"1.0.0", "one");
    sync(ada);
    put(*ada.storage, u"1.1.0", "ours");
    put(team.home(), u"1.1.0", "theirs");
    int early = 0;
    team.faults().onCall = [&](const QString &operation) {
        if (operation != u"store"_s && operation != u"fetch"_s)
            return;
        for (const Conflict &one : must(ada.sync().conflicts({}))) {
            if (one.home.value == "theirs")
                continue;
            ++early;
            QCOMPARE(one.home.value, QByteArray());
            for (const auto choice :
                 {SyncStorage::Choice::Here, SyncStorage::Choice::Home, SyncStorage::Choice::Both}) {
                const auto resolved = ada.sync().resolve(one.id, choice, {});
                QVERIFY(!resolved);
                QCOMPARE(resolved.error().code(), ErrorCode::Unavailable);
            }
        }
    };
    sync(ada);
    team.faults().onCall = {};
    QVERIFY(early > 0);
    const auto conflicts = must(ada.sync().conflicts({}));
    QCOMPARE(conflicts.size(), 1);
    QCOMPARE(conflicts.front().here.value, QByteArray("ours"));
    QCOMPARE(conflicts.front().home.value, QByteArray("theirs"));
    must(ada.sync().resolve(conflicts.front().id, SyncStorage::Choice::Here, {}));
    sync(ada);
    QCOMPARE(contentOf(team.home(), u"support/refund", u"1.1.0"), QByteArray("ours"));
    QCOMPARE(kindsOf(ada), QStringList());
}

// Also where something is looked at again.
void TestReplicaAsked::progressGoesOnlyForward()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    put(*ada.storage, u"1.0.0", "one");
    sync(ada);
    tag(*ada.storage, u"mine"_s);
    tag(team.home(), u"theirs"_s);
    bool isChanged = false;
    team.faults().onCall = [&](const QString &operation) {
        if (operation == u"update"_s && !std::exchange(isChanged, true))
            put(*ada.storage, u"2.0.0", "two");
    };
    std::vector<qint64> told;
    must(ada.sync().synchronise({},
                                [&told](const Progress &now) {
                                    told.push_back(now.done);
                                    QVERIFY(now.done <= now.total);
                                },
                                {}));
    QVERIFY(isChanged);
    QVERIFY(std::ranges::is_sorted(told));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
}

QTEST_GUILESS_MAIN(TestReplicaAsked)
#include "test_replica_asked.moc"
