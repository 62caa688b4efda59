// SPDX-License-Identifier: Apache-2.0
// What two replicas changed differently: both sides stay until somebody chooses, and then what was chosen.
#include "replica_fixture.h"

#include "merge.h"
#include "pulse/base/byte_source.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

using Kind = SyncStorage::Conflict::Kind;
using Choice = SyncStorage::Choice;

class TestReplicaChoices : public QObject
{
    Q_OBJECT

private slots:
    void otherBytesUnderOneVersionBothSurvive();
    void chosenOurs();
    void whatOthersDidWithTheDoubleIsNotLost();
    void whatStandsInTheWayOfAChoiceLosesNothing_data();
    void whatStandsInTheWayOfAChoiceLosesNothing();
    void aChoiceThatIsCutOffTakesNothingAway();
    void chosenDescription_data();
    void chosenDescription();
    void chosenLabel();
    void chosenRemoval_data();
    void chosenRemoval();
};

void TestReplicaChoices::otherBytesUnderOneVersionBothSurvive()
{
    Team team;
    const auto ada = team.join(u"ada"_s, 10);
    const auto bob = team.join(u"bob"_s, -10);
    must(ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Ada"), {}));
    must(bob.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Bob"), {}));
    sync(ada);
    QCOMPARE(sync(bob).conflicts, 1);
    QCOMPARE(statesOf(bob), QStringList{u"a conflict"_s});
    const auto conflicts = must(bob.sync().conflicts({}));
    QCOMPARE(conflicts.size(), 1);
    QCOMPARE(conflicts[0].kind, Kind::Version);
    QCOMPARE(conflicts[0].here.value, "by Bob");
    QCOMPARE(conflicts[0].home.value, "by Ada");
    sync(ada);
    const QString separate = replica::conflictVersion(makeVersion(u"1.0.0"), Checksum::of("by Bob")).toString();
    for (Storage *storage : {&team.home(), ada.storage.get(), bob.storage.get()}) {
        QCOMPARE(contentOf(*storage, u"a", u"1.0.0"), "by Ada");
        QCOMPARE(contentOf(*storage, u"a", separate), "by Bob");
        QCOMPARE(must(storage->capabilities().versions->latest(makeName(u"a"), {})).toString(), u"1.0.0"_s);
    }
    // It stays until somebody chooses, and choosing nothing more than what is there ends it.
    QCOMPARE(sync(bob).conflicts, 1);
    must(bob.sync().resolve(conflicts[0].id, Choice::Both, {}));
    QCOMPARE(sync(bob).conflicts, 0);
    QVERIFY(!bob.sync().resolve(conflicts[0].id, Choice::Both, {}));
}

void TestReplicaChoices::chosenOurs()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s);
    must(ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Ada"), {}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    must(bob.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Bob"), {}));
    must(bob.labels().setLabel(makeName(u"a"), makeLabel(u"staging"), makeVersion(u"1.0.0"), {}, {}));
    sync(ada);
    sync(bob);
    sync(ada);
    must(bob.sync().resolve(must(bob.sync().conflicts({})).front().id, Choice::Here, {}));
    QCOMPARE(contentOf(*bob.storage, u"a", u"1.0.0"), "by Bob");
    QCOMPARE(sync(bob).conflicts, 0);
    QCOMPARE(sync(ada).conflicts, 0);
    const QString separate = replica::conflictVersion(makeVersion(u"1.0.0"), Checksum::of("by Ada")).toString();
    for (Storage *storage : {&team.home(), ada.storage.get(), bob.storage.get()}) {
        QCOMPARE(contentOf(*storage, u"a", u"1.0.0"), "by Bob");
        QCOMPARE(contentOf(*storage, u"a", separate), "by Ada");
        // Each text is there once, and each label with its own.
        const LabelMap labels = must(storage->capabilities().labels->labels(makeName(u"a"), {}));
        QCOMPARE(labels.at(makeLabel(u"production")).toString(), separate);
        QCOMPARE(labels.at(makeLabel(u"staging")).toString(), u"1.0.0"_s);
        QCOMPARE(must(storage->capabilities().versions->versions(makeName(u"a"), {})),
                 std::vector({makeVersion(separate), makeVersion(u"1.0.0")}));
    }
}

