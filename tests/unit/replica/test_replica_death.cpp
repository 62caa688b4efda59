// SPDX-License-Identifier: Apache-2.0
// A synchronisation that dies at any of its steps, on either side or in what it remembers: whatever happens before the
// next one, what comes of it is what would have come without the death.
#include "replica_deaths.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::test::deaths;
using namespace Qt::StringLiterals;

class TestReplicaDeath : public QObject
{
    Q_OBJECT
private slots:
    void makesNoDifference_data();
    void makesNoDifference();
    void isForgottenOnceItWasClearedUp();
    void ofTheFirstLotIsNoReasonToQuestionTheHome();
    void ofTheFirstLotLeavesNothingBehindThatWentAtTheHome();
};

namespace {

const std::vector<Row> &rows()
{
    // The other side has a change of its own as well, so that there are steps on both sides.
    const auto theirs = [](Storage &home) { tag(home, u"0.9.0", u"theirs"); };
    const auto ours = [](Storage &here) { tag(here, u"0.9.0", u"ours"); };
    static const std::vector<Row> all{
        // Sent, and taken back here.
        {"a tag, taken back here", [=](Storage &here, Storage &home) { tag(here, u"1.0.0", u"mine"), theirs(home); },
         [](Storage &here, Storage &) { return untag(here, u"1.0.0", u"mine"), true; }},
        {"a tag that goes, taken back here",
         [=](Storage &here, Storage &home) { untag(here, u"1.0.0", u"old"), theirs(home); },
         [](Storage &here, Storage &) { return tag(here, u"1.0.0", u"old"), true; }},
        {"a description, taken back here", [=](Storage &here, Storage &home) { describe(here, u"mine"), theirs(home); },
         [](Storage &here, Storage &) { return describe(here, u""), true; }},
        {"a label, taken back here",
         [=](Storage &here, Storage &home) { label(here, u"mine", u"1.0.0"), theirs(home); },
         [](Storage &here, Storage &) { return unlabel(here, u"mine"), true; }},
        {"a label that moves, taken back here",
         [=](Storage &here, Storage &home) { label(here, u"stable", u"1.0.0"), theirs(home); },
         [](Storage &here, Storage &) { return label(here, u"stable", u"0.9.0"), true; }},
        {"a label that goes, taken back here",
         [=](Storage &here, Storage &home) { unlabel(here, u"stable"), theirs(home); },
         [](Storage &here, Storage &) { return label(here, u"stable", u"0.9.0"), true; }},
        {"a new version, its tag taken back here",
         [=](Storage &here, Storage &home) {
             publish(here, u"1.1.0", "new"), tag(here, u"1.1.0", u"mine"), theirs(home);
         },
         [](Storage &here, Storage &) { return untag(here, u"1.1.0", u"mine"), true; }},
        {"a new version, taken back here",
         [=](Storage &here, Storage &home) { publish(here, u"1.1.0", "new"), theirs(home); },
         [](Storage &here, Storage &) { return removeFrom(here, u"1.1.0"_s), true; }},
        {"the removal of a version, taken back here",
         [=](Storage &here, Storage &home) { removeFrom(here, u"1.0.0"_s), theirs(home); },
         [](Storage &here, Storage &) { return bringBack(here), true; }},
        {"the removal of a prompt, taken back here", [](Storage &here, Storage &) { removeFrom(here, {}); },
         [](Storage &here, Storage &) { return bringBack(here), true; }},
        {"other bytes, their tag taken back here",
         [=](Storage &here, Storage &home) {
             removeFrom(here, u"1.0.0"_s), publish(here, u"1.0.0", "anew"), tag(here, u"1.0.0", u"mine"), theirs(home);
         },
         [](Storage &here, Storage &) { return untag(here, u"1.0.0", u"mine"), true; }},
        // Sent, and the home goes on from there.
        {"a tag, and another one at the home", [](Storage &here, Storage &) { tag(here, u"1.0.0", u"mine"); },
         [](Storage &, Storage &home) { return tag(home, u"1.0.0", u"also"), true; }},
        {"a description, and a tag at the home", [](Storage &here, Storage &) { describe(here, u"mine"); },
         [](Storage &, Storage &home) { return tag(home, u"1.0.0", u"also"), true; }},
        {"a label, and a version at the home", [](Storage &here, Storage &) { label(here, u"stable", u"1.0.0"); },
         [](Storage &, Storage &home) { return publish(home, u"1.1.0", "theirs"), true; }},
        // Received, and taken back at the home.
        {"a tag of the home, taken back there",
         [=](Storage &here, Storage &home) { tag(home, u"1.0.0", u"new"), ours(here); },
         [](Storage &, Storage &home) { return untag(home, u"1.0.0", u"new"), true; }},
        {"a tag that goes at the home, taken back there",
         [=](Storage &here, Storage &home) { untag(home, u"1.0.0", u"old"), ours(here); },
         [](Storage &, Storage &home) { return tag(home, u"1.0.0", u"old"), true; }},
        {"a description of the home, taken back there",
         [=](Storage &here, Storage &home) { describe(home, u"theirs"), ours(here); },
         [](Storage &, Storage &home) { return describe(home, u""), true; }},
        {"a description of the home, and another one there",
         [=](Storage &here, Storage &home) { describe(home, u"theirs"), ours(here); },
         [](Storage &, Storage &home) { return describe(home, u"theirs anew"), true; }},
        {"a label of the home, taken back there",
         [=](Storage &here, Storage &home) { label(home, u"theirs", u"1.0.0"), ours(here); },
         [](Storage &, Storage &home) { return unlabel(home, u"theirs"), true; }},
        {"a label that moves at the home, taken back there",
         [=](Storage &here, Storage &home) { label(home, u"stable", u"1.0.0"), ours(here); },
         [](Storage &, Storage &home) { return label(home, u"stable", u"0.9.0"), true; }},
        {"a version of the home, its tag taken back there",
         [=](Storage &here, Storage &home) { publish(home, u"1.1.0", "new"), tag(home, u"1.1.0", u"new"), ours(here); },
         [](Storage &, Storage &home) { return untag(home, u"1.1.0", u"new"), true; }},
        {"a version of the home, taken back there",
         [=](Storage &here, Storage &home) { publish(home, u"1.1.0", "new"), ours(here); },
         [](Storage &, Storage &home) { return removeFrom(home, u"1.1.0"_s), true; }},
        {"a removal at the home, taken back there",
         [=](Storage &here, Storage &home) { removeFrom(home, u"1.0.0"_s), ours(here); },
         [](Storage &, Storage &home) { return bringBack(home), true; }},
        {"the removal of a prompt at the home, taken back there",
         [](Storage &, Storage &home) { removeFrom(home, {}); },
         [](Storage &, Storage &home) { return bringBack(home), true; }},
        {"other bytes at the home, taken back there",
         [=](Storage &here, Storage &home) {
             removeFrom(home, u"1.0.0"_s), publish(home, u"1.0.0", "anew"), ours(here);
         },
         [](Storage &, Storage &home) { return removeFrom(home, u"1.0.0"_s), true; }},
        // Received, and taken back here, where it is to be seen.
        {"a tag of the home, taken back here",
         [=](Storage &here, Storage &home) { tag(home, u"1.0.0", u"new"), ours(here); },
         [](Storage &here, Storage &) {
             return isTagged(here, u"1.0.0", u"new") && (untag(here, u"1.0.0", u"new"), true);
         }},
        {"a tag that goes at the home, taken back here",
         [=](Storage &here, Storage &home) { untag(home, u"1.0.0", u"old"), ours(here); },
         [](Storage &here, Storage &) {
             return !isTagged(here, u"1.0.0", u"old") && (tag(here, u"1.0.0", u"old"), true);
         }},
        {"a description of the home, taken back here",
         [=](Storage &here, Storage &home) { describe(home, u"theirs"), ours(here); },
         [](Storage &here, Storage &) { return descriptionIn(here) == u"theirs" && (describe(here, u""), true); }},
        {"a label of the home, taken back here",
         [=](Storage &here, Storage &home) { label(home, u"stable", u"1.0.0"), ours(here); },
         [](Storage &here, Storage &) {
             return labelIn(here, u"stable") == u"1.0.0" && (label(here, u"stable", u"0.9.0"), true);
         }},
        {"a version of the home, its tag taken back here",
         [=](Storage &here, Storage &home) { publish(home, u"1.1.0", "new"), tag(home, u"1.1.0", u"new"), ours(here); },
         [](Storage &here, Storage &) {
             return isTagged(here, u"1.1.0", u"new") && (untag(here, u"1.1.0", u"new"), true);
         }},
        {"a version of the home, taken back here",
         [=](Storage &here, Storage &home) { publish(home, u"1.1.0", "new"), ours(here); },
         [](Storage &here, Storage &) { return has(here, u"1.1.0") && (removeFrom(here, u"1.1.0"_s), true); }},
        {"a removal at the home, taken back here",
         [=](Storage &here, Storage &home) { removeFrom(home, u"1.0.0"_s), ours(here); },
         [](Storage &here, Storage &) { return !has(here, u"1.0.0") && (bringBack(here), true); }},
        {"the removal of a prompt at the home, taken back here", [](Storage &, Storage &home) { removeFrom(home, {}); },
         [](Storage &here, Storage &) { return !has(here, u"1.0.0") && (bringBack(here), true); }},
        // What differs stays on record.
        {"different bytes on both sides",
         [](Storage &here, Storage &home) {
             publish(here, u"1.1.0", "ours"), label(here, u"mine", u"1.1.0"), publish(home, u"1.1.0", "theirs");
         },
         [](Storage &, Storage &) { return true; }},
    };
    return all;
}

} // namespace

