// SPDX-License-Identifier: Apache-2.0
#include "s3_fixture.h"

#include <QSet>
#include <QTest>
#include <latch>
#include <thread>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray pattern(qint64 size, quint32 seed)
{
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    quint32 state = seed * 2'654'435'761U + 1;
    for (char &c : bytes) {
        state = state * 1'664'525U + 1'013'904'223U;
        c = static_cast<char>(state >> 24);
    }
    return bytes;
}

ObjectResult<ObjectInfo> put(ObjectClient &client, const QString &key, const QByteArray &bytes,
                             const ObjectCondition &condition = {})
{
    BufferSource source(bytes);
    return client.put(key, source, condition, {});
}

ObjectResult<ObjectData> get(ObjectClient &client, const QString &key)
{
    return client.get(key, std::nullopt, {}, 256 * MiB, {});
}

/// What QVERIFY2 shows of a failure.
struct Why
{
    QByteArray text;
    explicit operator const char *() const { return text.constData(); }
};

template <typename T>
Why why(const ObjectResult<T> &result)
{
    return {result ? QByteArray() : result.error().error.toString().toUtf8()};
}

ObjectClient::Listing listingOf(const QString &prefix, int limit = 1000)
{
    ObjectClient::Listing listing;
    listing.prefix = prefix;
    listing.limit = limit;
    return listing;
}

QStringList allKeys(ObjectClient &client, int limit = 1000)
{
    QStringList keys;
    ObjectClient::Listing listing = listingOf({}, limit);
    do {
        const auto page = client.list(listing, {});
        if (!page)
            return {page.error().error.toString()};
        for (const auto &object : page->objects)
            keys.append(object.key);
        listing.cursor = page->next;
    } while (!listing.cursor.isEmpty());
    return keys;
}

/// A source that stops giving after so many bytes.
class Interrupted final : public RepeatableSource
{
public:
    Interrupted(QByteArray bytes, qint64 good)
        : m_real(std::move(bytes))
        , m_good(good)
    {}
    Result<qsizetype> read(std::span<char> buffer) override
    {
        if (m_given >= m_good)
            return failure(ErrorCode::Unavailable, u"read"_s, u"a disk"_s, u"The disk is gone."_s);
        auto got = m_real.read(buffer);
        m_given += got ? *got : 0;
        return got;
    }
    qint64 size() const override { return m_real.size(); }
    Result<void> rewind() override
    {
        m_given = 0;
        return m_real.rewind();
    }

private:
    BufferSource m_real;
    qint64 m_good;
    qint64 m_given = 0;
};

/// Counts what goes through.
class CountingTransport final : public HttpTransport
{
public:
    explicit CountingTransport(std::shared_ptr<HttpTransport> next)
        : m_next(std::move(next))
    {}
    std::expected<HttpResponse, HttpFailure> send(const HttpRequest &request, std::stop_token stop) override
    {
        sent += request.body.size();
        ++requests;
        return m_next->send(request, stop);
    }
    std::atomic<qint64> sent = 0;
    std::atomic<int> requests = 0;

private:
    std::shared_ptr<HttpTransport> m_next;
};

} // namespace

