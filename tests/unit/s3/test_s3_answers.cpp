// SPDX-License-Identifier: Apache-2.0
#include "s3_fixture.h"

#include <QTest>
#include <mutex>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

HttpResponse answer(int status, const QByteArray &body = {}, HttpHeaders headers = {})
{
    headers.set("Date", "Sat, 01 Jun 2024 12:00:00 GMT");
    headers.set("Content-Length", QByteArray::number(body.size()));
    return {.status = status, .headers = std::move(headers), .body = body};
}

HttpResponse complaint(int status, const QByteArray &code, const QByteArray &more = {})
{
    return answer(status, "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message/>" + more + "</Error>");
}

QByteArray object(const QByteArray &key)
{
    return "<Contents><Key>" + key + "</Key><Size>1</Size><ETag>&quot;e&quot;</ETag></Contents>";
}

QByteArray listing(const QByteArray &inside)
{
    return "<ListBucketResult><EncodingType>url</EncodingType>" + inside + "</ListBucketResult>";
}

QByteArray more(const QByteArray &token)
{
    return "<IsTruncated>true</IsTruncated><NextContinuationToken>" + token + "</NextContinuationToken>";
}

/// A server that answers what the test says.
class ScriptedTransport final : public HttpTransport
{
public:
    using Answer = std::expected<HttpResponse, HttpFailure>;
    std::function<Answer(const HttpRequest &)> script;
    std::vector<HttpRequest> seen;

    Answer send(const HttpRequest &request, std::stop_token) override
    {
        const std::scoped_lock lock(m_mutex);
        seen.push_back(request);
        return script(request);
    }

private:
    std::mutex m_mutex;
};

class Impatient final : public Sleeper
{
public:
    bool sleep(std::chrono::milliseconds, std::stop_token) override { return true; }
};

std::unexpected<HttpFailure> lost()
{
    return std::unexpected(HttpFailure{Error(ErrorCode::Unavailable, {}, {}, u"The connection was lost."_s), true});
}

} // namespace

