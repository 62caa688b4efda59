// SPDX-License-Identifier: Apache-2.0
// What a synchronisation does at once: it asks about the next prompts while it works on those before, and fetches while
// it stores.
#include "object_workshop.h"
#include "replica_fixture.h"

#include <QTest>
#include <condition_variable>
#include <mutex>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestReplicaOverlap : public QObject
{
    Q_OBJECT
private slots:
    void whatChangesAfterItWasAskedForIsNotLost_data();
    void whatChangesAfterItWasAskedForIsNotLost();
    void theNextAreAskedForMeanwhile();
    void someAreStoredWhileOthersAreFetched();
    void itIsToldHowManyAreSent();
};

namespace {

constexpr int prompts = 1032; // more than a synchronisation takes at once
const Name &late()
{
    static const Name name = makeName(u"p/1031");
    return name;
}

Name nameOf(int i)
{
    return makeName(u"p/%1"_s.arg(i, 4, 10, QLatin1Char('0')));
}

/// A home that tells when it is asked about many prompts, and when it has answered.
class TellingHome final : public Layer, public OverviewStorage
{
public:
    using Told = std::function<void(std::span<const Name> names)>;
    TellingHome(std::shared_ptr<Storage> home, Told asked, Told answered)
        : Layer(std::move(home))
        , m_asked(std::move(asked))
        , m_answered(std::move(answered))
    {}
    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities all = beneath();
        all.overviews = this;
        return all;
    }
    [[nodiscard]] std::vector<Result<Overview>> overviews(std::span<const Name> names, std::stop_token stop) override
    {
        m_asked(names);
        auto all = beneath().overviews->overviews(names, std::move(stop));
        m_answered(names);
        return all;
    }

private:
    const Told m_asked;
    const Told m_answered;
};

/// A library of many prompts in an object store, and a replica of it that hears what the home is asked.
struct Large
{
    ObjectWorkshop workshop{conditional()};
    std::shared_ptr<Storage> home = workshop.open(1);
    Team team;
    TellingHome::Told asked = [](auto) {};
    TellingHome::Told answered = [](auto) {};

    Large()
    {
        std::vector<Prompt> all;
        for (int i = 0; i < prompts; ++i)
            all.push_back(makePrompt(nameOf(i).toString(), u"1.0.0", QByteArray::number(i)));
        all.push_back(makePrompt(late().toString(), u"1.1.0", "late 1.1.0"));
        for (auto &stored : home->capabilities().batches->storeMany(all, {}, {}))
            must(std::move(stored));
        must(home->capabilities().labels->setLabel(late(), makeLabel(u"used"), makeVersion(u"1.0.0"), {}, {}));
    }
    [[nodiscard]] Team::Member join(const std::function<void(ReplicaOptions &)> &edit = {})
    {
        return team.join(u"ada"_s, 0, [&](ReplicaOptions &options) {
            options.openHome = [this](std::stop_token) -> Result<std::shared_ptr<Storage>> {
                auto opened = workshop.tryOpen(2, OpenOptions::Mode::Existing);
                if (!opened)
                    return opened;
                return std::make_shared<TellingHome>(
                    *opened, [this](auto names) { asked(names); }, [this](auto names) { answered(names); });
            };
            if (edit)
                edit(options);
        });
    }
};

QString synchronise(const Team::Member &member, const SyncStorage::Options &options = {},
                    const ProgressSink &progress = {})
{
    const auto report = member.sync().synchronise(options, progress, {});
    if (!report)
        return report.error().toString();
    return report->failed.empty() ? QString() : report->failed.front().error.toString();
}

bool isAmong(std::span<const Name> names)
{
    return std::ranges::contains(names, late());
}

struct HomeChange
{
    const char *name;
    std::function<Result<void>(Storage &)> make;
    bool takesAway = false; ///< all of the prompt
};

const std::vector<HomeChange> &homeChanges()
{
    static const std::vector<HomeChange> all{
        {"metadata edited",
         [](Storage &s) {
             return outcome(s.capabilities().metadata->updateMetadata(late(), makeVersion(u"1.0.0"),
                                                                      {.addTags = {u"theirs"_s}}, {}));
         }},
        {"label moved",
         [](Storage &s) {
             return s.capabilities().labels->setLabel(late(), makeLabel(u"used"), makeVersion(u"1.1.0"), {}, {});
         }},
        {"version removed", [](Storage &s) { return outcome(s.remove(late(), makeVersion(u"1.1.0"), {})); }},
        {"version added",
         [](Storage &s) { return outcome(s.store(makePrompt(late().toString(), u"1.2.0", "late 1.2.0"), {})); }},
        {"version replaced",
         [](Storage &s) {
             const auto removed = s.remove(late(), makeVersion(u"1.1.0"), {});
             return removed ? outcome(s.store(makePrompt(late().toString(), u"1.1.0", "late 1.1.0 anew"), {}))
                            : outcome(removed);
         }},
        {"prompt removed", [](Storage &s) { return outcome(s.remove(late(), {}, {})); }, true},
        {"prompt renamed",
         [](Storage &s) { return s.capabilities().renaming->rename(late(), makeName(u"q/moved"), {}); }, true},
    };
    return all;
}

} // namespace

