// SPDX-License-Identifier: Apache-2.0
// Two replicas of one home, brought together.
#include "replica_fixture.h"

#include "merge.h"
#include "pulse/base/byte_source.h"

#include <QTest>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Kind = SyncStorage::Conflict::Kind;
using Choice = SyncStorage::Choice;

namespace {

QStringList statesOf(const Team::Member &member)
{
    QStringList texts;
    for (const auto &[name, state] : must(member.sync().unsynced({}))) {
        using enum SyncStorage::State;
        texts.append(name.toString() + (state == Local     ? u" local"_s
                                        : state == Pending ? u" pending"_s
                                                           : u" conflict"_s));
    }
    return texts;
}

SyncStorage::Report sync(const Team::Member &member, const SyncStorage::Options &options = {})
{
    return must(member.sync().synchronise(options, {}, {}));
}

QByteArray contentOf(Storage &storage, QStringView name, QStringView version)
{
    return must(storage.fetch(makeName(name), makeVersion(version), {})).content;
}

} // namespace

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
    void contentInPiecesTravels();
    void otherBytesUnderOneVersionBothSurvive();
    void chosenOurs();
    void aChoiceThatIsCutOffTakesNothingAway();
    void removedPublishedAndRemovedAgain();
    void whatChangedAtTheHomeMeanwhileStays_data();
    void whatChangedAtTheHomeMeanwhileStays();
    void chosenDescription_data();
    void chosenDescription();
    void chosenLabel();
    void chosenRemoval_data();
    void chosenRemoval();
    void aDryRunChangesNothing();
    void everythingFindsWhatWasMadeByHand();
    void stoppedInTheMiddleGoesOn();
    void whatIsStoredDoesNotHoldUpWhatIsFetched();
    void costsByWhatChanged();
    void writesThrough();
    void twoHandlesOnOneReplica();
    void aChangeInTheMiddleIsNotTakenForNone();
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

void TestReplicaSync::otherBytesUnderOneVersionBothSurvive()
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

void TestReplicaSync::chosenOurs()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    const auto bob = team.join(u"bob"_s);
    must(ada.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Ada"), {}));
    must(ada.labels().setLabel(makeName(u"a"), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    must(bob.storage->store(makePrompt(makeName(u"a"), makeVersion(u"1.0.0"), "by Bob"), {}));
    sync(ada);
    sync(bob);
    must(bob.sync().resolve(must(bob.sync().conflicts({})).front().id, Choice::Here, {}));
    QCOMPARE(contentOf(*bob.storage, u"a", u"1.0.0"), "by Bob");
    QCOMPARE(sync(bob).conflicts, 0);
    sync(ada);
    const QString separate = replica::conflictVersion(makeVersion(u"1.0.0"), Checksum::of("by Ada")).toString();
    for (Storage *storage : {&team.home(), ada.storage.get(), bob.storage.get()}) {
        QCOMPARE(contentOf(*storage, u"a", u"1.0.0"), "by Bob");
        QCOMPARE(contentOf(*storage, u"a", separate), "by Ada");
        QCOMPARE(must(storage->capabilities().labels->labels(makeName(u"a"), {})).begin()->second.toString(), separate);
    }
}

// Cut off before each of its calls here: the home keeps both, and the same choice can be made again.
void TestReplicaSync::aChoiceThatIsCutOffTakesNothingAway()
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
        if (isWhole)
            break;
        QVERIFY(at < 100);
    }
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

void TestReplicaSync::whatChangedAtTheHomeMeanwhileStays_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("guarded");
    for (const bool guarded : {true, false}) {
        for (const auto change : {"one", "all", "anew"})
            QTest::addRow("%s, %s", change, guarded ? "guarded" : "looked at again")
                << QString::fromLatin1(change) << guarded;
    }
}

// Somebody edits at the home, between any two calls of a synchronisation, what was removed here.
void TestReplicaSync::whatChangedAtTheHomeMeanwhileStays()
{
    QFETCH(const QString, change);
    QFETCH(const bool, guarded);
    const Name name = makeName(u"a");
    const Version version = makeVersion(u"1.0.0");
    int edits = 0;
    for (int at = 0;; ++at) {
        Team team;
        const auto ada = team.join(u"ada"_s);
        for (const auto each : {u"1.0.0", u"1.1.0"})
            must(ada.storage->store(makePrompt(u"a", each), {}));
        sync(ada);
        must(ada.storage->remove(name, change == "all"_L1 ? std::nullopt : std::optional(version), {}));
        if (change == "anew"_L1)
            must(ada.storage->store(makePrompt(name, version, "other"), {}));
        int calls = 0;
        int looks = 0;
        bool isEdited = false;
        team.faults().guardsRemovals = guarded;
        team.faults().onCall = [&](const QString &operation) {
            // A home without the capability is looked at once more; what comes after that look goes along.
            const bool isLook = operation == "versions"_L1;
            looks += isLook;
            const bool isTooLate = !guarded && looks > 1 && !isLook;
            if (calls++ == at && !isTooLate)
                isEdited = team.home()
                               .capabilities()
                               .metadata->updateMetadata(name, version, {.addTags = {u"edited"_s}}, {})
                               .has_value();
        };
        sync(ada);
        team.faults().onCall = {};
        edits += isEdited;
        if (isEdited) {
            const auto now = team.home().capabilities().metadata->metadata(name, version, {});
            QVERIFY2(now && now->tags.contains(u"edited"_s),
                     qPrintable(u"What was edited before call %1 went along."_s.arg(at)));
        }
        if (calls <= at)
            break;
    }
    QVERIFY(edits > 2);
}

void TestReplicaSync::chosenDescription_data()
{
    QTest::addColumn<bool>("here");
    QTest::newRow("here") << true;
    QTest::newRow("home") << false;
}

