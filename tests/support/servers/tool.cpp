// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

// As whoever runs the test, so that the files belong to who looks at them afterwards.
QByteArray runTool(const ToolRun &run)
{
    QStringList arguments{u"--unshare-pid"_s, u"--die-with-parent"_s};
    arguments << u"--ro-bind"_s << qEnvironmentVariable("PULSE_SERVERS_ROOT") << u"/"_s << u"--dev"_s << u"/dev"_s;
    arguments << u"--proc"_s << u"/proc"_s << u"--tmpfs"_s << u"/tmp"_s << u"--bind"_s << run.folder << run.folder;
    arguments << u"--clearenv"_s << u"--setenv"_s << u"PATH"_s << u"/usr/sbin:/usr/bin:/sbin:/bin"_s;
    arguments << u"--setenv"_s << u"HOME"_s << run.folder << u"--setenv"_s << u"LANG"_s << u"C.UTF-8"_s;
    for (const auto &[name, value] : run.variables)
        arguments << u"--setenv"_s << name << value;
    arguments << u"--chdir"_s << run.folder << u"--"_s << run.command;
    QProcess process;
    process.start(u"bwrap"_s, arguments);
    const bool ended = process.waitForFinished(-1);
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        qFatal("%s failed: %s", qUtf8Printable(run.command.join(u' ')), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

} // namespace pulse::test