/// The client against Ceph's gateway.
class TestS3Ceph : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = whyNoServers(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_server = std::make_unique<S3Server>();
    }
    void init()
    {
        m_bucket = u"bucket-%1"_s.arg(++m_count);
        m_server->makeBucket(m_bucket);
    }

    void seesWhatTheBucketHonours()
    {
        const auto client = clientFor(settings());
        const auto abilities = client->abilities({});
        QVERIFY2(abilities, why(abilities));
        QVERIFY(abilities->createsOnce);
        QVERIFY(abilities->replacesMatching);
        QVERIFY(abilities->copies);
        QVERIFY(!abilities->claims);
        QCOMPARE(allKeys(*client), QStringList());
    }

    void anObjectComesBackAsItWas()
    {
        const auto client = clientFor(settings(u"/some prefix/ü"_s));
        for (const QString &key :
             {u"plain.md"_s, u"sp ace/pl+us/per%cent"_s, u"üñí/日本"_s, u"a=b&c;d"_s, u"q'uo\"te<>"_s, u"#hash?x"_s,
              u"tilde~/@label"_s, u"e\u0301 combining"_s, u"[brackets]{braces}|^`\\"_s}) {
            const QByteArray bytes = key.toUtf8() + '\0' + '\xFF';
            const auto written = put(*client, key, bytes);
            QVERIFY2(written, why(written));
            const auto read = get(*client, key);
            QVERIFY2(read, why(read));
            QCOMPARE(read->bytes, bytes);
            QCOMPARE(read->info.size, bytes.size());
            QCOMPARE(read->info.etag, written->etag);
            const auto info = client->head(key, {});
            QVERIFY2(info, why(info));
            QCOMPARE(info->size, bytes.size());
            QCOMPARE(info->etag, written->etag);
            const auto now = client->serverTime({});
            QVERIFY(now && qAbs(info->modified.secsTo(*now)) < 600);
            QVERIFY(allKeys(*client).contains(key));
        }
        QCOMPARE(put(*client, u"empty"_s, {})->size, 0);
        QCOMPARE(get(*client, u"empty"_s)->bytes, QByteArray());
        QVERIFY(client->remove(u"empty"_s, {}).has_value());
        QVERIFY(client->remove(u"empty"_s, {}).has_value());
        QCOMPARE(codeOf(get(*client, u"empty"_s)), ErrorCode::NotFound);
        QCOMPARE(codeOf(client->head(u"empty"_s, {})), ErrorCode::NotFound);
        QCOMPARE(allKeys(*clientFor(settings(u"/other"_s))), QStringList());
    }

    void conditionsHold()
    {
        const auto client = clientFor(settings());
        QVERIFY(client->abilities({}).has_value());
        const auto first = put(*client, u"a"_s, "one", ObjectCondition::absent());
        QVERIFY2(first, why(first));
        const auto second = put(*client, u"a"_s, "two", ObjectCondition::absent());
        QCOMPARE(codeOf(second), ErrorCode::Conflict);
        QVERIFY(!second.error().indeterminate);

        const auto replaced = put(*client, u"a"_s, "three", ObjectCondition::matches(first->etag));
        QVERIFY2(replaced, why(replaced));
        QCOMPARE(codeOf(put(*client, u"a"_s, "four", ObjectCondition::matches(first->etag))), ErrorCode::Conflict);
        QCOMPARE(get(*client, u"a"_s)->bytes, "three"_ba);

        QVERIFY(client->get(u"a"_s, std::nullopt, replaced->etag, 100, {}).has_value());
        QCOMPARE(codeOf(client->get(u"a"_s, std::nullopt, first->etag, 100, {})), ErrorCode::Conflict);
    }

    void ofManyCreatorsOneWins()
    {
        const auto one = clientFor(settings());
        const auto other = clientFor(settings());
        for (int round = 0; round < 25; ++round) {
            const QString key = u"race-%1"_s.arg(round);
            std::atomic<int> winners = 0;
            std::atomic<int> winner = -1;
            std::latch start(8);
            {
                std::vector<std::jthread> threads;
                for (int i = 0; i < 8; ++i)
                    threads.emplace_back([&, i] {
                        start.arrive_and_wait();
                        if (put(i % 2 ? *one : *other, key, QByteArray::number(i), ObjectCondition::absent())) {
                            ++winners;
                            winner = i;
                        }
                    });
            }
            QCOMPARE(winners.load(), 1);
            QCOMPARE(get(*one, key)->bytes, QByteArray::number(winner.load()));
        }
    }

    void piecesAndBounds()
    {
        const auto client = clientFor(settings());
        const auto written = put(*client, u"a"_s, "0123456789");
        const auto piece = client->get(u"a"_s, ByteRange{3, 4}, written->etag, 1, {});
        QVERIFY2(piece, why(piece));
        QCOMPARE(piece->bytes, "3456"_ba);
        QCOMPARE(piece->info.size, 10);
        QCOMPARE(client->get(u"a"_s, ByteRange{8, 100}, {}, 100, {})->bytes, "89"_ba);
        QCOMPARE(codeOf(client->get(u"a"_s, ByteRange{10, 1}, {}, 100, {})), ErrorCode::Invalid);
        QCOMPARE(codeOf(client->get(u"a"_s, ByteRange{3, 4}, "\"0000\"", 100, {})), ErrorCode::Conflict);
        QCOMPARE(codeOf(client->get(u"a"_s, std::nullopt, {}, 9, {})), ErrorCode::Unsupported);
        QVERIFY(client->get(u"a"_s, std::nullopt, {}, 10, {}).has_value());
    }

    void copies()
    {
        const auto client = clientFor(settings(u"/pre fix"_s));
        QVERIFY(put(*client, u"a b/ü"_s, "bytes").has_value());
        const auto copied = client->copy(u"a b/ü"_s, u"c/d"_s, {});
        QVERIFY2(copied, why(copied));
        QCOMPARE(get(*client, u"c/d"_s)->bytes, "bytes"_ba);
        QCOMPARE(codeOf(client->copy(u"absent"_s, u"c/e"_s, {})), ErrorCode::NotFound);
    }

    void pagesGiveEachKeyOnce()
    {
        const auto client = clientFor(settings(u"/lib"_s));
        QStringList expected;
        for (const QString &folder : {u"a"_s, u"a!"_s, u"b c"_s, u"ü"_s}) {
            for (int i = 0; i < 5; ++i) {
                expected.append(u"%1/%2"_s.arg(folder).arg(i));
                QVERIFY(put(*client, expected.back(), "x").has_value());
            }
        }
        expected.append({u"a"_s, u"z"_s});
        QVERIFY(put(*client, u"a"_s, "x").has_value() && put(*client, u"z"_s, "x").has_value());
        std::ranges::sort(expected, {}, [](const QString &key) { return key.toUtf8(); });
        for (const int limit : {1, 2, 3, 7, 1000})
            QCOMPARE(allKeys(*client, limit), expected);

        QStringList folders;
        QStringList objects;
        ObjectClient::Listing listing = listingOf({}, 2);
        listing.shallow = true;
        do {
            const auto page = client->list(listing, {});
            QVERIFY2(page, why(page));
            for (const auto &folder : page->folders)
                folders.append(folder);
            for (const auto &object : page->objects)
                objects.append(object.key);
            listing.cursor = page->next;
        } while (!listing.cursor.isEmpty());
        QCOMPARE(folders, QStringList({u"a!/"_s, u"a/"_s, u"b c/"_s, u"ü/"_s}));
        QCOMPARE(objects, QStringList({u"a"_s, u"z"_s}));

        listing = listingOf({}, 3);
        listing.after = u"b c/3"_s;
        const auto behind = client->list(listing, {});
        QCOMPARE(behind->objects.front().key, u"b c/4"_s);
        listing = listingOf({});
        listing.shallow = true;
        listing.after = u"a/"_s;
        const auto behindFolder = client->list(listing, {});
        QCOMPARE(behindFolder->folders, std::vector<QString>({u"b c/"_s, u"ü/"_s}));
        listing.cursor = u"nonsense"_s;
        QCOMPARE(codeOf(client->list(listing, {})), ErrorCode::Invalid);
    }

    void longContentGoesInParts()
    {
        const QByteArray bytes = pattern(23 * MiB + 17, 1);
        const auto client = clientFor(settings(), {.single = 6 * MiB, .part = 5 * MiB});
        const auto written = put(*client, u"long"_s, bytes);
        QVERIFY2(written, why(written));
        QVERIFY(written->etag.contains("-5"));
        const auto read = get(*client, u"long"_s);
        QVERIFY2(read, why(read));
        QVERIFY(read->bytes == bytes);
        QCOMPARE(client->head(u"long"_s, {})->etag, written->etag);
    }

    void mediumContentIsSignedInChunks()
    {
        const QByteArray bytes = pattern(5 * MiB + 3, 2);
        const auto client = clientFor(settings(), {.single = 16 * MiB, .buffered = 1024});
        const auto written = put(*client, u"medium"_s, bytes, ObjectCondition::absent());
        QVERIFY2(written, why(written));
        QVERIFY(get(*client, u"medium"_s)->bytes == bytes);
        QCOMPARE(codeOf(put(*client, u"medium"_s, bytes, ObjectCondition::absent())), ErrorCode::Conflict);
    }

    void aConditionOnLongContentIsKept()
    {
        const auto client = clientFor(settings(), {.single = 5 * MiB, .part = 5 * MiB});
        const QByteArray bytes = pattern(11 * MiB, 3);
        const auto first = put(*client, u"long"_s, bytes, ObjectCondition::absent());
        QVERIFY2(first, why(first));
        const auto second = put(*client, u"long"_s, pattern(11 * MiB, 4), ObjectCondition::absent());
        QCOMPARE(codeOf(second), ErrorCode::Conflict);
        QVERIFY(get(*client, u"long"_s)->bytes == bytes);
        QCOMPARE(allKeys(*client), QStringList{u"long"_s});
    }

    void anUploadThatWasCutOffGoesOn()
    {
        const QByteArray bytes = pattern(22 * MiB, 5);
        const s3::Cutting cutting{.single = 5 * MiB, .part = 5 * MiB, .atOnce = 2};
        {
            const auto client = clientFor(settings(), cutting);
            Interrupted source(bytes, 15 * MiB);
            const auto broken = client->put(u"long"_s, source, {}, {});
            QCOMPARE(codeOf(broken), ErrorCode::Unavailable);
            QCOMPARE(codeOf(get(*client, u"long"_s)), ErrorCode::NotFound);
        }
        auto parts = partsFor(settings(), environmentOfOwner());
        const auto counting = std::make_shared<CountingTransport>(parts.transport);
        parts.transport = counting;
        const auto client = s3::makeS3Client(settings(), parts, cutting);
        const auto written = put(*client, u"long"_s, bytes);
        QVERIFY2(written, why(written));
        QVERIFY2(counting->sent < 13 * MiB, QByteArray::number(counting->sent.load()).constData());
        QVERIFY(get(*client, u"long"_s)->bytes == bytes);
    }

    void whatWasLeftOfOtherBytesIsNotUsed()
    {
        const s3::Cutting cutting{.single = 5 * MiB, .part = 5 * MiB, .atOnce = 2};
        const auto client = clientFor(settings(), cutting);
        Interrupted source(pattern(22 * MiB, 6), 15 * MiB);
        QVERIFY(!client->put(u"long"_s, source, {}, {}).has_value());
        const QByteArray bytes = pattern(22 * MiB, 7);
        const auto written = put(*client, u"long"_s, bytes);
        QVERIFY2(written, why(written));
        QVERIFY(get(*client, u"long"_s)->bytes == bytes);
    }

    void aCancelledUploadLeavesNothing()
    {
        const auto client = clientFor(settings(), {.single = 5 * MiB, .part = 5 * MiB, .atOnce = 2});
        std::stop_source stop;
        class Stopping final : public RepeatableSource
        {
        public:
            Stopping(QByteArray bytes, std::stop_source &source)
                : m_real(std::move(bytes))
                , m_source(source)
            {}
            Result<qsizetype> read(std::span<char> buffer) override
            {
                m_given += std::ssize(buffer);
                if (m_given > 12 * MiB)
                    m_source.request_stop();
                return m_real.read(buffer);
            }
            qint64 size() const override { return m_real.size(); }
            Result<void> rewind() override { return m_real.rewind(); }

        private:
            BufferSource m_real;
            std::stop_source &m_source;
            qint64 m_given = 0;
        } source(pattern(40 * MiB, 8), stop);
        QCOMPARE(codeOf(client->put(u"long"_s, source, {}, stop.get_token())), ErrorCode::Cancelled);
        QCOMPARE(allKeys(*client), QStringList());
        QCOMPARE(m_server->command({u"uploads"_s, m_bucket, u"0"_s}), QString());
    }

    void errorsSayWhatIsWrong()
    {
        const auto with = [this](const QString &key, const QString &secret, const QString &bucket) {
            const auto environment =
                environmentOf({{u"AWS_ACCESS_KEY_ID"_s, key}, {u"AWS_SECRET_ACCESS_KEY"_s, secret}});
            const auto place = settingsFor(m_server->endpoint(), bucket);
            return s3::makeS3Client(place, partsFor(place, environment));
        };
        const auto wrongSecret = with(S3Server::accessKey(), u"CANARY-not-the-secret"_s, m_bucket);
        auto refused = wrongSecret->list({}, {});
        QCOMPARE(codeOf(refused), ErrorCode::PermissionDenied);
        QVERIFY2(refused.error().error.message().contains("secret key"_L1), why(refused));
        QVERIFY(!refused.error().error.toString().contains("CANARY"_L1));
        QCOMPARE(codeOf(wrongSecret->head(u"a"_s, {})), ErrorCode::PermissionDenied);

        refused = with(u"NOSUCHKEY"_s, u"x"_s, m_bucket)->list({}, {});
        QCOMPARE(codeOf(refused), ErrorCode::PermissionDenied);
        QVERIFY2(refused.error().error.message().contains("does not know the access key"_L1), why(refused));

        refused = with(S3Server::accessKey(), S3Server::secretKey(), u"no-such-bucket"_s)->list({}, {});
        QCOMPARE(codeOf(refused), ErrorCode::NotFound);
        QVERIFY2(refused.error().error.message().contains("no bucket"_L1), why(refused));
        QCOMPARE(codeOf(put(*with(S3Server::accessKey(), S3Server::secretKey(), u"no-such-bucket"_s), u"a"_s, "x")),
                 ErrorCode::NotFound);

        m_server->makeUser(u"stranger"_s, u"STRANGER"_s, u"strangers-secret"_s);
        const auto stranger = with(u"STRANGER"_s, u"strangers-secret"_s, m_bucket);
        QCOMPARE(codeOf(stranger->list({}, {})), ErrorCode::PermissionDenied);
        QCOMPARE(codeOf(stranger->abilities({})), ErrorCode::PermissionDenied);
        QCOMPARE(codeOf(put(*stranger, u"a"_s, "x")), ErrorCode::PermissionDenied);

        refused = with({}, {}, m_bucket)->list({}, {});
        QCOMPARE(codeOf(refused), ErrorCode::PermissionDenied);
        QVERIFY2(refused.error().error.message().contains("AWS_ACCESS_KEY_ID"_L1), why(refused));
    }

    void aClockThatIsWrongIsCorrected()
    {
        for (const qint64 seconds : {-10LL * 365 * 24 * 3600, -3'600LL, 3'600LL, 10LL * 365 * 24 * 3600}) {
            auto parts = partsFor(settings(), environmentOfOwner());
            parts.clock = std::make_shared<ManualClock>(QDateTime::currentDateTimeUtc().addSecs(seconds));
            const auto client = s3::makeS3Client(settings(), parts);
            const auto written = put(*client, u"a"_s, "bytes");
            QVERIFY2(written, why(written));
            QCOMPARE(client->head(u"a"_s, {})->size, 5);
            const auto time = client->serverTime({});
            QVERIFY(time && qAbs(time->secsTo(QDateTime::currentDateTimeUtc())) < 60);
            auto first = s3::makeS3Client(settings(), parts);
            const auto info = first->head(u"a"_s, {}); // whose answer cannot say why
            QVERIFY2(info, why(info));
        }
    }

    void aFullQuotaIsSaid()
    {
        const auto client = clientFor(settings());
        QVERIFY(put(*client, u"a"_s, "before").has_value());
        m_server->setQuota(4096);
        const auto refused = put(*client, u"b"_s, pattern(MiB, 9));
        QCOMPARE(codeOf(refused), ErrorCode::NoSpace);
        QCOMPARE(get(*client, u"a"_s)->bytes, "before"_ba);
        QCOMPARE(codeOf(get(*client, u"b"_s)), ErrorCode::NotFound);
        m_server->setQuota(0);
        QTRY_VERIFY(put(*client, u"b"_s, "after").has_value());
    }

    void theGatewayMayRestart()
    {
        const auto client = clientFor(settings());
        QVERIFY(put(*client, u"a"_s, "before").has_value());
        m_server->stopGateway();
        const auto none = put(*client, u"b"_s, "x");
        QCOMPARE(codeOf(none), ErrorCode::Unavailable);
        QVERIFY(!none.error().indeterminate);
        m_server->startGateway();
        QCOMPARE(get(*client, u"a"_s)->bytes, "before"_ba);
        QVERIFY(put(*client, u"b"_s, "after").has_value());
    }

    void presignedPayloadsMayStayUnsigned()
    {
        const auto place = settingsFor(m_server->endpoint(), m_bucket, {{u"unsigned-payload"_s, u"yes"_s}});
        const auto client = clientFor(place);
        QVERIFY(put(*client, u"a"_s, "unsigned").has_value());
        QCOMPARE(get(*client, u"a"_s)->bytes, "unsigned"_ba);
    }

private:
    [[nodiscard]] s3::Settings settings(const QString &prefix = {}) const
    {
        return settingsFor(m_server->endpoint(), m_bucket + prefix);
    }

    std::unique_ptr<S3Server> m_server;
    QString m_bucket;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestS3Ceph)
#include "test_s3_ceph.moc"