// Somebody has written about the text by the number that it leaves: that does not go along unasked.
void TestReplicaChoices::whatOthersDidWithTheDoubleIsNotLost()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s);
    const Name name = makeName(u"a");
    must(ada.storage->store(makePrompt(name, makeVersion(u"1.0.0"), "by Ada"), {}));
    must(bob.storage->store(makePrompt(name, makeVersion(u"1.0.0"), "by Bob"), {}));
    sync(ada);
    sync(bob);
    sync(ada);
    const Version separate = replica::conflictVersion(makeVersion(u"1.0.0"), Checksum::of("by Bob"));
    must(ada.metadata().updateMetadata(name, separate, {.description = u"Better than mine"_s}, {}));
    sync(ada);
    must(bob.sync().resolve(must(bob.sync().conflicts({})).front().id, Choice::Here, {}));
    QCOMPARE(sync(bob).conflicts, 1);
    const auto conflict = must(bob.sync().conflicts({})).front();
    QCOMPARE(conflict.kind, Kind::Removal);
    QCOMPARE(conflict.version, std::optional(separate));
    QCOMPARE(contentOf(team.home(), u"a", u"1.0.0"), "by Bob");
    QCOMPARE(must(team.home().capabilities().metadata->metadata(name, separate, {})).description,
             u"Better than mine"_s);
}

// Cut off before each of its calls here: the home keeps both, and the same choice can be made again.
void TestReplicaChoices::aChoiceThatIsCutOffTakesNothingAway()
{
    for (int at = 0;; ++at) {
        Team team;
        const auto here = std::make_shared<UncertainHome::Faults>();
        const auto ada = team.join(u"ada"_s);
        const auto bob = team.join(u"bob"_s, 0, [&](ReplicaOptions &options) {
            options.local = std::make_shared<UncertainHome>(options.local, here);
        });
        must(ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Ada"), {}));
        must(bob.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Bob"), {}));
        sync(ada);
        sync(bob);
        const QString id = must(bob.sync().conflicts({})).front().id;
        const QSet<QString> both = bytesIn(team.home());
        QCOMPARE(both.size(), 2);
        here->callsUntilGone = at;
        const bool isWhole = bob.sync().resolve(id, Choice::Here, {}).has_value();
        here->callsUntilGone = -1;
        here->fault = UncertainHome::Fault::None;
        sync(bob);
        QVERIFY2(bytesIn(team.home()) == both, qPrintable(u"cut off at %1"_s.arg(at)));
        if (!isWhole) {
            const auto left = must(bob.sync().conflicts({}));
            QVERIFY2(!left.empty(), qPrintable(u"nothing left to choose, cut off at %1"_s.arg(at)));
            must(bob.sync().resolve(left.front().id, Choice::Here, {}));
            sync(bob);
        }
        QVERIFY2(contentOf(team.home(), u"a", u"1.0.0") == "by Bob", qPrintable(u"cut off at %1"_s.arg(at)));
        QCOMPARE(bytesIn(team.home()), both);
        QCOMPARE(viewOf(team.home()), viewOf(*bob.storage));
        QCOMPARE(must(team.home().capabilities().versions->versions(makeName(u"a"), {})).size(), 2);
        if (isWhole)
            break;
        QVERIFY(at < 100);
    }
}

void TestReplicaChoices::chosenDescription_data()
{
    QTest::addColumn<bool>("here");
    QTest::newRow("here") << true;
    QTest::newRow("home") << false;
}

void TestReplicaChoices::chosenDescription()
{
    QFETCH(const bool, here);
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, 10);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"1.0.0");
    must(ada.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    sync(ada);
    sync(bob);
    must(ada.metadata().updateMetadata(name, version, {.description = u"By Ada"_s}, {}));
    must(bob.metadata().updateMetadata(name, version, {.description = u"By Bob"_s}, {}));
    sync(ada);
    QCOMPARE(sync(bob).conflicts, 1);
    const auto conflict = must(bob.sync().conflicts({})).front();
    QCOMPARE(conflict.kind, Kind::Metadata);
    QCOMPARE(conflict.here.value, "By Bob");
    QCOMPARE(conflict.home.value, "By Ada");
    QCOMPARE(must(bob.metadata().metadata(name, version, {})).description, u"By Bob"_s);
    QVERIFY(!bob.sync().resolve(conflict.id, Choice::Both, {}));
    must(bob.sync().resolve(conflict.id, here ? Choice::Here : Choice::Home, {}));
    QCOMPARE(sync(bob).conflicts, 0);
    sync(ada);
    for (Storage *storage : {&team.home(), ada.storage.get(), bob.storage.get()})
        QCOMPARE(must(storage->capabilities().metadata->metadata(name, version, {})).description,
                 here ? u"By Bob"_s : u"By Ada"_s);
}

void TestReplicaChoices::chosenLabel()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s, 10);
    const Name name = makeName(u"a");
    const Label label = makeLabel(u"production");
    for (const auto version : {u"1.0.0", u"1.1.0", u"1.2.0"})
        must(ada.storage->store(makePrompt(u"a", version), {}));
    must(ada.labels().setLabel(name, label, makeVersion(u"1.0.0"), {}, {}));
    sync(ada);
    sync(bob);
    must(ada.labels().setLabel(name, label, makeVersion(u"1.1.0"), {}, {}));
    must(bob.labels().setLabel(name, label, makeVersion(u"1.2.0"), {}, {}));
    sync(ada);
    sync(bob);
    sync(bob); // it waits until somebody chooses
    QCOMPARE(must(bob.sync().conflicts({})).size(), 1);
    const auto conflict = must(bob.sync().conflicts({})).front();
    QCOMPARE(conflict.kind, Kind::Label);
    QCOMPARE(conflict.here.value, "1.2.0");
    QCOMPARE(conflict.home.value, "1.1.0");
    must(bob.sync().resolve(conflict.id, Choice::Here, {}));
    sync(bob);
    sync(ada);
    QCOMPARE(must(ada.labels().labels(name, {})).at(label).toString(), u"1.2.0"_s);
    QCOMPARE(viewOf(*ada.storage), viewOf(*bob.storage));
}

