// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/unknown_host.h"
#include "pulse/test/makers.h"
#include "pulse/ui/sync/sync_text.h"

#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using Connection = SyncStorage::Status::Connection;

namespace {

const QDateTime now = makeTime(u"2026-03-04T14:10:00Z");

SyncStorage::Status synced(qint64 secondsAgo, qint64 queued = 0, qint64 conflicts = 0)
{
    SyncStorage::Status status;
    status.connection = Connection::Online;
    status.lastSynced = now.addSecs(-secondsAgo);
    status.queued = queued;
    status.conflicts = conflicts;
    return status;
}

SyncStorage::Status failing(Connection connection, ErrorCode code, int nextIn)
{
    SyncStorage::Status status = synced(3600);
    status.connection = connection;
    status.error = Error(code, u"synchronise"_s, u"Team"_s, u"The host dav.example was not found."_s);
    status.failingSince = makeTime(u"2026-03-04T14:02:00Z");
    if (nextIn >= 0)
        status.nextAttempt = now.addSecs(nextIn);
    return status;
}

} // namespace

class TestSyncText : public QObject
{
    Q_OBJECT

private slots:
    void summaries_data()
    {
        QTest::addColumn<SyncStorage::Status>("status");
        QTest::addColumn<QString>("summary");
        QTest::addColumn<QString>("brief");
        QTest::addColumn<QString>("sign");
        QTest::newRow("just now") << synced(1) << u"synced just now"_s << u"synced"_s << u"cloud-check"_s;
        QTest::newRow("seconds") << synced(12) << u"synced 12 s ago"_s << u"synced"_s << u"cloud-check"_s;
        QTest::newRow("minutes") << synced(300) << u"synced 5 min ago"_s << u"synced"_s << u"cloud-check"_s;
        QTest::newRow("queued") << synced(12, 3) << u"synced 12 s ago · 3 queued"_s << u"3 queued"_s << u"cloud-up"_s;
        QTest::newRow("conflict") << synced(12, 3, 1) << u"synced 12 s ago · 1 conflict · 3 queued"_s << u"1 conflict"_s
                                  << u"conflict"_s;
        QTest::newRow("never") << SyncStorage::Status() << u"not synchronised yet"_s << QString() << u"cloud"_s;
        SyncStorage::Status running = synced(12);
        running.running = true;
        running.progress = {2, 5, {}};
        QTest::newRow("running") << running << u"synchronising… 40%"_s << u"synchronising…"_s << u"sync"_s;
        SyncStorage::Status trying = failing(Connection::Offline, ErrorCode::Unavailable, -1);
        trying.running = true;
        QTest::newRow("running again") << trying << u"synchronising…"_s << u"offline"_s << u"sync"_s;
        QTest::newRow("offline") << failing(Connection::Offline, ErrorCode::Unavailable, 20)
                                 << u"offline since 14:02 · next try in 20 s"_s << u"offline"_s << u"offline"_s;
        QTest::newRow("refused") << failing(Connection::Refused, ErrorCode::PermissionDenied, -1)
                                 << u"refused since 14:02"_s << u"refused"_s << u"lock"_s;
        QTest::newRow("full") << failing(Connection::Online, ErrorCode::NoSpace, 300)
                              << u"full since 14:02 · next try in 5 min"_s << u"full"_s << u"warning"_s;
        QTest::newRow("limited") << failing(Connection::Online, ErrorCode::RateLimited, 45)
                                 << u"slowed down since 14:02 · next try in 45 s"_s << u"slowed down"_s << u"warning"_s;
        QTest::newRow("limited altogether")
            << failing(Connection::Offline, ErrorCode::RateLimited, 45)
            << u"slowed down since 14:02 · next try in 45 s"_s << u"slowed down"_s << u"warning"_s;
        QTest::newRow("taking nothing") << failing(Connection::Online, ErrorCode::PermissionDenied, 300)
                                        << u"changes refused since 14:02 · next try in 5 min"_s << u"changes refused"_s
                                        << u"warning"_s;
        QTest::newRow("not here") << failing(Connection::Unknown, ErrorCode::PermissionDenied, -1)
                                  << u"not synchronised since 14:02"_s << u"not synchronised"_s << u"warning"_s;
        QTest::newRow("questioned") << failing(Connection::Questioned, ErrorCode::Conflict, -1)
                                    << u"waits for your answer"_s << u"waits for your answer"_s << u"help"_s;
    }

    void summaries()
    {
        QFETCH(SyncStorage::Status, status);
        QTEST(syncSummary(status, now), "summary");
        QTEST(syncBrief(status), "brief");
        QTEST(QString(syncIcon(status)), "sign");
        QCOMPARE(isSynced(status), syncBrief(status) == u"synced"_s);
    }

