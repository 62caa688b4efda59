// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

GitServer::GitServer()
    : TestServer(
          {.script = u"git.sh"_s, .ports = 2, .variables = {{u"USER_NAME"_s, user()}, {u"PASSWORD"_s, password()}}})
{}

QUrl GitServer::httpsUrl() const
{
    return QUrl(u"git+https://127.0.0.1:%1/library.git"_s.arg(port(0)));
}

QUrl GitServer::sshUrl() const
{
    return QUrl(u"git+ssh://pulse@127.0.0.1:%1/srv/git/library.git"_s.arg(port(1)));
}

QString GitServer::user()
{
    return u"alice"_s;
}

QString GitServer::password()
{
    return u"wonder-land"_s;
}

void GitServer::require(const QString &word)
{
    if (const QString why = command({word}); !why.isEmpty())
        qFatal("The Git server did not %s: %s\n%s", qUtf8Printable(word), qUtf8Printable(why), qUtf8Printable(log()));
}

void GitServer::changeHostKey()
{
    require(u"change"_s);
}

void GitServer::refuseWriting()
{
    require(u"lock"_s);
}

void GitServer::allowWriting()
{
    require(u"unlock"_s);
}

} // namespace pulse::test
