// SPDX-License-Identifier: Apache-2.0
// Several at once: writers that race, readers beside them, and those who watch.
#include "conformance_test.h"
#include "pulse/test/heard.h"

#include <barrier>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceTogether : public ConformanceTest
{
    Q_OBJECT

private Q_SLOTS:
    void oneOfManyWritersWins();
    void writersOfTheSameBytesAllSucceed();
    void writersOfManyNamesDoNotDisturbEachOther();
    void namesThatDifferByCaseHaveOneWinner();
    void readersSeeAVersionWholeOrNotAtAll();
    void removersHaveOneWinner();
    void renamersHaveOneWinner();

    void aWatchTellsOfEachChange_data();
    void aWatchTellsOfEachChange();
    void aWatchTellsOfWhatIsTakenBack();
    void aListenerReadsWhatItIsToldOf();
    void anEndedWatchIsSilent();
    void watchesDoNotDisturbEachOther();
    void aWatchMayOutliveItsStorage();
    void whatIsDoneHereArrivesAtHome();

private:
    /// Runs `work` in `count` threads that begin at the same time, each with a handle and its number.
    template <typename Work>
    void race(int count, Work work);
};

template <typename Work>
void ConformanceTogether::race(int count, Work work)
{
    const auto other = another();
    std::barrier start(count);
    std::vector<std::jthread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            work(i % 2 ? *other : storage(), i);
        });
    }
}

void ConformanceTogether::oneOfManyWritersWins()
{
    for (int round = 0; round < 4; ++round) {
        const QString name = u"contested/%1"_s.arg(round);
        std::array<QString, 8> outcomes;
        race(8, [&](Storage &through, int i) {
            outcomes[size_t(i)] =
                outcomeOf(through.store(makePrompt(name, u"1.0.0", "writer " + QByteArray::number(i)), {}));
        });
        const auto fetched = another()->fetch(makeName(name), Version::first(), {});
        VERIFY_OK(fetched);
        for (int i = 0; i < 8; ++i) {
            const bool won = fetched->content == "writer " + QByteArray::number(i);
            QCOMPARE(outcomes[size_t(i)], won ? u"ok"_s : u"already-exists"_s);
        }
        QCOMPARE(storage().fetch(makeName(name), Version::first(), {})->content, fetched->content);
    }
}

void ConformanceTogether::writersOfTheSameBytesAllSucceed()
{
    const Prompt prompt = makePrompt(u"agreed", u"1.0.0");
    std::atomic<int> created = 0;
    std::atomic<int> unchanged = 0;
    race(8, [&](Storage &through, int) {
        const auto receipt = through.store(prompt, {});
        if (receipt)
            ++(receipt->outcome == StoreReceipt::Outcome::Created ? created : unchanged);
    });
    QCOMPARE(created.load(), 1);
    QCOMPARE(unchanged.load(), 7);
    QCOMPARE(versionsOf(*another(), u"agreed"), u"1.0.0"_s);
}

void ConformanceTogether::writersOfManyNamesDoNotDisturbEachOther()
{
    std::atomic<int> created = 0;
    race(6, [&](Storage &through, int i) {
        for (int version = 0; version < 5; ++version) {
            const auto receipt = through.store(makePrompt(u"shared/p%1"_s.arg(i), u"1.%1.0"_s.arg(version)), {});
            created += receipt.has_value() ? 1 : 0;
        }
    });
    QCOMPARE(created.load(), 30);
    const auto reader = another();
    for (int i = 0; i < 6; ++i)
        QCOMPARE(versionsOf(*reader, u"shared/p%1"_s.arg(i)), u"1.0.0 1.1.0 1.2.0 1.3.0 1.4.0"_s);
}

void ConformanceTogether::namesThatDifferByCaseHaveOneWinner()
{
    const QStringList spellings{u"name"_s, u"Name"_s, u"NAME"_s, u"nAmE"_s};
    std::array<QString, 4> outcomes;
    race(4, [&](Storage &through, int i) {
        outcomes[size_t(i)] = outcomeOf(through.store(makePrompt(spellings[i], u"1.0.0"), {}));
    });
    const QStringList names = namesIn(*another());
    QCOMPARE(names.size(), 1);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(outcomes[size_t(i)], spellings[i] == names[0] ? u"ok"_s : u"already-exists"_s);
}

