// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/curl_transport.h"

#include "pulse/test/connection.h"

#include <QTest>
#include <atomic>
#include <mutex>
#include <semaphore>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using End = void (Connection::*)();

/// Answers every request with itself: method, target, header fields, an empty line, the body.
void echo(Connection &connection)
{
    while (const auto head = connection.readHead()) {
        QByteArray body = head->method + ' ' + head->target + '\n';
        for (const HttpHeader &header : head->headers.all())
            body += header.name + ": " + header.value + '\n';
        body += '\n' + connection.readBody(*head);
        connection.write(answer(200, head->method == "HEAD" ? QByteArray() : body, {{"Set-Cookie", "a=b"}}));
    }
}

/// Reads one request, writes the bytes, then ends the connection in the way that is asked for.
ScriptedServer::Script saying(const QByteArray &bytes, End end)
{
    return [bytes, end](Connection &connection) {
        if (const auto head = connection.readHead())
            (void)connection.readBody(*head);
        connection.write(bytes);
        (connection.*end)();
    };
}

HttpRequest request(const QUrl &url, const QByteArray &method = "GET", const QByteArray &body = {})
{
    return {.method = method, .url = url, .body = body};
}

void addFailure(const char *name, const QByteArray &bytes, End end, const QString &words)
{
    QTest::newRow(name) << bytes << end << words;
}

} // namespace

Q_DECLARE_METATYPE(End)

class TestTransport : public QObject
{
    Q_OBJECT

    std::shared_ptr<HttpTransport> m_transport;

private slots:
    void init() { m_transport = makeCurlTransport({.stallTimeout = 60s}); }

