// SPDX-License-Identifier: Apache-2.0
// A synchronisation that dies, and what nobody can know after it: a person is asked, or nothing is lost. And who
// chooses before the next one makes nothing be forgotten.
#include "replica_deaths.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::test::deaths;
using namespace Qt::StringLiterals;

class TestReplicaDoubt : public QObject
{
    Q_OBJECT
private slots:
    void inDoubtAPersonIsAskedOrItIsSentAgain_data();
    void inDoubtAPersonIsAskedOrItIsSentAgain();
    void whoChoosesForgetsNothing_data();
    void whoChoosesForgetsNothing();
};

namespace {

/// Here nobody can know what was done: what the home shows may be older than what was sent, or newer.
struct Doubt
{
    Row row;
    std::function<bool(const Outcome &)> isRight;
};

qsizetype linesWith(const QStringList &lines, QStringView text)
{
    return lines.filter(text.toString()).size();
}

const std::vector<Doubt> &doubts()
{
    static const std::vector<Doubt> all{
        {{"a tag, taken back at the home", [](Storage &here, Storage &) { tag(here, u"1.0.0", u"mine"); },
          [](Storage &, Storage &home) {
              return isTagged(home, u"1.0.0", u"mine") && (untag(home, u"1.0.0", u"mine"), true);
          }},
         [](const Outcome &outcome) { return outcome.here == outcome.home && outcome.conflicts == 0; }},
        {{"a version, removed at the home",
          [](Storage &here, Storage &home) { publish(here, u"1.1.0", "new"), tag(home, u"0.9.0", u"theirs"); },
          [](Storage &, Storage &home) { return has(home, u"1.1.0") && (removeFrom(home, u"1.1.0"_s), true); }},
         [](const Outcome &outcome) { return outcome.here == outcome.home && outcome.conflicts == 0; }},
        {{"a description, and another one at the home", [](Storage &here, Storage &) { describe(here, u"mine"); },
          [](Storage &, Storage &home) { return describe(home, u"theirs"), true; }},
         [](const Outcome &outcome) {
             const bool isAsked = outcome.conflicts == 1 && linesWith(outcome.here, u"mine") == 1;
             const bool isTaken = outcome.conflicts == 0 && outcome.here == outcome.home;
             return linesWith(outcome.home, u"theirs") == 1 && (isAsked || isTaken);
         }},
        {{"a description, taken back here, and another one at the home",
          [](Storage &here, Storage &) { describe(here, u"mine"); },
          [](Storage &here, Storage &home) {
              const bool wasSent = descriptionIn(home) == u"mine";
              return describe(here, u""), describe(home, u"theirs"), wasSent;
          }},
         [](const Outcome &outcome) {
             const bool isAsked = outcome.conflicts == 1 && linesWith(outcome.here, u"theirs") == 0;
             const bool isTaken = outcome.conflicts == 0 && outcome.here == outcome.home;
             return linesWith(outcome.home, u"theirs") == 1 && (isAsked || (isTaken && !outcome.isDone));
         }},
        {{"a label, taken back here, and moved at the home",
          [](Storage &here, Storage &) { label(here, u"mine", u"1.0.0"); },
          [](Storage &here, Storage &home) {
              const bool wasSent = !labelIn(home, u"mine").isEmpty();
              return unlabel(here, u"mine"), label(home, u"mine", u"0.9.0"), wasSent;
          }},
         [](const Outcome &outcome) {
             const bool isAsked = outcome.conflicts == 1 && linesWith(outcome.here, u"mine=") == 0;
             const bool isTaken = outcome.conflicts == 0 && outcome.here == outcome.home;
             return linesWith(outcome.home, u"mine=0.9.0") == 1 && (isAsked || (isTaken && !outcome.isDone));
         }},
    };
    return all;
}

} // namespace

void TestReplicaDoubt::inDoubtAPersonIsAskedOrItIsSentAgain_data()
{
    QTest::addColumn<int>("number");
    for (int number = 0; number < std::ssize(doubts()); ++number)
        QTest::newRow(doubts()[size_t(number)].row.name) << number;
}

void TestReplicaDoubt::inDoubtAPersonIsAskedOrItIsSentAgain()
{
    QFETCH(const int, number);
    const Doubt &doubt = doubts()[size_t(number)];
    const int steps = outcomeOf(doubt.row, never).steps;
    QVERIFY(steps > 10);
    for (int step = 0; step <= steps; ++step) {
        const Outcome outcome = outcomeOf(doubt.row, step);
        QVERIFY2(doubt.isRight(outcome), qPrintable(u"Dead at step %1: %2"_s.arg(step).arg(outcome.text())));
    }
}

void TestReplicaDoubt::whoChoosesForgetsNothing_data()
{
    QTest::addColumn<bool>("isLabel");
    QTest::addColumn<bool>("here");
    for (const bool isLabel : {false, true}) {
        for (const bool here : {false, true})
            QTest::addRow("a %s, %s", isLabel ? "label" : "description", here ? "here" : "home") << isLabel << here;
    }
}

// A tag is sent along; somebody dies, chooses in the conflict, and takes the tag back.
void TestReplicaDoubt::whoChoosesForgetsNothing()
{
    QFETCH(const bool, isLabel);
    QFETCH(const bool, here);
    int steps = 1;
    for (int step = 0; step <= steps; ++step) {
        Team team;
        const auto before = team.join(u"ada"_s);
        for (const auto version : {u"1.0.0", u"1.1.0", u"1.2.0"})
            publish(*before.storage, version, "text");
        must(before.sync().synchronise({}, {}, {}));
        if (isLabel)
            label(*before.storage, u"stable", u"1.1.0"), label(team.home(), u"stable", u"1.2.0");
        else
            describe(*before.storage, u"ours"), describe(team.home(), u"theirs");
        must(before.sync().synchronise({}, {}, {}));
        tag(*before.storage, u"1.0.0", u"mine");
        if (const int done = synchroniseUntil(team, step); step == 0)
            steps = done;
        const auto ada = team.join(u"ada"_s);
        const auto conflicts = must(ada.sync().conflicts({}));
        QCOMPARE(conflicts.size(), 1);
        const auto choice = here ? SyncStorage::Choice::Here : SyncStorage::Choice::Home;
        must(ada.sync().resolve(conflicts.front().id, choice, {}));
        untag(*ada.storage, u"1.0.0", u"mine");
        must(ada.sync().synchronise({}, {}, {}));
        const QByteArray where = "Dead at step " + QByteArray::number(step);
        QVERIFY2(!isTagged(team.home(), u"1.0.0", u"mine"), where.constData());
        QVERIFY2(must(ada.sync().conflicts({})).empty(), where.constData());
        QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
        if (isLabel)
            QCOMPARE(labelIn(team.home(), u"stable"), here ? u"1.1.0"_s : u"1.2.0"_s);
        else
            QCOMPARE(descriptionIn(team.home()), here ? u"ours"_s : u"theirs"_s);
    }
    QVERIFY(steps > 5);
}

QTEST_GUILESS_MAIN(TestReplicaDoubt)
#include "test_replica_doubt.moc"
