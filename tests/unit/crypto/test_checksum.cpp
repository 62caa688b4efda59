// SPDX-License-Identifier: Apache-2.0
#include "pulse/crypto/checksum.h"

#include <QCryptographicHash>
#include <QTest>
#include <thread>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestChecksum : public QObject
{
    Q_OBJECT

private slots:
    void knownDigests_data();
    void knownDigests();
    void aMillionTimesA();
    void piecesMakeTheSameDigest_data();
    void piecesMakeTheSameDigest();
    void theBuilderStartsAnew();
    void theBuilderMoves();
    void roundTrip();
    void refuses_data();
    void refuses();
    void oneBitMakesAnother();
    void threadsAgree();
};

void TestChecksum::knownDigests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("hex");
    // The examples of FIPS 180-4 and of NIST's validation suite.
    QTest::newRow("empty") << QByteArray() << u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s;
    QTest::newRow("abc") << QByteArray("abc") << u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s;
    QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                << u"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"_s;
    QTest::newRow("four blocks") << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                                               "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
                                 << u"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"_s;
    QTest::newRow("one byte") << QByteArray("\xBD")
                              << u"68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"_s;
    QTest::newRow("four bytes") << QByteArray::fromHex("c98c8e55")
                                << u"7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"_s;
}

void TestChecksum::knownDigests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, hex);
    const Checksum checksum = Checksum::of(bytes);
    QCOMPARE(checksum.hex(), hex);
    QCOMPARE(checksum.toString(), u"sha256:"_s + hex);
    ChecksumBuilder builder;
    for (const char byte : bytes)
        builder.add(QByteArrayView(&byte, 1));
    QCOMPARE(builder.finish(), checksum);
}

void TestChecksum::aMillionTimesA()
{
    QCOMPARE(Checksum::of(QByteArray(1'000'000, 'a')).hex(),
             u"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"_s);
}

void TestChecksum::piecesMakeTheSameDigest_data()
{
    QTest::addColumn<int>("piece");
    for (const int piece : {1, 3, 55, 56, 63, 64, 65, 127, 1000})
        QTest::addRow("%d bytes", piece) << piece;
}

void TestChecksum::piecesMakeTheSameDigest()
{
    QFETCH(int, piece);
    for (const int length : {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1023}) {
        QByteArray bytes(length, '\0');
        for (int i = 0; i < length; ++i)
            bytes[i] = char(i * 31);
        ChecksumBuilder builder;
        for (int at = 0; at < length; at += piece)
            builder.add(QByteArrayView(bytes).sliced(at, std::min(piece, length - at)));
        builder.add({});
        const Checksum checksum = builder.finish();
        QCOMPARE(checksum, Checksum::of(bytes));
        QCOMPARE(checksum.hex().toLatin1(), QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    }
}

void TestChecksum::theBuilderStartsAnew()
{
    ChecksumBuilder builder;
    builder.add("one");
    QCOMPARE(builder.finish(), Checksum::of("one"));
    builder.add("two");
    QCOMPARE(builder.finish(), Checksum::of("two"));
    QCOMPARE(builder.finish(), Checksum::of(""));
}

void TestChecksum::theBuilderMoves()
{
    ChecksumBuilder first;
    first.add("ab");
    ChecksumBuilder second(std::move(first));
    second.add("c");
    ChecksumBuilder third;
    third.add("other");
    third = std::move(second);
    QCOMPARE(third.finish(), Checksum::of("abc"));
}

void TestChecksum::roundTrip()
{
    const Checksum checksum = Checksum::of("prompt");
    const Result<Checksum> parsed = Checksum::parse(checksum.toString());
    QVERIFY(parsed);
    QCOMPARE(*parsed, checksum);
    QCOMPARE(Checksum::fromDigest(checksum.digest()), checksum);
}

void TestChecksum::refuses_data()
{
    QTest::addColumn<QString>("text");
    const QString digits(64, u'a');
    QTest::newRow("empty") << QString();
    QTest::newRow("no algorithm") << digits;
    QTest::newRow("other algorithm") << u"sha512:"_s + digits;
    QTest::newRow("upper-case algorithm") << u"SHA256:"_s + digits;
    QTest::newRow("upper-case digits") << u"sha256:"_s + digits.toUpper();
    QTest::newRow("short") << u"sha256:"_s + digits.chopped(1);
    QTest::newRow("long") << u"sha256:"_s + digits + u'a';
    QTest::newRow("no hexadecimal digit") << u"sha256:"_s + digits.chopped(1) + u'g';
    QTest::newRow("other script's digit") << u"sha256:"_s + digits.chopped(1) + u'１';
    QTest::newRow("space") << u"sha256: "_s + digits.chopped(1);
    QTest::newRow("line feed") << u"sha256:"_s + digits.chopped(1) + u'\n';
    QTest::newRow("algorithm alone") << u"sha256:"_s;
}

void TestChecksum::refuses()
{
    QFETCH(QString, text);
    const Result<Checksum> parsed = Checksum::parse(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code(), ErrorCode::Invalid);
    QVERIFY(parsed.error().message().contains(u"64"_s));
}

void TestChecksum::oneBitMakesAnother()
{
    const QByteArray bytes = "You are a helpful assistant.";
    const Checksum checksum = Checksum::of(bytes);
    for (qsizetype bit = 0; bit < bytes.size() * 8; ++bit) {
        QByteArray flipped = bytes;
        flipped[bit / 8] = char(flipped[bit / 8] ^ (1 << (bit % 8)));
        QVERIFY(Checksum::of(flipped) != checksum);
    }
}

void TestChecksum::threadsAgree()
{
    const QByteArray bytes(100'000, 'x');
    const Checksum expected = Checksum::of(bytes);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < 50; ++round)
                    if (Checksum::of(bytes) != expected)
                        ++wrong;
            });
    }
    QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(TestChecksum)
#include "test_checksum.moc"
