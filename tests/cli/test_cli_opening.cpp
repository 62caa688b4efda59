// SPDX-License-Identifier: Apache-2.0
// Opening a library on a server that takes the connection and says nothing: Ctrl+C ends it.
#include "program.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <csignal>

using namespace Qt::StringLiterals;
using pulse::test::Program;

class TestCliOpening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anInterruptionEndsIt_data()
    {
        QTest::addColumn<bool>("isBucket");
        QTest::addColumn<QStringList>("command");
        for (const bool isBucket : {false, true}) {
            const char *place = isBucket ? "a bucket" : "a folder on a server";
            QTest::addRow("%s, through its replica", place) << isBucket << QStringList{u"list"_s};
            QTest::addRow("%s, directly", place) << isBucket << QStringList{u"migrate"_s, u"team"_s, u"copy"_s};
            QTest::addRow("%s, to make one", place) << isBucket << QStringList{u"init"_s, u"team"_s};
        }
    }

    void anInterruptionEndsIt()
    {
        QFETCH(const bool, isBucket);
        QFETCH(const QStringList, command);
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QString address = u"http://127.0.0.1:%1/"_s.arg(silent.serverPort());
        Program program;
        QStringList adding{u"config"_s, u"library"_s, u"add"_s, u"team"_s, isBucket ? u"s3://prompts/team"_s : address};
        if (isBucket)
            adding << u"endpoint="_s + address << u"region=default"_s << u"path-style=yes"_s;
        QCOMPARE(program.cli(adding).code, 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"team"_s);
        program.environment().insert(u"PULSE_TEAM_USER"_s, u"grace"_s);
        program.environment().insert(u"PULSE_TEAM_PASSWORD"_s, u"secret"_s);

        QProcess process;
        process.setProcessEnvironment(program.environment());
        process.setWorkingDirectory(program.folder());
        process.start(Program::path(), QStringList{u"--cli"_s} + command);
        QVERIFY(process.waitForStarted());
        QVERIFY2(silent.waitForNewConnection(60'000), process.readAllStandardError().constData());
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        // Were it not heard, the server's silence would be an error of its own after a while, with another code.
        QVERIFY(process.waitForFinished(300'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 130, said.constData());
        QVERIFY(!QDir(program.file(u"copy"_s)).exists());
    }
};

QTEST_GUILESS_MAIN(TestCliOpening)
#include "test_cli_opening.moc"
