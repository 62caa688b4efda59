// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"

#include <algorithm>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Somebody else is always a moment faster, so many times.
class OvertakenStorage final : public Layer
{
public:
    OvertakenStorage(std::shared_ptr<Storage> next, int times)
        : Layer(std::move(next))
        , m_times(times)
    {}
    Capabilities capabilities() override { return beneath(); }
    Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override
    {
        if (m_times-- > 0) {
            Prompt theirs = prompt;
            theirs.content = "theirs " + prompt.version().toString().toUtf8();
            theirs.metadata.size = theirs.content.size();
            theirs.metadata.checksum = Checksum::of(theirs.content);
            if (auto stored = Layer::store(theirs, stop); !stored)
                return stored;
        }
        return Layer::store(prompt, std::move(stop));
    }

private:
    int m_times;
};

} // namespace

class TestLibraryPublishing : public QObject
{
    Q_OBJECT

private slots:
    void firstVersion()
    {
        const MemoryLibrary library;
        const auto receipt = library->publish({.name = name(u"support/greeting"),
                                               .content = "Hello {{name}}",
                                               .message = u"First"_s,
                                               .tags = TagSet::parse({u"mail"_s}).value(),
                                               .description = u"Greets"_s},
                                              {});
        VERIFY_OK(receipt);
        QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Created);
        const Metadata &metadata = receipt->metadata;
        QCOMPARE(metadata.version, version(u"1.0.0"));
        QCOMPARE(metadata.author, u"Ada <ada@example.org>"_s);
        QCOMPARE(metadata.message, u"First"_s);
        QCOMPARE(metadata.createdAt, library.clock->now());
        QCOMPARE(metadata.updatedAt, library.clock->now());
        QCOMPARE(metadata.size, 14);
        QCOMPARE(metadata.checksum, Checksum::of("Hello {{name}}"));
        QCOMPARE(library->fetch(ref(u"support/greeting"), {})->content, "Hello {{name}}"_ba);
    }

    void suggestedBump_data()
    {
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("wording") << "Dear {{name}}"_ba << u"1.0.1"_s;
        QTest::newRow("optional variable") << "Hello {{name}}{{tone=}}"_ba << u"1.1.0"_s;
        QTest::newRow("required variable") << "Hello {{name}} {{surname}}"_ba << u"2.0.0"_s;
    }
    void suggestedBump()
    {
        QFETCH(const QByteArray, after);
        QFETCH(const QString, expected);
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "Hello {{name}}"));
        const auto proposal = library->propose(name(u"p"), after, {});
        VERIFY_OK(proposal);
        QCOMPARE(proposal->proposed.toString(), expected);
        QCOMPARE(library.publish(u"p", after)->metadata.version.toString(), expected);
    }

    void explicitBumps()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        const auto bumped = [&](Bump bump, const QByteArray &content) {
            return library->publish({.name = name(u"p"), .content = content, .bump = bump}, {})
                ->metadata.version.toString();
        };
        QCOMPARE(bumped(Bump::Minor, "two"), u"1.1.0"_s);
        QCOMPARE(bumped(Bump::Prerelease, "three"), u"1.1.1-rc.1"_s);
        QCOMPARE(bumped(Bump::Prerelease, "four"), u"1.1.1-rc.2"_s);
        QCOMPARE(bumped(Bump::Major, "five"), u"2.0.0"_s);
    }

    void inheritsTagsAndDescription()
    {
        const MemoryLibrary library;
        VERIFY_OK(library->publish({.name = name(u"p"),
                                    .content = "one",
                                    .tags = TagSet::parse({u"a"_s, u"b"_s}).value(),
                                    .description = u"What it does"_s},
                                   {}));
        const auto second = library.publish(u"p", "two");
        QCOMPARE(second->metadata.tags.toList(), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(second->metadata.description, u"What it does"_s);
        const auto third = library->publish({.name = name(u"p"), .content = "three", .tags = TagSet()}, {});
        QVERIFY(third->metadata.tags.isEmpty());
        QCOMPARE(third->metadata.description, u"What it does"_s);
    }

    void sameContentIsUnchanged()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library.publish(u"p", "two"));
        const auto again = library.publish(u"p", "two");
        VERIFY_OK(again);
        QCOMPARE(again->outcome, StoreReceipt::Outcome::Unchanged);
        QCOMPARE(again->metadata.version, version(u"1.0.1"));
        QVERIFY(library->propose(name(u"p"), "two", {})->unchanged);
        const auto old = library.publish(u"p", "one", version(u"1.0.0"));
        QCOMPARE(old->outcome, StoreReceipt::Outcome::Unchanged);
        QCOMPARE(library->history(name(u"p"), {})->entries.size(), 2u);
    }

    void sameContentUnderANewVersionWhenAskedFor()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        QCOMPARE(library.publish(u"p", "one", version(u"2.0.0"))->outcome, StoreReceipt::Outcome::Created);
    }

    void takenVersionNamesTheFreeOnes()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one", version(u"1.2.0")));
        const auto receipt = library.publish(u"p", "other", version(u"1.2.0"));
        VERIFY_FAILS(receipt, ErrorCode::AlreadyExists);
        QCOMPARE(receipt.error().message(),
                 u"1.2.0 is already published with other content. Publish it as 1.2.1, 1.3.0 or 2.0.0."_s);
        QCOMPARE(library->fetch(ref(u"p"), {})->content, "one"_ba);
    }

    void basedOnAnOlderVersionIsAConflict()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library.publish(u"p", "two"));
        const PublishRequest mine{.name = name(u"p"), .content = "mine", .basedOn = version(u"1.0.0")};
        const auto receipt = library->publish(mine, {});
        VERIFY_FAILS(receipt, ErrorCode::Conflict);
        QVERIFY(receipt.error().message().contains(u"1.0.1"));
        QCOMPARE(library->fetch(ref(u"p"), {})->content, "two"_ba);
        // A repeated request whose answer was lost finds its own version.
        const PublishRequest repeated{.name = name(u"p"), .content = "two", .basedOn = version(u"1.0.0")};
        QCOMPARE(library->publish(repeated, {})->outcome, StoreReceipt::Outcome::Unchanged);
        const PublishRequest onGone{.name = name(u"q"), .content = "x", .basedOn = version(u"1.0.0")};
        VERIFY_FAILS(library->publish(onGone, {}), ErrorCode::Conflict);
    }

    void givenFacts()
    {
        const MemoryLibrary library;
        const QDateTime then = fromRfc3339(u"2020-01-01T10:00:00+02:00");
        const auto receipt =
            library->publish({.name = name(u"p"), .content = "x", .author = u"Grace"_s, .createdAt = then}, {});
        VERIFY_OK(receipt);
        QCOMPARE(receipt->metadata.author, u"Grace"_s);
        QCOMPARE(toRfc3339(receipt->metadata.createdAt), u"2020-01-01T08:00:00Z"_s);
    }

    void refusesWhatAPromptCannotHold()
    {
        const MemoryLibrary library;
        VERIFY_FAILS(
            library->publish({.name = name(u"p"), .content = QByteArray(Storage::maxBufferedBytes + 1, 'x')}, {}),
            ErrorCode::Invalid);
        VERIFY_FAILS(library->publish({.name = name(u"p"), .content = "x", .message = QString(70'000, u'x')}, {}),
                     ErrorCode::Invalid);
        QVERIFY(!*library->exists(ref(u"p"), {}));
    }

    void aDamagedLatestDoesNotStopTheNext()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        library.storage->unreadableVersions = {u"p@1.0.0"_s};
        QCOMPARE(library.publish(u"p", "two")->metadata.version, version(u"1.0.1"));
    }

    void stoppedBeforeAnythingHappens()
    {
        const MemoryLibrary library;
        std::stop_source stop;
        stop.request_stop();
        VERIFY_FAILS(library->publish({.name = name(u"p"), .content = "x"}, stop.get_token()), ErrorCode::Cancelled);
        QVERIFY(!*library->exists(ref(u"p"), {}));
    }

    void racingPublishersAllGetTheirVersion()
    {
        const MemoryLibrary library;
        constexpr int writers = 4;
        constexpr int each = 10;
        std::atomic<int> failed = 0;
        {
            std::vector<std::jthread> threads;
            for (int writer = 0; writer < writers; ++writer) {
                threads.emplace_back([&, writer] {
                    for (int i = 0; i < each; ++i) {
                        const auto receipt = library.publish(u"p", u"%1 of %2"_s.arg(i).arg(writer).toUtf8());
                        failed += receipt && receipt->outcome == StoreReceipt::Outcome::Created ? 0 : 1;
                    }
                });
            }
        }
        QCOMPARE(failed, 0);
        QCOMPARE(library->history(name(u"p"), {})->entries.size(), size_t(writers * each));
    }

    void whoLosesWaitsLongerEachTime()
    {
        std::vector<std::chrono::milliseconds> waits;
        double chosen = 0.5;
        const RacePause pause{.sleep =
                                  [&](std::chrono::milliseconds duration, const std::stop_token &) {
                                      waits.push_back(duration);
                                      return true;
                                  },
                              .random = [&] { return chosen; }};
        const auto clock = standingClock();
        Library library(std::make_shared<OvertakenStorage>(memoryStorage(clock), 9), {}, clock, pause);
        const auto receipt = library.publish({.name = name(u"p"), .content = "mine"}, {});
        VERIFY_OK(receipt);
        QCOMPARE(library.fetch(ref(u"p"), {})->content, "mine"_ba);
        QCOMPARE(waits, std::vector({10ms, 20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1'000ms, 1'000ms}));
        chosen = 0;
        QCOMPARE(pause.after(5), 0ms);
        chosen = 0.999;
        QCOMPARE(pause.after(1), 19ms);
        QVERIFY(pause.after(1'000'000) < pause.longest);
    }

    void racesHaveAnEnd()
    {
        int waits = 0;
        const RacePause pause{.sleep = [&](std::chrono::milliseconds, const std::stop_token &) { return ++waits > 0; },
                              .random = [] { return 0.5; }};
        const auto clock = standingClock();
        Library library(std::make_shared<OvertakenStorage>(memoryStorage(clock), 1'000), {}, clock, pause);
        VERIFY_FAILS(library.publish({.name = name(u"p"), .content = "mine"}, {}), ErrorCode::AlreadyExists);
        QCOMPARE(waits, 63);
    }

    // The wait itself is ended, and nothing is published after it. Only a stop can end it before hours have gone by.
    void aStopEndsTheWaitForOthers()
    {
        std::stop_source stop;
        RacePause pause = systemRacePause();
        int waits = 0;
        pause.random = [] { return 1'000'000.0; }; // longer than any test
        pause.sleep = [&, sleep = pause.sleep](std::chrono::milliseconds duration, const std::stop_token &token) {
            ++waits;
            std::jthread stopping([&] { stop.request_stop(); });
            return sleep(duration, token);
        };
        const auto clock = standingClock();
        const auto storage = std::make_shared<OvertakenStorage>(memoryStorage(clock), 1);
        Library library(storage, {}, clock, pause);
        VERIFY_FAILS(library.publish({.name = name(u"p"), .content = "mine"}, stop.get_token()), ErrorCode::Cancelled);
        QCOMPARE(waits, 1);
        QCOMPARE(library.history(name(u"p"), {})->entries.size(), 1u);
        for (int i = 0; i < 100; ++i) {
            const double random = systemRacePause().random();
            QVERIFY(random >= 0 && random < 1);
        }
    }

    void restoresAnOldVersion()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library.publish(u"p", "two"));
        const auto receipt = library->restoreVersion(name(u"p"), version(u"1.0.0"), Bump::Minor, {}, {});
        VERIFY_OK(receipt);
        QCOMPARE(receipt->metadata.version, version(u"1.1.0"));
        QCOMPARE(receipt->metadata.message, u"Restored from 1.0.0"_s);
        QCOMPARE(library->fetch(ref(u"p"), {})->content, "one"_ba);
        VERIFY_FAILS(library->restoreVersion(name(u"p"), version(u"9.0.0"), Bump::Minor, {}, {}), ErrorCode::NotFound);
    }

    void duplicates()
    {
        const MemoryLibrary library;
        VERIFY_OK(library->publish({.name = name(u"p"),
                                    .content = "one",
                                    .version = version(u"3.1.0"),
                                    .tags = TagSet::parse({u"a"_s}).value(),
                                    .description = u"D"_s},
                                   {}));
        const auto receipt = library->duplicate(name(u"p"), name(u"q"), {});
        VERIFY_OK(receipt);
        QCOMPARE(receipt->metadata.version, version(u"1.0.0"));
        QCOMPARE(receipt->metadata.tags.toList(), QStringList{u"a"_s});
        QCOMPARE(receipt->metadata.description, u"D"_s);
        VERIFY_FAILS(library->duplicate(name(u"p"), name(u"q"), {}), ErrorCode::AlreadyExists);
        VERIFY_FAILS(library->duplicate(name(u"none"), name(u"r"), {}), ErrorCode::NotFound);
    }

    void updatesMetadata()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        MetadataPatch patch;
        patch.description = u"New"_s;
        patch.addTags = {u"t"_s};
        VERIFY_OK(library->updateMetadata(ref(u"p"), patch, {}));
        QCOMPARE(library->metadata(ref(u"p@1.0.0"), {})->description, u"New"_s);
        QCOMPARE(library->metadata(ref(u"p@1.0.0"), {})->tags.toList(), QStringList{u"t"_s});
        patch.addTags = {u"a\nb"_s};
        VERIFY_FAILS(library->updateMetadata(ref(u"p"), patch, {}), ErrorCode::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestLibraryPublishing)
#include "test_library_publishing.moc"
