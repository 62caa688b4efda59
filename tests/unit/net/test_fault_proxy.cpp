// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/fault_proxy.h"

#include "pulse/net/curl_transport.h"
#include "pulse/net/http_date.h"
#include "pulse/test/authority.h"

#include <QTest>
#include <atomic>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The fault kit itself: every fault looks to a client as it should, and reaches the server or does not.
class TestFaultProxy : public QObject
{
    Q_OBJECT

    using Kind = Fault::Kind;

    std::atomic<int> m_carriedOut = 0;
    std::unique_ptr<ScriptedServer> m_server;

    std::expected<HttpResponse, HttpFailure> put(const FaultProxy &proxy, const TransportOptions &options = {})
    {
        return makeCurlTransport(options)->send({.method = "PUT", .url = proxy.url(u"/a%20b"_s), .body = "12345678"},
                                                {});
    }

private slots:
    void init()
    {
        m_carriedOut = 0;
        m_server = std::make_unique<ScriptedServer>([this](Connection &connection) {
            while (const auto head = connection.readHead()) {
                const QByteArray body = connection.readBody(*head);
                ++m_carriedOut;
                connection.write(answer(201, head->method + head->target + body,
                                        {{"ETag", "\"real\""}, {"Date", "Thu, 01 Jan 2026 00:00:00 GMT"}}));
            }
        });
    }

    void passesOn()
    {
        FaultProxy proxy(m_server->port());
        const auto transport = makeCurlTransport({});
        for (int i = 0; i < 3; ++i) {
            const auto got = transport->send({.method = "PUT", .url = proxy.url(u"/a%20b"_s), .body = "1234"}, {});
            QCOMPARE(got->status, 201);
            QCOMPARE(got->body, "PUT/a%20b1234"_ba);
            QCOMPARE(got->headers.value("ETag"), "\"real\""_ba);
        }
        QCOMPARE(proxy.seen().size(), 3u);
        QCOMPARE(proxy.seen()[0].method, "PUT"_ba);
    }

    void faults_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("carriedOut");
        const auto row = [](const char *name, Kind kind, int carriedOut) {
            QTest::newRow(name) << int(kind) << carriedOut;
        };
        row("stall", Kind::Stall, 0);
        row("stall in the answer", Kind::StallAnswer, 1);
        row("reset before", Kind::ResetBefore, 0);
        row("reset in the body", Kind::ResetInBody, 0);
        row("lost answer", Kind::LostAnswer, 1);
        row("reset in the answer", Kind::ResetInAnswer, 1);
        row("cut answer", Kind::CutAnswer, 1);
    }

    void faults()
    {
        QFETCH(int, kind);
        QFETCH(int, carriedOut);
        FaultProxy proxy(m_server->port());
        proxy.setPlan(first(1, "PUT", Fault::of(Kind(kind))));
        const auto got = put(proxy, {.stallTimeout = 200ms});
        QVERIFY(!got);
        QCOMPARE(got.error().error.code(), ErrorCode::Unavailable);
        QVERIFY(got.error().mayHaveActed);
        QCOMPARE(m_carriedOut.load(), carriedOut);
        QCOMPARE(put(proxy)->status, 201); // once only
    }

    void changedAnswers()
    {
        FaultProxy proxy(m_server->port());
        proxy.setPlan(first(1, "PUT", Fault::of(Kind::WrongETag)));
        QVERIFY(put(proxy)->headers.value("ETag") != "\"real\""_ba);
        proxy.setPlan(first(1, "PUT", Fault::skewedDate(-1h)));
        QCOMPARE(put(proxy)->headers.value("Date"), "Wed, 31 Dec 2025 23:00:00 GMT"_ba);
        proxy.setPlan(first(1, "PUT", Fault::of(Kind::CutUnframed)));
        QCOMPARE(put(proxy)->body, "PUT/a%20"_ba); // nobody can see that
        QCOMPARE(m_carriedOut.load(), 3);
        proxy.setPlan(first(1, "PUT", Fault::status(503, "7")));
        QCOMPARE(put(proxy)->headers.value("Retry-After"), "7"_ba);
        proxy.setPlan(first(1, "PUT", Fault::redirect(QUrl(u"http://127.0.0.1:1/x"_s))));
        QCOMPARE(put(proxy)->headers.value("Location"), "http://127.0.0.1:1/x"_ba);
        QCOMPARE(m_carriedOut.load(), 3);
        proxy.setPlan(first(1, "PUT", Fault::delay(50ms)));
        QCOMPARE(put(proxy)->status, 201);
    }

    void speaksTls()
    {
        Authority authority;
        FaultProxy proxy(m_server->port(), authority.server());
        QCOMPARE(proxy.url().scheme(), u"https"_s);
        QCOMPARE(put(proxy, {.caFile = authority.caFile()})->status, 201);
    }
};

QTEST_GUILESS_MAIN(TestFaultProxy)
#include "test_fault_proxy.moc"
