// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

#include <QDir>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::test;

namespace {

/// The status line of an answer to a bare request, empty where nobody listens.
QByteArray greeting(int port)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, static_cast<quint16>(port));
    if (!socket.waitForConnected(10'000))
        return {};
    socket.write("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    while (!socket.canReadLine() && socket.waitForReadyRead(10'000)) {
    }
    return socket.readLine().trimmed();
}

} // namespace

/// The kit itself: servers come, can be stopped and started, and leave neither processes nor files.
class TestServers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }

    void s3ComesAndGoes()
    {
        S3Server other({.daemons = 1, .tls = true, .gatewaySettings = {}});
        QCOMPARE(other.endpoint().scheme(), u"https"_s);
        QVERIFY(QFile::exists(other.caFile()));
        other.makeBucket(u"same-name"_s);

        int port = 0;
        QString folder;
        {
            S3Server server;
            port = server.port();
            folder = server.folder();
            QVERIFY(port != other.port());
            QVERIFY(greeting(port).contains("200 OK"));
            server.makeBucket(u"same-name"_s);

            server.stopGateway();
            QVERIFY(greeting(port).isEmpty());
            server.startGateway();
            QVERIFY(greeting(port).contains("200 OK"));

            QVERIFY(server.command({u"nonsense"_s}).contains("nonsense"_L1));
            QVERIFY(server.log().contains("---- gateway.out"_L1));
        }
        QVERIFY(greeting(port).isEmpty());
        QVERIFY(!QDir(folder).exists());
        QCOMPARE(other.command({u"bucket"_s, u"another"_s}), QString());
    }
};

QTEST_GUILESS_MAIN(TestServers)
#include "test_servers.moc"
