// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/test/connection.h"

#include <chrono>
#include <vector>

namespace pulse::test {

/// What goes wrong with one request.
struct Fault
{
    enum class Kind {
        None,
        Delay,         ///< the request waits `pause`, then goes on
        Stall,         ///< the request goes nowhere, and nothing comes back until the client gives up
        StallAnswer,   ///< the request is carried out; of the answer half comes, then nothing more
        CloseBefore,   ///< orderly end before the request's body is read; it goes nowhere
        ResetBefore,   ///< RST before the request's body is read; it goes nowhere
        ResetInBody,   ///< RST after half of the request's body; it goes nowhere
        LostAnswer,    ///< the request is carried out; then RST instead of the answer
        ResetInAnswer, ///< the request is carried out; RST after half of the answer's body
        CutAnswer,     ///< the request is carried out; orderly end after half of the answer's body
        CutUnframed,   ///< likewise, of an answer whose length nobody said
        Answer,        ///< the request goes nowhere and is answered with `bytes`
        OtherAnswer,   ///< the request is carried out, and then answered with `bytes`
        WrongETag,     ///< the answer's ETag is another
        SkewedDate     ///< the answer's Date is `pause` later (earlier when negative)
    };
    Kind kind = Kind::None;
    std::chrono::milliseconds pause{0};
    QByteArray bytes{}; ///< a whole answer

    [[nodiscard]] static Fault of(Kind kind) { return {kind}; }
    [[nodiscard]] static Fault delay(std::chrono::milliseconds pause) { return {Kind::Delay, pause}; }
    [[nodiscard]] static Fault skewedDate(std::chrono::milliseconds by) { return {Kind::SkewedDate, by}; }
    /// 429, 500, 503, … with Retry-After where that is not empty.
    [[nodiscard]] static Fault status(int status, const QByteArray &retryAfter = {}, const QByteArray &body = {});
    /// The same of a proxy that had handed the request on before it gave up.
    [[nodiscard]] static Fault statusAfter(int status, const QByteArray &retryAfter = {});
    [[nodiscard]] static Fault redirect(const QUrl &to, int status = 302);
};

/// A proxy that a client takes for the server: it hands HTTP/1.1 requests on to a real server on 127.0.0.1, which sees
/// them unchanged but for `Connection`, and does to each what the plan says. Bodies are held in memory.
class FaultProxy
{
public:
    /// A request as the proxy sees it, before its body.
    struct Request
    {
        int number = 0;       ///< counted from 0 since the last setPlan()
        int onConnection = 0; ///< how many came before it over the same connection
        RequestHead head;
    };
    /// Called once a request, from the connections' threads, but never twice at once.
    using Plan = std::function<Fault(const Request &)>;

    /// With an identity the proxy speaks TLS to its clients; never to the server.
    explicit FaultProxy(quint16 serverPort, std::optional<ServerIdentity> identity = std::nullopt);
    ~FaultProxy();

    [[nodiscard]] quint16 port() const;
    /// http or https.
    [[nodiscard]] QUrl url(const QString &path = QStringLiteral("/")) const;

    void setPlan(Plan plan);
    void clear() { setPlan({}); }
    /// The requests since the last setPlan(), in their order.
    [[nodiscard]] std::vector<RequestHead> seen() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The fault for the requests of one method, the first so many times; every other request passes.
[[nodiscard]] FaultProxy::Plan first(int times, const QByteArray &method, const Fault &fault);

} // namespace pulse::test
