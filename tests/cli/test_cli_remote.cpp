// SPDX-License-Identifier: Apache-2.0
// The whole program on libraries behind real servers: configured, tried, made, worked on without them, brought
// together.
#include "program.h"
#include "pulse/test/servers.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;
using pulse::test::S3Server;
using pulse::test::WebdavServer;

class TestCliRemote : public QObject
{
    Q_OBJECT

    static void configure(Program &program, const QString &url, const QString &user, const QString &password,
                          const QStringList &options)
    {
        COMPARE_CODE(program.cli(QStringList{u"config"_s, u"library"_s, u"add"_s, u"team"_s, url} + options), 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"team"_s);
        program.environment().insert(u"PULSE_TEAM_USER"_s, user);
        program.environment().insert(u"PULSE_TEAM_PASSWORD"_s, password);
    }

    // Of each prompt, as `list` tells it.
    static QString states(const Program &program)
    {
        QStringList all;
        for (const auto &prompt : program.cli({u"list"_s, u"--json"_s}).array())
            all.append(prompt["name"_L1].toString() + u' ' + prompt["sync"_L1].toString());
        return all.join(u", "_s);
    }

    // How many are in a state, as `stats` tells it.
    static int counted(const Program &program, const QString &state)
    {
        return program.cli({u"stats"_s, u"--json"_s}).object()[u"sync"].toObject()[state].toInt(-1);
    }

