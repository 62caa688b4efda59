// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/library_session.h"
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"

#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

// A session whose library pretends to have a home elsewhere.
struct Away
{
    std::shared_ptr<HomeDouble> home;
    TestSession session{[this](std::shared_ptr<Storage> next) {
        home = std::make_shared<HomeDouble>(std::move(next));
        return home;
    }};
    [[nodiscard]] LibrarySync &sync() const { return *session.session()->sync(); }
};

SyncStorage::Status online(qint64 queued = 0, qint64 conflicts = 0)
{
    SyncStorage::Status status;
    status.connection = SyncStorage::Status::Connection::Online;
    status.queued = queued;
    status.conflicts = conflicts;
    return status;
}

} // namespace

class TestLibrarySync : public QObject
{
    Q_OBJECT

private slots:
    void aLibraryAtHomeHasNone()
    {
        const TestSession plain;
        QVERIFY(!plain.session()->sync());
    }

    void theNewestStatusArrivesInTheWindowsThread()
    {
        const Away it;
        QSignalSpy told(&it.sync(), &LibrarySync::statusChanged);
        it.home->tell(online(7));
        it.home->tell(online(3));
        QCOMPARE(told.size(), 0); // nothing happens outside the event loop
        QTRY_COMPARE(it.sync().status().queued, 3);
        QCOMPARE(told.size(), 1);
    }

    void marksFollowTheStatus()
    {
        const Away it;
        QSignalSpy told(&it.sync(), &LibrarySync::marksChanged);
        it.home->setUnsynced(
            {{makeName(u"a"), SyncStorage::State::Local}, {makeName(u"b"), SyncStorage::State::Pending}});
        it.home->tell(online(2));
        QTRY_COMPARE(it.sync().marks().size(), 2);
        QCOMPARE(it.sync().stateOf(u"a"_s), SyncStorage::State::Local);
        QCOMPARE(it.sync().stateOf(u"elsewhere"_s), SyncStorage::State::Synced);
        it.home->setUnsynced({{makeName(u"b"), SyncStorage::State::Conflict}});
        it.home->tell(online(0, 1));
        QTRY_COMPARE(it.sync().stateOf(u"b"_s), SyncStorage::State::Conflict);
        QCOMPARE(it.sync().stateOf(u"a"_s), SyncStorage::State::Synced);
        QCOMPARE(told.last().front().toStringList(), (QStringList{u"a"_s, u"b"_s}));
    }

    void marksFollowAChangeMadeHere()
    {
        Away it;
        QTRY_VERIFY(it.session.session()->isLoaded());
        it.home->setUnsynced({{makeName(u"new"), SyncStorage::State::Local}});
        QVERIFY(it.sync().marks().isEmpty());
        it.session.session()->refresh({u"new"_s});
        QTRY_COMPARE(it.sync().stateOf(u"new"_s), SyncStorage::State::Local);
    }

    void oneAtATimeAndItCanBeStopped()
    {
        const Away it;
        it.home->hold(true);
        QSignalSpy ended(&it.sync(), &LibrarySync::finished);
        it.sync().synchronise({.everything = true});
        it.sync().synchronise();
        QVERIFY(it.sync().isSynchronising());
        QTRY_COMPARE(it.home->asked().size(), 1U);
        it.sync().stop();
        QTRY_COMPARE(ended.size(), 1);
        const auto failure = ended.front().at(1).value<std::optional<Error>>();
        QVERIFY(failure);
        QCOMPARE(failure->code(), ErrorCode::Cancelled);
        QVERIFY(!it.sync().isSynchronising());
        QCOMPARE(it.home->asked().size(), 1U);
        QVERIFY(it.home->asked().front().everything);
    }

    void aChoiceReachesTheStorage()
    {
        const Away it;
        SyncStorage::Conflict conflict{.id = u"c1"_s,
                                       .kind = SyncStorage::Conflict::Kind::Label,
                                       .name = makeName(u"a"),
                                       .version = {},
                                       .field = u"production"_s,
                                       .here = {},
                                       .home = {}};
        it.home->setConflicts({conflict});
        QObject context;
        std::optional<Result<std::vector<SyncStorage::Conflict>>> found;
        const auto asking = it.sync().conflicts().then(&context, [&](auto result) { found = std::move(result); });
        QTRY_VERIFY(found);
        QCOMPARE((*found)->front().id, u"c1"_s);
        // Also where nobody waits for the answer.
        it.sync().resolve(u"c1"_s, SyncStorage::Choice::Home).detach();
        QTRY_COMPARE(it.home->chosen().size(), 1U);
        QCOMPARE(it.home->chosen().front(), std::pair(u"c1"_s, SyncStorage::Choice::Home));
    }

    void theIntervalIsHandedOn()
    {
        const Away it;
        it.sync().keepSynchronised(std::chrono::seconds(90));
        QTRY_COMPARE(it.home->interval(), std::chrono::milliseconds(90'000));
    }

    void theNewestIntervalCounts()
    {
        const Away it;
        it.home->holdNextInterval();
        it.sync().keepSynchronised(std::chrono::seconds(90));
        QTRY_VERIFY(it.home->isIntervalHeld());
        it.sync().keepSynchronised(std::chrono::seconds(0));
        (void)QTest::qWaitFor([&] { return !it.home->intervals().empty(); }, 300); // it must not overtake the other
        it.home->letIntervalGo();
        QTRY_COMPARE(it.home->intervals().size(), 2U);
        QCOMPARE(it.home->interval(), std::chrono::milliseconds(0));
    }

    void nobodyListensAfterTheEnd()
    {
        std::shared_ptr<HomeDouble> home;
        {
            const Away it;
            home = it.home;
            QCOMPARE(home->watchers(), 1);
            home->tell(online(1)); // is under way when the session ends
        }
        QCOMPARE(home->watchers(), 0);
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(TestLibrarySync)
#include "test_library_sync.moc"
