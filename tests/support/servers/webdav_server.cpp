// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/servers.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

QString scriptOf(WebdavServer::Kind kind)
{
    switch (kind) {
    case WebdavServer::Kind::Apache:
        return u"apache.sh"_s;
    case WebdavServer::Kind::Lighttpd:
        return u"lighttpd.sh"_s;
    case WebdavServer::Kind::Nginx:
        break;
    }
    return u"nginx.sh"_s;
}

} // namespace

WebdavServer::WebdavServer(Kind kind)
    : TestServer({.script = scriptOf(kind),
                  .ports = kind == Kind::Nginx ? 1 : 2,
                  .variables = {{u"USER_NAME"_s, user()}, {u"PASSWORD"_s, password()}}})
{}

QUrl WebdavServer::url(const QString &folder) const
{
    return QUrl(u"http://127.0.0.1:%1/%2/"_s.arg(port()).arg(folder));
}

QUrl WebdavServer::secureUrl(const QString &folder) const
{
    return QUrl(u"https://127.0.0.1:%1/%2/"_s.arg(port(1)).arg(folder));
}

QString WebdavServer::user()
{
    return u"alice"_s;
}

QString WebdavServer::password()
{
    return u"throw-away-wonder"_s;
}

QString WebdavServer::path(const QString &folder) const
{
    return file(u"www/"_s + folder);
}

void WebdavServer::refuseWriting()
{
    require(u"refuse"_s);
}

void WebdavServer::allowWriting()
{
    require(u"allow"_s);
}

void WebdavServer::stop()
{
    require(u"stop"_s);
}

void WebdavServer::start()
{
    require(u"start"_s);
}

void WebdavServer::require(const QString &word)
{
    if (const QString why = command({word}); !why.isEmpty())
        qFatal("the WebDAV server: %s\n%s", qUtf8Printable(why), qUtf8Printable(log()));
}

} // namespace pulse::test
