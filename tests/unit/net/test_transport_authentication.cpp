// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/curl_transport.h"

#include "digest.h"
#include "pulse/net/challenge.h"
#include "pulse/test/connection.h"

#include <QCryptographicHash>
#include <QTest>
#include <atomic>
#include <mutex>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

using Authentication = TransportOptions::Authentication;

QByteArray md5(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex();
}

/// A server with one user, alice, whose password is "wonder", that takes each nonce so many times.
class DigestServer
{
public:
    explicit DigestServer(int uses)
        : m_uses(uses)
        , m_server([this](Connection &connection) { serve(connection); })
    {}

    [[nodiscard]] QUrl url() const { return m_server.url(u"/dir/x?y=1"_s); }
    std::atomic<int> refused = 0;
    std::atomic<int> carriedOut = 0;
    std::atomic<int> bytes = 0;

private:
    void serve(Connection &connection)
    {
        while (const auto head = connection.readHead()) {
            const QByteArray body = connection.readBody(*head);
            connection.write(judged(*head, body));
        }
    }

    QByteArray judged(const RequestHead &head, const QByteArray &body)
    {
        const std::scoped_lock lock(m_mutex);
        auto given = authParameters(head.header("Authorization").mid(7));
        const bool right = isRight(head, given);
        const bool known = given["nonce"] == nonce();
        if (right && known && m_left-- > 0) {
            ++carriedOut;
            bytes += int(body.size());
            return answer(200);
        }
        ++refused;
        if (known) {
            ++m_number;
            m_left = m_uses;
        }
        return answer(401, {},
                      {{"WWW-Authenticate", "Basic realm=\"x, y\", Digest realm=\"dav\", qop=\"auth-int, auth\", "
                                            "algorithm=MD5, opaque=\"o\", nonce=\"" +
                                                nonce() + "\"" + (right ? ", stale=true" : "")}});
    }

    bool isRight(const RequestHead &head, std::map<QByteArray, QByteArray> &given) const
    {
        const QByteArray middle = ':' + given["nonce"] + ':' + given["nc"] + ':' + given["cnonce"] + ":auth:";
        return given["username"] == "alice" && given["uri"] == head.target && given["opaque"] == "o" &&
               given["response"] == md5(md5("alice:dav:wonder") + middle + md5(head.method + ':' + head.target));
    }

    QByteArray nonce() const { return "nonce" + QByteArray::number(m_number); }

    const int m_uses;
    std::mutex m_mutex;
    int m_number = 1;
    int m_left = m_uses;
    ScriptedServer m_server;
};

/// Answers with the Authorization that it was sent.
void showAuthorization(Connection &connection)
{
    while (const auto head = connection.readHead())
        connection.write(answer(200, head->header("Authorization")));
}

std::shared_ptr<HttpTransport> transport(Authentication authentication, const QString &secret = u"wonder"_s)
{
    return makeCurlTransport({.authentication = authentication, .user = u"alice"_s, .secret = secret});
}

} // namespace

class TestTransportAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void basicAndBearer()
    {
        ScriptedServer server(showAuthorization);
        const HttpRequest request{.url = server.url()};
        QCOMPARE(transport(Authentication::Basic, u"pässword:1"_s)->send(request, {})->body,
                 "Basic " + u"alice:pässword:1"_s.toUtf8().toBase64());
        QCOMPARE(transport(Authentication::Bearer, u"token"_s)->send(request, {})->body, "Bearer token"_ba);
        QCOMPARE(transport(Authentication::None)->send(request, {})->body, ""_ba);
        const HttpRequest own{.url = server.url(), .headers = {{"Authorization", "AWS4-HMAC-SHA256 x"}}};
        for (const auto kind : {Authentication::Basic, Authentication::Bearer, Authentication::Digest})
            QCOMPARE(transport(kind)->send(own, {})->body, "AWS4-HMAC-SHA256 x"_ba);
    }

    void secretsStayOutOfPlainHttp()
    {
        const QUrl far(u"http://far.invalid/"_s);
        for (const auto kind : {Authentication::Basic, Authentication::Bearer, Authentication::Digest}) {
            const auto got = transport(kind)->send({.url = far}, {});
            QCOMPARE(got.error().error.code(), ErrorCode::PermissionDenied);
            QVERIFY2(got.error().error.message().contains(u"http is not encrypted"),
                     qPrintable(got.error().error.message()));
            QVERIFY(!got.error().mayHaveActed);
            QVERIFY(!got.error().error.toString().contains(u"wonder"));
        }
        for (const char *field : {"Basic YWxpY2U6d29uZGVy", "bearer x", "BASIC YQ=="}) {
            const auto got =
                transport(Authentication::None)->send({.url = far, .headers = {{"Authorization", field}}}, {});
            QCOMPARE(got.error().error.code(), ErrorCode::PermissionDenied);
        }
        const auto signature = transport(Authentication::None)
                                   ->send({.url = far, .headers = {{"Authorization", "AWS4-HMAC-SHA256 x"}}}, {});
        QCOMPARE(signature.error().error.code(), ErrorCode::Unavailable); // it tried: there is no such host
    }

    void loopback_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("is");
        for (const auto &host : {u"localhost"_s, u"dav.localhost"_s, u"127.0.0.1"_s, u"127.9.9.9"_s, u"[::1]"_s})
            QTest::newRow(qPrintable(host)) << host << true;
        for (const auto &host : {u"localhost.invalid"_s, u"127.0.0.1.invalid"_s, u"notlocalhost.invalid"_s, u"[::2]"_s,
                                 u"128.0.0.1"_s, u"[::ffff:128.0.0.1]"_s})
            QTest::newRow(qPrintable(host)) << host << false;
    }

    void loopback()
    {
        QFETCH(QString, host);
        QFETCH(bool, is);
        std::stop_source stop;
        stop.request_stop(); // nothing is to be sent anywhere
        const auto got =
            transport(Authentication::Basic)->send({.url = QUrl(u"http://%1:1/"_s.arg(host))}, stop.get_token());
        QCOMPARE(got.error().error.code(), is ? ErrorCode::Cancelled : ErrorCode::PermissionDenied);
    }

    void digestAnswersChallenges()
    {
        DigestServer server(1'000);
        const auto alice = transport(Authentication::Digest);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(alice->send({.method = "PUT", .url = server.url(), .body = "12345"}, {})->status, 200);
        QCOMPARE(server.refused.load(), 1); // the first
        QCOMPARE(server.carriedOut.load(), 10);
        QCOMPARE(server.bytes.load(), 50); // never with an empty body
    }

    void digestRenewsStaleNonces()
    {
        DigestServer server(3);
        const auto alice = transport(Authentication::Digest);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(alice->send({.url = server.url()}, {})->status, 200);
        QCOMPARE(server.carriedOut.load(), 20);
        QVERIFY(server.refused.load() < 10);
    }

    void digestGivesUpOnWrongPasswords()
    {
        DigestServer server(1'000);
        const auto wrong = transport(Authentication::Digest, u"guess"_s);
        QCOMPARE(wrong->send({.url = server.url()}, {})->status, 401);
        QCOMPARE(server.refused.load(), 2);
        QCOMPARE(server.carriedOut.load(), 0);
    }

    void digestByManyThreads()
    {
        DigestServer server(40);
        const auto alice = transport(Authentication::Digest);
        std::atomic<int> answered = 0;
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < 4; ++i)
                workers.emplace_back([&] {
                    for (int j = 0; j < 25; ++j) {
                        const auto got = alice->send({.url = server.url()}, {});
                        answered += got && got->status == 200;
                    }
                });
        }
        QCOMPARE(answered.load(), 100);
    }

    // RFC 7616, 3.9.1: the same request with MD5 and SHA-256. RFC 2069's has neither qop nor nc.
    void digestVectors_data()
    {
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<QByteArray>("response");
        const QByteArray common = "Digest realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/"
                                  "xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        QTest::newRow("MD5") << common + ", qop=\"auth, auth-int\", algorithm=MD5"
                             << "8ca523f5e9506fed4657c9700eebdbec"_ba;
        QTest::newRow("SHA-256") << common + ", qop=\"auth, auth-int\", algorithm=SHA-256"
                                 << "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"_ba;
        const QByteArray old = md5(md5("Mufasa:http-auth@example.org:Circle of Life") +
                                   ":7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:" + md5("GET:/dir/index.html"));
        QTest::newRow("RFC 2069") << common << old;
    }

    void digestVectors()
    {
        QFETCH(QByteArray, challenge);
        QFETCH(QByteArray, response);
        DigestSession session(u"Mufasa"_s, u"Circle of Life"_s);
        QVERIFY(session.authorise("GET", "/", "c").authorization.isEmpty());
        QVERIFY(session.learnFromRefusal({{"WWW-Authenticate", challenge}}, {}));
        const auto use = session.authorise("GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        const auto field = authParameters(use.authorization.mid(7));
        QCOMPARE(field.at("response"), response);
        QCOMPARE(field.at("username"), "Mufasa"_ba);
    }

    void digestPrefersTheStronger()
    {
        DigestSession session(u"a"_s, u"b"_s);
        QVERIFY(session.learnFromRefusal({{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"1\", algorithm=MD5"},
                                          {"WWW-Authenticate", "Digest realm=\"r\", nonce=\"2\", algorithm=SHA-256"}},
                                         {}));
        QCOMPARE(session.authorise("GET", "/", "c").nonce, "2"_ba);
        session.learnFromSuccess({{"Authentication-Info", "nextnonce=\"3\", qop=auth"}});
        QCOMPARE(session.authorise("GET", "/", "c").nonce, "3"_ba);
    }

    void offersThatAreNotUnderstood_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("basic alone") << "Basic realm=\"x\""_ba;
        QTest::newRow("no nonce") << "Digest realm=\"x\""_ba;
        QTest::newRow("integrity only") << "Digest realm=\"x\", nonce=\"1\", qop=\"auth-int\""_ba;
        QTest::newRow("unknown hash") << "Digest realm=\"x\", nonce=\"1\", algorithm=SHA-512-256"_ba;
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("noise") << "\"\"\",,=;Digest"_ba;
        QTest::newRow("unclosed") << "Digest realm=\"x, nonce=1"_ba;
    }

    void offersThatAreNotUnderstood()
    {
        QFETCH(QByteArray, field);
        DigestSession session(u"a"_s, u"b"_s);
        QVERIFY(!session.learnFromRefusal({{"WWW-Authenticate", field}}, {}));
        QVERIFY(session.authorise("GET", "/", "c").authorization.isEmpty());
    }

    void challenges()
    {
        const auto found =
            challengesOf({{"WWW-Authenticate", "Negotiate abc==, NewScheme realm = \"a \\\"b\\\", c\" , x=y"},
                          {"www-authenticate", "Basic realm=\"\", charset=\"UTF-8\""}});
        QCOMPARE(found.size(), 3u);
        QCOMPARE(found[0].scheme, "negotiate"_ba);
        QCOMPARE(found[1].scheme, "newscheme"_ba);
        QCOMPARE(found[1].parameter("realm"), "a \"b\", c"_ba);
        QCOMPARE(found[1].parameter("x"), "y"_ba);
        QCOMPARE(found[2].scheme, "basic"_ba);
        QCOMPARE(found[2].parameter("charset"), "UTF-8"_ba);
    }
};

QTEST_GUILESS_MAIN(TestTransportAuthentication)
#include "test_transport_authentication.moc"