void ConformanceTogether::readersSeeAVersionWholeOrNotAtAll()
{
    const Name name = makeName(u"watched/prompt");
    std::atomic<bool> done = false;
    QString flaw;
    race(3, [&](Storage &through, int i) {
        if (i == 0) {
            for (int version = 0; version < 12; ++version)
                (void)through.store(makePrompt(name, makeVersion(u"1.%1.0"_s.arg(version)), QByteArray(50'000, 'v')),
                                    {});
            done = true;
            return;
        }
        while (!done) {
            const auto latest = through.capabilities().versions->latest(name, {});
            const auto prompt = latest ? through.fetch(name, *latest, {}) : Result<Prompt>(failure(latest));
            const bool isWhole =
                prompt ? prompt->content.size() == 50'000 : prompt.error().code() == ErrorCode::NotFound && !latest;
            if (!isWhole && i == 1)
                flaw = prompt ? u"cut"_s : prompt.error().toString();
        }
    });
    QCOMPARE(flaw, QString());
    QCOMPARE(storage().capabilities().versions->latest(name, {})->toString(), u"1.11.0"_s);
}

void ConformanceTogether::removersHaveOneWinner()
{
    publish(u"doomed", u"1.0.0");
    std::array<QString, 6> outcomes;
    race(6, [&](Storage &through, int i) {
        outcomes[size_t(i)] = outcomeOf(through.remove(makeName(u"doomed"), {}, {}));
    });
    QCOMPARE(std::ranges::count(outcomes, u"ok"_s), 1);
    QCOMPARE(std::ranges::count(outcomes, u"not-found"_s), 5);
    QCOMPARE(namesIn(*another()), QStringList());
}

void ConformanceTogether::renamersHaveOneWinner()
{
    NEEDS(renaming);
    publish(u"moving", u"1.0.0");
    std::array<QString, 4> outcomes;
    race(4, [&](Storage &through, int i) {
        outcomes[size_t(i)] =
            outcomeOf(through.capabilities().renaming->rename(makeName(u"moving"), makeName(u"moved-%1"_s.arg(i)), {}));
    });
    QCOMPARE(std::ranges::count(outcomes, u"ok"_s), 1);
    const QStringList names = namesIn(*another());
    QCOMPARE(names.size(), 1);
    QCOMPARE(outcomes[size_t(names[0].last(1).toInt())], u"ok"_s);
}

void ConformanceTogether::aWatchTellsOfEachChange_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("byAnother");
    const QStringList names{u"support/prompt"_s, u"support/prompt"_s, u"support/prompt"_s,   u"support/prompt"_s,
                            u"support/moved"_s,  u"support/gone"_s,   u"new/folder/prompt"_s};
    const std::array what{"publishing", "metadata", "a label", "removing", "renaming", "restoring", "a new folder"};
    for (int change = 0; change < 7; ++change) {
        QTest::addRow("%s", what[size_t(change)]) << change << names[change] << false;
        QTest::addRow("%s by another", what[size_t(change)]) << change << names[change] << true;
    }
}

void ConformanceTogether::aWatchTellsOfEachChange()
{
    NEEDS(watching);
    QFETCH(const int, change);
    QFETCH(const QString, name);
    QFETCH(const bool, byAnother);
    const Name prompt = publish(u"support/prompt", u"1.0.0").name;
    publish(u"support/gone", u"1.0.0");
    const auto gone = storage().remove(makeName(u"support/gone"), {}, {});
    VERIFY_OK(gone);
    const auto other = another();
    Heard heard;
    const auto watch = can().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
    VERIFY_OK(watch);

    Storage &through = byAnother ? *other : storage();
    const Capabilities may = through.capabilities();
    const Version version = Version::first();
    const std::array<std::function<QString()>, 7> changes{
        [&] { return outcomeOf(through.store(makePrompt(prompt, makeVersion(u"1.1.0"), "new"), {})); },
        [&] { return outcomeOf(may.metadata->updateMetadata(prompt, version, {.addTags = {u"tag"_s}}, {})); },
        [&] { return outcomeOf(may.labels->setLabel(prompt, makeLabel(u"production"), version, {}, {})); },
        [&] { return outcomeOf(through.remove(prompt, {}, {})); },
        [&] { return outcomeOf(may.renaming->rename(prompt, makeName(u"support/moved"), {})); },
        [&] { return outcomeOf(may.trash->restore(*gone->trashId, {}, {})); },
        [&] { return outcomeOf(through.store(makePrompt(u"new/folder/prompt", u"1.0.0"), {})); }};
    QCOMPARE(changes[size_t(change)](), u"ok"_s);
    QTRY_VERIFY(heard.of(name));
}

// Who looked in between knows what is not so any more.
void ConformanceTogether::aWatchTellsOfWhatIsTakenBack()
{
    NEEDS(watching);
    NEEDS(labels);
    const auto other = another();
    LabelStorage *labels = other->capabilities().labels;
    for (int round = 0; round < 4; ++round) {
        const Metadata prompt = publish(u"prompt-%1"_s.arg(round), u"1.0.0");
        Heard heard;
        const auto watch = can().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
        VERIFY_OK(watch);
        VERIFY_OK(labels->setLabel(prompt.name, makeLabel(u"production"), prompt.version, {}, {}));
        VERIFY_OK(labels->removeLabel(prompt.name, makeLabel(u"production"), {}, {}));
        QTRY_VERIFY(heard.of(prompt.name.toString()));
    }
}

void ConformanceTogether::aListenerReadsWhatItIsToldOf()
{
    NEEDS(watching);
    const Metadata metadata = publish(u"prompt", u"1.0.0");
    QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->metadata, metadata);
    std::atomic<bool> seen = false;
    const auto watch = can().watching->watch([&](const ChangeSet &) {
        const auto now = storage().fetch(metadata.name, metadata.version, {});
        if (now && now->metadata.description == u"new")
            seen = true;
    });
    VERIFY_OK(watch);
    VERIFY_OK(another()->capabilities().metadata->updateMetadata(metadata.name, metadata.version,
                                                                 {.description = u"new"_s}, {}));
    QTRY_VERIFY(seen.load());
}

