// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/chunked_upload.h"
#include "pulse/crypto/checksum.h"

#include <QTest>

using namespace pulse;
using namespace pulse::s3;
using namespace Qt::StringLiterals;

namespace {

// The expected codes were computed by another implementation than the one under test, from the same texts.
const SigningIdentity identity{"OWNKEY", "own/secret+of+these+tests", {}};
const QByteArray hashOfNothing = Checksum::of({}).hex().toLatin1();

SigningScope scope()
{
    return {.region = "eu-central-1", .time = QDateTime::fromString(u"2024-02-29T23:59:59Z"_s, Qt::ISODate)};
}

SignableRequest request(const QByteArray &method, const QByteArray &path)
{
    return {.method = method,
            .path = path,
            .headers = {{"Host", "s3.example"}, {"X-Amz-Content-Sha256", hashOfNothing}},
            .payload = hashOfNothing};
}

QByteArray readAll(ByteSource &source, size_t piece)
{
    QByteArray all;
    QByteArray buffer(static_cast<qsizetype>(piece), '\0');
    for (;;) {
        const auto got = source.read({buffer.data(), piece});
        if (!got || *got == 0)
            return all;
        all += buffer.first(*got);
    }
}

/// Says another length than it has.
class Liar final : public RepeatableSource
{
public:
    explicit Liar(qint64 claimed)
        : m_claimed(claimed)
    {}
    Result<qsizetype> read(std::span<char> buffer) override { return m_real.read(buffer); }
    qint64 size() const override { return m_claimed; }
    Result<void> rewind() override { return m_real.rewind(); }

private:
    BufferSource m_real{QByteArray(100, 'x')};
    qint64 m_claimed;
};

} // namespace

class TestS3Signature : public QObject
{
    Q_OBJECT

private slots:
    void keysKeepTheirDotsAndSlashes()
    {
        SignableRequest get = request("GET", "/bucket/sp ace/a+b/../ü%25"_ba);
        get.headers.add("Range", "bytes=0-9");
        SigningIdentity temporary = identity;
        temporary.sessionToken = "tok/en==";
        const Signature signature = signWithHeaders(get, temporary, scope());
        QCOMPARE(signature.hex, "a0fb45dba119b3996a8e46e79590a46f4b438c67c81b140dfe17b6e649b1fe10"_ba);
        QCOMPARE(get.headers.value("x-amz-security-token"), "tok/en=="_ba);
        QVERIFY(get.headers.value("Authorization")->endsWith(signature.hex));
        QVERIFY(!get.headers.value("Authorization")->contains(identity.secretKey));
    }

    void queriesAreSortedAndEncoded()
    {
        SignableRequest list = request("GET", "/bucket");
        list.query = {{"prefix", "pro mpts/"},
                      {"list-type", "2"},
                      {"encoding-type", "url"},
                      {"delimiter", "/"},
                      {"continuation-token", "a+b=="}};
        QCOMPARE(signWithHeaders(list, identity, scope()).hex,
                 "bfba3e75ed26759432143f5c7c62389b47d98c765abf828f58456aefb92b7837"_ba);
    }

    void presignedUrls()
    {
        SignableRequest get{
            .method = "GET", .path = "/bucket/a.md", .headers = {{"Host", "s3.example"}}, .payload = unsignedPayload};
        QCOMPARE(presign(get, identity, scope(), 900).hex,
                 "bee4da6de1e3f41bba66e008ab2f5ee41efb7a0e2a8db52cc42635a70b84cd68"_ba);
        QCOMPARE(get.query.back().first, "X-Amz-Signature"_ba);
    }

    void streamedBodies_data()
    {
        QTest::addColumn<int>("piece");
        QTest::newRow("byte by byte") << 1;
        QTest::newRow("odd pieces") << 4'099;
        QTest::newRow("at once") << 1'000'000;
    }
    void streamedBodies()
    {
        QFETCH(int, piece);
        SignableRequest put{.method = "PUT",
                            .path = "/bucket/big",
                            .headers = {{"Host", "s3.example"},
                                        {"Content-Encoding", "aws-chunked"},
                                        {"X-Amz-Content-Sha256", streamedPayload},
                                        {"X-Amz-Decoded-Content-Length", "70000"}},
                            .payload = streamedPayload};
        const Signature seed = signWithHeaders(put, identity, scope());
        QCOMPARE(seed.hex, "178fbbd8284043237bd210288db89460b73c07133460cebc11d51e86af313284"_ba);

        BufferSource content(QByteArray(70'000, 'x'));
        SignedChunks chunks(content);
        chunks.begin(identity, scope(), seed.hex);
        const QByteArray body = readAll(chunks, static_cast<size_t>(piece));
        QCOMPARE(body.size(), 70'265);
        QCOMPARE(chunks.size(), 70'265);
        QCOMPARE(Checksum::of(body).hex(), u"9a2e89eaab3d3be9e06584db3e80308b109a7b0dcaa188d78394c08fb09b35d1"_s);
        QVERIFY(chunks.rewind().has_value());
        QCOMPARE(readAll(chunks, 777), body);
    }

    void aStreamedBodyMustHaveItsLength()
    {
        Liar liar(101);
        SignedChunks chunks(liar);
        chunks.begin(identity, scope(), "00");
        QCOMPARE(readAll(chunks, 1'000).size(), 0);

        BufferSource content("never begun");
        SignedChunks unbegun(content);
        char buffer[10];
        QVERIFY(!unbegun.read(buffer).has_value());
    }

    void whatIsSignedIsWhatAUrlSends()
    {
        QByteArray every = "/bucket/";
        for (int c = 0x20; c < 0x7F; ++c)
            every += static_cast<char>(c);
        every += "ü日本";
        const QByteArray encoded = uriEncoded(every, true);
        QCOMPARE(QByteArray::fromPercentEncoding(encoded), every);
        const QUrl url = QUrl::fromEncoded("https://s3.example" + encoded, QUrl::StrictMode);
        QCOMPARE(url.toEncoded(QUrl::FullyEncoded), "https://s3.example" + encoded);
    }
};

QTEST_GUILESS_MAIN(TestS3Signature)
#include "test_s3_signature.moc"
