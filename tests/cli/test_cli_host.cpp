// SPDX-License-Identifier: Apache-2.0
// The whole program before a server of which nothing is known: it refuses, says how the server is trusted, and that
// command does it.
#include "program.h"
#include "pulse/test/servers.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using pulse::test::GitServer;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliHost : public QObject
{
    Q_OBJECT

    static QString homeOf(const Program &program) { return program.environment().value(u"HOME"_s); }
    static QByteArray knownHosts(const Program &program)
    {
        QFile file(homeOf(program) + u"/.ssh/known_hosts"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<GitServer> m_server;

private slots:
    void initTestCase()
    {
        if (const QString why = pulse::test::whyNoServers(); !why.isEmpty())
            QSKIP(qUtf8Printable(why));
        m_server = std::make_unique<GitServer>();
    }

    void theErrorSaysHowItIsTrustedAndThatDoesIt()
    {
        Program program;
        program.environment().insert(u"HOME"_s, program.file(u"home"_s));
        program.environment().remove(u"SSH_AUTH_SOCK"_s);
        QVERIFY(QDir().mkpath(homeOf(program) + u"/.ssh"_s));
        QVERIFY(QFile::copy(m_server->keyFile(), homeOf(program) + u"/.ssh/id_ed25519"_s));
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, m_server->sshUrl().toString()}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"set"_s, u"author"_s, u"Ada <ada@example.org>"_s}), 0);
        const QString command = u"config check team --trust-host "_s + m_server->hostFingerprint();
        for (const QStringList &arguments :
             {QStringList{u"config"_s, u"check"_s, u"team"_s}, {u"--library"_s, u"team"_s, u"list"_s}}) {
            const Outcome refused = program.cli(arguments);
            COMPARE_CODE(refused, 5);
            QVERIFY2(refused.err.contains(command.toUtf8()), refused.err.constData());
        }
        const Outcome inJson = program.cli({u"--json"_s, u"--library"_s, u"team"_s, u"list"_s});
        QVERIFY(inJson.error()["message"_L1].toString().contains(command));
        QCOMPARE(knownHosts(program), QByteArray());

        const Outcome other =
            program.cli({u"config"_s, u"check"_s, u"team"_s, u"--trust-host"_s, u"SHA256:"_s + QString(43, u'A')});
        COMPARE_CODE(other, 5);
        QVERIFY2(other.err.contains("not the one that you trust"), other.err.constData());
        COMPARE_CODE(program.cli({u"config"_s, u"check"_s, u"team"_s, u"--trust-host"_s, u"MD5:aa"_s}), 2);
        QCOMPARE(knownHosts(program), QByteArray());

        COMPARE_CODE(program.cli(command.split(u' ')), 0);
        QVERIFY(
            knownHosts(program).startsWith("[127.0.0.1]:" + QByteArray::number(m_server->port(1)) + " ssh-ed25519 "));
        COMPARE_CODE(program.cli({u"config"_s, u"check"_s, u"team"_s}), 0);
        COMPARE_CODE(program.cli({u"--library"_s, u"team"_s, u"init"_s}), 0);

        const QByteArray before = knownHosts(program);
        m_server->changeHostKey();
        const Outcome changed =
            program.cli({u"config"_s, u"check"_s, u"team"_s, u"--trust-host"_s, m_server->hostFingerprint()});
        COMPARE_CODE(changed, 5);
        QVERIFY2(changed.err.contains("has changed") && !changed.err.contains("--trust-host"), changed.err.constData());
        QCOMPARE(knownHosts(program), before);
    }
};

QTEST_GUILESS_MAIN(TestCliHost)
#include "test_cli_host.moc"
