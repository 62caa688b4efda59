// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse::test {

GitServer::GitServer()
    : TestServer(
          {.script = u"git.sh"_s, .ports = 2, .variables = {{u"USER_NAME"_s, user()}, {u"PASSWORD"_s, password()}}})
{}

QUrl GitServer::httpsUrl(const QString &name) const
{
    return QUrl(u"git+https://127.0.0.1:%1/%2.git"_s.arg(QString::number(port(0)), name));
}

QUrl GitServer::sshUrl(const QString &name) const
{
    return QUrl(u"git+ssh://pulse@127.0.0.1:%1/srv/git/%2.git"_s.arg(QString::number(port(1)), name));
}

QString GitServer::user()
{
    return u"alice"_s;
}

QString GitServer::password()
{
    return u"wonder-land"_s;
}

QString GitServer::hostFingerprint() const
{
    QFile written(file(u"ssh/fingerprint"_s));
    return written.open(QIODevice::ReadOnly) ? QString::fromUtf8(written.readAll()).trimmed() : QString();
}

void GitServer::require(const QStringList &words)
{
    if (const QString why = command(words); !why.isEmpty())
        qFatal("The Git server did not %s: %s\n%s", qUtf8Printable(words.join(u' ')), qUtf8Printable(why),
               qUtf8Printable(log()));
}

void GitServer::makeRepository(const QString &name)
{
    require({u"make"_s, name});
}

void GitServer::changeHostKey()
{
    require({u"change"_s});
}

void GitServer::refuseWriting()
{
    require({u"lock"_s});
}

void GitServer::allowWriting()
{
    require({u"unlock"_s});
}

} // namespace pulse::test
