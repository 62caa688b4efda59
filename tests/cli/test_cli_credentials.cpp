// SPDX-License-Identifier: Apache-2.0
// The whole program where a server wants credentials that nobody gave: it says how they are given, and that works.
#include "program.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using pulse::test::GitServer;
using pulse::test::Outcome;
using pulse::test::Program;
using pulse::test::WebdavServer;

class TestCliCredentials : public QObject
{
    Q_OBJECT

    // Nobody and nothing that could know any.
    static void forget(Program &program)
    {
        for (const auto &variable : {u"AWS_ACCESS_KEY_ID"_s, u"AWS_SECRET_ACCESS_KEY"_s, u"DBUS_SESSION_BUS_ADDRESS"_s,
                                     u"XDG_RUNTIME_DIR"_s, u"SSH_AUTH_SOCK"_s})
            program.environment().remove(variable);
        program.environment().insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
    }

    static void configure(Program &program, const QString &url, const QStringList &options = {})
    {
        forget(program);
        COMPARE_CODE(program.cli(QStringList{u"config"_s, u"library"_s, u"add"_s, u"team"_s, url} + options), 0);
    }

    // Whichever command meets it, in words and in JSON.
    static void namesTheLogin(const Program &program)
    {
        const QByteArray command = "pulse-gui --cli config library login team";
        for (const QStringList &arguments : {QStringList{u"--library"_s, u"team"_s, u"list"_s},
                                             {u"--library"_s, u"team"_s, u"init"_s},
                                             {u"migrate"_s, u"team"_s, u"copy"_s},
                                             {u"config"_s, u"check"_s, u"team"_s}}) {
            const Outcome refused = program.cli(arguments);
            COMPARE_CODE(refused, 5);
            QVERIFY2(refused.err.contains(command), refused.err.constData());
        }
        const Outcome inJson = program.cli({u"--json"_s, u"--library"_s, u"team"_s, u"list"_s});
        QVERIFY(inJson.error()["message"_L1].toString().contains(QString::fromUtf8(command)));
        // It is a command that there is, and gets as far as it can without a terminal.
        const Outcome login = program.cli(QString::fromUtf8(command).split(u' ').sliced(2));
        COMPARE_CODE(login, 8);
        QVERIFY2(login.err.contains("no terminal"), login.err.constData());
    }

    static void needServers()
    {
        if (const QString why = pulse::test::whyNoServers(); !why.isEmpty())
            QSKIP(qUtf8Printable(why));
    }

private slots:
    void aLibraryInAFolderHasNone()
    {
        Program program;
        configure(program, u"git+file://"_s + program.file(u"team"_s));
        const Outcome login = program.cli({u"config"_s, u"library"_s, u"login"_s, u"team"_s});
        COMPARE_CODE(login, 6);
        QVERIFY2(login.err.contains("no credentials are kept"), login.err.constData());
    }

    void webdav()
    {
        needServers();
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        const QString url = server.url(u"basic"_s).toString();
        configure(program, url);
        namesTheLogin(program);
        // A library without a name has nothing that a credential could be kept for.
        const Outcome unnamed = program.cli({u"--library"_s, url, u"list"_s});
        COMPARE_CODE(unnamed, 5);
        QVERIFY2(unnamed.err.contains("--credentials-fd") && unnamed.err.contains("config library add NAME URL"),
                 unnamed.err.constData());
        const QByteArray lines =
            "username=" + WebdavServer::user().toUtf8() + "\npassword=" + WebdavServer::password().toUtf8() + '\n';
        COMPARE_CODE(program.cli({u"--credentials-fd"_s, u"0"_s, u"--library"_s, url, u"init"_s}, lines), 0);
        // What is only sent later says so as well: the replica is that of the address.
        const Outcome queued = program.cli({u"--library"_s, u"team"_s, u"store"_s, u"a"_s}, "one");
        COMPARE_CODE(queued, 0);
        QVERIFY2(queued.err.contains("not sent yet") && queued.err.contains("config library login team"),
                 queued.err.constData());
    }

    void webdavInAnEnvironment()
    {
        needServers();
        WebdavServer server(WebdavServer::Kind::Apache);
        Program program;
        configure(program, u"https://elsewhere.invalid/"_s);
        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"set"_s, u"test"_s, u"library.team.url"_s,
                                  server.url(u"basic"_s).toString()}),
                     0);
        const Outcome refused = program.cli({u"--environment"_s, u"test"_s, u"--library"_s, u"team"_s, u"list"_s});
        COMPARE_CODE(refused, 5);
        QVERIFY2(refused.err.contains("pulse-gui --cli --environment test config library login team"),
                 refused.err.constData());
    }

    // Which is seen before anything is sent: there is no server.
    void s3()
    {
        Program program;
        configure(program, u"s3://prompts/team"_s, {u"endpoint=http://127.0.0.1:9"_s, u"region=eu-central-1"_s});
        const Outcome refused = program.cli({u"--library"_s, u"team"_s, u"list"_s});
        COMPARE_CODE(refused, 5);
        QVERIFY2(refused.err.contains("config library login team"), refused.err.constData());
        // Where the keychain is not looked in, entering them there would be of no use.
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"set"_s, u"team"_s, u"credentials=environment"_s}), 0);
        const Outcome other = program.cli({u"--library"_s, u"team"_s, u"list"_s});
        COMPARE_CODE(other, 5);
        QVERIFY2(!other.err.contains("login"), other.err.constData());
    }

    void gitByHttps()
    {
        needServers();
        GitServer server;
        Program program;
        configure(program, server.httpsUrl().toString(), {u"ca-file="_s + server.caFile()});
        namesTheLogin(program);
    }

    // A key that nobody unlocked.
    void gitBySsh()
    {
        needServers();
        GitServer server;
        Program program;
        const QString key = program.file(u"key"_s);
        QVERIFY(QDir().mkpath(program.environment().value(u"HOME"_s)));
        QVERIFY(program.write(u"key"_s,
                              "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"));
        configure(program, server.sshUrl().toString(), {u"known-hosts="_s + server.knownHosts(), u"ssh-key="_s + key});
        namesTheLogin(program);
        const Outcome refused = program.cli({u"--library"_s, u"team"_s, u"list"_s});
        QVERIFY2(refused.err.contains("has a passphrase") && refused.err.contains(key.toUtf8()),
                 refused.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliCredentials)
#include "test_cli_credentials.moc"
