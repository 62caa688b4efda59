// SPDX-License-Identifier: Apache-2.0
// A synchronisation that dies at any of its steps, on either side or in what it remembers: whatever happens before the
// next one, what comes of it is what would have come without the death.
#include "replica_fixture.h"

#include "pulse/faults/scripted_fs.h"

#include <QTest>
#include <limits>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaDeath : public QObject
{
    Q_OBJECT
private slots:
    void makesNoDifference_data();
    void makesNoDifference();
    void inDoubtAPersonIsAskedOrItIsSentAgain_data();
    void inDoubtAPersonIsAskedOrItIsSentAgain();
    void isForgottenOnceItWasClearedUp();
    void ofTheFirstLotIsNoReasonToQuestionTheHome();
    void ofTheFirstLotLeavesNothingBehindThatWentAtTheHome();
};

namespace {

void tag(Storage &storage, QStringView version, QStringView text)
{
    must(editRefund(storage, version, {.addTags = {text.toString()}}));
}

void untag(Storage &storage, QStringView version, QStringView text)
{
    must(editRefund(storage, version, {.removeTags = {text.toString()}}));
}

void describe(Storage &storage, QStringView text)
{
    must(editRefund(storage, u"1.0.0", {.description = text.toString()}));
}

void label(Storage &storage, QStringView name, QStringView version)
{
    must(storage.capabilities().labels->setLabel(refund(), makeLabel(name), makeVersion(version), {}, {}));
}

void unlabel(Storage &storage, QStringView name)
{
    must(storage.capabilities().labels->removeLabel(refund(), makeLabel(name), {}, {}));
}

void publish(Storage &storage, QStringView version, const QByteArray &content, const Name &name = refund())
{
    must(storage.store(makePrompt(name, makeVersion(version), content), {}));
}

void removeFrom(Storage &storage, const std::optional<QString> &version)
{
    must(storage.remove(refund(), version ? std::optional(makeVersion(*version)) : std::nullopt, {}));
}

/// The last thing that was removed comes back.
void bringBack(Storage &storage)
{
    TrashStorage &trash = *storage.capabilities().trash;
    must(trash.restore(must(trash.trash({})).back().id, {}, {}));
}

bool has(Storage &storage, QStringView version)
{
    return must(storage.exists(refund(), makeVersion(version), {}));
}

bool isTagged(Storage &storage, QStringView version, QStringView text)
{
    return has(storage, version) && must(storage.capabilities().metadata->metadata(refund(), makeVersion(version), {}))
                                        .tags.contains(text.toString());
}

QString descriptionIn(Storage &storage)
{
    return must(storage.capabilities().metadata->metadata(refund(), makeVersion(u"1.0.0"), {})).description;
}

QString labelIn(Storage &storage, QStringView name)
{
    const LabelMap labels = must(storage.capabilities().labels->labels(refund(), {}));
    const auto found = labels.find(makeLabel(name));
    return found == labels.end() ? QString() : found->second.toString();
}

/// What is carried over when it dies, and what happens before the next synchronisation. Both sides begin with 1.0.0,
/// tagged `old`, and 0.9.0, to which the label `stable` points.
struct Row
{
    const char *name;
    std::function<void(Storage &here, Storage &home)> change;
    /// False where there was nothing to do, because what would be taken back is not to be seen.
    std::function<bool(Storage &here, Storage &home)> after;
};

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

/// What dies at the given step: a call to the home, to the library here, or one that changes what is remembered.
class Mortal
{
public:
    explicit Mortal(int steps)
        : m_left(steps)
    {}

    /// As a member whose local library and journals stop with the first step that is one too many.
    Team::Member join(Team &team)
    {
        const auto onCall = [this, &team](const QString &operation) {
            static const QSet<QString> changing{u"store"_s, u"update"_s, u"label"_s, u"remove"_s};
            if (changing.contains(operation))
                step(team);
        };
        team.faults().onCall = onCall;
        m_here->onCall = onCall;
        return team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
            options.local = std::make_shared<UncertainHome>(options.local, m_here);
            options.parallel = 1;
            options.fs = std::make_shared<faults::ScriptedFs>([this, &team](const faults::FsCall &call) {
                return call.changes && step(team) ? faults::ScriptedFs::kill : 0;
            });
        });
    }
    [[nodiscard]] int steps() const { return m_steps; }

private:
    bool step(Team &team)
    {
        ++m_steps;
        if (m_left.fetch_sub(1) > 0)
            return false;
        m_here->fault = UncertainHome::Fault::Unreachable;
        team.faults().fault = UncertainHome::Fault::Unreachable;
        return true;
    }

    std::shared_ptr<UncertainHome::Faults> m_here = std::make_shared<UncertainHome::Faults>();
    std::atomic<int> m_left;
    std::atomic<int> m_steps = 0;
};

constexpr int never = std::numeric_limits<int>::max();

/// Synchronises as a member that dies at the given step, 0 for never, and answers how many there were. The home is well
/// afterwards.
int synchroniseUntil(Team &team, int step)
{
    Mortal dying(step == 0 ? never : step);
    (void)dying.join(team).sync().synchronise({}, {}, {});
    team.faults().onCall = {};
    team.faults().fault = UncertainHome::Fault::None;
    return dying.steps();
}

struct Outcome
{
    QStringList here;
    QStringList home;
    qsizetype conflicts = 0;
    bool isDone = false; ///< what happens afterwards
    int steps = 0;

    [[nodiscard]] QString text() const
    {
        return u"here\n  %1\nhome\n  %2\n%3 conflicts, %4"_s.arg(here.join(u"\n  "_s), home.join(u"\n  "_s))
            .arg(conflicts)
            .arg(isDone ? u"changed afterwards"_s : u"not changed afterwards"_s);
    }
};

/// A synchronisation after the change dies at the step; then comes what happens afterwards, and a whole one or two.
Outcome outcomeOf(const Row &row, int deathAt, bool isAfterwardsDone = true)
{
    Team team;
    std::shared_ptr<Storage> local; // stays in memory for as long as somebody has it open
    {
        const auto ada = team.join(u"ada"_s);
        local = ada.local;
        publish(*ada.storage, u"0.9.0", "older");
        publish(*ada.storage, u"1.0.0", "text");
        tag(*ada.storage, u"1.0.0", u"old");
        label(*ada.storage, u"stable", u"0.9.0");
        must(ada.sync().synchronise({}, {}, {}));
        row.change(*ada.storage, team.home());
    }
    Outcome outcome;
    {
        Mortal dying(deathAt);
        const auto ada = dying.join(team);
        (void)ada.sync().synchronise({}, {}, {});
        outcome.steps = dying.steps();
        team.faults().onCall = {};
        team.faults().fault = UncertainHome::Fault::None;
    }
    const auto ada = team.join(u"ada"_s);
    outcome.isDone = isAfterwardsDone && row.after(*ada.storage, team.home());
    must(ada.sync().synchronise({}, {}, {}));
    must(ada.sync().synchronise({}, {}, {}));
    outcome.here = viewOf(*ada.storage);
    outcome.home = viewOf(team.home());
    outcome.conflicts = std::ssize(must(ada.sync().conflicts({})));
    return outcome;
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

void TestReplicaDeath::inDoubtAPersonIsAskedOrItIsSentAgain_data()
{
    QTest::addColumn<int>("number");
    for (int number = 0; number < std::ssize(doubts()); ++number)
        QTest::newRow(doubts()[size_t(number)].row.name) << number;
}

void TestReplicaDeath::inDoubtAPersonIsAskedOrItIsSentAgain()
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