    void sendsWhatItIsGiven_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("length"); // empty: no Content-Length
        QTest::newRow("get") << "GET"_ba << ""_ba << ""_ba;
        QTest::newRow("put") << "PUT"_ba << "hello"_ba << "5"_ba;
        QTest::newRow("put nothing") << "PUT"_ba << ""_ba << "0"_ba;
        QTest::newRow("post nothing") << "POST"_ba << ""_ba << "0"_ba;
        QTest::newRow("propfind") << "PROPFIND"_ba << "<a/>"_ba << "4"_ba;
        QTest::newRow("mkcol") << "MKCOL"_ba << ""_ba << ""_ba;
        QTest::newRow("delete") << "DELETE"_ba << ""_ba << ""_ba;
        QTest::newRow("large") << "PUT"_ba << QByteArray(3'000'000, 'x') << "3000000"_ba;
    }

    void sendsWhatItIsGiven()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, length);
        ScriptedServer server(echo);
        HttpRequest sent =
            request(QUrl::fromEncoded(server.url().toEncoded() + "a%2Fb/../%20%C3%BC?x=%2B&y"), method, body);
        sent.headers = {{"X-Empty", ""}, {"X-Full", "a, b"}};
        const auto got = m_transport->send(sent, {});
        QVERIFY2(got, got ? "" : qPrintable(got.error().error.toString()));
        QCOMPARE(got->status, 200);
        const auto parts = got->body;
        QVERIFY2(parts.startsWith(method + " /a%2Fb/../%20%C3%BC?x=%2B&y\n"), parts.left(200).constData());
        QVERIFY(parts.contains("\nX-Empty: \n") && parts.contains("\nX-Full: a, b\n"));
        QCOMPARE(parts.contains("\nContent-Length: " + length + "\n"), !length.isEmpty());
        QVERIFY(!parts.contains("Content-Type") && !parts.contains("Expect") && !parts.contains("Cookie"));
        QVERIFY(parts.contains("\nUser-Agent: Pulse/"));
        QVERIFY(parts.endsWith("\n\n" + body));
    }

    void readsSourcesAndFillsSinks()
    {
        ScriptedServer server(echo);
        const QByteArray content(2'000'000, 'c');
        BufferSource source(content);
        QByteArray taken;
        HttpRequest sent = request(server.url(), "PUT");
        sent.source = &source;
        sent.sink = [&taken](QByteArrayView piece) -> Result<void> { return taken.append(piece), Result<void>(); };
        for (int time = 0; time < 2; ++time) { // the source is rewound
            taken.clear();
            const auto got = m_transport->send(sent, {});
            QVERIFY(got);
            QVERIFY(got->body.isEmpty());
            QVERIFY(taken.endsWith("\n\n" + content));
        }
        sent.sink = [](QByteArrayView) -> Result<void> {
            return failure(ErrorCode::NoSpace, {}, {}, u"The disk is full."_s);
        };
        QCOMPARE(m_transport->send(sent, {}).error().error.code(), ErrorCode::NoSpace);
    }

    void sinksTakeSuccessesOnly()
    {
        ScriptedServer server(saying(answer(404, "no such thing"), &Connection::close));
        HttpRequest sent = request(server.url());
        sent.sink = [](QByteArrayView) -> Result<void> { return failure(ErrorCode::Internal, {}, {}, u"No."_s); };
        const auto got = m_transport->send(sent, {});
        QCOMPARE(got->status, 404);
        QCOMPARE(got->body, "no such thing"_ba);
    }

    void answersThatAreThere_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("interim") << "HTTP/1.1 103 Early\r\nX-A: 1\r\n\r\n"_ba + answer(201, "x") << 201 << "x"_ba;
        QTest::newRow("chunked with trailer")
            << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nX-A: 1\r\n\r\n"_ba << 200
            << "abc"_ba;
        QTest::newRow("until the end") << "HTTP/1.0 200 OK\r\n\r\nabc"_ba << 200 << "abc"_ba;
        QTest::newRow("redirect") << answer(301, "", {{"Location", "http://127.0.0.1:1/"}}) << 301 << ""_ba;
        QTest::newRow("nothing") << answer(204) << 204 << ""_ba;
        QTest::newRow("error") << answer(507, "full") << 507 << "full"_ba;
    }

    void answersThatAreThere()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        ScriptedServer server(saying(bytes, &Connection::close));
        const auto got = m_transport->send(request(server.url()), {});
        QVERIFY2(got, got ? "" : qPrintable(got.error().error.toString()));
        QCOMPARE(got->status, status);
        QCOMPARE(got->body, body);
        QVERIFY(!got->headers.contains("X-A"));
        QCOMPARE(server.connections(), 1);
    }

    void brokenAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<End>("end");
        QTest::addColumn<QString>("words");
        addFailure("closed without an answer", {}, &Connection::close, u"without an answer"_s);
        addFailure("reset before the answer", {}, &Connection::reset, u"broke"_s);
        addFailure("reset in the head", "HTTP/1.1 200 OK\r\nX", &Connection::reset, u"broke"_s);
        addFailure("reset in the body", answer(200, QByteArray(100, 'x')).chopped(50), &Connection::reset, u"broke"_s);
        addFailure("cut with a length", answer(200, QByteArray(100, 'x')).chopped(50), &Connection::close,
                   u"cut short"_s);
        addFailure("cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", &Connection::close,
                   u"cut short"_s);
        addFailure("cut between chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                   &Connection::close, u"cut short"_s);
        addFailure("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", &Connection::close, u"does not speak HTTP"_s);
    }

    void brokenAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(End, end);
        QFETCH(QString, words);
        for (const QByteArray &method : {"GET"_ba, "PUT"_ba}) {
            ScriptedServer server(saying(bytes, end));
            const auto got = m_transport->send(request(server.url(u"/secret?key=hidden"_s), method, "body"), {});
            QVERIFY(!got);
            const Error &error = got.error().error;
            QVERIFY2(error.message().contains(words), qPrintable(error.message()));
            QVERIFY(error.code() == ErrorCode::Unavailable || words.contains(u"HTTP"));
            QVERIFY(got.error().mayHaveActed);
            QCOMPARE(got.error().stage, HttpFailure::Stage::Exchange);
            QVERIFY(!error.toString().contains(u"hidden"));
            QVERIFY(error.message().contains(u"127.0.0.1"));
        }
    }

    void serversThatAreNotThere()
    {
        quint16 closed = 0;
        {
            ScriptedServer gone(echo);
            closed = gone.port();
        }
        const auto refused = m_transport->send(request(QUrl(u"http://127.0.0.1:%1/"_s.arg(closed)), "PUT"), {});
        QVERIFY2(refused.error().error.message().contains(u"Nothing answers at port %1 of"_s.arg(closed)),
                 qPrintable(refused.error().error.message()));
        QVERIFY(!refused.error().mayHaveActed);
        QCOMPARE(refused.error().stage, HttpFailure::Stage::Connect);
        QVERIFY(refused.error().error.isRetryable());
        const auto unknown = m_transport->send(request(QUrl(u"http://no-such-host.invalid/"_s), "PUT"), {});
        QVERIFY2(unknown.error().error.message().contains(u"was not found"),
                 qPrintable(unknown.error().error.message()));
        QVERIFY(!unknown.error().mayHaveActed);
        QCOMPARE(unknown.error().stage, HttpFailure::Stage::Resolve);
    }

    void addressesThatAreNone_data()
    {
        QTest::addColumn<QString>("url");
        for (const auto &url : {u"ftp://127.0.0.1/"_s, u"file:///etc/passwd"_s, u"http:///x"_s, u"x"_s, u""_s,
                                u"http://user:pass@127.0.0.1/"_s})
            QTest::newRow(qPrintable(url)) << url;
    }

    void addressesThatAreNone()
    {
        QFETCH(QString, url);
        const auto got = m_transport->send(request(QUrl(url)), {});
        QVERIFY(got.error().error.code() == ErrorCode::Unsupported || got.error().error.code() == ErrorCode::Invalid);
        QVERIFY(!got.error().mayHaveActed);
        QVERIFY(!got.error().error.toString().contains(u"user:"));
    }

    void malformedFieldsAreNotSent()
    {
        ScriptedServer server(echo);
        const std::vector<HttpHeader> malformed{{"X-A", "1\r\nX-B: 2"}, {"X A", "1"}, {"", "1"}, {"X-A", "\x01"}};
        for (const HttpHeader &header : malformed) {
            HttpRequest sent = request(server.url());
            sent.headers = {header};
            const auto got = m_transport->send(sent, {});
            QCOMPARE(got.error().error.code(), ErrorCode::Internal);
        }
        QCOMPARE(m_transport->send(request(server.url(), "GE T"), {}).error().error.code(), ErrorCode::Internal);
        QCOMPARE(server.connections(), 0);
    }

    void longAnswersAreRefused()
    {
        for (const QByteArray &bytes :
             {answer(200, QByteArray(1001, 'x')), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"_ba +
                                                      QByteArray(1001, 'x') + "\r\n0\r\n\r\n"}) {
            ScriptedServer server(saying(bytes, &Connection::close));
            HttpRequest sent = request(server.url());
            sent.maximumAnswer = 1001;
            QVERIFY(m_transport->send(sent, {}));
            sent.maximumAnswer = 1000;
            const auto got = m_transport->send(sent, {});
            QCOMPARE(got.error().error.code(), ErrorCode::Unsupported);
            QVERIFY2(got.error().error.message().contains(u"1000 bytes"), qPrintable(got.error().error.message()));
        }
    }

    void anAnnouncedLengthIsRefusedAtOnce()
    {
        ScriptedServer server(saying("HTTP/1.1 200 OK\r\nContent-Length: 10995116277760\r\n\r\nx",
                                     &Connection::waitForPeer)); // the rest never comes
        QCOMPARE(m_transport->send(request(server.url()), {}).error().error.code(), ErrorCode::Unsupported);
    }

    void stallsAreNoticed()
    {
        const auto impatient = makeCurlTransport({.stallTimeout = 200ms});
        for (const QByteArray &bytes :
             {""_ba, "HTTP/1.1 200 OK\r\n"_ba, answer(200, QByteArray(100, 'x')).chopped(50)}) {
            ScriptedServer server(saying(bytes, &Connection::waitForPeer));
            const auto got = impatient->send(request(server.url()), {});
            QVERIFY2(got.error().error.message().contains(u"for 0.2 seconds"), qPrintable(got.error().error.message()));
            QCOMPARE(got.error().error.code(), ErrorCode::Unavailable);
            QVERIFY(got.error().mayHaveActed);
        }
    }

    void deadlinesAreKept()
    {
        // Something comes all the time, so that nothing has stalled.
        std::atomic<bool> over = false;
        ScriptedServer server([&over](Connection &connection) {
            (void)connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            std::binary_semaphore never(0);
            while (!over) {
                connection.write("x");
                (void)never.try_acquire_for(5ms);
            }
        });
        HttpRequest sent = request(server.url());
        sent.deadline = 300ms;
        sent.maximumAnswer = 0;
        sent.sink = [](QByteArrayView) -> Result<void> { return {}; };
        const auto got = m_transport->send(sent, {});
        over = true;
        QVERIFY2(got.error().error.message().contains(u"in time"), qPrintable(got.error().error.message()));
        QVERIFY(got.error().mayHaveActed);
    }

    void stopsAtOnce()
    {
        std::binary_semaphore arrived(0);
        ScriptedServer server([&arrived](Connection &connection) {
            (void)connection.readHead();
            arrived.release();
            connection.waitForPeer();
        });
        std::stop_source stop;
        std::jthread stopping([&] {
            arrived.acquire();
            stop.request_stop();
        });
        const auto got = m_transport->send(request(server.url()), stop.get_token());
        QCOMPARE(got.error().error.code(), ErrorCode::Cancelled);
        QVERIFY(got.error().mayHaveActed);
        const auto again = m_transport->send(request(server.url()), stop.get_token());
        QCOMPARE(again.error().error.code(), ErrorCode::Cancelled);
        QVERIFY(!again.error().mayHaveActed);
    }

    void connectionsStayOpen()
    {
        ScriptedServer server(echo);
        for (int i = 0; i < 20; ++i)
            QVERIFY(m_transport->send(request(server.url(), i % 2 ? "GET" : "PUT", i % 2 ? "" : "x"), {}));
        QCOMPARE(server.connections(), 1);
    }

    void connectionsAreBounded()
    {
        std::mutex mutex;
        int now = 0;
        int most = 0;
        ScriptedServer server([&](Connection &connection) {
            while (const auto head = connection.readHead()) {
                {
                    const std::scoped_lock lock(mutex);
                    most = std::max(most, ++now);
                }
                std::this_thread::yield();
                {
                    const std::scoped_lock lock(mutex);
                    --now;
                }
                connection.write(answer(200));
            }
        });
        const auto bounded = makeCurlTransport({.connectionsPerHost = 3});
        std::atomic<int> answered = 0;
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < 12; ++i)
                workers.emplace_back([&] {
                    for (int j = 0; j < 20; ++j)
                        answered += bounded->send(request(server.url()), {}).has_value();
                });
        }
        QCOMPARE(answered.load(), 240);
        QVERIFY(server.connections() <= 3);
        QVERIFY(most <= 3);
    }

    void waitingForATurnEnds()
    {
        std::binary_semaphore arrived(0);
        ScriptedServer server([&arrived](Connection &connection) {
            (void)connection.readHead();
            arrived.release();
            connection.waitForPeer();
        });
        const auto single = makeCurlTransport({.connectionsPerHost = 1});
        std::stop_source stop;
        std::jthread holding([&] { (void)single->send(request(server.url()), stop.get_token()); });
        arrived.acquire();
        HttpRequest sent = request(server.url(), "PUT");
        sent.deadline = 100ms;
        const auto late = single->send(sent, {});
        QVERIFY2(late.error().error.message().contains(u"in use"), qPrintable(late.error().error.message()));
        QVERIFY(!late.error().mayHaveActed);
        std::stop_source second;
        second.request_stop();
        const auto stopped = single->send(request(server.url()), second.get_token());
        QCOMPARE(stopped.error().error.code(), ErrorCode::Cancelled);
        stop.request_stop();
    }

    // A connection that was kept open and dies under a request: only a safe one may be sent again unasked.
    void writesAreNotSentTwiceUnasked()
    {
        for (const QByteArray &method : {"GET"_ba, "PROPFIND"_ba, "PUT"_ba, "MKCOL"_ba, "DELETE"_ba}) {
            std::atomic<int> seen = 0;
            ScriptedServer server([&seen](Connection &connection) {
                for (int requests = 0; const auto head = connection.readHead(); ++requests) {
                    (void)connection.readBody(*head);
                    if (head->target == "/second")
                        ++seen;
                    if (requests == 1)
                        return; // without an answer
                    connection.write(answer(200));
                }
            });
            const auto transport = makeCurlTransport({});
            QVERIFY(transport->send(request(server.url()), {}));
            const auto got = transport->send(request(server.url(u"/second"_s), method), {});
            const bool safe = method == "GET" || method == "PROPFIND";
            QCOMPARE(got.has_value(), safe);
            QCOMPARE(seen.load(), safe ? 2 : 1);
            if (!safe)
                QVERIFY(got.error().mayHaveActed && got.error().wasKeptOpen);
        }
    }

    void newConnectionsAreNew()
    {
        ScriptedServer server(echo);
        HttpRequest alone = request(server.url(), "PUT", "x");
        alone.newConnection = true;
        QVERIFY(m_transport->send(request(server.url()), {}));
        QVERIFY(m_transport->send(alone, {}));
        QCOMPARE(server.connections(), 2);
        ScriptedServer silent(saying({}, &Connection::close));
        const auto lost = m_transport->send(request(silent.url(), "PUT", "x"), {});
        QVERIFY(lost.error().mayHaveActed && !lost.error().wasKeptOpen);
    }

    // An answer that has begun is no lost request.
    void brokenAnswersAreNotLostRequests()
    {
        ScriptedServer server([](Connection &connection) {
            for (int requests = 0; const auto head = connection.readHead(); ++requests) {
                (void)connection.readBody(*head);
                if (requests == 1)
                    return connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
                connection.write(answer(200));
            }
        });
        QVERIFY(m_transport->send(request(server.url()), {}));
        const auto got = m_transport->send(request(server.url(), "PUT", "x"), {});
        QVERIFY(!got && got.error().mayHaveActed && !got.error().wasKeptOpen);
    }

    void sourcesThatFail()
    {
        class Failing final : public RepeatableSource
        {
        public:
            Result<qsizetype> read(std::span<char>) override
            {
                return failure(ErrorCode::Unavailable, {}, {}, u"The disk is gone."_s);
            }
            qint64 size() const override { return 10; }
            Result<void> rewind() override { return {}; }
        } source;
        ScriptedServer server(echo);
        HttpRequest sent = request(server.url(), "PUT");
        sent.source = &source;
        QCOMPARE(m_transport->send(sent, {}).error().error.message(), u"The disk is gone."_s);
    }

    void proxiesOfTheEnvironment()
    {
        ScriptedServer proxy(echo);
        ScriptedServer server(echo);
        qputenv("http_proxy", proxy.url().toEncoded());
        const auto far = m_transport->send(request(QUrl(u"http://far.invalid/x"_s)), {});
        const auto near = m_transport->send(request(server.url()), {});
        const auto direct =
            makeCurlTransport({.proxy = u"direct"_s})->send(request(QUrl(u"http://far.invalid/"_s)), {});
        qunsetenv("http_proxy");
        QVERIFY(far && far->body.startsWith("GET http://far.invalid/x\n"));
        QVERIFY(near && near->body.startsWith("GET /\n"));
        QVERIFY(!direct);
        const auto named = makeCurlTransport({.proxy = proxy.url().toString()});
        const auto through = named->send(request(server.url(u"/y"_s)), {});
        QVERIFY(through && through->body.startsWith("GET http://127.0.0.1"));
    }
};

QTEST_GUILESS_MAIN(TestTransport)
#include "test_transport.moc"
