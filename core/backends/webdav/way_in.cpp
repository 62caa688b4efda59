// SPDX-License-Identifier: Apache-2.0
#include "way_in.h"

#include "pulse/base/quote.h"
#include "pulse/net/challenge.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

using Kind = TransportOptions::Authentication;
constexpr int attempts = 3; // of credentials

struct Offer
{
    Kind kind = Kind::None;
    QString realm;
};

/// The best that the server offers, or the one that the settings ask for.
Offer offerOf(const HttpHeaders &headers, Settings::Authentication wanted)
{
    Offer best;
    for (const AuthChallenge &challenge : challengesOf(headers)) {
        const Kind kind = challenge.scheme == "digest"   ? Kind::Digest
                          : challenge.scheme == "basic"  ? Kind::Basic
                          : challenge.scheme == "bearer" ? Kind::Bearer
                                                         : Kind::None;
        // Over TLS both are safe, but a password that is never sent is safer; a token only where it is asked for.
        const bool isBetter = kind == Kind::Digest || (kind == Kind::Basic && best.kind != Kind::Digest);
        if (isBetter)
            best = {kind, QString::fromUtf8(challenge.parameter("realm"))};
    }
    switch (wanted) {
    case Settings::Authentication::Basic:
        best.kind = Kind::Basic;
        break;
    case Settings::Authentication::Digest:
        best.kind = Kind::Digest;
        break;
    case Settings::Authentication::Bearer:
        best.kind = Kind::Bearer;
        break;
    case Settings::Authentication::Auto:
    case Settings::Authentication::None:
        break;
    }
    return best;
}

std::unexpected<HttpFailure> denied(const Settings &settings, const QString &message)
{
    return std::unexpected(
        HttpFailure{Error(ErrorCode::PermissionDenied, u"open"_s, settings.folder.toDisplayString(), message), false});
}

std::expected<HttpResponse, HttpFailure> ask(HttpTransport &transport, const Settings &settings, std::stop_token stop)
{
    HttpRequest request{.method = "PROPFIND", .url = settings.folder};
    request.headers = {{"Depth", "0"}, {"Content-Type", "application/xml; charset=utf-8"}};
    request.body = "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><prop><resourcetype/></prop></propfind>";
    return transport.send(request, stop);
}

std::expected<WayIn, HttpFailure> askWithCredentials(const Settings &settings, const Offer &offer,
                                                     CredentialSource &source, std::stop_token stop)
{
    CredentialRequest request{.kind = offer.kind == Kind::Bearer ? CredentialRequest::Kind::BearerToken
                                                                 : CredentialRequest::Kind::Password,
                              .place = settings.folder,
                              .realm = offer.realm,
                              .user = settings.user,
                              .rejected = false};
    for (int attempt = 1; attempt <= attempts; ++attempt) {
        const auto credential = source.credential(request, stop);
        if (!credential)
            return std::unexpected(HttpFailure{credential.error(), false});
        if (!*credential)
            break;
        TransportOptions options = settings.transport;
        options.authentication = offer.kind;
        options.user = (*credential)->user.isEmpty() ? settings.user : (*credential)->user;
        options.secret = (*credential)->secret;
        auto transport = makeCurlTransport(std::move(options));
        auto answer = ask(*transport, settings, stop);
        if (!answer)
            return std::unexpected(std::move(answer).error());
        if (answer->status != 401) {
            source.accepted(request, **credential);
            return WayIn{std::move(transport), *std::move(answer)};
        }
        request.rejected = true;
    }
    return denied(settings, request.rejected
                                ? u"The server %1 does not accept these credentials. Check the user name and the "
                                  u"password or token."_s.arg(quoted(settings.folder.host()))
                                : u"The server %1 wants credentials, and there are none for it. Enter them for this "
                                  u"library."_s.arg(quoted(settings.folder.host())));
}

} // namespace

std::expected<WayIn, HttpFailure> findWayIn(const Settings &settings,
                                            const std::shared_ptr<CredentialSource> &credentials, std::stop_token stop)
{
    const bool asksFirst = settings.authentication == Settings::Authentication::Auto ||
                           settings.authentication == Settings::Authentication::None;
    Offer offer = offerOf({}, settings.authentication);
    if (asksFirst) {
        auto transport = makeCurlTransport(settings.transport);
        auto answer = ask(*transport, settings, stop);
        if (!answer)
            return std::unexpected(std::move(answer).error());
        if (answer->status != 401)
            return WayIn{std::move(transport), *std::move(answer)};
        if (settings.authentication == Settings::Authentication::None)
            return denied(settings, u"The server %1 wants credentials. Set “authentication” to something else than "
                                    u"none for this library."_s.arg(quoted(settings.folder.host())));
        offer = offerOf(answer->headers, settings.authentication);
        if (offer.kind == Kind::None)
            return denied(settings, u"The server %1 wants credentials of a kind that is not known here (neither Basic "
                                    u"nor Digest). If it takes tokens, set “authentication” to bearer."_s.arg(
                                        quoted(settings.folder.host())));
    }
    if (!credentials)
        return denied(settings, u"The server %1 wants credentials, and there are none for it. Set them for this "
                                u"library."_s.arg(quoted(settings.folder.host())));
    return askWithCredentials(settings, offer, *credentials, stop);
}

} // namespace pulse::webdav
