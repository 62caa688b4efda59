// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include "pulse/crypto/checksum.h"
#include "pulse/net/http_date.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace pulse::s3 {
namespace {

enum Correction : unsigned { ClockCorrected = 1, RegionCorrected = 2 };
constexpr int mostTries = 6; // of one call, each after something was corrected

bool isSuccess(int status)
{
    return status >= 200 && status < 300;
}

/// S3 asks to slow down before it does anything; a "ServiceUnavailable" may come from a gateway that gave up.
bool turnsAway(const HttpResponse &response)
{
    if (wasTurnedAway(response))
        return true;
    return response.status == 503 && readComplaint(response).code == "SlowDown";
}

bool concernsKeys(const QByteArray &code)
{
    for (const auto *word : {"ExpiredToken", "InvalidToken", "InvalidAccessKeyId", "SignatureDoesNotMatch",
                             "TokenRefreshRequired", "InvalidSecurity"}) {
        if (code == word)
            return true;
    }
    return false;
}

QByteArray hostOf(const QUrl &origin)
{
    const int usual = origin.scheme() == u"https" ? 443 : 80;
    const QByteArray host = origin.host(QUrl::FullyEncoded).toLatin1();
    return origin.port(usual) == usual ? host : host + ':' + QByteArray::number(origin.port());
}

QUrl urlOf(const QUrl &origin, const SignableRequest &request)
{
    QByteArray query;
    for (const auto &[name, value] : request.query)
        query += (query.isEmpty() ? '?' : '&') + uriEncoded(name, false) + '=' + uriEncoded(value, false);
    return QUrl::fromEncoded(origin.toEncoded() + uriEncoded(request.path, true) + query, QUrl::StrictMode);
}

} // namespace

Connection::Connection(Settings settings, ClientParts parts)
    : m_settings(settings)
    , m_clock(parts.clock)
    , m_ticks(parts.ticks)
    , m_chain(settings, parts.environment, parts.credentials)
    , m_transport(parts.transport, parts.retry, parts.sleeper, parts.clock, std::random_device{}(), turnsAway)
    , m_region(settings.region)
{}

QByteArray Connection::region() const
{
    const std::scoped_lock lock(m_mutex);
    return m_region;
}

QDateTime Connection::serverTime() const
{
    const std::scoped_lock lock(m_mutex);
    return m_serverTime.isValid() ? m_serverTime.addDuration(m_ticks() - m_serverTicks) : QDateTime();
}

std::optional<milliseconds> Connection::skew() const
{
    const std::scoped_lock lock(m_mutex);
    return m_skew;
}

QDateTime Connection::signingTime() const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_clockIsWrong && m_serverTime.isValid())
            return m_serverTime.addDuration(m_ticks() - m_serverTicks);
    }
    return m_clock->now();
}

void Connection::noteTime(const HttpHeaders &headers)
{
    const QDateTime local = m_clock->now();
    const QDateTime time = pulse::serverTime(headers, local);
    if (!time.isValid())
        return;
    const std::scoped_lock lock(m_mutex);
    m_serverTime = time;
    m_serverTicks = m_ticks();
    m_skew = milliseconds(local.msecsTo(time));
}

HttpRequest Connection::prepare(const Call &call, const SigningIdentity &identity, SignedChunks *chunks) const
{
    const QUrl origin = m_settings.origin();
    SignableRequest signable{
        .method = call.method, .path = m_settings.pathOf(call.key), .query = call.query, .headers = call.headers};
    signable.headers.set("Host", hostOf(origin));
    if (chunks) {
        signable.payload = streamedPayload;
        signable.headers.set("Content-Encoding", "aws-chunked");
        signable.headers.set("X-Amz-Decoded-Content-Length", QByteArray::number(chunks->plainSize()));
    } else if (m_settings.unsignedPayload && !call.body.isEmpty()) {
        signable.payload = unsignedPayload;
    } else {
        signable.payload = Checksum::of(call.body).hex().toLatin1();
    }
    if (!call.body.isEmpty() && !m_settings.isAws())
        signable.headers.set("Content-MD5", QCryptographicHash::hash(call.body, QCryptographicHash::Md5).toBase64());
    else if (!call.body.isEmpty() && call.method == "PUT")
        signable.headers.set("X-Amz-Checksum-Sha256",
                             QByteArray::fromHex(Checksum::of(call.body).hex().toLatin1()).toBase64());
    signable.headers.set("X-Amz-Content-Sha256", signable.payload);
    const SigningScope scope{.region = region(), .time = signingTime()};
    const Signature signature = signWithHeaders(signable, identity, scope);
    if (chunks)
        chunks->begin(identity, scope, signature.hex);
    signable.headers.remove("Host"); // the transport sends the same one
    return {.method = call.method,
            .url = urlOf(origin, signable),
            .headers = signable.headers,
            .body = call.body,
            .source = chunks,
            .sink = {},
            .maximumAnswer = call.maximumAnswer,
            .deadline = {}};
}

