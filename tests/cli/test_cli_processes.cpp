// SPDX-License-Identifier: Apache-2.0
// Many processes at once, and what a process loads.
#include "program.h"

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

class TestCliProcesses : public QObject
{
    Q_OBJECT

    static std::vector<std::unique_ptr<QProcess>> startEight(const Program &program, const QString &loop)
    {
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 8; ++i) {
            auto process = std::make_unique<QProcess>();
            process->setProcessEnvironment(program.environment());
            process->setWorkingDirectory(program.folder());
            process->start(u"bash"_s, {u"-c"_s, loop.arg(i)});
            processes.push_back(std::move(process));
        }
        return processes;
    }

private slots:
    void everyVersionHasOneWinner()
    {
        const Program program;
        QVERIFY(program.init());
        // Each stores its own bytes under the same ten versions, and as often under a prompt of its own.
        auto processes = startEight(
            program, u"for n in 0 1 2 3 4 5 6 7 8 9; do "
                     "echo %1 | \"$PULSE\" --cli -q store shared --version 1.$n.0 2>/dev/null && echo 1.$n.0; "
                     "echo %1 $n | \"$PULSE\" --cli -q store own/p%1 || exit 9; done; true"_s);
        QMap<QString, int> winners;
        for (size_t i = 0; i < processes.size(); ++i) {
            QVERIFY(processes[i]->waitForFinished(120'000));
            QVERIFY2(processes[i]->exitCode() == 0, processes[i]->readAllStandardError().constData());
            for (const QByteArray &version : processes[i]->readAllStandardOutput().split('\n')) {
                if (version.isEmpty())
                    continue;
                QVERIFY2(!winners.contains(QString::fromUtf8(version)), version.constData());
                winners.insert(QString::fromUtf8(version), static_cast<int>(i));
            }
        }
        QCOMPARE(winners.size(), 10);
        for (auto it = winners.cbegin(); it != winners.cend(); ++it)
            QCOMPARE(program.cli({u"fetch"_s, u"shared@"_s + it.key()}).out, QByteArray::number(it.value()) + '\n');
        const auto report = program.cli({u"verify"_s, u"--json"_s}).object();
        QCOMPARE(report["versions"_L1].toInt(), 90);
        QCOMPARE(report["intact"_L1].toInt(), 90);
        QCOMPARE(report["findings"_L1].toArray(), QJsonArray());
    }

    void noPublicationIsLost()
    {
        const Program program;
        QVERIFY(program.init());
        // The version is chosen by the program, so that each of the forty must find a place of its own.
        auto processes = startEight(
            program,
            u"for n in 0 1 2 3 4; do echo %1-$n | \"$PULSE\" --cli -q store shared --bump patch || exit 9; done"_s);
        for (const auto &process : processes) {
            QVERIFY(process->waitForFinished(120'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        const auto versions = program.cli({u"versions"_s, u"shared"_s, u"--json"_s}).object()["versions"_L1].toArray();
        QCOMPARE(versions.size(), 40);
        QSet<QString> checksums;
        for (const auto &version : versions)
            checksums.insert(version["checksum"_L1].toString());
        QCOMPARE(checksums.size(), 40);
    }

    void noGuiLibraryIsLoaded()
    {
        const Program program;
        QVERIFY(program.init());
        const Outcome needed = program.command(u"ldd"_s, {Program::path()});
        COMPARE_CODE(needed, 0);
        QVERIFY(needed.out.contains("libQt6Core"));
        // What is mapped while it runs: it waits for its input, so it can be looked at.
        QProcess process;
        process.setProcessEnvironment(program.environment());
        process.start(Program::path(), {u"--cli"_s, u"store"_s, u"p"_s});
        QVERIFY(process.waitForStarted());
        process.write("x");
        const QString maps = u"/proc/%1/maps"_s.arg(process.processId());
        QTRY_VERIFY(program.read(maps).contains("libQt6Core"));
        const QByteArray mapped = program.read(maps);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        for (const char *library :
             {"libQt6Gui", "libQt6Widgets", "libQt6DBus", "libKF6", "libxcb", "libGL", "pulse-window"}) {
            QVERIFY2(!needed.out.contains(library), library);
            QVERIFY2(!mapped.contains(library), library);
        }
    }

    void withoutDisplay()
    {
        const Program program;
        const Outcome window = program.command(Program::path(), {});
        COMPARE_CODE(window, 1);
        QVERIFY2(window.err.contains("DISPLAY") && window.err.contains("--cli"), window.err.constData());
        const Outcome help = program.command(Program::path(), {u"--help"_s});
        COMPARE_CODE(help, 0);
        QVERIFY(help.out.startsWith("usage: pulse-gui"));
        const Outcome version = program.command(Program::path(), {u"--version"_s});
        COMPARE_CODE(version, 0);
        QCOMPARE(program.cli({u"--version"_s}).out, version.out);
        COMPARE_CODE(program.command(Program::path(), {u"list"_s, u"--cli"_s}), 2);
    }

    // A copy without the window's module beside it says so instead of failing in the loader.
    void withoutWindowModule()
    {
        Program program;
        QVERIFY(QFile::copy(Program::path(), program.file(u"pulse-gui"_s)));
        program.environment().insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        const Outcome outcome = program.command(program.file(u"pulse-gui"_s), {});
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("pulse-window.so"), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliProcesses)
#include "test_cli_processes.moc"
