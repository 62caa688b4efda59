// SPDX-License-Identifier: Apache-2.0
#include "webdav_harnesses.h"

#include "pulse/backends/webdav.h"
#include "pulse/model/name.h"

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

/// The one user of the servers, as a keychain would give it.
class ServersUser final : public CredentialSource
{
public:
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        if (request.kind != CredentialRequest::Kind::Password || request.rejected)
            return std::nullopt;
        return Credential{WebdavServer::user(), WebdavServer::password(), {}};
    }
    void accepted(const CredentialRequest &, const Credential &) override {}
};

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

} // namespace

std::function<RemotePlace()> placeOnWebdav(const WebdavWay &way)
{
    return [way] {
        WebdavServer &server = shared(way.server);
        const QString folder = way.folder + u'/' + QUuid::createUuid().toString(QUuid::Id128);
        RemotePlace place{
            .url = way.isSecure ? server.secureUrl(folder) : server.url(folder),
            .damage = [path = server.path(folder)](const VersionKey &key) { return damageContent(QDir(path), key); }};
        if (way.isSecure)
            place.settings.emplace(u"ca-file"_s, server.caFile());
        if (way.folder != "open"_L1)
            place.credentials = std::make_shared<ServersUser>();
        return place;
    };
}

std::function<LibraryUnderTest()> onWebdav(const WebdavWay &way)
{
    return [makePlace = placeOnWebdav(way)] {
        const RemotePlace place = makePlace();
        return LibraryUnderTest{.open =
                                    [place](OpenOptions options) {
                                        options.settings = place.settings;
                                        options.credentials = place.credentials;
                                        return openWebdavLibrary(place.url, options);
                                    },
                                .damage = place.damage};
    };
}

QString whyNotEveryWay()
{
    if (!qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE"))
        return u"The suite runs on this one only with --exhaustive."_s;
    return whyNoServers();
}

} // namespace pulse::test
