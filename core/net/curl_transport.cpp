// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/curl_transport.h"
#include "curl_exchange.h"
#include "curl_failure.h"
#include "line_pool.h"
#include "loopback.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

using Answer = std::expected<HttpResponse, HttpFailure>;

std::unexpected<HttpFailure> unsent(Error error)
{
    return std::unexpected(HttpFailure{std::move(error), false});
}

bool isToken(QByteArrayView name)
{
    constexpr QByteArrayView others("!#$%&'*+-.^_`|~");
    return !name.isEmpty() && std::ranges::all_of(name, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.contains(c);
    });
}

bool isFieldValue(QByteArrayView value)
{
    return std::ranges::none_of(value, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

class CurlTransport final : public HttpTransport
{
public:
    explicit CurlTransport(TransportOptions options)
        : m_setup(TransportSetup::make(options))
        , m_pool(options.connectionsPerHost)
    {}

    [[nodiscard]] Answer send(const HttpRequest &request, std::stop_token stop) override;

private:
    [[nodiscard]] Result<void> check(const HttpRequest &request) const;
    [[nodiscard]] Result<void> checkSecrets(const HttpRequest &request) const;
    [[nodiscard]] HttpRequest authorised(const HttpRequest &request) const;

    Result<TransportSetup> m_setup;
    LinePool m_pool;
};

Result<void> CurlTransport::check(const HttpRequest &request) const
{
    const QUrl &url = request.url;
    const QString shown = shownAddress(url);
    if (!url.isValid() || (url.scheme() != u"http"_s && url.scheme() != u"https"_s) || url.host().isEmpty())
        return failure(ErrorCode::Unsupported, {}, shown,
                       u"%1 is no address of a server here. It has to begin with https:// or http:// and a host."_s.arg(
                           quoted(shown)));
    if (!url.userInfo().isEmpty())
        return failure(ErrorCode::Invalid, {}, shown,
                       u"The address %1 carries a user name or a password. Remove it from the address: credentials "
                       u"are asked for, or kept in the system's keychain."_s.arg(quoted(shown)));
    const bool sound = isToken(request.method) && std::ranges::all_of(request.headers.all(), [](const HttpHeader &h) {
                           return isToken(h.name) && isFieldValue(h.value);
                       });
    if (!sound)
        return failure(ErrorCode::Internal, {}, shown,
                       u"A request to %1 was not sent, because its method or one of its header fields is malformed. "
                       u"Please report this."_s.arg(quoted(shown)));
    if (m_setup->options.authentication == TransportOptions::Authentication::Digest)
        return failure(ErrorCode::Unsupported, {}, shown,
                       u"Digest authentication is not there yet. Use Basic or a bearer token over https."_s);
    return checkSecrets(request);
}

// A password or token that can be read on the way is no secret any more. Signatures (as of S3) may pass.
Result<void> CurlTransport::checkSecrets(const HttpRequest &request) const
{
    if (request.url.scheme() == u"https"_s || isLoopback(request.url))
        return {};
    const QByteArray carried = request.headers.value("Authorization").value_or(QByteArray()).toLower();
    if (m_setup->options.authentication == TransportOptions::Authentication::None && !carried.startsWith("basic ") &&
        !carried.startsWith("bearer "))
        return {};
    const QString shown = shownAddress(request.url);
    return failure(
        ErrorCode::PermissionDenied, {}, shown,
        u"Credentials are not sent to %1, because http is not encrypted: anybody on the way could read them. "
        u"Use an address that begins with https."_s.arg(quoted(shown)));
}

HttpRequest CurlTransport::authorised(const HttpRequest &request) const
{
    const TransportOptions &options = m_setup->options;
    HttpRequest result = request;
    if (request.headers.contains("Authorization"))
        return result;
    if (options.authentication == TransportOptions::Authentication::Basic)
        result.headers.add("Authorization", "Basic " + (options.user + u':' + options.secret).toUtf8().toBase64());
    else if (options.authentication == TransportOptions::Authentication::Bearer)
        result.headers.add("Authorization", "Bearer " + options.secret.toUtf8());
    return result;
}

Answer CurlTransport::send(const HttpRequest &request, std::stop_token stop)
{
    if (!m_setup)
        return unsent(m_setup.error());
    if (auto checked = check(request); !checked)
        return unsent(std::move(checked).error());
    const auto deadline = std::chrono::steady_clock::now() + request.deadline.value_or(m_setup->options.deadline);
    auto lease = m_pool.take(originOf(request.url), deadline, stop);
    if (!lease)
        return unsent(std::move(lease).error());
    const HttpRequest sent = authorised(request);
    return CurlExchange(lease->line(), *m_setup, sent, deadline).run(stop);
}

} // namespace

std::shared_ptr<HttpTransport> makeCurlTransport(TransportOptions options)
{
    return std::make_shared<CurlTransport>(std::move(options));
}

} // namespace pulse
