// SPDX-License-Identifier: Apache-2.0
// A synchronisation that ends, or looks again, when a part of a prompt's changes has been carried over: what it brought
// to the home is no change of the home's, so that taking it back here takes it back there.
#include "replica_fixture.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestReplicaHalfway : public QObject
{
    Q_OBJECT
private slots:
    void whatIsTakenBackMeanwhileStaysSo_data();
    void whatIsTakenBackMeanwhileStaysSo();
    void whatIsTakenBackAfterTheHomeWentAwayStaysSo();
    void whatTheHomeTakesBackMeanwhileStaysSo();
    void whatIsTakenBackAfterAnAnswerWasLostStaysSo_data();
    void whatIsTakenBackAfterAnAnswerWasLostStaysSo();
};

namespace {

/// A change made here, at which call to the home it is on its way, and how it is taken back here.
struct Change
{
    const char *name;
    QString call;
    std::function<void(const Team::Member &)> make;
    std::function<void(const Team::Member &)> takeBack;
};

const std::vector<Change> &changes()
{
    static const std::vector<Change> all{
        {"a tag", u"update"_s,
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"mine"_s}})); },
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.removeTags = {u"mine"_s}})); }},
        {"a tag that goes", u"update"_s,
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.removeTags = {u"old"_s}})); },
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"old"_s}})); }},
        {"a description", u"update"_s,
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.description = u"mine"_s})); },
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.0.0", {.description = QString()})); }},
        {"a label", u"label"_s,
         [](const Team::Member &ada) {
             must(ada.labels().setLabel(refund(), makeLabel(u"mine"), makeVersion(u"1.0.0"), {}, {}));
         },
         [](const Team::Member &ada) { must(ada.labels().removeLabel(refund(), makeLabel(u"mine"), {}, {})); }},
        {"a tag of a new version", u"store"_s,
         [](const Team::Member &ada) {
             must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.1.0"), "new"), {}));
             must(editRefund(*ada.storage, u"1.1.0", {.addTags = {u"mine"_s}}));
         },
         [](const Team::Member &ada) { must(editRefund(*ada.storage, u"1.1.0", {.removeTags = {u"mine"_s}})); }},
    };
    return all;
}

Team::Member withOldTag(Team &team)
{
    auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "text"), {}));
    must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"old"_s}}));
    must(ada.sync().synchronise({}, {}, {}));
    return ada;
}

} // namespace

void TestReplicaHalfway::whatIsTakenBackMeanwhileStaysSo_data()
{
    QTest::addColumn<int>("number");
    for (int number = 0; number < std::ssize(changes()); ++number)
        QTest::newRow(changes()[size_t(number)].name) << number;
}

// The home has a change of its own, so that there is something to be done here too, which waits for another look.
void TestReplicaHalfway::whatIsTakenBackMeanwhileStaysSo()
{
    QFETCH(const int, number);
    const Change &change = changes()[size_t(number)];
    Team team;
    const auto ada = withOldTag(team);

    change.make(ada);
    must(editRefund(team.home(), u"1.0.0", {.addTags = {u"theirs"_s}}));
    int calls = 0;
    team.faults().onCall = [&](const QString &operation) {
        if (operation == change.call && calls++ == 0)
            change.takeBack(ada);
    };
    must(ada.sync().synchronise({}, {}, {}));
    team.faults().onCall = {};
    must(ada.sync().synchronise({}, {}, {}));
    QVERIFY(calls > 0);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    QVERIFY2(viewOf(*ada.storage).filter(u"mine"_s).isEmpty(), qPrintable(viewOf(*ada.storage).join(u'\n')));
    const TagSet tags = must(ada.metadata().metadata(refund(), makeVersion(u"1.0.0"), {})).tags;
    QCOMPARE(tags.toList(), (QStringList{u"old"_s, u"theirs"_s}));
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
}

void TestReplicaHalfway::whatIsTakenBackAfterTheHomeWentAwayStaysSo()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "text"), {}));
    must(ada.sync().synchronise({}, {}, {}));
    must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"mine"_s}}));
    must(ada.labels().setLabel(refund(), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    team.faults().onCall = [&](const QString &operation) {
        if (operation == u"label"_s)
            team.faults().fault = UncertainHome::Fault::Unreachable;
    };
    QVERIFY(!ada.sync().synchronise({}, {}, {}));
    team.faults().onCall = {};
    QCOMPARE(must(team.home().capabilities().metadata->metadata(refund(), makeVersion(u"1.0.0"), {})).tags.toList(),
             QStringList{u"mine"_s});
    must(editRefund(*ada.storage, u"1.0.0", {.removeTags = {u"mine"_s}}));
    team.faults().fault = UncertainHome::Fault::None;
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    QVERIFY(must(ada.metadata().metadata(refund(), makeVersion(u"1.0.0"), {})).tags.toList().isEmpty());
}

// The other way: what was received before another look is no change of this side's.
void TestReplicaHalfway::whatTheHomeTakesBackMeanwhileStaysSo()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "text"), {}));
    must(ada.sync().synchronise({}, {}, {}));
    must(team.home().store(makePrompt(refund(), makeVersion(u"1.1.0"), "theirs"), {}));
    must(editRefund(team.home(), u"1.1.0", {.addTags = {u"theirs"_s}}));
    bool isChangedHere = false;
    bool isTakenBack = false;
    team.faults().onCall = [&](const QString &operation) {
        if (operation == u"fetch"_s && !std::exchange(isChangedHere, true))
            must(editRefund(*ada.storage, u"1.0.0", {.addTags = {u"mine"_s}}));
        else if (operation == u"versions"_s && isChangedHere && !std::exchange(isTakenBack, true))
            must(editRefund(team.home(), u"1.1.0", {.removeTags = {u"theirs"_s}}));
    };
    must(ada.sync().synchronise({}, {}, {}));
    team.faults().onCall = {};
    must(ada.sync().synchronise({}, {}, {}));
    QVERIFY(isTakenBack);
    QCOMPARE(viewOf(team.home()), viewOf(*ada.storage));
    QVERIFY(must(ada.metadata().metadata(refund(), makeVersion(u"1.1.0"), {})).tags.toList().isEmpty());
}

void TestReplicaHalfway::whatIsTakenBackAfterAnAnswerWasLostStaysSo_data()
{
    whatIsTakenBackMeanwhileStaysSo_data();
}

// The home does it, and nobody here hears of that.
void TestReplicaHalfway::whatIsTakenBackAfterAnAnswerWasLostStaysSo()
{
    QFETCH(const int, number);
    const Change &change = changes()[size_t(number)];
    Team team;
    const auto ada = withOldTag(team);
    const QStringList before = viewOf(team.home());
    change.make(ada);
    team.faults().onCall = [&](const QString &operation) {
        if (operation == change.call)
            team.faults().fault = UncertainHome::Fault::Mute;
    };
    QVERIFY(!ada.sync().synchronise({}, {}, {}));
    team.faults().onCall = {};
    team.faults().fault = UncertainHome::Fault::None;
    QVERIFY(viewOf(team.home()) != before);
    change.takeBack(ada);
    const QStringList takenBack = viewOf(*ada.storage);
    must(ada.sync().synchronise({}, {}, {}));
    must(ada.sync().synchronise({}, {}, {}));
    QCOMPARE(viewOf(*ada.storage), takenBack);
    QCOMPARE(viewOf(team.home()), takenBack);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
}

QTEST_GUILESS_MAIN(TestReplicaHalfway)
#include "test_replica_halfway.moc"
