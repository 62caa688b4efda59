// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

constexpr int startLimit = 180'000; // milliseconds; a cluster on a busy machine takes its time
constexpr int commandLimit = 180'000;

QString serversRoot()
{
    return qEnvironmentVariable("PULSE_SERVERS_ROOT");
}

/// A free port below those that the system gives to outgoing connections, so that it stays free while a server that
/// owns it is restarted.
int freePort()
{
    for (;;) {
        const int port = QRandomGenerator::system()->bounded(10'240, 32'000);
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, static_cast<quint16>(port)))
            return port;
    }
}

/// The namespaces: a root for reading, no other process in sight, the test's own loopback.
QStringList enclosure(const QString &folder, bool asTheTestsUser)
{
    QStringList arguments{u"--unshare-pid"_s, u"--unshare-ipc"_s, u"--die-with-parent"_s};
    // An ordinary user also where root runs the tests, so that no server changes to another one.
    if (!asTheTestsUser)
        arguments << u"--unshare-user"_s << u"--uid"_s << u"1000"_s << u"--gid"_s << u"1000"_s;
    arguments << u"--ro-bind"_s << serversRoot() << u"/"_s << u"--dev"_s << u"/dev"_s << u"--bind"_s << u"/proc"_s
              << u"/proc"_s;
    for (const auto &path : {u"/tmp"_s, u"/run"_s, u"/var/tmp"_s, u"/var/log"_s, u"/home"_s})
        arguments << u"--tmpfs"_s << path;
    arguments << u"--ro-bind"_s << QStringLiteral(PULSE_SERVER_SCRIPTS) << u"/mnt"_s;
    if (!folder.isEmpty()) {
        arguments << u"--bind"_s << folder << u"/srv"_s;
        arguments << u"--ro-bind"_s << folder + "/etc/passwd"_L1 << u"/etc/passwd"_s;
        arguments << u"--ro-bind"_s << folder + "/etc/group"_L1 << u"/etc/group"_s;
    }
    arguments << u"--clearenv"_s << u"--setenv"_s << u"PATH"_s << u"/usr/sbin:/usr/bin:/sbin:/bin"_s;
    arguments << u"--setenv"_s << u"HOME"_s << u"/srv"_s << u"--setenv"_s << u"LANG"_s << u"C.UTF-8"_s;
    arguments << u"--chdir"_s << u"/"_s;
    return arguments;
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!QDir().mkpath(path.section(u'/', 0, -2)) || !file.open(QIODevice::WriteOnly) ||
        file.write(bytes) != bytes.size())
        qFatal("%s cannot be written: %s", qUtf8Printable(path), qUtf8Printable(file.errorString()));
}

} // namespace

QString whyNoServers()
{
    if (serversRoot().isEmpty() || !QDir(serversRoot()).exists())
        return u"There is no root with servers to test against; `./dev setup --servers` makes it."_s;
    if (QStandardPaths::findExecutable(u"bwrap"_s).isEmpty())
        return u"bwrap is not installed, so no server can be started in its root."_s;
    QProcess probe;
    probe.start(u"bwrap"_s, enclosure({}, false) << u"--"_s << u"/bin/true"_s);
    if (!probe.waitForFinished(60'000) || probe.exitStatus() != QProcess::NormalExit || probe.exitCode() != 0)
        return u"No namespace can be made here, so no server can be started in its root: "_s +
               QString::fromUtf8(probe.readAllStandardError()).trimmed();
    return {};
}

TestServer::TestServer(const Recipe &recipe)
{
    QString why;
    for (int attempt = 0; attempt < 3; ++attempt) { // another test may have taken a port in between
        why = start(recipe);
        if (why.isEmpty())
            return;
        stop();
    }
    qFatal("%s could not be started: %s\n%s", qUtf8Printable(recipe.script), qUtf8Printable(why),
           qUtf8Printable(log()));
}

TestServer::~TestServer()
{
    stop();
}

QString TestServer::start(const Recipe &recipe)
{
    const QDir folder(m_folder.path());
    for (const QFileInfo &old : folder.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
        old.isDir() && !old.isSymLink() ? QDir(old.filePath()).removeRecursively() : QFile::remove(old.filePath());
    writeFile(file(u"etc/passwd"_s), "root:x:0:0:root:/root:/bin/bash\npulse:x:1000:1000:Pulse:/srv:/bin/bash\n"
                                     "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
    writeFile(file(u"etc/group"_s), "root:x:0:\npulse:x:1000:\nnogroup:x:65534:\n");
    QStringList arguments = enclosure(m_folder.path(), recipe.asTheTestsUser);
    for (const auto &[name, value] : recipe.variables)
        arguments << u"--setenv"_s << name << value;
    arguments << u"--"_s << u"/bin/bash"_s << "/mnt/"_L1 + recipe.script;
    m_ports.clear();
    while (m_ports.size() < static_cast<size_t>(recipe.ports)) {
        m_ports.push_back(freePort());
        arguments << QString::number(m_ports.back());
    }
    m_process.setStandardErrorFile(file(u"enclosure.err"_s));
    m_process.start(u"bwrap"_s, arguments);
    const QString said = answer(startLimit);
    return said == "ready"_L1 ? QString() : u"it said “%1”"_s.arg(said);
}

QString TestServer::answer(int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return m_process.state() == QProcess::NotRunning ? u"nothing and ended"_s : u"nothing in time"_s;
    }
    return QString::fromUtf8(m_process.readLine()).trimmed();
}

QString TestServer::command(const QStringList &words)
{
    m_process.write(words.join(u' ').toUtf8() + '\n');
    const QString said = answer(commandLimit);
    return said == "ok"_L1 ? QString() : said;
}

QString TestServer::log() const
{
    QString all;
    for (const auto &name : QDir(file(u"log"_s)).entryList(QDir::Files) + QStringList{u"../enclosure.err"_s}) {
        QFile one(file("log/"_L1 + name));
        if (!one.open(QIODevice::ReadOnly))
            continue;
        one.seek(qMax(qint64(0), one.size() - 2'000));
        all += "---- "_L1 + name + u'\n' + QString::fromUtf8(one.readAll());
    }
    return all;
}

void TestServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(30'000)) {
        m_process.kill(); // takes all of the namespace with it
        m_process.waitForFinished(-1);
    }
}

} // namespace pulse::test
