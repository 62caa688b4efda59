// SPDX-License-Identifier: Apache-2.0
// Hostile names, damaged and read-only libraries, broken pipes, full disks, interruption.
#include "program.h"

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliSafety : public QObject
{
    Q_OBJECT

private slots:
    // A limit on the size of files is told like a full disk, and leaves nothing behind.
    void fileSizeLimit()
    {
        const Program program;
        QVERIFY(program.init());
        const Outcome outcome =
            program.bash(u"head -c 5000000 /dev/zero > five; ulimit -f 1000; \"$PULSE\" --cli store x five"_s);
        COMPARE_CODE(outcome, 10);
        QVERIFY(outcome.err.contains("x@1.0.0"));
        COMPARE_CODE(program.cli({u"verify"_s}), 0);
        QVERIFY(program.cli({u"verify"_s}).out.startsWith("0 of 0"));
    }

    void hostileNames_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList hostile{u"../escape"_s,
                                  u"a/../../escape"_s,
                                  u"/abs/escape"_s,
                                  u"a\\..\\escape"_s,
                                  u""_s,
                                  u"latest"_s,
                                  u".tmp-escape"_s,
                                  QString(300, u'x'),
                                  u"a\nescape"_s,
                                  u"a\u202eescape"_s,
                                  u"a\u200bescape"_s,
                                  u"CON"_s,
                                  u"a."_s,
                                  u"a/"_s,
                                  u"e\u0301scape"_s,
                                  u"1.0.0"_s,
                                  u"a//escape"_s,
                                  u"a/./escape"_s};
        for (const QString &name : hostile)
            QTest::newRow(name.toUtf8().toPercentEncoding().left(40).constData()) << name;
    }

    // Refused by the one validator before any system call sees the name.
    void hostileNames()
    {
        QFETCH(QString, name);
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "1"), 0);
        const auto before = program.snapshot();
        COMPARE_CODE(program.cli({u"store"_s, u"--"_s, name}, "x"), 2);
        COMPARE_CODE(program.cli({u"fetch"_s, u"--"_s, name}), 2);
        COMPARE_CODE(program.cli({u"versions"_s, u"--"_s, name}), 2);
        COMPARE_CODE(program.cli({u"exists"_s, u"--"_s, name}), 2);
        COMPARE_CODE(program.cli({u"meta"_s, u"--tag"_s, u"+x"_s, u"--"_s, name}), 2);
        COMPARE_CODE(program.cli({u"label"_s, u"--"_s, name, u"production"_s}), 2);
        COMPARE_CODE(program.cli({u"rename"_s, u"--"_s, u"p"_s, name}), 2);
        if (name != "a/"_L1) // which is how remove writes a folder
            COMPARE_CODE(program.cli({u"remove"_s, u"--"_s, name}), 2);
        if (!name.isEmpty()) { // an empty --into is the root
            if (!name.endsWith(u'/'))
                COMPARE_CODE(program.cli({u"import"_s, u"library/library.json"_s, u"--into"_s, name}), 2);
        }
        QCOMPARE(program.snapshot(), before);
        QVERIFY(!QFile::exists(program.file(u"escape"_s)));
        if (program.bash(u"strace -o /dev/null true"_s).code != 0 || !name.contains("escape"_L1))
            return; // where tracing is not allowed the files above are the proof
        COMPARE_CODE(program.command(u"strace"_s, {u"-f"_s, u"-o"_s, u"trace"_s, u"-e"_s, u"trace=%file,openat2"_s,
                                                   Program::path(), u"--cli"_s, u"fetch"_s, u"--"_s, name}),
                     2);
        const QByteArrayList calls = program.read(u"trace"_s).split('\n');
        for (const QByteArray &call : calls)
            QVERIFY2(!call.contains("scape") || call.contains("execve("), call.constData());
    }

    void missingLibrary()
    {
        const Program program;
        for (const QStringList &arguments :
             {QStringList{u"list"_s}, {u"fetch"_s, u"a"_s}, {u"store"_s, u"a"_s}, {u"verify"_s}, {u"stats"_s}}) {
            const Outcome outcome = program.cli(arguments, "x");
            COMPARE_CODE(outcome, 1);
            QVERIFY2(outcome.err.contains("pulse-gui --cli init"), outcome.err.constData());
        }
        // What is advised is about the library that was named, not about another.
        const QString spaced = program.file(u"a b"_s);
        const Outcome named = program.cli({u"--library"_s, spaced, u"list"_s});
        QVERIFY2(named.err.contains("pulse-gui --cli --library '" + spaced.toUtf8() + "' init"), named.err.constData());
        const Outcome repository = program.cli({u"--library"_s, u"git+file://"_s + program.file(u"none"_s), u"list"_s});
        QVERIFY2(repository.err.contains("none init”"), repository.err.constData());
        QVERIFY(!QFile::exists(program.library()));
        COMPARE_CODE(program.cli({u"--library"_s, u""_s, u"list"_s}), 2);
        COMPARE_CODE(program.cli({u"--library"_s, u"gopher://x"_s, u"list"_s}), 6);
        COMPARE_CODE(program.cli({u"--library"_s, u"http://["_s, u"list"_s}), 2);
    }

    void readOnlyLibrary()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "1"), 0);
        // An administrator may write anywhere, so the test becomes nobody where it runs as one.
        QString user;
        if (::geteuid() == 0) {
            user = u"setpriv --reuid=65534 --clear-groups "_s;
            COMPARE_CODE(program.bash(u"chmod 755 . && chmod -R a+rX,a-w library"_s), 0);
            if (program.bash(user + u"\"$PULSE\" --cli --version"_s).code != 0)
                QSKIP("Nobody cannot run the program here.");
        } else {
            COMPARE_CODE(program.bash(u"chmod -R a-w library"_s), 0);
        }
        const auto before = program.snapshot();
        const auto run = [&](const QString &arguments) {
            return program.bash(u"echo x | HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent "_s + user +
                                u"\"$PULSE\" --cli "_s + arguments);
        };
        const Outcome fetched = run(u"fetch p"_s);
        COMPARE_CODE(fetched, 0);
        QCOMPARE(fetched.out, "1"_ba);
        COMPARE_CODE(run(u"list"_s), 0);
        COMPARE_CODE(run(u"stats"_s), 0);
        const Outcome refused = run(u"store q"_s);
        COMPARE_CODE(refused, 5);
        QVERIFY(!refused.err.isEmpty());
        COMPARE_CODE(run(u"remove p"_s), 5);
        COMPARE_CODE(run(u"rename p q"_s), 5);
        COMPARE_CODE(run(u"label p staging"_s), 5);
        QCOMPARE(program.snapshot(), before);
        COMPARE_CODE(program.bash(u"chmod -R u+w library"_s), 0);
    }

    // Nothing is looked for, or made, at the root of the disk.
    void noHome()
    {
        const Program program;
        QVERIFY(program.init());
        const QString nothing =
            u"env -u HOME -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_STATE_HOME -u PULSE_LIBRARY "_s;
        const QByteArray home = program.bash(u"getent passwd $(id -u) | cut -d: -f6"_s).out.trimmed();
        if (!home.isEmpty()) {
            const Outcome known = program.bash(nothing + u"\"$PULSE\" --cli config list"_s);
            QVERIFY2(known.err.contains("The file is " + home + "/.config/pulse/pulse.conf"), known.err.constData());
        }
        // A user of whom the system knows nothing, as containers have them.
        QVERIFY(QFile::setPermissions(program.folder(), QFile::Permissions(0x7755)));
        COMPARE_CODE(program.bash(u"chmod -R a+rX library"_s), 0);
        const QString nobody = u"setpriv --reuid=54321 --clear-groups "_s + nothing;
        if (program.bash(nobody + u"\"$PULSE\" --cli --version"_s).code != 0)
            QSKIP("Another user cannot run the program here.");
        for (const auto &command : {u"list"_s, u"init"_s, u"config set author Ada"_s, u"init '~/prompts'"_s}) {
            const Outcome homeless = program.bash(nobody + u"\"$PULSE\" --cli "_s + command);
            COMPARE_CODE(homeless, 2);
            QVERIFY2(homeless.err.contains("Set HOME") && homeless.err.contains("54321"), homeless.err.constData());
        }
        COMPARE_CODE(program.bash(nobody + u"\"$PULSE\" --cli --library library list"_s), 0);
        const Outcome named = program.bash(nobody + u"XDG_DATA_HOME=/nonexistent \"$PULSE\" --cli list"_s);
        COMPARE_CODE(named, 1);
        QVERIFY2(named.err.contains("/nonexistent/pulse/library"), named.err.constData());
        const Outcome window = program.bash(nobody + u"DISPLAY=:none \"$PULSE\""_s);
        COMPARE_CODE(window, 1);
        QVERIFY2(window.err.contains("Set HOME"), window.err.constData());
    }

    void damagedPromptLeavesTheRest_data()
    {
        QTest::addColumn<QByteArray>("metadata");
        QTest::newRow("no JSON") << "not json"_ba;
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("duplicate keys") << R"({"name":"bad","name":"good"})"_ba;
        QTest::newRow("lone surrogate") << R"({"name":"\ud800"})"_ba;
        QTest::newRow("huge") << QByteArray(10 * 1024 * 1024, ' ');
        QTest::newRow("NUL") << QByteArray(8, '\0');
    }

    void damagedPromptLeavesTheRest()
    {
        QFETCH(QByteArray, metadata);
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"bad"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"good"_s}, "2"), 0);
        QVERIFY(program.write(u"library/prompts/bad/1.0.0/metadata.json"_s, metadata));
        const Outcome fetched = program.cli({u"fetch"_s, u"bad"_s});
        COMPARE_CODE(fetched, 9);
        QCOMPARE(fetched.out, QByteArray());
        QCOMPARE(program.cli({u"fetch"_s, u"good"_s}).out, "2"_ba);
        const auto items = program.cli({u"list"_s, u"--json"_s}).array();
        QCOMPARE(items.size(), 2);
        QVERIFY(!items[0]["damage"_L1].toString().isEmpty());
        QVERIFY(!items[1].toObject().contains("damage"_L1));
        QVERIFY(program.cli({u"list"_s, u"--long"_s}).out.contains("damaged"));
        COMPARE_CODE(program.cli({u"versions"_s, u"bad"_s}), 0);
        COMPARE_CODE(program.cli({u"verify"_s}), 9);
        COMPARE_CODE(program.cli({u"store"_s, u"good"_s}, "3"), 0);
        COMPARE_CODE(program.cli({u"search"_s, u"3"_s}), 0);
    }

    void linksAreNotFollowed()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "1"), 0);
        QVERIFY(program.write(u"secret"_s, "secret"));
        COMPARE_CODE(
            program.bash(u"cd library/prompts/p/1.0.0 && rm content.md && ln -s ../../../../secret content.md"_s), 0);
        const Outcome link = program.cli({u"fetch"_s, u"p"_s});
        QVERIFY(link.code != 0);
        QCOMPARE(link.out, QByteArray());
        COMPARE_CODE(program.bash(u"cd library/prompts/p/1.0.0 && rm content.md && mkfifo content.md"_s), 0);
        QVERIFY(program.cli({u"fetch"_s, u"p"_s}).code > 0); // and does not hang
    }

    void terminalSafety()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s, u"-m"_s, u"\u001b[2Jgone\nline"_s}, "a \x1b]0;title\x07 match"),
                     0);
        for (const QStringList &arguments :
             {QStringList{u"versions"_s, u"p"_s}, {u"meta"_s, u"p"_s}, {u"list"_s, u"-l"_s}, {u"search"_s, u"match"_s}})
            QVERIFY(!program.cli(arguments).out.contains('\x1b'));
    }

    void standardStreams()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.bash(u"head -c 3000000 /dev/zero | \"$PULSE\" --cli store big"_s), 0);
        // The reader goes away: the shell sees what it sees of every tool.
        const Outcome pipe =
            program.bash(u"\"$PULSE\" --cli fetch big | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}"_s);
        COMPARE_CODE(pipe, 141);
        QCOMPARE(pipe.err, QByteArray());
        for (const auto &command :
             {u"fetch big"_s, u"list"_s, u"--help"_s, u"--version"_s, u"store full -m x list.md"_s}) {
            QVERIFY(program.write(u"list.md"_s, "text"));
            const Outcome full = program.bash(u"\"$PULSE\" --cli %1 >/dev/full"_s.arg(command));
            COMPARE_CODE(full, 10);
            QVERIFY2(full.err.contains("is full") && full.err.count('\n') == 1, full.err.constData());
        }
        COMPARE_CODE(program.cli({u"exists"_s, u"full"_s}), 0); // which the error said
        for (const auto &option : {u"--help"_s, u"--version"_s})
            QVERIFY(program.bash(u"\"$PULSE\" %1 >/dev/full"_s.arg(option)).code > 0);
        // Where there is no standard output, results are an error and confirmations are not missed.
        for (const auto &closed : {u">&-"_s, u"1</dev/null"_s}) {
            const Outcome list = program.bash(u"\"$PULSE\" --cli list "_s + closed);
            COMPARE_CODE(list, 2);
            QVERIFY2(list.err.startsWith("pulse-gui: Standard output is closed"), list.err.constData());
            const Outcome stored = program.bash(u"echo x | \"$PULSE\" --cli store quiet "_s + closed);
            COMPARE_CODE(stored, 0);
            QCOMPARE(stored.err, QByteArray());
            COMPARE_CODE(program.bash(u"\"$PULSE\" --cli list --json "_s + closed), 2);
        }
        // A pipe that another program made non-blocking is waited for.
        const Outcome slow =
            program.bash(u"mkfifo slow; (sleep 0.3; exec cat >all) <slow & "
                         "python3 -c 'import os, fcntl, sys; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK); "
                         "os.execv(sys.argv[1], sys.argv[1:])' \"$PULSE\" --cli fetch big >slow && wait && "
                         "cmp all library/prompts/big/1.0.0/content.md"_s);
        COMPARE_CODE(slow, 0);
        // A library's file must not get the number of a closed stream.
        COMPARE_CODE(
            program.bash(
                u"\"$PULSE\" --cli fetch big -o copy <&- >&- 2>&-; cmp copy library/prompts/big/1.0.0/content.md"_s),
            0);
        COMPARE_CODE(program.bash(u"echo x | \"$PULSE\" --cli store closed >&- 2>&-; \"$PULSE\" --cli verify"_s), 0);
        QVERIFY(program.bash(u"\"$PULSE\" --cli store none <&-"_s).code > 0);
    }

    void interruption_data()
    {
        QTest::addColumn<int>("signalNumber");
        QTest::addColumn<int>("code");
        QTest::newRow("SIGINT") << SIGINT << 130;
        QTest::newRow("SIGTERM") << SIGTERM << 143;
    }

    // Stops an import once it has published something; what is there is whole, and running it again completes it.
    void interruption()
    {
        QFETCH(int, signalNumber);
        QFETCH(int, code);
        const Program program;
        QVERIFY(program.init());
        QVERIFY(QDir(program.folder()).mkpath(u"in"_s));
        for (int i = 0; i < 400; ++i)
            QVERIFY(program.write(u"in/p%1.md"_s.arg(i), QByteArray::number(i)));
        QProcess process;
        process.setProcessEnvironment(program.environment());
        process.setWorkingDirectory(program.folder());
        process.start(Program::path(), {u"--cli"_s, u"import"_s, u"in"_s});
        QVERIFY(process.waitForStarted());
        const QDir published(program.library() + "/prompts/in"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(published.exists(), 20'000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signalNumber), 0);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), code);
        QVERIFY(process.readAllStandardError().contains("pulse-gui: "));
        const auto half = program.cli({u"verify"_s, u"--json"_s}).object();
        QVERIFY(half["versions"_L1].toInt() < 400);
        QCOMPARE(half["intact"_L1], half["versions"_L1]);
        QCOMPARE(half["findings"_L1].toArray(), QJsonArray());
        COMPARE_CODE(program.cli({u"import"_s, u"in"_s}), 0);
        QCOMPARE(program.cli({u"verify"_s, u"--json"_s}).object()["intact"_L1].toInt(), 400);
    }
};

QTEST_GUILESS_MAIN(TestCliSafety)
#include "test_cli_safety.moc"
