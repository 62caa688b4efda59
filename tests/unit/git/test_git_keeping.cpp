// SPDX-License-Identifier: Apache-2.0
// A clone that synchronises by itself, and what is told of how it stands.
#include "git_workshop.h"
#include "pulse/base/clock.h"

#include <set>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;

namespace {

/// The time, and a moment for a test to do something: it is asked for as one synchronisation ends.
class MomentClock final : public Clock
{
public:
    std::function<void()> atNow;

    [[nodiscard]] QDateTime now() const override
    {
        if (atNow)
            atNow();
        return SystemClock().now();
    }
};

} // namespace

class TestGitKeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void statusIsToldFromAThreadOfItsOwn();
    void whatIsMadeWhileASynchronisationEndsIsSent();
    void whatIsChosenWhileASynchronisationEndsIsCounted();
    void oneThatIsCancelledSaysNothingOfAnother();
    void anotherIntervalCountsAtOnce();
    void noAttemptIsPromisedAfterTheEnd();

private:
    [[nodiscard]] std::shared_ptr<Storage> open(std::shared_ptr<Clock> clock = std::make_shared<SystemClock>()) const
    {
        OpenOptions options = makeOptions();
        options.clock = std::move(clock);
        return m_workshop->open(u"one.git"_s, options);
    }
    [[nodiscard]] static SyncStorage &syncOf(Storage &storage) { return *storage.capabilities().synchronisation; }

    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitKeeping::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    publish(*m_workshop->open(u"home.git"_s), u"a", u"1.0.0", "first\n");
    m_workshop->git(u"."_s,
                    {u"clone"_s, u"-q"_s, u"--bare"_s, u"-c"_s,
                     u"remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*"_s, u"home.git"_s, u"one.git"_s});
}

void TestGitKeeping::statusIsToldFromAThreadOfItsOwn()
{
    std::mutex mutex;
    SyncStorage::Status last;
    std::set<std::thread::id> threads;
    const auto one = open();
    const auto watch = syncOf(*one).watchStatus([&](const SyncStorage::Status &status) {
        const std::scoped_lock lock(mutex);
        last = status;
        threads.insert(std::this_thread::get_id());
    });
    publish(*one, u"b", u"1.0.0");
    VERIFY_OK(syncOf(*one).synchronise({}, {}, {}));
    const auto isTold = [&] {
        const std::scoped_lock lock(mutex);
        return !last.running && last.queued == 0 && last.lastSynced.isValid();
    };
    QTRY_VERIFY(isTold());
    const std::scoped_lock lock(mutex);
    QVERIFY(!threads.contains(std::this_thread::get_id()));
}

// It came too late for what was pushed, and is not to wait for the next time.
void TestGitKeeping::whatIsMadeWhileASynchronisationEndsIsSent()
{
    const auto clock = std::make_shared<MomentClock>();
    const auto other = open();
    std::atomic<bool> isPublished = false;
    std::jthread publishing;
    const auto one = open(clock);
    publish(*one, u"b", u"1.0.0");
    clock->atNow = [&, test = std::this_thread::get_id()] {
        if (std::this_thread::get_id() == test)
            return;
        if (!publishing.joinable())
            publishing = std::jthread([&] {
                publish(*other, u"late", u"1.0.0");
                isPublished = true;
            });
        else // it may be the one for which the other waits
            (void)QTest::qWaitFor([&] { return isPublished.load(); }, 500);
    };
    syncOf(*one).keepSynchronised(1h);
    const auto home = m_workshop->open(u"home.git"_s);
    QTRY_COMPARE(versionsOf(*home, u"late"), u"1.0.0"_s);
    QCOMPARE(versionsOf(*home, u"b"), u"1.0.0"_s);
    syncOf(*one).keepSynchronised(0ms);
}

void TestGitKeeping::whatIsChosenWhileASynchronisationEndsIsCounted()
{
    const auto clock = std::make_shared<MomentClock>();
    const auto one = open(clock);
    publish(*one, u"a", u"1.1.0", "mine\n");
    publish(*m_workshop->open(u"home.git"_s), u"a", u"1.1.0", "theirs\n");
    VERIFY_OK(syncOf(*one).synchronise({}, {}, {}));
    const auto conflicts = syncOf(*one).conflicts({});
    VERIFY_OK(conflicts);
    QCOMPARE(conflicts->size(), 1U);
    QCOMPARE(syncOf(*one).status().conflicts, 1);

    int calls = 0; // of the clock by one synchronisation, the last one as it ends
    clock->atNow = [&] { ++calls; };
    VERIFY_OK(syncOf(*one).synchronise({}, {}, {}));
    std::atomic<bool> isChosen = false;
    std::jthread choosing;
    clock->atNow = [&] {
        if (--calls != 0)
            return;
        choosing = std::jthread([&] {
            (void)syncOf(*one).resolve(conflicts->front().id, SyncStorage::Choice::Home, {});
            isChosen = true;
        });
        (void)QTest::qWaitFor([&] { return isChosen.load(); }, 1000); // or it waits for this one to be told
    };
    VERIFY_OK(syncOf(*one).synchronise({}, {}, {}));
    QVERIFY(choosing.joinable());
    choosing.join();
    QVERIFY(syncOf(*one).conflicts({})->empty());
    QCOMPARE(syncOf(*one).status().conflicts, 0);
}

void TestGitKeeping::oneThatIsCancelledSaysNothingOfAnother()
{
    const auto one = open();
    publish(*m_workshop->open(u"home.git"_s), u"b", u"1.0.0");
    std::stop_source stopped;
    stopped.request_stop();
    bool isMet = false;
    VERIFY_OK(syncOf(*one).synchronise({},
                                       [&](const Progress &) {
                                           isMet = true;
                                           QVERIFY(syncOf(*one).status().running);
                                           COMPARE_CODE(syncOf(*one).synchronise({}, {}, stopped.get_token()),
                                                        ErrorCode::Cancelled);
                                           QVERIFY(syncOf(*one).status().running);
                                       },
                                       {}));
    QVERIFY(isMet);
    QVERIFY(!syncOf(*one).status().running);
}

void TestGitKeeping::anotherIntervalCountsAtOnce()
{
    const auto one = open();
    syncOf(*one).keepSynchronised(1h);
    QTRY_VERIFY(syncOf(*one).status().lastSynced.isValid());
    publish(*m_workshop->open(u"home.git"_s), u"b", u"1.0.0");
    syncOf(*one).keepSynchronised(50ms);
    QTRY_COMPARE(versionsOf(*one, u"b"), u"1.0.0"_s);
    syncOf(*one).keepSynchronised(0ms);
}

void TestGitKeeping::noAttemptIsPromisedAfterTheEnd()
{
    const auto one = open();
    QVERIFY(QDir().rename(m_workshop->path(u"home.git"_s), m_workshop->path(u"moved.git"_s)));
    syncOf(*one).keepSynchronised(1h);
    QTRY_VERIFY(syncOf(*one).status().nextAttempt.isValid());
    syncOf(*one).keepSynchronised(0ms);
    QVERIFY(!syncOf(*one).status().nextAttempt.isValid());
    QVERIFY(syncOf(*one).status().failingSince.isValid());
}

QTEST_GUILESS_MAIN(TestGitKeeping)
#include "test_git_keeping.moc"