void TestReplicaOverlap::whatChangesAfterItWasAskedForIsNotLost_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<bool>("isEditedHere");
    for (int change = 0; change < std::ssize(homeChanges()); ++change) {
        const char *name = homeChanges()[size_t(change)].name;
        QTest::addRow("%s, at the first synchronisation", name) << change << false << false;
        QTest::addRow("%s, of what is known", name) << change << true << false;
        QTest::addRow("%s, of what was edited here", name) << change << true << true;
    }
}

// The home changes between its answer about the second lot of prompts and the work on them.
void TestReplicaOverlap::whatChangesAfterItWasAskedForIsNotLost()
{
    QFETCH(const int, change);
    QFETCH(const bool, isKnown);
    QFETCH(const bool, isEditedHere);
    Large large;
    const auto ada = large.join();
    if (isKnown)
        QCOMPARE(synchronise(ada), QString());
    if (isEditedHere)
        must(ada.metadata().updateMetadata(late(), makeVersion(u"1.0.0"), {.addTags = {u"mine"_s}}, {}));
    large.workshop.time().pass(1h);
    int changes = 0;
    large.answered = [&](std::span<const Name> names) {
        if (isAmong(names) && changes++ == 0)
            must(homeChanges()[size_t(change)].make(*large.home));
    };
    QCOMPARE(synchronise(ada, {.everything = true}), QString());
    QVERIFY(changes > 0);
    large.answered = [](auto) {};
    large.workshop.time().pass(1min);
    QCOMPARE(synchronise(ada), QString());
    const QStringList view = viewOf(*ada.storage);
    // What was removed there and edited here stays as it is on both sides until somebody chooses.
    const bool isConflict = isEditedHere && homeChanges()[size_t(change)].takesAway;
    if (!isConflict)
        QCOMPARE(view, viewOf(*large.home));
    if (isEditedHere)
        QVERIFY2(view.join(u'\n').contains("mine"_L1), qPrintable(view.filter(u"1031"_s).join(u'\n')));
    // What was changed there stays changed, and nothing else is.
    Large untouched;
    must(homeChanges()[size_t(change)].make(*untouched.home));
    if (!isEditedHere)
        QCOMPARE(view, viewOf(*untouched.home));
    QVERIFY(bytesIn(*large.home).contains(bytesIn(*untouched.home)));
    QCOMPARE(must(ada.sync().conflicts({})).size(), isConflict ? 1 : 0);
}

// The first lot is not done before the home was asked about the second.
void TestReplicaOverlap::theNextAreAskedForMeanwhile()
{
    Large large;
    const auto ada = large.join();
    std::mutex mutex;
    std::condition_variable changed;
    bool isSecondAsked = false;
    bool wasMeanwhile = true;
    large.asked = [&](std::span<const Name> names) {
        const std::scoped_lock lock(mutex);
        isSecondAsked = isSecondAsked || isAmong(names);
        changed.notify_all();
    };
    const auto progress = [&](const Progress &now) {
        if (now.done == 0 || now.done >= 1024)
            return;
        std::unique_lock lock(mutex); // some of the first lot are stored
        wasMeanwhile = wasMeanwhile && changed.wait_for(lock, 60s, [&] { return isSecondAsked; });
    };
    QCOMPARE(synchronise(ada, {}, progress), QString());
    QVERIFY(isSecondAsked);
    QVERIFY(wasMeanwhile);
    QCOMPARE(viewOf(*ada.storage), viewOf(*large.home));
}

// The home gives out no more than the first contents before some of them are stored.
void TestReplicaOverlap::someAreStoredWhileOthersAreFetched()
{
    Large large;
    constexpr int parallel = 4;
    const auto ada = large.join([](ReplicaOptions &options) { options.parallel = parallel; });
    std::mutex mutex;
    std::condition_variable changed;
    bool isStored = false;
    bool wasMeanwhile = true;
    int fetched = 0;
    large.workshop.server().direct([&](int client, const ObjectCall &call) {
        std::unique_lock lock(mutex);
        if (client == 2 && call.kind == ObjectCall::Kind::Get && call.key.contains("/content-"_L1) && ++fetched > 300)
            wasMeanwhile = wasMeanwhile && changed.wait_for(lock, 60s, [&] { return isStored; });
        return ObjectFate::Happens;
    });
    const auto progress = [&](const Progress &now) {
        const std::scoped_lock lock(mutex);
        isStored = isStored || now.done > 0;
        changed.notify_all();
    };
    QCOMPARE(synchronise(ada, {}, progress), QString());
    large.workshop.server().direct({});
    QVERIFY(fetched > 1000);
    QVERIFY(wasMeanwhile);
    QCOMPARE(viewOf(*ada.storage), viewOf(*large.home));
}

void TestReplicaOverlap::itIsToldHowManyAreSent()
{
    Large large;
    const auto ada = large.join();
    QCOMPARE(synchronise(ada), QString());
    constexpr int sent = 40;
    for (int i = 0; i < sent; ++i)
        must(ada.storage->store(makePrompt(nameOf(i).toString(), u"2.0.0"), {}));
    std::vector<qint64> told;
    QCOMPARE(synchronise(ada, {},
                         [&told](const Progress &now) {
                             told.push_back(now.done);
                             QVERIFY(now.done <= now.total);
                         }),
             QString());
    QVERIFY(std::ranges::is_sorted(told));
    for (int done = 1; done <= sent; ++done)
        QVERIFY2(std::ranges::contains(told, qint64(done)), qPrintable(QString::number(done)));
}

QTEST_GUILESS_MAIN(TestReplicaOverlap)
#include "test_replica_overlap.moc"