bool Connection::correct(const Complaint &complaint, const SigningIdentity &identity, unsigned &corrected,
                         std::stop_token stop)
{
    const bool clock = complaint.code == "RequestTimeTooSkewed" || complaint.code == "RequestExpired";
    if (clock && !(corrected & ClockCorrected)) {
        corrected |= ClockCorrected;
        const std::scoped_lock lock(m_mutex);
        m_clockIsWrong = true;
        return m_serverTime.isValid();
    }
    if (!complaint.region.isEmpty() && complaint.region != region() && !(corrected & RegionCorrected)) {
        corrected |= RegionCorrected;
        const std::scoped_lock lock(m_mutex);
        m_region = complaint.region;
        return true;
    }
    return concernsKeys(complaint.code) && m_chain.refused(identity, stop);
}

Failure Connection::complaintOf(const Call &call, const HttpResponse &response, const QByteArray &code,
                                bool earlierMayHaveActed) const
{
    const QString subject = call.key.isEmpty() ? place() : call.key;
    // A server that fails may have failed after the change.
    const bool open = response.status >= 500 && response.status != 501 && !turnsAway(response);
    return {.error = explain(response.status, code, subject, place()),
            .indeterminate = call.changes && (earlierMayHaveActed || open),
            .status = response.status,
            .code = code};
}

/// An answer to HEAD has no body, so it does not say why; the answer to a GET of one byte does.
Outcome<HttpResponse> Connection::reasonOf(const Call &head, std::stop_token stop)
{
    Call get = head;
    get.method = "GET";
    get.headers.set("Range", "bytes=0-0");
    return send(get, stop);
}

Outcome<HttpResponse> Connection::send(const Call &call, std::stop_token stop)
{
    std::optional<SignedChunks> chunks;
    if (call.source)
        chunks.emplace(*call.source);
    unsigned corrected = 0;
    for (int tries = 1;; ++tries) {
        const auto identity = m_chain.identity(stop);
        if (!identity)
            return std::unexpected(Failure{.error = identity.error()});
        auto answer = m_transport.send(
            [&]() -> Result<HttpRequest> {
                HttpRequest request = prepare(call, *identity, chunks ? &*chunks : nullptr);
                if (chunks) {
                    if (auto begun = chunks->rewind(); !begun)
                        return failure(begun);
                }
                return request;
            },
            call.repeat, stop);
        if (!answer)
            return std::unexpected(Failure{.error = answer.error().error.addContext({}, place()),
                                           .indeterminate = call.changes && answer.error().mayHaveActed});
        noteTime(answer->response.headers);
        if (isSuccess(answer->response.status)) {
            m_chain.accepted(*identity);
            return std::move(answer->response);
        }
        const Complaint complaint = readComplaint(answer->response);
        const int status = answer->response.status;
        if (call.method == "HEAD" && (status == 400 || status == 403 || status == 301)) {
            if (auto reason = reasonOf(call, stop); !reason)
                return reason;
            if (tries < mostTries)
                continue; // what was wrong has been corrected
        }
        if (tries < mostTries && correct(complaint, *identity, corrected, stop))
            continue;
        return std::unexpected(complaintOf(call, answer->response, complaint.code, answer->earlierMayHaveActed));
    }
}

} // namespace pulse::s3
