// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/curl_transport.h"

#include "pulse/test/authority.h"

#include <QTemporaryFile>
#include <QTest>
#include <atomic>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

std::expected<HttpResponse, HttpFailure> get(const QUrl &url, const TransportOptions &options = {})
{
    return makeCurlTransport(options)->send({.method = "PUT", .url = url, .body = "secret"}, {});
}

} // namespace

class TestTransportTls : public QObject
{
    Q_OBJECT

    Authority m_authority;
    std::atomic<int> m_served = 0;

    ScriptedServer::Script greet()
    {
        return [this](Connection &connection) {
            while (const auto head = connection.readHead()) {
                (void)connection.readBody(*head);
                ++m_served;
                connection.write(answer(200, "hello"));
            }
        };
    }

private slots:
    void init() { m_served = 0; }

    void trustsTheNamedAuthority()
    {
        ScriptedServer server(greet(), m_authority.server());
        for (const auto &host : {u"127.0.0.1"_s, u"localhost"_s}) {
            const auto got = get(server.url(u"/"_s, host), {.caFile = m_authority.caFile()});
            QVERIFY2(got, got ? "" : qPrintable(got.error().error.toString()));
            QCOMPARE(got->body, "hello"_ba);
        }
    }

    void refusedCertificates_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<Authority::Validity>("validity");
        QTest::addColumn<bool>("known");
        QTest::addColumn<QString>("words");
        const auto localhost = u"DNS:localhost,IP:127.0.0.1"_s;
        QTest::newRow("unknown") << localhost << Authority::Validity::Now << false << u"whom this computer trusts"_s;
        QTest::newRow("expired") << localhost << Authority::Validity::Expired << true << u"has expired"_s;
        QTest::newRow("not yet") << localhost << Authority::Validity::NotYet << true << u"not valid yet"_s;
        QTest::newRow("wrong host") << u"DNS:elsewhere.example"_s << Authority::Validity::Now << true
                                    << u"issued for another name"_s;
    }

    void refusedCertificates()
    {
        QFETCH(QString, names);
        QFETCH(Authority::Validity, validity);
        QFETCH(bool, known);
        QFETCH(QString, words);
        ScriptedServer server(greet(), m_authority.server(names, validity));
        const auto got = get(server.url(), {.caFile = known ? m_authority.caFile() : QString()});
        QVERIFY(!got);
        QVERIFY2(got.error().error.message().contains(words), qPrintable(got.error().error.message()));
        QCOMPARE(got.error().error.code(), ErrorCode::PermissionDenied);
        QVERIFY(!got.error().mayHaveActed);
        QCOMPARE(got.error().stage, HttpFailure::Stage::Secure);
        QCOMPARE(m_served.load(), 0);
    }

    // What is trusted is the system's store and what the profile names, whatever the environment says.
    void theEnvironmentDecidesNothing()
    {
        ScriptedServer server(greet(), m_authority.server());
        for (const char *name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"})
            qputenv(name, m_authority.caFile().toLocal8Bit());
        const auto got = get(server.url());
        for (const char *name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"})
            qunsetenv(name);
        QVERIFY(!got);
        QCOMPARE(got.error().error.code(), ErrorCode::PermissionDenied);
    }

    void showsItsOwnCertificate()
    {
        ServerIdentity identity = m_authority.server();
        identity.clientCaFile = m_authority.caFile();
        ScriptedServer server(greet(), identity);
        const ServerIdentity client = m_authority.client();
        const auto let = get(server.url(), {.caFile = m_authority.caFile(),
                                            .clientCertificateFile = client.certificateFile,
                                            .clientKeyFile = client.keyFile});
        QVERIFY2(let, let ? "" : qPrintable(let.error().error.toString()));
        const auto refused = get(server.url(), {.caFile = m_authority.caFile()});
        QVERIFY(!refused);
        QVERIFY2(refused.error().error.message().contains(u"wants a client certificate"),
                 qPrintable(refused.error().error.message()));
        QCOMPARE(m_served.load(), 1);
    }

    void filesThatCannotBeUsed()
    {
        ScriptedServer server(greet(), m_authority.server());
        const ServerIdentity client = m_authority.client();
        const std::vector<TransportOptions> wrong{
            {.caFile = u"/no/such/file"_s},
            {.caFile = client.keyFile},
            {.clientCertificateFile = client.certificateFile},
            {.clientCertificateFile = client.keyFile, .clientKeyFile = client.keyFile},
        };
        for (const TransportOptions &options : wrong) {
            const auto got = get(server.url(), options);
            QVERIFY(!got);
            QCOMPARE(got.error().error.code(), ErrorCode::Invalid);
            QVERIFY(!got.error().mayHaveActed);
        }
        const auto unlike = get(server.url(), {.caFile = m_authority.caFile(),
                                               .clientCertificateFile = client.certificateFile,
                                               .clientKeyFile = m_authority.client().keyFile});
        QVERIFY(!unlike);
        QVERIFY2(unlike.error().error.message().contains(u"belong together"),
                 qPrintable(unlike.error().error.message()));
    }

    void tlsWherePlainIsSpoken()
    {
        ScriptedServer plain([](Connection &connection) {
            (void)connection.readExactly(1);
            connection.write(answer(400, "TLS is not spoken here."));
        });
        QUrl url = plain.url();
        url.setScheme(u"https"_s);
        const auto got = get(url);
        QVERIFY2(got.error().error.message().contains(u"does not speak TLS"), qPrintable(got.error().error.message()));
        QVERIFY(!got.error().mayHaveActed);
    }

    // An end of the body that TLS does not vouch for is a cut, also where nobody said how long it would be.
    void cutWithoutALength()
    {
        ScriptedServer server(
            [](Connection &connection) {
                (void)connection.readHead();
                connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf");
                connection.cut();
            },
            m_authority.server());
        const auto got = get(server.url(), {.caFile = m_authority.caFile()});
        QVERIFY(!got);
        QVERIFY2(got.error().error.message().contains(u"broke"), qPrintable(got.error().error.message()));
    }

    // Downgrade: where a redirect points is not gone to.
    void redirectsToPlainHttpAreNotFollowed()
    {
        ScriptedServer plain(greet());
        ScriptedServer server(
            [&plain](Connection &connection) {
                (void)connection.readHead();
                connection.write(answer(301, {}, {{"Location", plain.url().toEncoded()}}));
            },
            m_authority.server());
        const auto got = get(server.url(), {.caFile = m_authority.caFile()});
        QCOMPARE(got->status, 301);
        QCOMPARE(plain.connections(), 0);
    }
};

QTEST_GUILESS_MAIN(TestTransportTls)
#include "test_transport_tls.moc"
