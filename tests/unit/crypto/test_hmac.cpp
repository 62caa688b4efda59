// SPDX-License-Identifier: Apache-2.0
#include "pulse/crypto/hmac.h"

#include <QMessageAuthenticationCode>
#include <QTest>

using namespace pulse;

class TestHmac : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 4231, cases 1 to 4, 6 and 7.
    void knownCodes_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("short") << QByteArray(20, 0x0b) << QByteArray("Hi There")
                               << QByteArray("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        QTest::newRow("shorter than the code")
            << QByteArray("Jefe") << QByteArray("what do ya want for nothing?")
            << QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        QTest::newRow("bytes") << QByteArray(20, char(0xaa)) << QByteArray(50, char(0xdd))
                               << QByteArray("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
        QTest::newRow("a long key") << QByteArray(131, char(0xaa))
                                    << QByteArray("Test Using Larger Than Block-Size Key - Hash Key First")
                                    << QByteArray("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
    void knownCodes()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, message);
        QTEST(hmacSha256(key, message).toHex(), "code");
    }

    void agreesAtEveryLengthOfKey()
    {
        for (qsizetype length = 0; length < 200; ++length) {
            const QByteArray key(length, char('a' + length % 26));
            const QByteArray message(length * 3 % 131, 'm');
            QCOMPARE(hmacSha256(key, message),
                     QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256));
        }
    }
};

QTEST_GUILESS_MAIN(TestHmac)
#include "test_hmac.moc"
