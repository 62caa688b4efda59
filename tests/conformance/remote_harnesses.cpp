// SPDX-License-Identifier: Apache-2.0
#include "remote_harnesses.h"

#include "pulse/backends/s3.h"
#include "pulse/backends/s3/client.h"
#include "pulse/model/name.h"
#include "pulse/test/servers.h"

#include <QCoreApplication>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

/// Started by the first case that asks; ended before the application is.
template <typename Server>
Server &shared()
{
    static std::unique_ptr<Server> server;
    if (!server) {
        server = std::make_unique<Server>();
        qAddPostRoutine([] { server.reset(); });
    }
    return *server;
}

/// The keys of the gateway's owner, as a keychain would give them.
class OwnersKeys final : public CredentialSource
{
public:
    Result<std::optional<Credential>> credential(const CredentialRequest &, std::stop_token) override
    {
        return Credential{.user = S3Server::accessKey(), .secret = S3Server::secretKey(), .sessionToken = {}};
    }
    void accepted(const CredentialRequest &, const Credential &) override {}
};

OpenOptions onCeph(OpenOptions options, const QUrl &endpoint)
{
    options.settings = {
        {u"endpoint"_s, endpoint.toString()}, {u"credentials"_s, u"keychain"_s}, {u"proxy"_s, u"direct"_s}};
    options.credentials = std::make_shared<OwnersKeys>();
    return options;
}

bool damageObject(const QUrl &url, const OpenOptions &options, const VersionKey &key)
{
    const auto environment = s3::Environment::ofProcess();
    const auto settings = s3::readSettings(url, options.settings, environment);
    if (!settings)
        return false;
    s3::ClientParts parts = s3::ClientParts::ofSystem(*settings);
    parts.credentials = options.credentials;
    const auto client = s3::makeS3Client(*settings, parts);
    ObjectClient::Listing listing;
    listing.prefix = u"prompts/%1/%2/"_s.arg(key.name.toString(), key.version.toString());
    const auto page = client->list(listing, {});
    if (!page)
        return false;
    for (const ObjectInfo &object : page->objects) {
        auto content = client->get(object.key, std::nullopt, {}, Storage::maxBufferedBytes, {});
        if (!object.key.contains("/content"_L1) || !content || content->bytes.isEmpty())
            continue;
        char &middle = content->bytes[content->bytes.size() / 2];
        middle = static_cast<char>(middle ^ 1);
        BufferSource source(content->bytes);
        return client->put(object.key, source, {}, {}).has_value();
    }
    return false;
}

} // namespace

RemotePlace placeOnCeph()
{
    static bool made = false;
    S3Server &server = shared<S3Server>();
    if (!std::exchange(made, true))
        server.makeBucket(u"conformance"_s);
    const QUrl url(u"s3://conformance/"_s + QUuid::createUuid().toString(QUuid::Id128));
    const OpenOptions options = onCeph({}, server.endpoint());
    return {.url = url,
            .settings = options.settings,
            .credentials = options.credentials,
            .damage = [url, options](const VersionKey &key) { return damageObject(url, options, key); }};
}

LibraryUnderTest makeOnCeph()
{
    const RemotePlace place = placeOnCeph();
    return {.open =
                [place](OpenOptions options) {
                    options.settings = place.settings;
                    options.credentials = place.credentials;
                    return openS3Library(place.url, options);
                },
            .damage = place.damage};
}

} // namespace pulse::test