    // What holds on every server; `stopServer` and `startServer` take it away and bring it back.
    static void work(const Program &program, const Program &elsewhere, const std::function<void()> &stopServer,
                     const std::function<void()> &startServer)
    {
        const Outcome checked = program.cli({u"--json"_s, u"config"_s, u"check"_s, u"team"_s});
        QVERIFY2(checked.object()[u"passed"].toBool(), (checked.out + checked.err).constData());
        COMPARE_CODE(program.cli({u"list"_s}), 1); // there is no library yet
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        const Outcome stored = program.cli({u"store"_s, u"a"_s}, "one");
        COMPARE_CODE(stored, 0);
        QVERIFY2(!stored.err.contains("not sent"), stored.err.constData());
        QCOMPARE(elsewhere.cli({u"fetch"_s, u"a"_s}).out, "one"); // another computer has it

        stopServer();
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");
        const Outcome offline = program.cli({u"store"_s, u"b"_s}, "two");
        COMPARE_CODE(offline, 0);
        QVERIFY2(offline.err.contains("not sent"), offline.err.constData());
        const Outcome told = program.cli({u"--offline"_s, u"store"_s, u"c"_s}, "three");
        COMPARE_CODE(told, 0);
        QVERIFY(told.err.contains("--offline"));
        QCOMPARE(program.cli({u"fetch"_s, u"b"_s}).out, "two");
        COMPARE_CODE(program.cli({u"--offline"_s, u"meta"_s, u"a"_s, u"--tag"_s, u"+seen"_s}), 0);
        QCOMPARE(states(program), u"a pending, b local, c local"_s);
        QCOMPARE(counted(program, u"local"_s), 2);
        QCOMPARE(counted(program, u"pending"_s), 1);
        QCOMPARE(counted(program, u"synced"_s), 0);
        QCOMPARE(program.cli({u"stats"_s}).err, QByteArray()); // it changes nothing, and tries to send nothing
        const QByteArray table = program.cli({u"list"_s, u"--long"_s}).out;
        QVERIFY2(table.contains("SYNC") && table.contains("pending"), table.constData());

        startServer();
        COMPARE_CODE(program.cli({u"sync"_s}), 0);
        QCOMPARE(states(program), u"a synced, b synced, c synced"_s);
        QCOMPARE(counted(program, u"synced"_s), 3);
        COMPARE_CODE(elsewhere.cli({u"sync"_s}), 0);
        QCOMPARE(elsewhere.cli({u"fetch"_s, u"b"_s}).out, "two");
        QCOMPARE(elsewhere.cli({u"fetch"_s, u"c"_s}).out, "three");

        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"set"_s, u"team"_s, u"read-only=true"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"d"_s}, "four"), 5);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");

        COMPARE_CODE(program.cli({u"migrate"_s, u"team"_s, program.file(u"copy"_s)}), 0);
        QCOMPARE(program.cli({u"--library"_s, program.file(u"copy"_s), u"fetch"_s, u"c"_s}).out, "three");
        // A folder has no home elsewhere.
        const Outcome listed = program.cli({u"--library"_s, program.file(u"copy"_s), u"list"_s, u"--json"_s});
        QVERIFY(listed.array().first()["sync"_L1].isNull());
        const Outcome plain = program.cli({u"--library"_s, program.file(u"copy"_s), u"list"_s, u"--long"_s});
        QVERIFY2(!plain.out.contains("SYNC"), plain.out.constData());
        const Outcome counts = program.cli({u"--library"_s, program.file(u"copy"_s), u"stats"_s, u"--json"_s});
        QVERIFY(counts.object().contains("sync"_L1) && counts.object()["sync"_L1].isNull());
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = pulse::test::whyNoServers(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }

    void webdav()
    {
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        Program elsewhere;
        for (Program *one : {&program, &elsewhere})
            configure(*one, server.url(u"basic"_s).toString(), WebdavServer::user(), WebdavServer::password(), {});
        work(program, elsewhere, [&] { server.stop(); }, [&] { server.start(); });
    }

    // What it had claimed at the server does not hold up who goes on with it.
    void aMigrationThatWasKilledGoesOnAtOnce()
    {
        const QTemporaryDir memory(u"/dev/shm/pulse-session-XXXXXX"_s);
        if (!memory.isValid())
            QSKIP("There is no folder in memory.");
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        configure(program, server.url(u"basic"_s).toString(), WebdavServer::user(), WebdavServer::password(), {});
        program.environment().insert(u"XDG_RUNTIME_DIR"_s, memory.path());
        constexpr int count = 200;
        QVERIFY(QDir().mkdir(program.file(u"texts"_s)));
        for (int i = 0; i < count; ++i)
            QVERIFY(program.write(u"texts/t%1.md"_s.arg(i), "text " + QByteArray::number(i)));
        const QStringList here{u"--library"_s, program.file(u"from"_s)};
        COMPARE_CODE(program.cli(here + QStringList{u"init"_s}), 0);
        COMPARE_CODE(program.cli(here + QStringList{u"import"_s, program.file(u"texts"_s)}), 0);
        COMPARE_CODE(program.cli({u"init"_s}), 0);

        const QStringList arguments{u"migrate"_s, program.file(u"from"_s), u"team"_s};
        QProcess first;
        first.setProcessEnvironment(program.environment());
        first.start(Program::path(), QStringList{u"--cli"_s} + arguments);
        const auto hasClaimed = [&] {
            QDirIterator files(server.folder(), {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                if (files.next().contains("/locks/"_L1))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasClaimed(), 60000);
        first.kill();
        QVERIFY(first.waitForFinished());
        QCOMPARE(first.exitStatus(), QProcess::CrashExit);
        QVERIFY(hasClaimed());
        const Outcome again = program.cli(arguments);
        COMPARE_CODE(again, 0);
        QVERIFY2(again.out.contains(u"%1 of %1 versions"_s.arg(count).toUtf8()), again.out.constData());
    }

    void aHomeThatTakesNothing()
    {
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        configure(program, server.url(u"open"_s).toString() + u"prompts"_s, {}, {}, {});
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        server.refuseWriting();
        const Outcome kept = program.cli({u"store"_s, u"a"_s}, "one");
        COMPARE_CODE(kept, 0);
        QVERIFY2(kept.err.contains("not sent") && kept.err.contains("not write to it"), kept.err.constData());
        COMPARE_CODE(program.cli({u"sync"_s}), 5);
        server.allowWriting();
        COMPARE_CODE(program.cli({u"sync"_s}), 0);
        QCOMPARE(states(program), u"a synced"_s);
    }

    // What did come answers without the home, also where one prompt never could.
    void aHomeThatIsDamagedInPart()
    {
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        Program elsewhere;
        for (Program *one : {&program, &elsewhere})
            configure(*one, server.url(u"open"_s).toString() + u"prompts"_s, {}, {}, {});
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        server.stop();
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0); // whoever made it has seen all of it
        server.start();
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "one"), 0);
        QFile metadata(server.path(u"open"_s) + u"/prompts/prompts/b/1.0.0/metadata.json"_s);
        QVERIFY(metadata.open(QIODevice::WriteOnly) && metadata.write(QByteArray(100, '{')) == 100);
        metadata.close();
        COMPARE_CODE(elsewhere.cli({u"list"_s}), 0);
        COMPARE_CODE(elsewhere.cli({u"sync"_s}), 9);
        server.stop();
        const Outcome listed = elsewhere.cli({u"list"_s});
        COMPARE_CODE(listed, 0);
        QCOMPARE(listed.out, "a\n");
        QVERIFY2(listed.err.contains("Not all"), listed.err.constData());
        QCOMPARE(elsewhere.cli({u"fetch"_s, u"a"_s}).out, "one");
        Program stranger; // who has nothing of it cannot be answered
        configure(stranger, server.url(u"open"_s).toString() + u"prompts"_s, {}, {}, {});
        COMPARE_CODE(stranger.cli({u"list"_s}), 8);
    }

    // What is damaged here is fetched from the home, but not where nothing may be asked.
    void aRepairThatIsOffline()
    {
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        configure(program, server.url(u"open"_s).toString() + u"prompts"_s, {}, {}, {});
        const Outcome unseen = program.cli({u"list"_s, u"--offline"_s});
        COMPARE_CODE(unseen, 8);
        QVERIFY2(unseen.err.contains("never fetched") && unseen.err.contains("--offline"), unseen.err.constData());
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        COMPARE_CODE(program.bash(u"cd data/pulse/replicas/*/library/prompts/a/1.0.0 && chmod u+w content.md && "
                                  "echo damaged > content.md"_s),
                     0);
        const Outcome offline = program.cli({u"verify"_s, u"--repair"_s, u"--offline"_s});
        COMPARE_CODE(offline, 9);
        QVERIFY2(offline.out.contains("not asked now") && offline.out.contains("without it"), offline.out.constData());
        COMPARE_CODE(program.cli({u"fetch"_s, u"a"_s}), 9);
        for (const QStringList &arguments :
             {QStringList{u"sync"_s, u"--offline"_s}, {u"config"_s, u"check"_s, u"team"_s, u"--offline"_s}})
            COMPARE_CODE(program.cli(arguments), 2);
        COMPARE_CODE(program.cli({u"migrate"_s, u"team"_s, u"copy"_s, u"--offline"_s}), 8);
        COMPARE_CODE(program.cli({u"verify"_s, u"--repair"_s}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");
    }

    void s3()
    {
        S3Server server;
        server.makeBucket(u"prompts"_s);
        Program program;
        Program elsewhere;
        for (Program *one : {&program, &elsewhere}) {
            for (const auto &variable : {u"AWS_ACCESS_KEY_ID"_s, u"AWS_SECRET_ACCESS_KEY"_s, u"AWS_CA_BUNDLE"_s})
                one->environment().remove(variable);
            configure(*one, u"s3://prompts/team"_s, S3Server::accessKey(), S3Server::secretKey(),
                      {u"endpoint="_s + server.endpoint().toString(), u"region="_s + S3Server::region(),
                       u"path-style=yes"_s});
        }
        work(program, elsewhere, [&] { server.stopGateway(); }, [&] { server.startGateway(); });
    }
};

QTEST_GUILESS_MAIN(TestCliRemote)
#include "test_cli_remote.moc"
