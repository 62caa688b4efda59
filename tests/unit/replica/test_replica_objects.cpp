// SPDX-License-Identifier: Apache-2.0
// Replicas of a library in an object store, where changes take their time.
#include "object_workshop.h"
#include "replica_fixture.h"

#include <QTest>
#include <condition_variable>
#include <mutex>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestReplicaObjects : public QObject
{
    Q_OBJECT
private slots:
    void theEndOfALongChangeIsSeen_data();
    void theEndOfALongChangeIsSeen();
    void whatIsOnlyNamedAsChangedWasNotRemoved();
    void whatIsKnownIsNotLookedAtAgain();
    void theNextLotIsSentMeanwhile();
};

namespace {

QString synchronised(const Team::Member &member)
{
    const auto report = member.sync().synchronise({}, {}, {});
    return report ? QString() : report.error().toString();
}

/// A home that stores the first lot only when the second has arrived as well.
class WaitingHome final : public Layer, public BatchStorage
{
public:
    struct Lots
    {
        std::mutex mutex;
        std::condition_variable arrived;
        int count = 0;
        bool haveMet = false;
    };
    WaitingHome(std::shared_ptr<Storage> home, Lots &lots)
        : Layer(std::move(home))
        , m_lots(lots)
    {}
    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities all = beneath();
        all.batches = this;
        return all;
    }
    [[nodiscard]] std::vector<Result<StoreReceipt>>
    storeMany(std::span<const Prompt> prompts, const ProgressSink &progress, std::stop_token stop) override
    {
        {
            std::unique_lock lock(m_lots.mutex);
            if (++m_lots.count == 1)
                m_lots.haveMet = m_lots.arrived.wait_for(lock, 60s, [&] { return m_lots.count == 2; });
            m_lots.arrived.notify_all();
        }
        return beneath().batches->storeMany(prompts, progress, std::move(stop));
    }
    [[nodiscard]] std::vector<Result<Prompt>> fetchMany(std::span<const VersionKey> keys, const ProgressSink &progress,
                                                        std::stop_token stop) override
    {
        return beneath().batches->fetchMany(keys, progress, std::move(stop));
    }
    [[nodiscard]] std::vector<Result<RemovalReceipt>>
    removeMany(std::span<const Name> names, const ProgressSink &progress, std::stop_token stop) override
    {
        return beneath().batches->removeMany(names, progress, std::move(stop));
    }

private:
    Lots &m_lots;
};

Team::Member joined(Team &team, ObjectWorkshop &workshop, const QString &name, int client)
{
    return team.join(name, 0, [&workshop, client](ReplicaOptions &options) {
        options.openHome = [&workshop, client](std::stop_token) {
            return workshop.tryOpen(client, OpenOptions::Mode::Existing);
        };
    });
}

} // namespace

void TestReplicaObjects::theEndOfALongChangeIsSeen_data()
{
    QTest::addColumn<QString>("change");
    for (const auto change : {"rename", "restore", "remove"})
        QTest::newRow(change) << QString::fromLatin1(change);
}

// A replica that synchronises again and again while its home's store is slow finds the change done, without being told
// to compare everything.
void TestReplicaObjects::theEndOfALongChangeIsSeen()
{
    QFETCH(const QString, change);
    ObjectWorkshop workshop(objectModes()[0]);
    const auto home = workshop.open(1);
    const Name name = makeName(u"much");
    for (int minor = 0; minor < 20; ++minor)
        must(home->store(makePrompt(name, makeVersion(u"1.%1.0"_s.arg(minor)), QByteArray::number(minor)), {}));
    must(home->store(makePrompt(u"other", u"1.0.0"), {}));
    QString entry;
    if (change == "restore"_L1)
        entry = must(home->remove(name, {}, {})).trashId.value_or(QString());
    Team team;
    const auto replica = joined(team, workshop, u"ada"_s, 2);
    QCOMPARE(synchronised(replica), QString());
    workshop.time().pass(2h);
    QCOMPARE(synchronised(replica), QString());

    const auto begun = workshop.time().elapsed();
    auto looked = begun;
    int looks = 0;
    QStringList troubles;
    workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client != 1 || !call.changes())
            return ObjectFate::Happens;
        workshop.time().pass(35s);
        if (workshop.time().elapsed() - looked > 5min) {
            looked = workshop.time().elapsed();
            ++looks;
            troubles.append(synchronised(replica));
        }
        return ObjectFate::Happens;
    });
    if (change == "rename"_L1)
        must(home->capabilities().renaming->rename(name, makeName(u"moved"), {}));
    else if (change == "restore"_L1)
        must(home->capabilities().trash->restore(entry, {}, {}));
    else
        must(home->remove(name, {}, {}));
    workshop.server().direct({});
    QVERIFY(looks > 3);
    QCOMPARE(troubles.join(QString()), QString());
    workshop.time().pass(1min);
    QCOMPARE(synchronised(replica), QString());
    QCOMPARE(viewOf(*replica.storage), viewOf(*home));
    QCOMPARE(must(replica.sync().conflicts({})).size(), 0);
}