void ConformanceTogether::anEndedWatchIsSilent()
{
    NEEDS(watching);
    Heard ended;
    Heard going;
    auto first = can().watching->watch([&ended](const ChangeSet &changes) { ended.add(changes); });
    const auto second = can().watching->watch([&going](const ChangeSet &changes) { going.add(changes); });
    VERIFY_OK(first);
    VERIFY_OK(second);
    publish(u"one", u"1.0.0");
    QTRY_VERIFY(ended.of(u"one"_s));
    first->reset();
    const int calls = ended.calls();
    publish(u"two", u"1.0.0");
    QTRY_VERIFY(going.of(u"two"_s));
    QCOMPARE(ended.calls(), calls);
    QVERIFY(!ended.of(u"two"_s));
}

void ConformanceTogether::watchesDoNotDisturbEachOther()
{
    NEEDS(watching);
    const auto other = another();
    std::array<Heard, 4> heard;
    std::vector<std::unique_ptr<WatchableStorage::Watch>> watches;
    for (size_t i = 0; i < heard.size(); ++i) {
        WatchableStorage *on = (i % 2 ? *other : storage()).capabilities().watching;
        auto watch = on->watch([&heard, i](const ChangeSet &changes) { heard[i].add(changes); });
        VERIFY_OK(watch);
        watches.push_back(*std::move(watch));
    }
    publish(u"told/to/all", u"1.0.0");
    for (const Heard &one : heard)
        QTRY_VERIFY(one.of(u"told/to/all"_s));
}

void ConformanceTogether::aWatchMayOutliveItsStorage()
{
    NEEDS(watching);
    Heard heard;
    auto other = another();
    auto watch = other->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
    VERIFY_OK(watch);
    other.reset();
    publish(u"prompt", u"1.0.0");
    watch->reset();
    QVERIFY(*storage().exists(makeName(u"prompt"), {}, {}));
}

void ConformanceTogether::whatIsDoneHereArrivesAtHome()
{
    if (!library().openHome)
        QSKIP("The harness has no home that changes are sent to.");
    for (const auto &name : {u"support/reply"_s, u"support/refund"_s, u"gone"_s}) {
        publish(name, u"1.0.0");
        publish(name, u"1.1.0");
    }
    point(u"support/reply", u"production", u"1.0.0");
    VERIFY_OK(can().renaming->rename(makeName(u"support/refund"), makeName(u"support/money/back"), {}));
    VERIFY_OK(storage().remove(makeName(u"gone"), {}, {}));
    const auto report = can().synchronisation->synchronise({}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->failed.size(), size_t(0));
    QCOMPARE(report->conflicts, 0);

    OpenOptions options = makeOptions(clock());
    options.mode = OpenOptions::Mode::Existing;
    const auto home = library().openHome(options);
    VERIFY_OK(home);
    QCOMPARE(namesIn(**home), namesIn(storage()));
    for (const auto &name : {u"support/reply"_s, u"support/money/back"_s}) {
        QCOMPARE(versionsOf(**home, name), versionsOf(storage(), name));
        QCOMPARE(labelsOf(**home, name), labelsOf(storage(), name));
        const auto there = (*home)->fetch(makeName(name), makeVersion(u"1.1.0"), {});
        VERIFY_OK(there);
        QCOMPARE(there->content, storage().fetch(makeName(name), makeVersion(u"1.1.0"), {})->content);
    }
    QCOMPARE(versionsOf(**home, u"gone"), QString());

    // And the other way.
    VERIFY_OK((*home)->store(makePrompt(u"from/elsewhere", u"2.0.0"), {}));
    VERIFY_OK(can().synchronisation->synchronise({.everything = true}, {}, {}));
    QCOMPARE(versionsOf(storage(), u"from/elsewhere"), u"2.0.0"_s);
}

QTEST_APPLESS_MAIN(ConformanceTogether)
#include "test_conformance_together.moc"
