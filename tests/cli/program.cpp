// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <QCoreApplication>
#include <QDirIterator>

using namespace Qt::StringLiterals;

namespace pulse::test {

QJsonObject Outcome::error() const
{
    const QByteArrayList lines = err.trimmed().split('\n');
    return QJsonDocument::fromJson(lines.last()).object().value("error"_L1).toObject();
}

Program::Program()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.insert(u"HOME"_s, file(u"home"_s));
    m_environment.insert(u"XDG_DATA_HOME"_s, file(u"data"_s));
    m_environment.insert(u"XDG_CONFIG_HOME"_s, file(u"config"_s));
    m_environment.insert(u"XDG_STATE_HOME"_s, file(u"state"_s));
    m_environment.insert(u"PULSE_LIBRARY"_s, library());
    m_environment.insert(u"PULSE"_s, path());
    for (const auto &variable : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s, u"NO_COLOR"_s})
        m_environment.remove(variable);
}

QString Program::path()
{
    const QString given = qEnvironmentVariable("PULSE_PROGRAM");
    return given.isEmpty() ? QCoreApplication::applicationDirPath() + "/../bin/pulse-gui"_L1 : given;
}

Outcome Program::cli(const QStringList &arguments, const QByteArray &input) const
{
    return command(path(), QStringList{u"--cli"_s} + arguments, input);
}

Outcome Program::command(const QString &program, const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(folder());
    process.start(program, arguments);
    if (!process.waitForStarted())
        return {};
    process.write(input);
    process.closeWriteChannel();
    const bool finished = process.waitForFinished(300'000);
    Outcome outcome{.code = -1, .out = process.readAllStandardOutput(), .err = process.readAllStandardError()};
    if (finished && process.exitStatus() == QProcess::NormalExit)
        outcome.code = process.exitCode();
    return outcome;
}

QMap<QString, QByteArray> Program::snapshot() const
{
    QMap<QString, QByteArray> found;
    QDirIterator it(library(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QFileInfo info = it.nextFileInfo();
        if (info.fileName() == ".lock"_L1)
            continue; // counts writers, and says nothing of what is kept
        QByteArray content = info.isDir() ? "folder" : "";
        if (info.isSymLink())
            content = info.readSymLink().toUtf8();
        else if (info.isFile())
            content = read(info.filePath());
        found.insert(info.filePath(), content);
    }
    return found;
}

bool Program::write(const QString &name, const QByteArray &content) const
{
    QFile output(file(name));
    return output.open(QIODevice::WriteOnly) && output.write(content) == content.size();
}

QByteArray Program::read(const QString &name) const
{
    QFile input(QDir(folder()).absoluteFilePath(name));
    return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray("(cannot be read)");
}

} // namespace pulse::test
