// SPDX-License-Identifier: Apache-2.0
// What others do, or stop, while two replicas are brought together.
#include "replica_fixture.h"

#include <QTest>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestReplicaMeanwhile : public QObject
{
    Q_OBJECT

private slots:
    void whatChangedAtTheHomeMeanwhileStays_data();
    void whatChangedAtTheHomeMeanwhileStays();
    void stoppedInTheMiddleGoesOn();
    void whatIsStoredDoesNotHoldUpWhatIsFetched();
    void twoHandlesOnOneReplica();
    void aChangeInTheMiddleIsNotTakenForNone();
    void aRemovalInTheMiddleIsOnRecord();
    void aChoiceInTheMiddleStands_data();
    void aChoiceInTheMiddleStands();
};

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

void TestReplicaMeanwhile::whatChangedAtTheHomeMeanwhileStays_data()
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
void TestReplicaMeanwhile::whatChangedAtTheHomeMeanwhileStays()
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

void TestReplicaMeanwhile::stoppedInTheMiddleGoesOn()
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
void TestReplicaMeanwhile::whatIsStoredDoesNotHoldUpWhatIsFetched()
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

void TestReplicaMeanwhile::twoHandlesOnOneReplica()
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

// Another handle synchronises while a change is noted and not made yet: it must not find that there is nothing to send.
void TestReplicaMeanwhile::aChangeInTheMiddleIsNotTakenForNone()
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

// The home's trash was read before, because of another prompt.
void TestReplicaMeanwhile::aRemovalInTheMiddleIsOnRecord()
{
    Team team;
    const auto ada = team.join(u"ada"_s);
    for (const auto name : {u"gone", u"going", u"staying"})
        must(ada.storage->store(makePrompt(name, u"1.0.0"), {}));
    sync(ada);
    must(team.home().remove(makeName(u"gone"), {}, {}));
    std::atomic<bool> isTrashRead = false;
    std::atomic<bool> isRemoved = false;
    team.faults().onCall = [&](const QString &operation) {
        isTrashRead = isTrashRead || operation == u"trash"_s;
        if (operation == u"versions"_s && isTrashRead && !isRemoved.exchange(true))
            must(team.home().remove(makeName(u"going"), {}, {}));
    };
    SyncStorage::Options everything;
    everything.everything = true;
    QCOMPARE(sync(ada, everything).conflicts, 0);
    team.faults().onCall = {};
    QVERIFY(isRemoved);
    sync(ada, everything);
    QCOMPARE(must(ada.sync().conflicts({})).size(), 0);
    QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
    QCOMPARE(viewOf(*ada.storage).size(), 1);
}

void TestReplicaMeanwhile::aChoiceInTheMiddleStands_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("here");
    for (const auto kind : {"description", "label", "removal", "removal at home", "version"}) {
        for (const bool here : {true, false})
            QTest::addRow("%s, %s", kind, here ? "here" : "home") << QString::fromLatin1(kind) << here;
    }
}

// A person chooses between any two calls of a synchronisation that carries something else of the same prompt.
void TestReplicaMeanwhile::aChoiceInTheMiddleStands()
{
    QFETCH(const QString, kind);
    QFETCH(const bool, here);
    const Name name = makeName(u"a");
    const auto describe = [&](Storage &storage, const QString &text) {
        must(storage.capabilities().metadata->updateMetadata(name, makeVersion(u"1.0.0"), {.description = text}, {}));
    };
    const auto label = [&](Storage &storage, QStringView version) {
        must(storage.capabilities().labels->setLabel(name, makeLabel(u"stable"), makeVersion(version), {}, {}));
    };
    bool isOver = false;
    for (int at = 0; !isOver; ++at) {
        Team team;
        const auto ada = team.join(u"ada"_s);
        for (const auto version : {u"1.0.0", u"1.1.0", u"1.2.0"})
            must(ada.storage->store(makePrompt(u"a", version), {}));
        sync(ada);
        if (kind == "description"_L1) {
            describe(*ada.storage, u"ours"_s), describe(team.home(), u"theirs"_s);
        } else if (kind == "label"_L1) {
            label(*ada.storage, u"1.1.0"), label(team.home(), u"1.2.0");
        } else if (kind == "removal"_L1) {
            must(ada.storage->remove(name, makeVersion(u"1.0.0"), {})), describe(team.home(), u"theirs"_s);
        } else if (kind == "removal at home"_L1) {
            must(team.home().remove(name, makeVersion(u"1.0.0"), {})), describe(*ada.storage, u"ours"_s);
        } else {
            must(ada.storage->store(makePrompt(name, makeVersion(u"2.0.0"), "ours"), {}));
            must(team.home().store(makePrompt(name, makeVersion(u"2.0.0"), "theirs"), {}));
        }
        QCOMPARE(sync(ada).conflicts, 1);
        must(ada.metadata().updateMetadata(name, makeVersion(u"1.1.0"), {.addTags = {u"ours"_s}}, {}));
        must(team.home().capabilities().metadata->updateMetadata(name, makeVersion(u"1.2.0"),
                                                                 {.addTags = {u"theirs"_s}}, {}));
        const auto conflict = must(ada.sync().conflicts({})).front();
        int calls = 0;
        isOver = true;
        team.faults().onCall = [&](const QString &) {
            if (calls++ != at)
                return;
            isOver = false;
            must(ada.sync().resolve(conflict.id, here ? SyncStorage::Choice::Here : SyncStorage::Choice::Home, {}));
        };
        (void)ada.sync().synchronise({}, {}, {});
        team.faults().onCall = {};
        if (isOver)
            break;
        sync(ada);
        const QByteArray when = "Chosen before call " + QByteArray::number(at);
        QVERIFY2(must(ada.sync().conflicts({})).empty(), when.constData());
        QCOMPARE(viewOf(*ada.storage), viewOf(team.home()));
        const auto facts = viewOf(team.home()).join(u'\n');
        if (kind == "description"_L1)
            QVERIFY2(facts.contains(here ? u"ours" : u"theirs"), when.constData());
        if (kind == "label"_L1)
            QVERIFY2(facts.contains(here ? u"stable=1.1.0" : u"stable=1.2.0"), qPrintable(facts));
        if (kind.startsWith("removal"_L1)) {
            const bool stays = (kind == "removal"_L1) != here;
            QVERIFY2(team.home().exists(name, makeVersion(u"1.0.0"), {}).value_or(!stays) == stays, when.constData());
        }
        if (kind == "version"_L1) {
            QVERIFY2(contentOf(team.home(), u"a", u"2.0.0") == (here ? "ours" : "theirs"), when.constData());
            QCOMPARE(must(team.home().capabilities().versions->versions(name, {})).size(), 5);
        }
    }
}

QTEST_GUILESS_MAIN(TestReplicaMeanwhile)
#include "test_replica_meanwhile.moc"
