// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/check.h"
#include "pulse/base/byte_source.h"
#include "pulse/storage/library_file.h"
#include "pulse/test/authority.h"
#include "pulse/test/fault_proxy.h"
#include "s3_fixture.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Kind = ConnectionStep::Kind;
using Step = ConnectionStep::Outcome;

} // namespace

/// Where the way to a bucket ends is said, and why.
class TestS3Check : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = whyNoServers(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_server = std::make_unique<S3Server>();
        m_server->makeBucket(u"bucket"_s);
        m_server->makeUser(u"stranger"_s, u"STRANGER"_s, u"strangers-secret"_s);
    }

    void everythingIsWell()
    {
        QVERIFY(check(settingsFor(m_server->endpoint(), u"bucket/team"_s)).has_value());
        QCOMPARE(m_steps.size(), size_t(10));
        for (size_t i = 0; i < m_steps.size(); ++i) {
            QCOMPARE(static_cast<size_t>(m_steps[i].kind), i);
            QVERIFY(m_steps[i].what.endsWith(u'.'));
            QCOMPARE(m_steps[i].outcome, Step::Passed);
        }
        const auto client = clientFor(settingsFor(m_server->endpoint(), u"bucket"_s));
        QVERIFY(client->list({}, {})->objects.empty());
    }

    void aReaderWritesNothing()
    {
        QVERIFY(check(settingsFor(m_server->endpoint(), u"bucket"_s), environmentOfOwner(), true).has_value());
        QCOMPARE(step(Kind::Write).outcome, Step::Skipped);
        QCOMPARE(step(Kind::Concurrency).outcome, Step::Skipped);
        QCOMPARE(step(Kind::Clock).outcome, Step::Passed);
    }

    void theNameIsNotFound()
    {
        fails(settingsFor(QUrl(u"https://no-such-host.invalid"_s), u"bucket"_s), Kind::Resolve, ErrorCode::Unavailable);
    }

    void nobodyListens()
    {
        fails(settingsFor(QUrl(u"http://127.0.0.1:1"_s), u"bucket"_s), Kind::Connect, ErrorCode::Unavailable);
    }

    void theCertificateIsNotGood()
    {
        Authority authority;
        FaultProxy unknown(static_cast<quint16>(m_server->port()), authority.server());
        fails(settingsFor(unknown.url(QString()), u"bucket"_s), Kind::Certificate, ErrorCode::PermissionDenied);
        std::map<QString, QString> trusted{{u"ca-file"_s, authority.caFile()}};
        FaultProxy expired(static_cast<quint16>(m_server->port()),
                           authority.server(u"DNS:localhost,IP:127.0.0.1"_s, Authority::Validity::Expired));
        fails(settingsFor(expired.url(QString()), u"bucket"_s, trusted), Kind::Certificate,
              ErrorCode::PermissionDenied);
        FaultProxy other(static_cast<quint16>(m_server->port()), authority.server(u"DNS:elsewhere.example"_s));
        fails(settingsFor(other.url(QString()), u"bucket"_s, trusted), Kind::Certificate, ErrorCode::PermissionDenied);
        QVERIFY(check(settingsFor(unknown.url(QString()), u"bucket"_s, trusted)).has_value());
        QCOMPARE(step(Kind::Certificate).outcome, Step::Passed);
    }

    void theKeysAreWrong()
    {
        const auto settings = settingsFor(m_server->endpoint(), u"bucket"_s);
        fails(settings, Kind::Credentials, ErrorCode::PermissionDenied,
              environmentOf(
                  {{u"AWS_ACCESS_KEY_ID"_s, S3Server::accessKey()}, {u"AWS_SECRET_ACCESS_KEY"_s, u"CANARY-wrong"_s}}));
        QVERIFY(step(Kind::Credentials).advice.contains("secret key"_L1));
        fails(settings, Kind::Credentials, ErrorCode::PermissionDenied,
              environmentOf({{u"AWS_ACCESS_KEY_ID"_s, u"NOBODY"_s}, {u"AWS_SECRET_ACCESS_KEY"_s, u"CANARY"_s}}));
        fails(settings, Kind::Credentials, ErrorCode::PermissionDenied, environmentOf({}));
        fails(settings, Kind::Credentials, ErrorCode::PermissionDenied,
              environmentOf({{u"AWS_ACCESS_KEY_ID"_s, u"CANARY/of+a+secret"_s},
                             {u"AWS_SECRET_ACCESS_KEY"_s, S3Server::accessKey()}}));
        QVERIFY(step(Kind::Credentials).advice.contains("exchanged"_L1));
    }

    void theBucketIsNotThere()
    {
        fails(settingsFor(m_server->endpoint(), u"no-such-bucket"_s), Kind::Place, ErrorCode::NotFound);
    }

    void nothingIsPermitted()
    {
        fails(settingsFor(m_server->endpoint(), u"bucket"_s), Kind::Read, ErrorCode::PermissionDenied,
              environmentOf(
                  {{u"AWS_ACCESS_KEY_ID"_s, u"STRANGER"_s}, {u"AWS_SECRET_ACCESS_KEY"_s, u"strangers-secret"_s}}));
    }

    void writingIsNotPermitted()
    {
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &request) {
            return request.head.method == "PUT" ? Fault::status(403, {}, "<Error><Code>AccessDenied</Code></Error>")
                                                : Fault{};
        });
        fails(settingsFor(proxy.url(QString()), u"bucket"_s), Kind::Write, ErrorCode::PermissionDenied);
        // In words about the library, not about what was tried for it.
        QVERIFY2(step(Kind::Write).what.startsWith(u"The keys may read here, but not write"_s),
                 qPrintable(step(Kind::Write).what));
    }

    void aLibraryThatMayOnlyBeRead()
    {
        BufferSource file(encodeLibraryFile({.id = u"ae221f66-565b-4e89-9725-f1b552b119ef"_s, .object = {}}));
        QVERIFY(clientFor(settingsFor(m_server->endpoint(), u"bucket/read"_s))->put(u"library.json"_s, file, {}, {}));
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &request) {
            return request.head.method == "PUT" ? Fault::status(403, {}, "<Error><Code>AccessDenied</Code></Error>")
                                                : Fault{};
        });
        QVERIFY(check(settingsFor(proxy.url(QString()), u"bucket/read"_s)).has_value());
        QCOMPARE(step(Kind::Write).outcome, Step::Warned);
        QVERIFY(!step(Kind::Write).advice.isEmpty());
        QCOMPARE(step(Kind::Concurrency).outcome, Step::Skipped);
    }

    void aPageInPlaceOfEverything()
    {
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &) { return Fault::status(200, {}, "<html>Log in first</html>"); });
        fails(settingsFor(proxy.url(QString()), u"bucket"_s), Kind::Read, ErrorCode::Corrupt);
    }

    void theClockIsWrong_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("said");
        QTest::newRow("ahead") << 7'200 << u"The server's clock is 120 minutes ahead of this computer's."_s;
        QTest::newRow("behind") << -3'600 << u"The server's clock is 60 minutes behind this computer's."_s;
    }

    void theClockIsWrong()
    {
        QFETCH(int, seconds);
        m_clock = std::make_shared<ManualClock>(QDateTime::currentDateTimeUtc().addSecs(-seconds));
        QVERIFY(check(settingsFor(m_server->endpoint(), u"bucket"_s)).has_value());
        m_clock.reset();
        QCOMPARE(step(Kind::Clock).outcome, Step::Warned);
        QTEST(step(Kind::Clock).what, "said");
        QCOMPARE(step(Kind::Clock).advice,
                 u"Set the clock that is wrong. Until then the server's is used for signing."_s);
    }

    // A server that takes nothing because of the clock has said nothing of the keys or the bucket.
    void theClockIsRefused()
    {
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &request) {
            return request.head.method == "GET"
                       ? Fault::status(403, {}, "<Error><Code>RequestTimeTooSkewed</Code></Error>")
                       : Fault{};
        });
        const auto result = check(settingsFor(proxy.url(QString()), u"bucket"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code(), ErrorCode::PermissionDenied);
        for (const Kind kind : {Kind::Credentials, Kind::Place, Kind::Read, Kind::Write, Kind::Concurrency})
            QCOMPARE(step(kind).outcome, Step::Skipped);
        QCOMPARE(step(Kind::Clock).outcome, Step::Failed);
        QVERIFY2(step(Kind::Clock).what.contains(u"clocks"_s), qPrintable(step(Kind::Clock).what));
        QVERIFY(step(Kind::Clock).advice.startsWith(u"Set the clock"_s));
    }

    // Where the refusal says what time it is there, whose clock is how far off is told.
    void theRefusedClockIsTold()
    {
        const QByteArray body = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([body](const FaultProxy::Request &) {
            const QByteArray now =
                QLocale::c().toString(QDateTime::currentDateTimeUtc(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
            return Fault{.kind = Fault::Kind::Answer,
                         .bytes = "HTTP/1.1 403 Forbidden\r\nDate: " + now +
                                  "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body};
        });
        m_clock = std::make_shared<ManualClock>(QDateTime::currentDateTimeUtc().addSecs(-7'200));
        const auto result = check(settingsFor(proxy.url(QString()), u"bucket"_s));
        m_clock.reset();
        QVERIFY(!result);
        QCOMPARE(step(Kind::Clock).outcome, Step::Failed);
        QCOMPARE(step(Kind::Clock).what,
                 u"The server's clock is 120 minutes ahead of this computer's, more than it allows."_s);
        QCOMPARE(step(Kind::Clock).advice, u"Set the clock that is wrong, then try again."_s);
        QCOMPARE(step(Kind::Credentials).what, u"Not tried, because the clocks disagree."_s);
    }

    void thereAreNoConditions()
    {
        FaultProxy proxy(static_cast<quint16>(m_server->port()));
        proxy.setPlan([](const FaultProxy::Request &request) {
            return request.head.headers.contains("If-None-Match")
                       ? Fault::status(501, {}, "<Error><Code>NotImplemented</Code></Error>")
                       : Fault{};
        });
        QVERIFY(check(settingsFor(proxy.url(QString()), u"bucket"_s)).has_value());
        QCOMPARE(step(Kind::Concurrency).outcome, Step::Warned);
    }

    void settingsThatMakeNoSense()
    {
        m_steps.clear();
        s3::reportUnusable(Error(ErrorCode::Invalid, u"open"_s, u"endpoint"_s, u"It is wrong. Correct it."_s),
                           [this](const ConnectionStep &each) { m_steps.push_back(each); });
        QCOMPARE(m_steps.size(), size_t(10));
        QCOMPARE(m_steps[0].outcome, Step::Failed);
        QCOMPARE(m_steps[0].what, u"It is wrong."_s);
        QCOMPARE(m_steps[0].advice, u"Correct it."_s);
    }

private:
    Result<void> check(const s3::Settings &settings, const s3::Environment &environment = environmentOfOwner(),
                       bool readOnly = false)
    {
        m_steps.clear();
        s3::ClientParts parts = partsFor(settings, environment);
        if (m_clock)
            parts.clock = m_clock;
        return s3::checkConnection(
            settings, parts, readOnly,
            [](const ObjectAbilities &can) { return can.createsOnce ? u"Many may write."_s : u"One may write."_s; },
            [this](const ConnectionStep &each) { m_steps.push_back(each); }, {});
    }

    /// The step fails, all before it did not, all after it are skipped, and nothing secret is said.
    void fails(const s3::Settings &settings, Kind kind, ErrorCode code,
               const s3::Environment &environment = environmentOfOwner())
    {
        const auto result = check(settings, environment);
        QVERIFY(!result);
        QCOMPARE(result.error().code(), code);
        QCOMPARE(m_steps.size(), size_t(10));
        for (const auto &each : m_steps) {
            QVERIFY(each.what.endsWith(u'.'));
            QVERIFY(!each.what.contains("CANARY"_L1) && !each.advice.contains("CANARY"_L1));
            if (each.kind == kind) {
                QCOMPARE(each.outcome, Step::Failed);
                QVERIFY(!each.advice.isEmpty());
            } else {
                QCOMPARE(each.outcome == Step::Skipped, each.kind > kind);
            }
        }
    }

    [[nodiscard]] ConnectionStep step(Kind kind) const { return m_steps.at(static_cast<size_t>(kind)); }

    std::unique_ptr<S3Server> m_server;
    std::vector<ConnectionStep> m_steps;
    std::shared_ptr<const Clock> m_clock;
};

QTEST_GUILESS_MAIN(TestS3Check)
#include "test_s3_check.moc"