void TestReplicaDeath::makesNoDifference_data()
{
    QTest::addColumn<int>("number");
    for (int number = 0; number < std::ssize(rows()); ++number)
        QTest::newRow(rows()[size_t(number)].name) << number;
}

void TestReplicaDeath::makesNoDifference()
{
    QFETCH(const int, number);
    const Row &row = rows()[size_t(number)];
    const Outcome with = outcomeOf(row, never);
    const Outcome without = outcomeOf(row, never, false);
    QVERIFY2(with.here == with.home, qPrintable(with.text()));
    QVERIFY(with.steps > 10);
    for (int step = 0; step < with.steps; ++step) {
        const Outcome outcome = outcomeOf(row, step);
        const Outcome &expected = outcome.isDone ? with : without;
        QVERIFY2(outcome.here == expected.here && outcome.home == expected.home &&
                     outcome.conflicts == expected.conflicts,
                 qPrintable(u"Dead at step %1 of %2: %3\n\nbut should be %4"_s.arg(step)
                                .arg(with.steps)
                                .arg(outcome.text(), expected.text())));
    }
}

// After a whole synchronisation what the home takes back was taken back, whatever was under way before.
void TestReplicaDeath::isForgottenOnceItWasClearedUp()
{
    int steps = 1;
    for (int step = 0; step <= steps; ++step) {
        Team team;
        const auto before = team.join(u"ada"_s);
        team.faults().hasFingerprints = false; // they would make another record of it
        publish(*before.storage, u"1.0.0", "text");
        must(before.sync().synchronise({}, {}, {}));
        tag(*before.storage, u"1.0.0", u"mine");
        if (const int done = synchroniseUntil(team, step); step == 0)
            steps = done;
        const auto ada = team.join(u"ada"_s);
        must(ada.sync().synchronise({}, {}, {}));
        untag(team.home(), u"1.0.0", u"mine");
        must(ada.sync().synchronise({}, {}, {}));
        QVERIFY2(!isTagged(team.home(), u"1.0.0", u"mine"), qPrintable(u"Dead at step %1"_s.arg(step)));
        QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
    }
    QVERIFY(steps > 10);
}