void TestReplicaChoices::chosenRemoval_data()
{
    QTest::addColumn<bool>("removerAsks");
    QTest::addColumn<bool>("here");
    QTest::addColumn<bool>("survives");
    QTest::newRow("removed here, gone") << true << true << false;
    QTest::newRow("removed here, kept") << true << false << true;
    QTest::newRow("removed at home, kept") << false << true << true;
    QTest::newRow("removed at home, gone") << false << false << false;
}

void TestReplicaChoices::chosenRemoval()
{
    QFETCH(const bool, removerAsks);
    QFETCH(const bool, here);
    QFETCH(const bool, survives);
    Team team;
    const auto remover = team.join(u"ada"_s);
    const auto editor = team.join(u"bob"_s, 10);
    must(remover.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    sync(remover);
    sync(editor);
    must(remover.storage->remove(makeName(u"a"), {}, {}));
    must(editor.storage->store(makePrompt(u"a", u"1.1.0"), {}));
    const auto &asked = removerAsks ? remover : editor;
    const auto &first = removerAsks ? editor : remover;
    sync(first);
    QCOMPARE(sync(asked).conflicts, 1);
    QCOMPARE(sync(asked).conflicts, 1); // and nothing more happens by itself
    const auto conflict = must(asked.sync().conflicts({})).front();
    QCOMPARE(conflict.kind, Kind::Removal);
    must(asked.sync().resolve(conflict.id, here ? Choice::Here : Choice::Home, {}));
    QCOMPARE(sync(asked).conflicts, 0);
    sync(first);
    for (Storage *storage : {&team.home(), remover.storage.get(), editor.storage.get()})
        QCOMPARE(viewOf(*storage).size(), survives ? 2 : 0);
}

void TestReplicaChoices::whatStandsInTheWayOfAChoiceLosesNothing_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("change");
    for (const auto version : {"1.0.0", "1.0.0-beta", "1.0.0-0"}) {
        for (const auto change : {"edited", "labelled", "other bytes"})
            QTest::addRow("%s, %s", version, change) << QString::fromLatin1(version) << QString::fromLatin1(change);
    }
}

// Chosen here, and somebody changes at the home what ours were to take the place of.
void TestReplicaChoices::whatStandsInTheWayOfAChoiceLosesNothing()
{
    QFETCH(const QString, version);
    QFETCH(const QString, change);
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s);
    const Name name = makeName(u"a");
    const Version number = makeVersion(version);
    must(ada.storage->store(makePrompt(name, number, "by Ada"), {}));
    must(bob.storage->store(makePrompt(name, number, "by Bob"), {}));
    sync(ada);
    sync(bob);
    must(bob.sync().resolve(must(bob.sync().conflicts({})).front().id, Choice::Here, {}));
    if (change == "edited"_L1) {
        must(team.home().capabilities().metadata->updateMetadata(name, number, {.addTags = {u"good"_s}}, {}));
    } else if (change == "labelled"_L1) {
        must(team.home().capabilities().labels->setLabel(name, makeLabel(u"stable"), number, {}, {}));
    } else {
        must(team.home().remove(name, number, {}));
        must(team.home().store(makePrompt(name, number, "by Ada, better"), {}));
    }
    const auto isThere = [&](Storage &storage, const QByteArray &content) {
        const auto versions = must(storage.capabilities().versions->versions(name, {}));
        return std::ranges::any_of(
            versions, [&](const Version &each) { return contentOf(storage, u"a", each.toString()) == content; });
    };
    for (int round = 0; round < 3; ++round) {
        sync(bob);
        sync(ada);
        for (Storage *storage : {&team.home(), bob.storage.get(), ada.storage.get()}) {
            QVERIFY2(isThere(*storage, "by Bob"), qPrintable(viewOf(*storage).join(u'\n')));
            QVERIFY2(isThere(*storage, change == "other bytes"_L1 ? "by Ada, better" : "by Ada"),
                     qPrintable(viewOf(*storage).join(u'\n')));
        }
    }
}

QTEST_GUILESS_MAIN(TestReplicaChoices)
#include "test_replica_choices.moc"