    void aTroubleSaysWhatSinceWhenAndWhatIsNext()
    {
        SyncStorage::Status status = failing(Connection::Offline, ErrorCode::Unavailable, 20);
        status.queued = 3;
        const auto trouble = syncTrouble(status, u"Team"_s, now);
        QVERIFY(trouble);
        QCOMPARE(trouble->text, u"“Team” has been offline since 14:02. The host dav.example was not found. 3 prompts "
                                "are kept here and wait to be sent. Next try in 20 s."_s);
        QVERIFY(!trouble->isQuestion);
        // The same trouble a second later, and while it is being tried.
        QCOMPARE(syncTrouble(status, u"Team"_s, now.addSecs(1))->identity, trouble->identity);
        status.running = true;
        QVERIFY(syncTrouble(status, u"Team"_s, now)->text.endsWith(u"Trying now…"_s));
        QCOMPARE(syncTrouble(status, u"Team"_s, now)->identity, trouble->identity);
    }

    void eachKindOfTroubleHasItsOwnWords()
    {
        const auto text = [](Connection connection, ErrorCode code) {
            return syncTrouble(failing(connection, code, -1), u"Team"_s, now)->text;
        };
        QVERIFY(text(Connection::Refused, ErrorCode::PermissionDenied).contains(u"has not let us in since 14:02"_s));
        QVERIFY(text(Connection::Online, ErrorCode::PermissionDenied)
                    .startsWith(u"“Team” has taken no changes from here since 14:02."_s));
        QVERIFY(text(Connection::Online, ErrorCode::NoSpace).contains(u"no room left for “Team” since 14:02"_s));
        // Of a server that nobody vouched for it cannot be said that it lets nobody in.
        SyncStorage::Status unknown = failing(Connection::Refused, ErrorCode::PermissionDenied, -1);
        unknown.error = UnknownHost{u"git.example"_s, u"ED25519"_s, u"SHA256:x"_s}.refused(u"It is not known yet."_s);
        QCOMPARE(
            syncTrouble(unknown, u"Team"_s, now)->text,
            u"“Team” has not been synchronised since 14:02. It is not known yet. It is not tried again by itself."_s);
        QCOMPARE(syncBrief(unknown), u"server unknown"_s);
        // What the server says is the same once more.
        for (const Connection connection : {Connection::Online, Connection::Offline})
            QCOMPARE(text(connection, ErrorCode::RateLimited),
                     u"“Team” has asked us to slow down since 14:02. It is not tried again by itself."_s);
        QVERIFY(text(Connection::Online, ErrorCode::NoSpace).contains(u"It is not tried again by itself."_s));
        const auto question = syncTrouble(failing(Connection::Questioned, ErrorCode::Conflict, -1), u"Team"_s, now);
        QVERIFY(question->isQuestion);
        QVERIFY(question->text.contains(u"looks different from last time"_s));
        QVERIFY(!syncTrouble(synced(5, 3, 2), u"Team"_s, now));
        QCOMPARE(syncTrouble(failing(Connection::Refused, ErrorCode::PermissionDenied, -1), u"Team"_s, now)->kind,
                 MessageBar::Kind::Problem);
    }

    void aTextIsLookedAtAgainWhenItChanges()
    {
        using namespace std::chrono_literals;
        QCOMPARE(syncTextLasts(synced(12), now), 1000ms);
        QCOMPARE(syncTextLasts(synced(200), now), 60'000ms);
        QCOMPARE(syncTextLasts(SyncStorage::Status(), now), 0ms);
        QCOMPARE(syncTextLasts(failing(Connection::Offline, ErrorCode::Unavailable, 20), now), 1000ms);
        QCOMPARE(syncTextLasts(failing(Connection::Offline, ErrorCode::Unavailable, 500), now), 60'000ms);
    }

    void aCountdownNeverReachesZero()
    {
        QCOMPARE(durationText(-5), u"1 s"_s);
        QCOMPARE(durationText(119), u"119 s"_s);
        QCOMPARE(durationText(180), u"3 min"_s);
        QCOMPARE(durationText(4 * 3600), u"4 h"_s);
    }

    void reports()
    {
        QCOMPARE(syncReportText({}), u"Both sides are the same."_s);
        SyncStorage::Report report;
        report.sent = 3;
        report.received = 12;
        report.bytes = 2134;
        QCOMPARE(syncReportText(report), u"Sent 3, received 12 (2.1 kB)."_s);
        report.failed.push_back({u"a"_s, Error(ErrorCode::Corrupt, {}, {}, u"It is damaged."_s)});
        QVERIFY(syncReportText(report).endsWith(u"1 thing failed: It is damaged."_s));
        report.sent = report.received = 0;
        QCOMPARE(syncReportText(report), u"1 thing failed: It is damaged."_s);
    }
};

QTEST_MAIN(TestSyncText)
#include "test_sync_text.moc"