// What was on its way to the home for the first time is not missing there.
void TestReplicaDeath::ofTheFirstLotIsNoReasonToQuestionTheHome()
{
    constexpr int prompts = 12;
    int steps = 1;
    for (int step = 0; step <= steps; ++step) {
        Team team;
        const auto before = team.join(u"ada"_s);
        for (int i = 0; i < prompts; ++i)
            publish(*before.storage, u"1.0.0", "text", makeName(u"p/%1"_s.arg(i)));
        if (const int done = synchroniseUntil(team, step); step == 0)
            steps = done;
        const auto ada = team.join(u"ada"_s);
        const auto report = ada.sync().synchronise({}, {}, {});
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message()));
        QCOMPARE(viewOf(team.home()).size(), prompts);
        QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    }
    QVERIFY(steps > prompts);
}

// A prompt that had just come here when it died, and is gone at the home before the next synchronisation.
void TestReplicaDeath::ofTheFirstLotLeavesNothingBehindThatWentAtTheHome()
{
    int steps = 1;
    for (int step = 0; step <= steps; ++step) {
        Team team;
        publish(team.home(), u"1.0.0", "other", makeName(u"other"));
        const auto before = team.join(u"ada"_s);
        must(before.sync().synchronise({}, {}, {}));
        publish(team.home(), u"1.0.0", "text");
        if (const int done = synchroniseUntil(team, step); step == 0)
            steps = done;
        removeFrom(team.home(), {});
        const auto ada = team.join(u"ada"_s);
        must(ada.sync().synchronise({}, {}, {}));
        QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
        QCOMPARE(viewOf(*ada.storage).size(), 1);
        QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
    }
    QVERIFY(steps > 10);
}

QTEST_GUILESS_MAIN(TestReplicaDeath)
#include "test_replica_death.moc"