/// Answers that no good server gives, and those that a client must not misread.
class TestS3Answers : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_transport = std::make_shared<ScriptedTransport>();
        m_client = clientWith({{u"endpoint"_s, u"https://s3.example"_s}});
    }

    void hostileListings_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("outside of the prefix") << listing(object("other%2Fa"));
        QTest::newRow("above the prefix") << listing(object("lib%2F%2E%2E%2Fa") + object("lib"));
        QTest::newRow("twice") << listing(object("lib%2Fa") + object("lib%2Fa"));
        QTest::newRow("out of order") << listing(object("lib%2Fb") + object("lib%2Fa"));
        QTest::newRow("NUL") << listing(object("lib%2Fa%00b"));
        QTest::newRow("not UTF-8") << listing(object("lib%2Fa%FF"));
        QTest::newRow("no size") << listing("<Contents><Key>lib%2Fa</Key></Contents>");
        QTest::newRow("negative size") << listing("<Contents><Key>lib%2Fa</Key><Size>-1</Size></Contents>");
        QTest::newRow("more than asked for") << listing(object("lib%2Fa") + object("lib%2Fb") + object("lib%2Fc"));
        QTest::newRow("more without a token") << listing(object("lib%2Fa") + "<IsTruncated>true</IsTruncated>");
        QTest::newRow("more, but nothing here") << listing(more("again"));
        QTest::newRow("folder outside") << listing("<CommonPrefixes><Prefix>other%2F</Prefix></CommonPrefixes>");
        QTest::newRow("the folder itself") << listing("<CommonPrefixes><Prefix>lib%2F</Prefix></CommonPrefixes>");
        QTest::newRow("folder without an end") << listing("<CommonPrefixes><Prefix>lib%2Fa</Prefix></CommonPrefixes>");
        QTest::newRow("DOCTYPE") << "<!DOCTYPE x>" + listing(object("lib%2Fa"));
        QTest::newRow("entities") << "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                                         listing(object("lib%2F&b;"));
        QTest::newRow("cut off") << listing(object("lib%2Fa")).chopped(10);
        QTest::newRow("deep") << QByteArray("<a>").repeated(100'000);
        QTest::newRow("many") << listing(QByteArray("<a/>").repeated(300'000));
        QTest::newRow("a sign-in page") << QByteArray("<!DOCTYPE html><html><body>Welcome</body></html>");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another document") << QByteArray("<Error><Code>x</Code></Error>");
    }
    void hostileListings()
    {
        QFETCH(QByteArray, body);
        m_transport->script = [&](const HttpRequest &) { return answer(200, body); };
        ObjectClient::Listing wanted;
        wanted.limit = 2;
        wanted.shallow = true;
        const auto page = m_client->list(wanted, {});
        QVERIFY(!page);
        QCOMPARE(codeOf(page), ErrorCode::Corrupt);
        QVERIFY(page.error().error.message().endsWith(u'.'));
    }

    void pagesThatLoopAreRefused()
    {
        int count = 0;
        m_transport->script = [&](const HttpRequest &) { // two pages, again and again
            return answer(200, ++count % 2 ? listing(object("lib%2Fa") + more("one"))
                                           : listing(object("lib%2Fb") + more("two")));
        };
        ObjectClient::Listing wanted;
        wanted.cursor = m_client->list(wanted, {})->next;
        wanted.cursor = m_client->list(wanted, {})->next;
        QVERIFY(!wanted.cursor.isEmpty());
        QCOMPARE(codeOf(m_client->list(wanted, {})), ErrorCode::Corrupt);
    }

    void everyCodeIsExplained_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](int status, const char *code, ErrorCode expected) {
            QTest::addRow("%d %s", status, code) << status << QByteArray(code) << expected;
        };
        row(403, "AccessDenied", ErrorCode::PermissionDenied);
        row(400, "BadDigest", ErrorCode::Unavailable);
        row(409, "ConditionalRequestConflict", ErrorCode::Conflict);
        row(400, "EntityTooLarge", ErrorCode::Unsupported);
        row(400, "ExpiredToken", ErrorCode::PermissionDenied);
        row(403, "InvalidAccessKeyId", ErrorCode::PermissionDenied);
        row(403, "InvalidObjectState", ErrorCode::Unavailable);
        row(400, "KeyTooLongError", ErrorCode::Invalid);
        row(404, "NoSuchBucket", ErrorCode::NotFound);
        row(404, "NoSuchKey", ErrorCode::NotFound);
        row(501, "NotImplemented", ErrorCode::Unsupported);
        row(409, "OperationAborted", ErrorCode::Conflict);
        row(301, "PermanentRedirect", ErrorCode::Invalid);
        row(412, "PreconditionFailed", ErrorCode::Conflict);
        row(403, "QuotaExceeded", ErrorCode::NoSpace);
        row(403, "RequestTimeTooSkewed", ErrorCode::PermissionDenied);
        row(503, "ServiceUnavailable", ErrorCode::Unavailable);
        row(403, "SignatureDoesNotMatch", ErrorCode::PermissionDenied);
        row(503, "SlowDown", ErrorCode::RateLimited);
        row(400, "XAmzContentSHA256Mismatch", ErrorCode::Unavailable);
        row(418, "SomethingNew", ErrorCode::Unsupported);
        row(507, "", ErrorCode::NoSpace);
        row(500, "", ErrorCode::Unavailable);
        row(302, "", ErrorCode::Invalid);
        row(429, "", ErrorCode::RateLimited);
    }
    void everyCodeIsExplained()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(ErrorCode, expected);
        m_transport->script = [&](const HttpRequest &) {
            return code.isEmpty() ? answer(status) : complaint(status, code);
        };
        const auto failed = m_client->get(u"k"_s, std::nullopt, {}, 100, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().error.code(), expected);
        const QString message = failed.error().error.message();
        QVERIFY2(message.size() > 30 && !message.contains("%1"_L1) && !message.contains("%2"_L1), qPrintable(message));
        QVERIFY(message.endsWith(u'.') || message.endsWith(u')'));
        QVERIFY(!failed.error().indeterminate);
    }

    void aLostAnswerToAChangeIsLeftOpen()
    {
        int attempts = 0;
        m_transport->script = [&](const HttpRequest &) -> ScriptedTransport::Answer {
            if (++attempts == 1)
                return lost();
            return complaint(412, "PreconditionFailed");
        };
        BufferSource bytes("x");
        const auto written = m_client->put(u"k"_s, bytes, ObjectCondition::absent(), {});
        QCOMPARE(codeOf(written), ErrorCode::Conflict);
        QVERIFY(written.error().indeterminate); // it may be our own first attempt that is there

        attempts = 1;
        const auto refused = m_client->put(u"k"_s, bytes, ObjectCondition::absent(), {});
        QCOMPARE(codeOf(refused), ErrorCode::Conflict);
        QVERIFY(!refused.error().indeterminate);
    }

    void aServerErrorAfterAChangeIsLeftOpen()
    {
        m_transport->script = [](const HttpRequest &) { return complaint(500, "InternalError"); };
        BufferSource bytes("x");
        QVERIFY(m_client->put(u"k"_s, bytes, {}, {}).error().indeterminate);
        QVERIFY(m_client->remove(u"k"_s, {}).error().indeterminate);
        QVERIFY(!m_client->head(u"k"_s, {}).error().indeterminate);
        for (const auto code : {"ServiceUnavailable", ""}) { // a gateway or a proxy that may have handed it on
            m_transport->script = [code](const HttpRequest &) { return complaint(503, code); };
            QVERIFY(m_client->put(u"k"_s, bytes, ObjectCondition::absent(), {}).error().indeterminate);
            m_transport->seen.clear();
            QVERIFY(m_client->remove(u"k"_s, {}).error().indeterminate);
            QCOMPARE(m_transport->seen.size(), size_t(1));
        }
        m_transport->script = [](const HttpRequest &) { return complaint(503, "SlowDown"); };
        QVERIFY(!m_client->put(u"k"_s, bytes, {}, {}).error().indeterminate);
        m_transport->seen.clear();
        QVERIFY(!m_client->remove(u"k"_s, {}).error().indeterminate);
        QVERIFY(m_transport->seen.size() > 1); // turned away, so that it may be sent again
    }

    void aRemovalIsSentOnce()
    {
        m_transport->script = [](const HttpRequest &) -> ScriptedTransport::Answer { return lost(); };
        const auto removed = m_client->remove(u"k"_s, {});
        QVERIFY(removed.error().indeterminate);
        QCOMPARE(m_transport->seen.size(), size_t(1));
    }

    // The parts of an upload that is to be gone on with, as many as the server likes to name.
    void partsWithoutAnEndAreNotGoneOnWith()
    {
        int pages = 0;
        m_transport->script = [&](const HttpRequest &request) {
            const QString query = request.url.query();
            if (request.method == "GET" && query.contains(u"uploads"))
                return answer(200, "<R><Upload><Key>lib/k</Key><UploadId>old</UploadId></Upload></R>");
            if (request.method == "GET" && query.contains(u"uploadId")) {
                const bool goesOn = ++pages < 30'000; // for ever, but for the sake of this test
                return answer(200, "<R><IsTruncated>" + QByteArray(goesOn ? "true" : "false") +
                                       "</IsTruncated><Part><PartNumber>" + QByteArray::number(pages) +
                                       "</PartNumber><ETag>e</ETag></Part></R>");
            }
            return complaint(403, "AccessDenied"); // of a new upload, which is what is asked for then
        };
        m_client = clientWith({{u"endpoint"_s, u"https://s3.example"_s}}, environmentOfOwner(), {.single = 10});
        BufferSource bytes(QByteArray(100, 'x'));
        QCOMPARE(codeOf(m_client->put(u"k"_s, bytes, {}, {})), ErrorCode::PermissionDenied);
        QCOMPARE(pages, 10'001);
    }

    void expiredKeysAreRenewed()
    {
        std::map<QString, QByteArray> files{
            {u"/nonexistent/.aws/credentials"_s,
             "[default]\naws_access_key_id=K\naws_secret_access_key=s\naws_session_token=old\n"}};
        auto environment = environmentOf({});
        environment.read = [&](const QString &path) -> Result<QByteArray> { return files[path]; };
        m_transport->script = [&](const HttpRequest &request) -> ScriptedTransport::Answer {
            if (request.headers.value("X-Amz-Security-Token") == "old"_ba) {
                files[u"/nonexistent/.aws/credentials"_s].replace("old", "new");
                return complaint(400, "ExpiredToken");
            }
            return answer(200, "x");
        };
        m_client = clientWith({{u"endpoint"_s, u"https://s3.example"_s}}, environment);
        QVERIFY(m_client->get(u"k"_s, std::nullopt, {}, 100, {}).has_value());
        QCOMPARE(m_transport->seen.size(), size_t(2));
    }

    void anotherRegionIsTakenFromTheAnswer()
    {
        m_transport->script = [](const HttpRequest &request) -> ScriptedTransport::Answer {
            if (request.headers.value("Authorization")->contains("/eu-north-1/s3/"))
                return answer(200, "x");
            return complaint(400, "AuthorizationHeaderMalformed", "<Region>eu-north-1</Region>");
        };
        QVERIFY(m_client->get(u"k"_s, std::nullopt, {}, 100, {}).has_value());
        QVERIFY(m_client->get(u"k"_s, std::nullopt, {}, 100, {}).has_value());
        QCOMPARE(m_transport->seen.size(), size_t(3));
    }

    void aClockIsCorrectedOnce()
    {
        m_transport->script = [](const HttpRequest &) { return complaint(403, "RequestTimeTooSkewed"); };
        const auto failed = m_client->get(u"k"_s, std::nullopt, {}, 100, {});
        QCOMPARE(codeOf(failed), ErrorCode::PermissionDenied);
        QVERIFY(failed.error().error.message().contains("clock"_L1));
        QCOMPARE(m_transport->seen.size(), size_t(2));
        QVERIFY(m_transport->seen[1].headers.value("X-Amz-Date")->startsWith("20240601T1200"));
    }

    void theHostCarriesTheBucketWhereAsked()
    {
        m_transport->script = [](const HttpRequest &) { return answer(200, "x"); };
        m_client = clientWith({{u"endpoint"_s, u"https://s3.example:8443"_s}, {u"path-style"_s, u"no"_s}});
        QVERIFY(m_client->get(u"a b/ü"_s, std::nullopt, {}, 100, {}).has_value());
        QCOMPARE(m_transport->seen[0].url.toEncoded(), "https://bucket.s3.example:8443/lib/a%20b/%C3%BC"_ba);
        QVERIFY(m_transport->seen[0].headers.value("Authorization")->contains("SignedHeaders=host;"));
    }

    void payloadsAreSignedUnlessAsked()
    {
        m_transport->script = [](const HttpRequest &) { return answer(200, {}, {{"ETag", "\"e\""}}); };
        BufferSource bytes("x");
        QVERIFY(m_client->put(u"k"_s, bytes, {}, {}).has_value());
        QCOMPARE(m_transport->seen[0].headers.value("X-Amz-Content-Sha256")->size(), 64);
        QCOMPARE(m_transport->seen[0].headers.value("Content-MD5"), "ndTkYSaMgDT1yFZOFVxnpg=="_ba); // of "x"
        m_client = clientWith({{u"endpoint"_s, u"https://s3.example"_s}, {u"unsigned-payload"_s, u"yes"_s}});
        QVERIFY(m_client->put(u"k"_s, bytes, {}, {}).has_value());
        QCOMPARE(m_transport->seen[1].headers.value("X-Amz-Content-Sha256"), "UNSIGNED-PAYLOAD"_ba);
    }

    void answersThatDoNotFitAreRefused()
    {
        HttpHeaders range{{"Content-Range", "bytes 5-6/10"}};
        m_transport->script = [&](const HttpRequest &) { return answer(206, "ab", range); };
        QCOMPARE(codeOf(m_client->get(u"k"_s, ByteRange{0, 2}, {}, 100, {})), ErrorCode::Corrupt);
        QVERIFY(m_client->get(u"k"_s, ByteRange{5, 2}, {}, 100, {}).has_value());
        m_transport->script = [&](const HttpRequest &) { return answer(200, "everything"); };
        QCOMPARE(codeOf(m_client->get(u"k"_s, ByteRange{0, 2}, {}, 100, {})), ErrorCode::Corrupt);
        m_transport->script = [&](const HttpRequest &) {
            HttpResponse shorter = answer(200, "abc");
            shorter.headers.set("Content-Length", "4");
            return shorter;
        };
        QCOMPARE(codeOf(m_client->get(u"k"_s, std::nullopt, {}, 100, {})), ErrorCode::Corrupt);
    }

    void aCopyThatFailsAfterItsBeginningIsLeftOpen()
    {
        m_transport->script = [](const HttpRequest &) { return complaint(200, "InternalError"); };
        const auto copied = m_client->copy(u"a"_s, u"b"_s, {});
        QCOMPARE(codeOf(copied), ErrorCode::Unavailable);
        QVERIFY(copied.error().indeterminate);
    }

    /// A store that takes every put and ignores conditions, answering success.
    void aServerThatIgnoresConditionsIsSeen()
    {
        std::map<QString, QByteArray> objects;
        m_transport->script = [&](const HttpRequest &request) -> ScriptedTransport::Answer {
            const QString key = request.url.path();
            if (request.method == "PUT")
                objects[key] = request.headers.contains("x-amz-copy-source") ? "to be copied"_ba : request.body;
            if (request.method == "DELETE")
                objects.erase(key);
            const QByteArray body = request.method == "GET" && objects.contains(key) ? objects[key] : QByteArray();
            return answer(request.method == "DELETE" ? 204 : 200, body, {{"ETag", "\"e\""}});
        };
        const auto abilities = m_client->abilities({});
        QVERIFY(abilities.has_value());
        QVERIFY(!abilities->createsOnce);
        QVERIFY(!abilities->replacesMatching);
        QVERIFY(objects.empty());
    }

    void aServerWithoutConditionsIsSeen()
    {
        m_transport->script = [&](const HttpRequest &request) -> ScriptedTransport::Answer {
            if (request.headers.contains("If-None-Match") || request.headers.contains("If-Match"))
                return complaint(501, "NotImplemented");
            return answer(200, request.method == "GET" ? "one"_ba : QByteArray(), {{"ETag", "\"e\""}});
        };
        const auto abilities = m_client->abilities({});
        QVERIFY(abilities.has_value());
        QVERIFY(!abilities->createsOnce);
        QVERIFY(!abilities->replacesMatching);
    }

private:
    [[nodiscard]] std::shared_ptr<ObjectClient> clientWith(const std::map<QString, QString> &given,
                                                           const s3::Environment &environment = environmentOfOwner(),
                                                           const s3::Cutting &cutting = {})
    {
        auto settings = s3::readSettings(QUrl(u"s3://bucket/lib"_s), given, environmentOf({}));
        if (!settings)
            qFatal("%s", qUtf8Printable(settings.error().toString()));
        s3::ClientParts parts = s3::ClientParts::ofSystem(*settings);
        parts.transport = m_transport;
        parts.environment = environment;
        parts.sleeper = std::make_shared<Impatient>();
        parts.clock = std::make_shared<ManualClock>(QDateTime::fromString(u"2024-06-01T12:30:00Z"_s, Qt::ISODate));
        return s3::makeS3Client(*settings, parts, cutting);
    }

    std::shared_ptr<ScriptedTransport> m_transport;
    std::shared_ptr<ObjectClient> m_client;
};

QTEST_GUILESS_MAIN(TestS3Answers)
#include "test_s3_answers.moc"
