// SPDX-License-Identifier: Apache-2.0
#include "webdav_harnesses.h"

#include "pulse/backends/webdav.h"
#include "pulse/model/name.h"
#include "pulse/test/servers.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

/// Ended before the application is.
WebdavServer &shared(WebdavServer::Kind kind)
{
    static std::map<WebdavServer::Kind, std::unique_ptr<WebdavServer>> servers;
    if (servers.empty())
        qAddPostRoutine([] { servers.clear(); });
    auto &server = servers[kind];
    if (!server)
        server = std::make_unique<WebdavServer>(kind);
    return *server;
}

bool damageContent(const QDir &library, const VersionKey &key)
{
    const QDir version(library.filePath(u"prompts/%1/%2"_s.arg(key.name.toString(), key.version.toString())));
    for (const QString &name : version.entryList({u"content*"_s}, QDir::Files)) {
        QFile file(version.filePath(name));
        char byte = 0;
        if (file.size() == 0 || !file.open(QIODevice::ReadWrite) || !file.seek(file.size() / 2) || !file.getChar(&byte))
            continue;
        return file.seek(file.size() / 2) && file.putChar(static_cast<char>(byte ^ 1));
    }
    return false;
}

RemotePlace placeOn(WebdavServer::Kind kind)
{
    WebdavServer &server = shared(kind);
    const QString folder = u"open/"_s + QUuid::createUuid().toString(QUuid::Id128);
    return {.url = server.url(folder),
            .damage = [path = server.path(folder)](const VersionKey &key) { return damageContent(QDir(path), key); }};
}

LibraryUnderTest makeOn(WebdavServer::Kind kind)
{
    const RemotePlace place = placeOn(kind);
    return {.open = [url = place.url](const OpenOptions &options) { return openWebdavLibrary(url, options); },
            .damage = place.damage};
}

} // namespace

RemotePlace placeOnApache()
{
    return placeOn(WebdavServer::Kind::Apache);
}

LibraryUnderTest makeOnApache()
{
    return makeOn(WebdavServer::Kind::Apache);
}

LibraryUnderTest makeOnLighttpd()
{
    return makeOn(WebdavServer::Kind::Lighttpd);
}

LibraryUnderTest makeOnNginx()
{
    return makeOn(WebdavServer::Kind::Nginx);
}

QString whyNoNginx()
{
    if (!qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE"))
        return u"The suite runs on nginx only with --exhaustive."_s;
    return whyNoServers();
}

} // namespace pulse::test
