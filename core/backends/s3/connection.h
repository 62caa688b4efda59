// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "failure.h"
#include "pulse/backends/s3/chunked_upload.h"
#include "pulse/backends/s3/client.h"
#include "pulse/backends/s3/credential_chain.h"
#include "pulse/net/retry.h"

#include <atomic>

namespace pulse::s3 {

/// One request as the client means it; everything about signing and sending is added by the connection.
struct Call
{
    QByteArray method = "GET";
    QString key{}; ///< empty for the bucket itself
    std::vector<std::pair<QByteArray, QByteArray>> query{};
    HttpHeaders headers{};
    QByteArray body{};
    RepeatableSource *source = nullptr; ///< sent in signed chunks instead of `body`; not owned
    qint64 maximumAnswer = 16LL * 1024 * 1024;
    bool changes = false; ///< a lost answer leaves something open
    RetryingTransport::Repeat repeat = RetryingTransport::Repeat::Safe;
};

/// Signed requests to one bucket. Corrects what a server tells to be wrong (clock, region, keys that have expired) and
/// sends again; retries by RetryingTransport. Blocking, thread-safe.
class Connection
{
public:
    Connection(Settings settings, ClientParts parts);

    [[nodiscard]] const Settings &settings() const { return m_settings; }
    [[nodiscard]] QString place() const { return m_settings.shown().toString(); }

    /// Any 2xx is a success. A success that came after an attempt whose outcome is not known is one.
    [[nodiscard]] Outcome<HttpResponse> send(const Call &call, std::stop_token stop);

    /// As the last answers' Date says; not valid before the first.
    [[nodiscard]] QDateTime serverTime() const;
    /// How far the server's clock was ahead of the local one at the last answer.
    [[nodiscard]] std::optional<std::chrono::milliseconds> skew() const;
    [[nodiscard]] const std::shared_ptr<const Clock> &clock() const { return m_clock; }

private:
    struct Attempt;
    [[nodiscard]] HttpRequest prepare(const Call &call, const SigningIdentity &identity, SignedChunks *chunks) const;
    [[nodiscard]] QDateTime signingTime() const;
    void noteTime(const HttpHeaders &headers);
    [[nodiscard]] bool correct(const Complaint &complaint, const SigningIdentity &identity, unsigned &corrected,
                               std::stop_token stop);
    [[nodiscard]] Failure complaintOf(const Call &call, const HttpResponse &response, const QByteArray &code,
                                      bool earlierMayHaveActed) const;
    [[nodiscard]] Outcome<HttpResponse> reasonOf(const Call &head, std::stop_token stop);
    [[nodiscard]] QByteArray region() const;

    const Settings m_settings;
    const std::shared_ptr<const Clock> m_clock;
    const ClientParts::Ticks m_ticks;
    CredentialChain m_chain;
    RetryingTransport m_transport;

    mutable std::mutex m_mutex; // of what follows
    QByteArray m_region;
    bool m_clockIsWrong = false; // sign by the server's time from now on
    QDateTime m_serverTime;      // at m_serverTicks
    std::chrono::milliseconds m_serverTicks{};
    std::optional<std::chrono::milliseconds> m_skew;
};

} // namespace pulse::s3