// A mark tells that something may change, of any kind and before it does; what is missing then is asked about.
void TestReplicaObjects::whatIsOnlyNamedAsChangedWasNotRemoved()
{
    ObjectWorkshop workshop(objectModes()[0]);
    const auto home = workshop.open(1);
    for (const auto name : {u"a", u"b", u"c"})
        must(home->store(makePrompt(name, u"1.0.0", QStringView(name).toUtf8()), {}));
    Team team;
    const auto replica = joined(team, workshop, u"ada"_s, 2);
    QCOMPARE(synchronised(replica), QString());
    workshop.time().pass(1h);
    must(home->capabilities().metadata->updateMetadata(makeName(u"a"), makeVersion(u"1.0.0"), {.addTags = {u"t"_s}},
                                                       {}));
    for (const auto &[key, bytes] : workshop.server().objects()) { // lost by the server
        if (key.startsWith("prompts/a/"_L1))
            workshop.server().erase(key);
    }
    QCOMPARE(synchronised(replica), QString());
    QVERIFY(must(replica.storage->exists(makeName(u"a"), {}, {})));
    QCOMPARE(must(replica.sync().conflicts({})).size(), 1);
}

// A minute after everything was stored there, a synchronisation asks for what changed since, and for nothing else.
void TestReplicaObjects::whatIsKnownIsNotLookedAtAgain()
{
    ObjectWorkshop workshop(objectModes()[0]);
    (void)workshop.open(1);
    Team team;
    const auto ada = joined(team, workshop, u"ada"_s, 2);
    const auto bob = joined(team, workshop, u"bob"_s, 3);
    const auto storeAt = [](const Team::Member &member, QStringView version, int count) {
        std::vector<Prompt> prompts;
        for (int i = 0; i < count; ++i)
            prompts.push_back(makePrompt(u"team/prompt-%1"_s.arg(i), version));
        for (auto &stored : member.storage->capabilities().batches->storeMany(prompts, {}, {}))
            must(std::move(stored));
    };
    storeAt(ada, u"1.0.0", 40);
    QCOMPARE(synchronised(ada), QString());
    QCOMPARE(synchronised(bob), QString());
    workshop.time().pass(1min);
    QStringList asked;
    workshop.server().direct([&](int, const ObjectCall &call) {
        if (call.key.startsWith("prompts/"_L1))
            asked.append(call.toString());
        return ObjectFate::Happens;
    });
    QCOMPARE(synchronised(ada), QString());
    QCOMPARE(synchronised(bob), QString());
    QCOMPARE(asked.join(u'\n'), QString());

    storeAt(ada, u"1.1.0", 2);
    QCOMPARE(synchronised(ada), QString());
    asked.clear();
    QCOMPARE(synchronised(bob), QString());
    QVERIFY(!asked.isEmpty());
    for (const QString &call : std::as_const(asked))
        QVERIFY2(call.contains("prompt-0/"_L1) || call.contains("prompt-1/"_L1), qPrintable(call));
    asked.clear();
    QCOMPARE(synchronised(bob), QString());
    QCOMPARE(asked.join(u'\n'), QString());
    workshop.server().direct({});
    QCOMPARE(viewOf(*bob.storage), viewOf(*ada.storage));
}

// While the home stores one lot of versions, the next is on its way.
void TestReplicaObjects::theNextLotIsSentMeanwhile()
{
    ObjectWorkshop workshop(objectModes()[0]);
    const auto home = workshop.open(1);
    WaitingHome::Lots lots;
    Team team;
    const auto ada = team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
        options.openHome = [&](std::stop_token) -> Result<std::shared_ptr<Storage>> {
            return workshop.tryOpen(2, OpenOptions::Mode::Existing).transform([&](std::shared_ptr<Storage> opened) {
                return std::shared_ptr<Storage>(std::make_shared<WaitingHome>(std::move(opened), lots));
            });
        };
    });
    std::vector<Prompt> prompts;
    for (int i = 0; i < 600; ++i)
        prompts.push_back(makePrompt(u"p/%1"_s.arg(i), u"1.0.0"));
    for (auto &stored : ada.storage->capabilities().batches->storeMany(prompts, {}, {}))
        must(std::move(stored));
    QCOMPARE(synchronised(ada), QString());
    QCOMPARE(lots.count, 2);
    QVERIFY(lots.haveMet);
    QCOMPARE(viewOf(*home), viewOf(*ada.storage));
}

QTEST_GUILESS_MAIN(TestReplicaObjects)
#include "test_replica_objects.moc"
