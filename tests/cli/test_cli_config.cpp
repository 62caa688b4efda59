// SPDX-License-Identifier: Apache-2.0
// Libraries under names, environments, trying the way to a library, and secrets that go nowhere.
#include "program.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

namespace {

constexpr auto canary = "c4nary-7f3e";

QByteArray configuration(const Program &program)
{
    QDirIterator files(program.folder(), {u"pulse.conf"_s}, QDir::Files, QDirIterator::Subdirectories);
    QFile file(files.hasNext() ? files.next() : QString());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The files below the folder in which the canary is found.
QStringList whereFound(const QString &folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(canary))
            found.append(file.fileName());
    }
    return found;
}

bool isSilent(const Outcome &outcome)
{
    return !outcome.out.contains(canary) && !outcome.err.contains(canary);
}

// Runs the program on a terminal of its own and types the lines; what the terminal showed is on standard output.
constexpr auto onTerminal = R"(
import os, pty, select, sys
lines = sys.argv[1].encode().decode('unicode_escape').encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown = b''
typed = False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    while lines and shown.rstrip(b' ').endswith(b':'):
        line, _, lines = lines.partition(b'\n')
        os.write(terminal, line + b'\n')
        break
sys.stdout.buffer.write(shown)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
)";

// A server that lets nobody in and writes down who tried.
constexpr auto strictServer = R"(
import base64, http.server, sys
class Strict(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def answer(self):
        given = self.headers.get('Authorization', '')
        if given.startswith('Basic '):
            with open(sys.argv[1], 'ab') as log:
                log.write(base64.b64decode(given[6:]) + b'\n')
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.send_response(401)
        self.send_header('WWW-Authenticate', 'Basic realm="strict"')
        self.send_header('Content-Length', '0')
        self.end_headers()
    do_GET = do_HEAD = do_PUT = do_OPTIONS = do_PROPFIND = do_MKCOL = answer
    def log_message(self, *arguments):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Strict)
print(server.server_port, flush=True)
server.serve_forever()
)";

} // namespace

class TestCliConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNameForALibrary()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, program.library()}), 0);
        QCOMPARE(program.cli({u"--library"_s, u"team"_s, u"fetch"_s, u"a"_s}).out, "one");
        QCOMPARE(program.cli({u"--library"_s, u"profile:TEAM"_s, u"fetch"_s, u"a"_s}).out, "one");
        COMPARE_CODE(program.cli({u"--library"_s, u"./team"_s, u"fetch"_s, u"a"_s}), 1); // a path
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"/elsewhere"_s}), 3);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"nowhere"_s, u""_s}), 2);

        const auto list = program.cli({u"--json"_s, u"config"_s, u"library"_s, u"list"_s}).array();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0][u"name"].toString(), u"team"_s);
        QCOMPARE(list[0][u"url"].toString(), QUrl::fromLocalFile(program.library()).toString());

        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"set"_s, u"team"_s, u"read-only=true"_s}), 0);
        COMPARE_CODE(program.cli({u"--library"_s, u"team"_s, u"store"_s, u"b"_s}, "two"), 5);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"unset"_s, u"team"_s, u"read-only"_s}), 0);
        COMPARE_CODE(program.cli({u"--library"_s, u"team"_s, u"store"_s, u"b"_s}, "two"), 0);

        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"remove"_s, u"team"_s}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"show"_s, u"team"_s}), 1);
        QCOMPARE(program.cli({u"fetch"_s, u"b"_s}).out, "two"); // the library stays
    }

    void anOptionOfALibraryIsNoSetting()
    {
        const Program program;
        const auto set = program.cli({u"config"_s, u"set"_s, u"library.team.url"_s, u"s3://prompts/team"_s});
        COMPARE_CODE(set, 1);
        QVERIFY2(set.err.contains("config library add"), set.err.constData());
    }

    void aBrokenFileIsSaidWhereItChoosesTheLibrary()
    {
        Program program;
        QVERIFY(program.init());
        QVERIFY(QDir(program.folder()).mkpath(u"config/pulse"_s));
        QVERIFY(program.write(u"config/pulse/pulse.conf"_s, "[library\ndefault = team\n"));
        QCOMPARE(program.cli({u"list"_s}).err, QByteArray()); // it was named
        program.environment().remove(u"PULSE_LIBRARY"_s);
        const Outcome outcome = program.cli({u"list"_s});
        QVERIFY2(outcome.err.contains("Line 1 of") && outcome.err.contains("pulse.conf"), outcome.err.constData());
    }

    void oneThatIsInForceIsRemoved()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"set"_s, u"trial"_s, u"author"_s, u"Ada"_s}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"use"_s, u"trial"_s}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"remove"_s, u"trial"_s}), 0);
        QCOMPARE(program.cli({u"config"_s, u"get"_s, u"environment"_s}).out, "\n");
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"list"_s}), 0);
        COMPARE_CODE(program.cli({u"list"_s}), 0);
    }

    void environmentsAndVariables()
    {
        Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"--library"_s, u"other"_s, u"init"_s}), 0);
        COMPARE_CODE(program.cli({u"--library"_s, u"other"_s, u"store"_s, u"a"_s}, "other"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "usual"), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"usual"_s, program.library()}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"spare"_s, u"other"_s}), 0);
        const auto set = [&](const QString &environment, const QString &library) {
            return program.cli({u"config"_s, u"environment"_s, u"set"_s, environment, u"library"_s, library});
        };
        COMPARE_CODE(set(u"production"_s, u"usual"_s), 0);
        COMPARE_CODE(set(u"staging"_s, u"spare"_s), 0);
        program.environment().remove(u"PULSE_LIBRARY"_s);

        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"use"_s, u"production"_s}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "usual");
        program.environment().insert(u"PULSE_ENVIRONMENT"_s, u"staging"_s);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "other");
        QCOMPARE(program.cli({u"--environment"_s, u"production"_s, u"fetch"_s, u"a"_s}).out, "usual");
        QCOMPARE(program.cli({u"--library"_s, u"usual"_s, u"fetch"_s, u"a"_s}).out, "usual");
        COMPARE_CODE(program.cli({u"--environment"_s, u"prod"_s, u"fetch"_s, u"a"_s}), 1);
        program.environment().insert(u"PULSE_ENVIRONMENT"_s, u"prod"_s);
        COMPARE_CODE(program.cli({u"fetch"_s, u"a"_s}), 1); // not from some other library
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "lost"), 1);

        program.environment().remove(u"PULSE_ENVIRONMENT"_s);
        program.environment().insert(u"PULSE_LIBRARY_CI_URL"_s, program.file(u"other"_s));
        QCOMPARE(program.cli({u"--library"_s, u"ci"_s, u"fetch"_s, u"a"_s}).out, "other");
        program.environment().insert(u"PULSE_LIBRARY_USUAL_URL"_s, program.file(u"other"_s));
        QCOMPARE(program.cli({u"--library"_s, u"usual"_s, u"fetch"_s, u"a"_s}).out, "other");
        const auto shown = program.cli({u"--json"_s, u"config"_s, u"library"_s, u"show"_s, u"usual"_s}).object();
        QCOMPARE(shown[u"origins"][u"url"].toString(), u"PULSE_LIBRARY_USUAL_URL"_s);
    }

    void triesTheWay()
    {
        const Program program;
        QVERIFY(program.init());
        const auto checked = program.cli({u"config"_s, u"check"_s, program.library()});
        COMPARE_CODE(checked, 0);
        QVERIFY(checked.out.contains("✓ place"));
        const auto json = program.cli({u"--json"_s, u"config"_s, u"check"_s, program.library()}).object();
        QCOMPARE(json[u"passed"].toBool(), true);
        QVERIFY(!json[u"steps"].toArray().isEmpty());
        const auto missing = program.cli({u"config"_s, u"check"_s, program.file(u"none"_s)});
        COMPARE_CODE(missing, 1);
        QVERIFY(missing.out.contains("✗ place"));
        COMPARE_CODE(program.cli({u"config"_s, u"check"_s, u"gopher://x/y"_s}), 6);
    }

    void secretsAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString url = u"https://ada:c4nary-7f3e@dav.example/p"_s;
        QTest::newRow("add") << QStringList{u"config"_s, u"library"_s, u"add"_s, u"team"_s, url};
        QTest::newRow("add with an option")
            << QStringList{u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"s3://b"_s, u"password=c4nary-7f3e"_s};
        QTest::newRow("set") << QStringList{u"config"_s, u"library"_s, u"set"_s, u"known"_s,
                                            u"secret-access-key=c4nary-7f3e"_s};
        QTest::newRow("set url") << QStringList{u"config"_s, u"library"_s, u"set"_s, u"known"_s, u"url="_s + url};
        QTest::newRow("environment") << QStringList{u"config"_s, u"environment"_s, u"set"_s, u"e"_s, u"library"_s, url};
        QTest::newRow("default") << QStringList{u"config"_s, u"set"_s, u"library.default"_s, url};
        QTest::newRow("library") << QStringList{u"--library"_s, url, u"list"_s};
        QTest::newRow("broken library") << QStringList{u"--library"_s, u"https://ada:c4nary-7f3e@[x"_s, u"list"_s};
        QTest::newRow("check") << QStringList{u"config"_s, u"check"_s, url};
        QTest::newRow("migrate") << QStringList{u"migrate"_s, u"library"_s, url};
        QTest::newRow("init") << QStringList{u"init"_s, url};
    }
    void secretsAreRefused()
    {
        QFETCH(const QStringList, arguments);
        Program program;
        program.environment().insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"known"_s, u"s3://b"_s}), 0);
        const QByteArray before = configuration(program);
        QVERIFY(!before.isEmpty());
        for (const QStringList &flags : {QStringList(), QStringList{u"--json"_s}}) {
            const Outcome outcome = program.cli(flags + arguments);
            COMPARE_CODE(outcome, 2);
            QVERIFY2(isSilent(outcome), outcome.err.constData());
        }
        QCOMPARE(configuration(program), before);
        QCOMPARE(whereFound(program.folder()), QStringList());
    }

    void variablesAreTakenFromTheEnvironment()
    {
        Program program;
        program.environment().insert(u"PULSE_TEAM_PASSWORD"_s, QString::fromLatin1(canary));
        program.environment().insert(u"PULSE_TEAM_TOKEN"_s, QString::fromLatin1(canary));
        QVERIFY(program.init());
        QProcess process;
        process.setProcessEnvironment(program.environment());
        process.start(Program::path(), {u"--cli"_s, u"store"_s, u"a"_s}); // waits for standard input
        QVERIFY(process.waitForStarted());
        QFile environment(u"/proc/%1/environ"_s.arg(process.processId()));
        const auto shows = [&](const QByteArray &text) {
            environment.close();
            return environment.open(QIODevice::ReadOnly) && environment.readAll().contains(text);
        };
        QTRY_VERIFY(shows("PULSE_TEAM_PASSWORD=") && !shows(canary));
        process.write("content");
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(whereFound(program.folder()), QStringList());
    }

    // What reaches networks is in a module that a command on a folder never loads.
    void aFolderNeedsNoNetwork()
    {
        const Program program;
        QVERIFY(program.init());
        QProcess process;
        process.setProcessEnvironment(program.environment());
        process.start(Program::path(), {u"--cli"_s, u"store"_s, u"a"_s}); // waits for standard input
        QVERIFY(process.waitForStarted());
        const auto maps = [&] {
            QFile file(u"/proc/%1/maps"_s.arg(process.processId()));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QTRY_VERIFY(maps().contains("libQt6Core"));
        for (const char *library :
             {"pulse-remote", "libcurl", "libgit2", "keychain", "libdbus", "libssl", "Qt6Network"})
            QVERIFY2(!maps().contains(library), library);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
    }

    void withoutAKeychainNothingIsKept()
    {
        Program program;
        program.environment().insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
        program.environment().remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        program.environment().remove(u"XDG_RUNTIME_DIR"_s);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"s3://bucket/prompts"_s}), 0);
        const auto none = program.cli({u"config"_s, u"library"_s, u"login"_s, u"team"_s});
        COMPARE_CODE(none, 8); // no terminal to ask on
        QVERIFY(none.err.contains("--credentials-fd"));
        const auto kept = program.cli({u"--credentials-fd"_s, u"0"_s, u"config"_s, u"library"_s, u"login"_s, u"team"_s},
                                      QByteArray("username=ada\npassword=") + canary + '\n');
        COMPARE_CODE(kept, 6);
        QVERIFY(kept.err.contains("keychain"));
        QVERIFY(kept.err.contains("--credentials-fd"));
        QVERIFY(isSilent(kept));
        QCOMPARE(whereFound(program.folder()), QStringList());
    }

    void wrongDescriptors()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"--credentials-fd"_s, u"77"_s, u"list"_s}), 2);
        COMPARE_CODE(program.cli({u"--credentials-fd"_s, u"x"_s, u"list"_s}), 2);
        const auto unlined = program.cli({u"--credentials-fd"_s, u"0"_s, u"list"_s}, canary);
        COMPARE_CODE(unlined, 2);
        QVERIFY(isSilent(unlined));
    }

    // A secret that is really used, by the whole program with every log on, leaves no trace.
    void aUsedSecretGoesNowhereElse()
    {
        Program program;
        const QTemporaryDir elsewhere;
        const QString log = elsewhere.filePath(u"log"_s);
        QProcess server;
        const auto end = qScopeGuard([&] {
            server.kill();
            server.waitForFinished();
        });
        server.start(u"python3"_s, {u"-c"_s, QString::fromLatin1(strictServer), log});
        QVERIFY(server.waitForStarted() && server.waitForReadyRead(PULSE_PATIENCE));
        const QString url = u"http://127.0.0.1:%1/prompts"_s.arg(server.readLine().trimmed().toInt());
        program.environment().insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
        program.environment().insert(u"GIT_TRACE_CURL"_s, u"1"_s);
        program.environment().insert(u"PULSE_LIBRARY_TEAM_URL"_s, url);
        program.environment().insert(u"PULSE_LIBRARY_TEAM_USER"_s, u"ada"_s);
        program.environment().remove(u"PULSE_LIBRARY"_s);

        program.environment().insert(u"PULSE_TEAM_PASSWORD"_s, QString::fromLatin1(canary));
        const QList<QStringList> commands{{u"config"_s, u"check"_s, u"team"_s},
                                          {u"--json"_s, u"config"_s, u"check"_s, u"team"_s},
                                          {u"--library"_s, u"team"_s, u"list"_s},
                                          {u"--library"_s, u"team"_s, u"init"_s},
                                          {u"--json"_s, u"--library"_s, u"team"_s, u"store"_s, u"a"_s},
                                          {u"migrate"_s, u"team"_s, u"copy"_s}};
        for (const QStringList &command : commands) {
            const Outcome outcome = program.cli(command, "content");
            COMPARE_CODE(outcome, 5);
            QVERIFY2(isSilent(outcome), outcome.err.constData());
            QVERIFY(!outcome.err.contains(QByteArray(canary).toBase64()));
        }
        program.environment().remove(u"PULSE_TEAM_PASSWORD"_s);
        const Outcome given = program.cli({u"--credentials-fd"_s, u"0"_s, u"config"_s, u"check"_s, u"team"_s},
                                          QByteArray("password=") + canary);
        COMPARE_CODE(given, 5);
        QVERIFY(isSilent(given));

        QFile tried(log);
        QVERIFY2(tried.open(QIODevice::ReadOnly), "no credentials ever reached the server");
        const QByteArrayList lines = tried.readAll().trimmed().split('\n');
        QVERIFY(lines.size() >= commands.size() + 1);
        for (const QByteArray &line : lines)
            QCOMPARE(line, QByteArray("ada:") + canary);
        QCOMPARE(whereFound(program.folder()), QStringList());
    }

    // As on a server: a session without a bus, whatever the variables say, and a bus without a keychain.
    void withoutAKeychain_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("no bus in the session's folder") << QString();
        QTest::newRow("a bus that has ended") << u"unix:path=/nonexistent/bus"_s;
        QTest::newRow("a bus without one") << u"run"_s;
    }
    void withoutAKeychain()
    {
        QFETCH(const QString, address);
        Program program;
        program.environment().remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        program.environment().insert(u"XDG_RUNTIME_DIR"_s, program.folder());
        if (!address.isEmpty())
            program.environment().insert(u"DBUS_SESSION_BUS_ADDRESS"_s, address);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"s3://bucket/prompts"_s}), 0);
        const QString login = u"\"$PULSE\" --cli --credentials-fd 0 config library login team"_s;
        const QByteArray bus = R"(<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow own="*"/></policy></busconfig>)";
        QVERIFY(program.write(u"bus.conf"_s, bus));
        const auto kept = program.command(
            u"bash"_s,
            {u"-c"_s, address == "run"_L1 ? u"exec dbus-run-session --config-file bus.conf -- "_s + login : login},
            "username=a\npassword=c4nary-7f3e\n");
        QVERIFY2(kept.err.contains("There is no keychain"), kept.err.constData());
        COMPARE_CODE(kept, 6);
        QVERIFY(isSilent(kept));
    }

    void asksOnTheTerminalWithoutEcho()
    {
        Program program;
        program.environment().remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        program.environment().remove(u"XDG_RUNTIME_DIR"_s);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"s3://bucket/prompts"_s}), 0);
        const auto asked = program.command(
            u"python3"_s, {u"-c"_s, QString::fromLatin1(onTerminal), u"AKIAEXAMPLE\\nc4nary-7f3e\\n"_s, Program::path(),
                           u"--cli"_s, u"config"_s, u"library"_s, u"login"_s, u"team"_s});
        QVERIFY2(asked.out.contains("Access key id: AKIAEXAMPLE"), asked.out.constData());
        QVERIFY2(asked.out.contains("Secret access key of AKIAEXAMPLE:"), asked.out.constData());
        QVERIFY2(isSilent(asked), asked.out.constData());
        COMPARE_CODE(asked, 6); // there is no keychain to keep it in
    }

    void branchesOfARepository()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        const QString url = u"git+file://"_s + program.file(u"prompts.git"_s);
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"repo"_s, url}), 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"repo"_s);
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        const auto first = program.cli({u"--json"_s, u"branch"_s, u"list"_s}).array();
        QCOMPARE(first.size(), 1);
        const QString main = first[0][u"name"].toString();
        QVERIFY(first[0][u"current"].toBool());

        COMPARE_CODE(program.cli({u"branch"_s, u"create"_s, u"friendlier"_s, u"--switch"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--bump"_s, u"minor"_s}, "two"), 0);
        const auto compared = program.cli({u"--json"_s, u"branch"_s, u"compare"_s, main, u"friendlier"_s}).object();
        QCOMPARE(compared[u"differences"][0][u"added"][0].toString(), u"1.1.0"_s);
        COMPARE_CODE(program.cli({u"branch"_s, u"switch"_s, main}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");
        COMPARE_CODE(program.cli({u"branch"_s, u"merge"_s, u"friendlier"_s}), 0);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "two");
        COMPARE_CODE(program.cli({u"branch"_s, u"switch"_s, u"no-such"_s}), 1);
        QVERIFY(program.cli({u"__complete"_s, u"--cli"_s, u"branch"_s, u"merge"_s, u""_s}).out.contains("friendlier"));

        // Both branches publish other bytes under one version: a person chooses.
        COMPARE_CODE(program.cli({u"branch"_s, u"create"_s, u"other"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--version"_s, u"2.0.0"_s}, "here"), 0);
        COMPARE_CODE(program.cli({u"branch"_s, u"switch"_s, u"other"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"--version"_s, u"2.0.0"_s}, "there"), 0);
        COMPARE_CODE(program.cli({u"branch"_s, u"switch"_s, main}), 0);
        const Outcome undecided = program.cli({u"--json"_s, u"branch"_s, u"merge"_s, u"other"_s});
        COMPARE_CODE(undecided, 4);
        const auto conflicts = undecided.object()[u"conflicts"].toArray();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(program.cli({u"fetch"_s, u"a@2.0.0"_s}).out, "here"); // nothing has changed
        COMPARE_CODE(program.cli({u"branch"_s, u"merge"_s, u"other"_s, u"--choose"_s,
                                  conflicts[0][u"id"].toString() + u"=there"_s}),
                     0);
        QCOMPARE(program.cli({u"fetch"_s, u"a@2.0.0"_s}).out, "there");
        COMPARE_CODE(program.cli({u"branch"_s, u"merge"_s, u"other"_s, u"--choose"_s, u"x"_s}), 2);
    }

    // A clone has what it has: only what changes it asks its home, and not even that needs it.
    void aCloneAnswersWithoutItsHome()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        const QString home = program.file(u"home.git"_s);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + home);
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "one"), 0);
        QCOMPARE(program.command(u"git"_s, {u"clone"_s, u"-q"_s, home, program.file(u"clone"_s)}).code, 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + program.file(u"clone"_s));
        COMPARE_CODE(program.cli({u"list"_s, u"--long"_s}), 0);
        QVERIFY(program.cli({u"sync"_s, u"status"_s}).err.contains("Never"));
        COMPARE_CODE(program.cli({u"sync"_s}), 0);
        QVERIFY(program.cli({u"--json"_s, u"sync"_s, u"status"_s}).object()[u"last_synced"_s].isString());

        QVERIFY(QFile::rename(home, program.file(u"gone.git"_s)));
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");
        const Outcome kept = program.cli({u"store"_s, u"b"_s}, "two");
        COMPARE_CODE(kept, 0);
        QVERIFY2(kept.err.contains("not sent") && kept.err.contains("nothing at"), kept.err.constData());
        QCOMPARE(program.cli({u"fetch"_s, u"b"_s}).out, "two");
        COMPARE_CODE(program.cli({u"branch"_s, u"list"_s}), 0);
        COMPARE_CODE(program.cli({u"sync"_s}), 8);

        QVERIFY(QFile::rename(program.file(u"gone.git"_s), home));
        COMPARE_CODE(program.cli({u"sync"_s}), 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + home);
        QCOMPARE(program.cli({u"fetch"_s, u"b"_s}).out, "two");
    }

    void whatIsChangedInACloneReachesItsHome()
    {
        Program program;
        program.environment().insert(u"PULSE_AUTHOR"_s, u"Ada <ada@example.org>"_s);
        const QString home = program.file(u"home.git"_s);
        QCOMPARE(program.command(u"git"_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, home}).code, 0);
        QCOMPARE(program.command(u"git"_s, {u"clone"_s, u"-q"_s, home, program.file(u"clone"_s)}).code, 0);
        const QString clone = u"git+file://"_s + program.file(u"clone"_s);
        program.environment().insert(u"PULSE_LIBRARY"_s, clone);
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + home);
        COMPARE_CODE(program.cli({u"list"_s}), 0); // an empty library is there, too
        program.environment().insert(u"PULSE_LIBRARY"_s, clone);
        const Outcome stored = program.cli({u"store"_s, u"a"_s}, "one");
        COMPARE_CODE(stored, 0);
        QVERIFY2(!stored.err.contains("not sent"), stored.err.constData());
        program.environment().insert(u"PULSE_LIBRARY"_s, u"git+file://"_s + home);
        QCOMPARE(program.cli({u"fetch"_s, u"a"_s}).out, "one");
    }

    void completesNames()
    {
        const Program program;
        COMPARE_CODE(program.cli({u"config"_s, u"library"_s, u"add"_s, u"team"_s, u"/srv/team"_s}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"environment"_s, u"set"_s, u"staging"_s, u"library"_s, u"team"_s}), 0);
        const auto offered = [&](const QStringList &words) {
            return program.cli(QStringList{u"__complete"_s, u"--cli"_s} + words).out;
        };
        QVERIFY(offered({u"--library"_s, u"te"_s}).contains("team"));
        QVERIFY(offered({u"--environment"_s, u""_s}).contains("staging"));
        QVERIFY(offered({u"config"_s, u"library"_s, u"show"_s, u""_s}).contains("team"));
        QVERIFY(offered({u"config"_s, u"library"_s, u""_s}).contains("login"));
        QVERIFY(offered({u"config"_s, u""_s}).contains("environment"));
    }

    void groupsOfGroups()
    {
        const Program program;
        QVERIFY(program.init());
        const auto help = program.cli({u"config"_s, u"library"_s, u"--help"_s});
        COMPARE_CODE(help, 0);
        QVERIFY(help.out.contains("config library login") && !help.out.contains("config check"));
        const auto all = program.cli({u"config"_s, u"--help"_s});
        QVERIFY(all.out.contains("config library login") && all.out.contains("config check"));
        const auto incomplete = program.cli({u"config"_s, u"library"_s});
        COMPARE_CODE(incomplete, 2);
        QVERIFY(incomplete.err.contains("list"));
        const auto mistyped = program.cli({u"config"_s, u"library"_s, u"lst"_s});
        COMPARE_CODE(mistyped, 2);
        QVERIFY(mistyped.err.contains("“list”"));
        COMPARE_CODE(program.cli({u"branch"_s, u"list"_s, u"--library"_s, program.library()}), 6);
    }
};

QTEST_GUILESS_MAIN(TestCliConfig)
#include "test_cli_config.moc"
