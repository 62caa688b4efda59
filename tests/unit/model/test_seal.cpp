// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/seal.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

const QByteArray plain = "{\n  \"name\": \"a\",\n  \"size\": 3\n}\n";

} // namespace

class TestSeal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheChecksumOfTheFileWithoutItsLine()
    {
        const QByteArray file = sealed(plain);
        const qsizetype begin = file.indexOf('\n') + 1;
        const qsizetype end = file.indexOf('\n', begin) + 1;
        QCOMPARE(QByteArray(file).remove(begin, end - begin), plain);
        QCOMPARE(file.sliced(begin, end - begin),
                 "  \"seal\": \"sha256:" + QCryptographicHash::hash(plain, QCryptographicHash::Sha256).toHex() +
                     "\",\n");
        QCOMPARE(sealOf(file), Seal::Right);
        QCOMPARE(unsealed(file), plain);
    }

    void noticesEveryChangedBit()
    {
        const QByteArray file = sealed(plain);
        for (qsizetype bit = 0; bit < file.size() * 8; ++bit) {
            QByteArray damaged = file;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            // A bit in the seal's own name makes it another field, or no JSON: then there is none, which a library
            // whose files have seals takes as ill.
            QVERIFY2(sealOf(damaged) != Seal::Right, qPrintable(u"bit %1"_s.arg(bit)));
        }
    }

    void noticesEveryTruncation()
    {
        const QByteArray file = sealed(plain);
        for (qsizetype length = 0; length < file.size(); ++length)
            QVERIFY2(sealOf(file.first(length)) != Seal::Right, qPrintable(u"%1 bytes"_s.arg(length)));
        QCOMPARE(sealOf(file + '\n'), Seal::Wrong);
    }

    void takesNoOtherForm_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("seal");
        const QByteArray file = sealed(plain);
        const auto row = [](const char *name, const QByteArray &json, Seal seal) {
            QTest::newRow(name) << json << static_cast<int>(seal);
        };
        row("none", plain, Seal::Absent);
        row("empty", {}, Seal::Absent);
        row("no JSON", "{", Seal::Absent);
        row("an array", "[\"seal\"]", Seal::Absent);
        row("a seal within", "{\n  \"inner\": {\"seal\": \"sha256:00\"}\n}\n", Seal::Absent);
        row("at the end", "{\n  \"name\": \"a\",\n  \"seal\": \"sha256:00\"\n}\n", Seal::Wrong);
        row("not a text", "{\n  \"seal\": 7\n}\n", Seal::Wrong);
        row("too short", "{\n  \"seal\": \"sha256:00\",\n  \"name\": \"a\"\n}\n", Seal::Wrong);
        row("in capitals", QByteArray(file).replace("sha256:", "SHA256:"), Seal::Wrong);
        row("other line ends", QByteArray(file).replace("\n", "\r\n"), Seal::Wrong);
    }
    void takesNoOtherForm()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, seal);
        QCOMPARE(static_cast<int>(sealOf(json)), seal);
    }

    void leavesWhatIsNoObject()
    {
        for (const QByteArray &text : {QByteArray("[1]"), QByteArray("{"), QByteArray()})
            QCOMPARE(unsealed(text), text);
    }
};

QTEST_GUILESS_MAIN(TestSeal)
#include "test_seal.moc"
