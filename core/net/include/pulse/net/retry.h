// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/net/http.h"

#include <functional>
#include <memory>
#include <random>

namespace pulse {

/// How often and how long something is tried again. The delay before attempt n+1 is chosen evenly between zero and
/// min(longest, first × 2ⁿ) ("full jitter"), or is what the server asked for with Retry-After, where that is longer.
struct RetryPolicy
{
    int attempts = 6; ///< the first included
    std::chrono::milliseconds firstDelay{200};
    std::chrono::milliseconds longestDelay{20'000}; ///< Retry-After is cut down to this, too
    std::chrono::milliseconds deadline{120'000};    ///< all attempts and delays together; no attempt begins after it
};

/// Waiting, so that tests need not. Thread-safe.
class Sleeper
{
public:
    virtual ~Sleeper() = default;
    /// Returns early, and false, when a stop is asked for.
    virtual bool sleep(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

[[nodiscard]] std::shared_ptr<Sleeper> makeSystemSleeper();

/// Retry-After (RFC 9110, 10.2.3) in seconds or as a date of any of HTTP's three formats, as a duration from `now`;
/// nothing where it is absent or not understood; never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const HttpHeaders &headers, const QDateTime &now);

/// Whether the answer tells that nothing was done: 429, or 503 with Retry-After. A bare 503 may come from a proxy that
/// had handed the request on, or from a server that gave up in the middle (RFC 9110, 15.6.4, promises nothing).
[[nodiscard]] bool wasTurnedAway(const HttpResponse &response);

/// Sends requests again where that is safe and may help (G16). Thread-safe.
///
/// An answer of 408, 429, 500, 502, 503 or 504 and a failure to get one are tried again when the request is safe to
/// repeat, and any failure that certainly did not reach the server always is. A request that was lost with a connection
/// that had been kept open is sent again at once over a new one, unless it is OnlyUnsent; that is no attempt that
/// counts, and happens once. What is answered is the last answer. An answer that came after an attempt whose outcome is
/// unknown says so: the caller must find out whether an earlier attempt won.
class RetryingTransport final
{
public:
    struct Answer
    {
        HttpResponse response;
        bool earlierMayHaveActed = false; ///< an attempt before this one may have been carried out
    };
    enum class Repeat {
        Safe,       ///< reads, and writes that may happen twice
        Idempotent, ///< as OnlyUnsent, but for what was lost with a connection that was kept open (RFC 9110, 9.2.2)
        OnlyUnsent, ///< only what certainly never reached the server, or was turned away before it acted
    };
    /// Of an answer: as wasTurnedAway(), for whom knows the server better.
    using TurnedAway = std::function<bool(const HttpResponse &)>;

    RetryingTransport(std::shared_ptr<HttpTransport> transport, RetryPolicy policy, std::shared_ptr<Sleeper> sleeper,
                      std::shared_ptr<const Clock> clock, unsigned seed = std::random_device{}(),
                      TurnedAway turnedAway = wasTurnedAway);
    ~RetryingTransport();

    /// `prepare` makes the request of each attempt anew, so that a signature carries the time of its sending, and a
    /// sink begins from nothing.
    [[nodiscard]] std::expected<Answer, HttpFailure> send(const std::function<Result<HttpRequest>()> &prepare,
                                                          Repeat repeat, std::stop_token stop);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
