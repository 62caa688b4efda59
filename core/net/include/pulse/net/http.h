// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/byte_source.h"

#include <QByteArray>
#include <QUrl>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace pulse {

/// One field of a header section (RFC 9110). Names compare without regard to case.
struct HttpHeader
{
    QByteArray name;
    QByteArray value;
};

/// A header section, in the order in which it goes over the wire.
class HttpHeaders
{
public:
    HttpHeaders() = default;
    HttpHeaders(std::initializer_list<HttpHeader> headers)
        : m_headers(headers)
    {}

    /// The first value of that name, or nothing.
    [[nodiscard]] std::optional<QByteArray> value(QByteArrayView name) const;
    [[nodiscard]] bool contains(QByteArrayView name) const { return value(name).has_value(); }
    /// Replaces all of that name.
    void set(const QByteArray &name, const QByteArray &value);
    void add(const QByteArray &name, const QByteArray &value);
    void remove(QByteArrayView name);
    [[nodiscard]] const std::vector<HttpHeader> &all() const { return m_headers; }

private:
    std::vector<HttpHeader> m_headers;
};

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url{}; ///< http or https; without user information
    HttpHeaders headers{};
    QByteArray body{};                  ///< sent when `source` is null
    RepeatableSource *source = nullptr; ///< sent instead of `body`, with its size as Content-Length; not owned
    /// Takes the body of a successful answer (2xx) in pieces, from the calling thread; the answer's `body` is then
    /// empty. An error that it returns ends the request and is what `send` answers.
    std::function<Result<void>(QByteArrayView)> sink{};
    /// A longer body of a successful answer is refused while it arrives (Unsupported); 0 is no limit, only sensible
    /// with a sink. The body of any other answer is refused beyond 16 MiB.
    qint64 maximumAnswer = 16LL * 1024 * 1024;
    /// From the first step to the last byte; not set: the transport's.
    std::optional<std::chrono::milliseconds> deadline{};
    bool newConnection = false; ///< over one that is made for it, never over one that was kept open
};

struct HttpResponse
{
    int status = 0; ///< any final status, errors and redirects too: judging it is the caller's
    HttpHeaders headers{};
    QByteArray body{};
};

/// Why there is no answer.
struct HttpFailure
{
    Error error;
    /// The request may have reached the server, which may have acted on it. False only where that is certain.
    bool mayHaveActed = true;
    /// How far it came, for a person who wants to know where the way ends.
    enum class Stage {
        Address, ///< nothing was tried: the request or the settings are wrong
        Resolve, ///< the host's (or the proxy's) name was not found
        Connect, ///< nothing answered there
        Secure,  ///< TLS: no keys were agreed, or one side's certificate was not accepted
        Exchange ///< while the request and its answer went over the wire
    };
    Stage stage = Stage::Exchange;
    /// The connection had been kept open from an earlier request, and ended before any byte of an answer: most likely
    /// the server had closed it already (RFC 9112, 9.3.1). `mayHaveActed` is true, since that is not certain.
    bool wasKeptOpen = false;
};

/// One pooled way to HTTP servers. Blocking; thread-safe; called from worker threads, as many at once as one likes:
/// calls beyond the bound of connections to a host wait their turn.
///
/// Never follows a redirect, never sends credentials to another host, keeps no cookies. A certificate that cannot be
/// verified is an error. Errors: Unavailable (name not found, refused, reset, stalled, too late, cut short),
/// PermissionDenied (certificate), Unsupported (an answer that is too long, a scheme that is none), Cancelled.
class HttpTransport
{
public:
    HttpTransport() = default;
    HttpTransport(const HttpTransport &) = delete;
    HttpTransport &operator=(const HttpTransport &) = delete;
    virtual ~HttpTransport() = default;

    [[nodiscard]] virtual std::expected<HttpResponse, HttpFailure> send(const HttpRequest &request,
                                                                        std::stop_token stop) = 0;
};

} // namespace pulse