void TestReplicaSync::chosenDescription()
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

void TestReplicaSync::chosenLabel()
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

void TestReplicaSync::chosenRemoval_data()
{
    QTest::addColumn<bool>("removerAsks");
    QTest::addColumn<bool>("here");
    QTest::addColumn<bool>("survives");
    QTest::newRow("removed here, gone") << true << true << false;
    QTest::newRow("removed here, kept") << true << false << true;
    QTest::newRow("removed at home, kept") << false << true << true;
    QTest::newRow("removed at home, gone") << false << false << false;
}

void TestReplicaSync::chosenRemoval()
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

void TestReplicaSync::stoppedInTheMiddleGoesOn()
{
    Team team;
    for (int i = 0; i < 300; ++i)
        must(team.home().store(makePrompt(u"p%1"_s.arg(i), u"1.0.0"), {}));
    const auto ada = team.join(u"ada"_s);
    std::stop_source source;
    const auto stopped = ada.sync().synchronise(
        {},
        [&](const Progress &progress) {
            if (progress.done >= 128)
                source.request_stop();
        },
        source.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code(), ErrorCode::Cancelled);
    const qsizetype half = viewOf(*ada.storage).size();
    QVERIFY(half >= 128 && half < 300);
    team.faults().calls = 0;
    QCOMPARE(sync(ada).received, 300 - half);
    QVERIFY2(team.faults().calls < 4 * (300 - half), "What was there already was looked at again.");
    QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
}

// The first store lasts until everything was asked for.
void TestReplicaSync::whatIsStoredDoesNotHoldUpWhatIsFetched()
{
    class WaitingStorage final : public Layer
    {
    public:
        WaitingStorage(std::shared_ptr<Storage> next, std::function<void()> before)
            : Layer(std::move(next))
            , m_before(std::move(before))
        {}
        Capabilities capabilities() override
        {
            Capabilities all = beneath();
            all.batches = nullptr;
            all.streams = nullptr;
            return all;
        }
        Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override
        {
            m_before();
            return Layer::store(prompt, std::move(stop));
        }

    private:
        std::function<void()> m_before;
    };
    constexpr int prompts = 300;
    Team team;
    for (int i = 0; i < prompts; ++i)
        must(team.home().store(makePrompt(u"p%1"_s.arg(i), u"1.0.0"), {}));
    std::mutex mutex;
    std::condition_variable changed;
    int fetched = 0;
    team.faults().onCall = [&](const QString &operation) {
        const std::scoped_lock lock(mutex);
        fetched += operation == "fetch"_L1;
        changed.notify_all();
    };
    bool inTime = true;
    const auto ada = team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
        options.local = std::make_shared<WaitingStorage>(options.local, [&] {
            std::unique_lock lock(mutex);
            inTime = changed.wait_for(lock, std::chrono::minutes(1), [&] { return fetched >= prompts; }) && inTime;
        });
    });
    QCOMPARE(sync(ada).received, prompts);
    QVERIFY(inTime);
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

void TestReplicaSync::twoHandlesOnOneReplica()
{
    Team team;
    const auto window = team.join(u"ada"_s);
    const auto cli = team.join(u"ada"_s); // the same library and folder, as another process opens them
    must(cli.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    QCOMPARE(statesOf(window), QStringList{u"a local"_s});
    QCOMPARE(sync(window).sent, 1);
    QCOMPARE(statesOf(cli), QStringList());
    // Both at once, with changes in between: everything arrives, once.
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < 2; ++worker) {
        threads.emplace_back([&, worker] {
            const auto &handle = worker == 0 ? window : cli;
            for (int i = 0; i < 20; ++i) {
                must(handle.storage->store(makePrompt(u"w%1-%2"_s.arg(worker).arg(i), u"1.0.0"), {}));
                if (i % 5 == 0)
                    must(handle.sync().synchronise({}, {}, {}));
            }
        });
    }
    threads.clear();
    sync(window);
    QCOMPARE(viewOf(team.home()).size(), 41);
    QCOMPARE(viewOf(team.home()), viewOf(*cli.storage));
    QCOMPARE(statesOf(cli), QStringList());
}

namespace {

/// Does something between a replica's note of a change and the change itself.
class HesitantLibrary final : public Layer
{
public:
    HesitantLibrary(std::shared_ptr<Storage> next, std::shared_ptr<std::function<void()>> before)
        : Layer(std::move(next))
        , m_before(std::move(before))
    {}
    [[nodiscard]] Capabilities capabilities() override { return beneath(); }
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override
    {
        if (const auto before = std::exchange(*m_before, {}))
            before();
        return Layer::store(prompt, std::move(stop));
    }

private:
    std::shared_ptr<std::function<void()>> m_before;
};

} // namespace

// Another handle synchronises while a change is noted and not made yet: it must not find that there is nothing to send.
void TestReplicaSync::aChangeInTheMiddleIsNotTakenForNone()
{
    Team team;
    const auto before = std::make_shared<std::function<void()>>();
    const auto window = team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
        options.local = std::make_shared<HesitantLibrary>(options.local, before);
    });
    const auto cli = team.join(u"ada"_s);
    sync(cli);
    std::future<void> other;
    *before = [&] {
        other = std::async(std::launch::async, [&] { sync(cli); });
        (void)other.wait_for(300ms); // it has to wait for the change
    };
    must(window.storage->store(makePrompt(u"a", u"1.0.0"), {}));
    other.get();
    sync(cli);
    QCOMPARE(viewOf(team.home()), viewOf(*window.storage));
    QCOMPARE(viewOf(team.home()).size(), 1);
}

QTEST_GUILESS_MAIN(TestReplicaSync)
#include "test_replica_sync.moc"
