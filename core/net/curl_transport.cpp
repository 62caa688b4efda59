// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/curl_transport.h"
#include "curl_exchange.h"
#include "curl_failure.h"
#include "digest.h"
#include "line_pool.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"
#include "pulse/net/loopback.h"

#include <QRandomGenerator>
#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

using Answer = std::expected<HttpResponse, HttpFailure>;
using TimePoint = std::chrono::steady_clock::time_point;

std::unexpected<HttpFailure> unsent(Error error)
{
    return std::unexpected(HttpFailure{std::move(error), false, HttpFailure::Stage::Address});
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

QByteArray requestTarget(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray query = url.hasQuery() ? '?' + url.query(QUrl::FullyEncoded).toLatin1() : QByteArray();
    return (path.isEmpty() ? QByteArray("/") : path) + query;
}

QByteArray clientNonce()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random)).toHex();
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
    [[nodiscard]] QByteArray authorization() const;
    [[nodiscard]] std::shared_ptr<DigestSession> digestSession(const QByteArray &origin);
    [[nodiscard]] Answer sendWithDigest(CurlLine &line, HttpRequest request, TimePoint deadline, std::stop_token stop);

    Result<TransportSetup> m_setup;
    LinePool m_pool;
    std::mutex m_mutex;
    std::map<QByteArray, std::shared_ptr<DigestSession>> m_digests; ///< by origin
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

QByteArray CurlTransport::authorization() const
{
    const TransportOptions &options = m_setup->options;
    switch (options.authentication) {
    case TransportOptions::Authentication::Basic:
        return "Basic " + (options.user + u':' + options.secret).toUtf8().toBase64();
    case TransportOptions::Authentication::Bearer:
        return "Bearer " + options.secret.toUtf8();
    case TransportOptions::Authentication::Digest:
    case TransportOptions::Authentication::None:
        break;
    }
    return {};
}

std::shared_ptr<DigestSession> CurlTransport::digestSession(const QByteArray &origin)
{
    const std::scoped_lock lock(m_mutex);
    std::shared_ptr<DigestSession> &session = m_digests[origin];
    if (!session)
        session = std::make_shared<DigestSession>(m_setup->options.user, m_setup->options.secret);
    return session;
}

// A nonce may have become too old, or have been replaced by another thread's, so a second refusal is not the last word.
Answer CurlTransport::sendWithDigest(CurlLine &line, HttpRequest request, TimePoint deadline, std::stop_token stop)
{
    constexpr int attempts = 4;
    const auto session = digestSession(originOf(request.url));
    const QByteArray target = requestTarget(request.url);
    for (int attempt = 1;; ++attempt) {
        const auto use = session->authorise(request.method, target, clientNonce());
        if (!use.authorization.isEmpty())
            request.headers.set("Authorization", use.authorization);
        auto answer = CurlExchange(line, *m_setup, request, deadline).run(stop);
        if (answer && answer->status != 401)
            session->learnFromSuccess(answer->headers);
        if (!answer || answer->status != 401 || attempt == attempts || !session->learnFromRefusal(answer->headers, use))
            return answer;
    }
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
    if (request.headers.contains("Authorization"))
        return CurlExchange(lease->line(), *m_setup, request, deadline).run(stop);
    if (m_setup->options.authentication == TransportOptions::Authentication::Digest)
        return sendWithDigest(lease->line(), request, deadline, stop);
    HttpRequest sent = request;
    if (const QByteArray field = authorization(); !field.isEmpty())
        sent.headers.add("Authorization", field);
    return CurlExchange(lease->line(), *m_setup, sent, deadline).run(stop);
}

} // namespace

std::shared_ptr<HttpTransport> makeCurlTransport(TransportOptions options)
{
    return std::make_shared<CurlTransport>(std::move(options));
}

} // namespace pulse
