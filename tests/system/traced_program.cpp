// SPDX-License-Identifier: Apache-2.0
#include "traced_program.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

const QString traced =
    u"openat,openat2,mkdir,mkdirat,read,pread64,write,pwrite64,fsync,fdatasync,syncfs,rename,renameat,renameat2,unlink,"
    "unlinkat,symlinkat,linkat,fchmod,fchmodat,fchmodat2,chmod,flock,ftruncate,utimensat,sync_file_range,getdents64,"
    "newfstatat,readlinkat,faccessat2,copy_file_range"_s;

QString program()
{
    const QString given = qEnvironmentVariable("PULSE_PROGRAM");
    return given.isEmpty() ? QCoreApplication::applicationDirPath() + "/../bin/pulse-gui"_L1 : given;
}

QProcessEnvironment environmentIn(const QString &folder)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, folder + "/home"_L1);
    environment.insert(u"XDG_DATA_HOME"_s, folder + "/data"_L1);
    environment.insert(u"XDG_CONFIG_HOME"_s, folder + "/config"_L1);
    environment.insert(u"XDG_STATE_HOME"_s, folder + "/state"_L1);
    environment.insert(u"XDG_CACHE_HOME"_s, folder + "/cache"_L1);
    environment.insert(u"PULSE_LIBRARY"_s, folder + "/library"_L1);
    for (const auto &variable : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(variable);
    return environment;
}

Ending perform(const QString &folder, QStringList command, QByteArray input)
{
    QProcess process;
    process.setProcessEnvironment(environmentIn(folder));
    process.setWorkingDirectory(folder);
    const QString first = command.takeFirst();
    process.start(first, command);
    if (!process.waitForStarted())
        return {.code = -1, .out = {}, .err = "cannot be started: " + first.toUtf8()};
    process.write(input);
    process.closeWriteChannel();
    Ending ending;
    ending.took = process.waitForFinished(120'000);
    if (!ending.took)
        process.kill();
    ending.out = process.readAllStandardOutput();
    ending.err = process.readAllStandardError();
    if (ending.took && process.exitStatus() == QProcess::NormalExit)
        ending.code = process.exitCode();
    return ending;
}

Ending performWords(const QString &folder, const QStringList &before, QStringList words)
{
    QByteArray input;
    if (words.size() > 2 && words[words.size() - 2] == u"<"_s) {
        input = words.takeLast().toUtf8();
        words.removeLast();
    }
    return perform(folder, before + QStringList{program(), u"--cli"_s} + words, input);
}

bool changesSomething(const QString &kind, const QString &line)
{
    static const QStringList looking{u"read"_s,       u"pread64"_s,    u"getdents64"_s,
                                     u"newfstatat"_s, u"readlinkat"_s, u"faccessat2"_s};
    if (kind.startsWith("openat"_L1))
        return line.contains("O_CREAT"_L1);
    return !looking.contains(kind);
}

} // namespace

QString TracedProgram::whyNot()
{
    if (QStandardPaths::findExecutable(u"strace"_s).isEmpty())
        return u"strace is not installed, so no process can be killed at a system call."_s;
    QProcess probe;
    probe.start(u"strace"_s, {u"-f"_s, u"-o"_s, u"/dev/null"_s, u"-e"_s, u"trace=getcwd"_s, u"true"_s});
    if (!probe.waitForFinished(30'000) || probe.exitStatus() != QProcess::NormalExit || probe.exitCode() != 0)
        return u"Processes may not be traced here (ptrace is not permitted): "_s +
               QString::fromUtf8(probe.readAllStandardError()).trimmed();
    return {};
}

Ending TracedProgram::run(const QString &folder, const QStringList &words)
{
    return performWords(folder, {}, words);
}

Ending TracedProgram::runWith(const QString &folder, const QStringList &words, const QString &injection)
{
    const QString call = injection.section(u':', 0, 0);
    return performWords(folder,
                        {u"strace"_s, u"-f"_s, u"--seccomp-bpf"_s, u"-qq"_s, u"-o"_s, u"/dev/null"_s, u"-e"_s,
                         u"trace="_s + call, u"-e"_s, u"inject="_s + injection},
                        words);
}

std::vector<TracedCall> TracedProgram::calls(const QString &folder, const QStringList &words)
{
    QTemporaryFile log;
    if (!log.open())
        return {};
    (void)performWords(
        folder,
        {u"strace"_s, u"-f"_s, u"-qq"_s, u"-s"_s, u"300"_s, u"-o"_s, log.fileName(), u"-e"_s, u"trace="_s + traced},
        words);
    static const QRegularExpression begin(u"^(\\d+) +(\\w+)\\("_s);
    std::vector<TracedCall> found;
    QHash<QString, int> counts;
    QSet<QString> taken;
    bool begun = false;
    for (const QByteArray &bytes : log.readAll().split('\n')) {
        const QString line = QString::fromUtf8(bytes);
        const auto match = begin.match(line);
        if (!match.hasMatch())
            continue;
        const QString kind = match.captured(2);
        const int index = ++counts[match.captured(1) + kind];
        begun = begun || line.contains(folder);
        // Two threads that share a number share the injection too: the first that has it is meant, and what comes
        // before the folder is the loader's.
        const QString number = kind + QString::number(index);
        if (taken.contains(number))
            continue;
        taken.insert(number);
        if (begun)
            found.push_back({kind, index, changesSomething(kind, line), line.section(u' ', 1).trimmed()});
    }
    return found;
}

} // namespace pulse::system_test
