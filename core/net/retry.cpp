// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/retry.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/waiting.h"
#include "pulse/net/http_date.h"

#include <algorithm>
#include <mutex>

namespace pulse {

namespace {

using std::chrono::milliseconds;

class SystemSleeper final : public Sleeper
{
public:
    bool sleep(milliseconds duration, std::stop_token stop) override { return waitFor(duration, stop); }
};

bool mayHelp(int status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

} // namespace

std::shared_ptr<Sleeper> makeSystemSleeper()
{
    return std::make_shared<SystemSleeper>();
}

std::optional<milliseconds> retryAfter(const HttpHeaders &headers, const QDateTime &now)
{
    const auto value = headers.value("Retry-After");
    if (!value || value->isEmpty())
        return std::nullopt;
    if (std::ranges::all_of(*value, [](char c) { return c >= '0' && c <= '9'; })) {
        constexpr qint64 longest = 10LL * 365 * 24 * 3600; // what does not fit a number is as absurd as this
        bool fits = false;
        const qint64 seconds = value->toLongLong(&fits);
        return std::chrono::seconds(fits ? std::min(seconds, longest) : longest);
    }
    const QDateTime date = fromHttpDate(*value, now);
    if (!date.isValid())
        return std::nullopt;
    return milliseconds(std::max<qint64>(0, now.msecsTo(date)));
}

bool wasTurnedAway(const HttpResponse &response)
{
    return response.status == 429 || (response.status == 503 && response.headers.contains("Retry-After"));
}

struct RetryingTransport::State
{
    std::shared_ptr<HttpTransport> transport;
    RetryPolicy policy;
    std::shared_ptr<Sleeper> sleeper;
    std::shared_ptr<const Clock> clock;
    TurnedAway turnedAway;
    std::mutex mutex; ///< of the generator
    std::mt19937 random;

    milliseconds delay(int attempt, std::optional<milliseconds> asked);
    /// Whether another attempt is to be made now; Cancelled where the wait before it was ended.
    Result<bool> wait(int attempt, const QDateTime &begin, std::optional<milliseconds> asked, std::stop_token stop);
};

milliseconds RetryingTransport::State::delay(int attempt, std::optional<milliseconds> asked)
{
    const milliseconds longest = policy.longestDelay;
    milliseconds bound = std::min(policy.firstDelay, longest);
    for (int doubled = 0; doubled < attempt && bound < longest; ++doubled)
        bound = std::min(longest, bound * 2);
    milliseconds chosen{0};
    {
        const std::scoped_lock lock(mutex);
        chosen = milliseconds(std::uniform_int_distribution<qint64>(0, bound.count())(random));
    }
    return std::max(chosen, std::min(asked.value_or(milliseconds(0)), longest));
}

Result<bool> RetryingTransport::State::wait(int attempt, const QDateTime &begin, std::optional<milliseconds> asked,
                                            std::stop_token stop)
{
    if (attempt >= policy.attempts)
        return false;
    const milliseconds pause = delay(attempt, asked);
    const milliseconds gone(std::max<qint64>(0, begin.msecsTo(clock->now())));
    if (gone + pause > policy.deadline)
        return false;
    if (sleeper->sleep(pause, stop))
        return true;
    if (auto going = checkCancelled(stop, {}); !going)
        return failure(going);
    return false;
}

RetryingTransport::RetryingTransport(std::shared_ptr<HttpTransport> transport, RetryPolicy policy,
                                     std::shared_ptr<Sleeper> sleeper, std::shared_ptr<const Clock> clock,
                                     unsigned seed, TurnedAway turnedAway)
    : m_state(std::make_unique<State>())
{
    m_state->transport = std::move(transport);
    m_state->policy = policy;
    m_state->sleeper = std::move(sleeper);
    m_state->clock = std::move(clock);
    m_state->turnedAway = std::move(turnedAway);
    m_state->random.seed(seed);
}

RetryingTransport::~RetryingTransport() = default;

std::expected<RetryingTransport::Answer, HttpFailure>
RetryingTransport::send(const std::function<Result<HttpRequest>()> &prepare, Repeat repeat, std::stop_token stop)
{
    const QDateTime begin = m_state->clock->now();
    bool mayHaveActed = false;  // an attempt that has ended
    bool newConnection = false; // one that was kept open was lost already
    for (int attempt = 1;; ++attempt) {
        auto request = prepare();
        if (!request)
            return std::unexpected(HttpFailure{request.error(), mayHaveActed, HttpFailure::Stage::Address});
        request->newConnection = request->newConnection || newConnection;
        auto answer = m_state->transport->send(*request, stop);
        if (!answer && answer.error().wasKeptOpen && repeat != Repeat::OnlyUnsent && !newConnection) {
            newConnection = mayHaveActed = true;
            --attempt;
            continue;
        }
        const bool acted = answer ? !m_state->turnedAway(*answer) : answer.error().mayHaveActed;
        const bool useful = answer ? mayHelp(answer->status) : answer.error().error.isRetryable();
        const bool safe = repeat == Repeat::Safe || !acted;
        bool again = false;
        if (useful && safe) {
            const auto asked = answer ? retryAfter(answer->headers, m_state->clock->now()) : std::nullopt;
            const auto waited = m_state->wait(attempt, begin, asked, stop);
            if (!waited)
                return std::unexpected(HttpFailure{waited.error(), mayHaveActed || acted});
            again = *waited;
        }
        if (!again && answer)
            return Answer{*std::move(answer), mayHaveActed};
        mayHaveActed = mayHaveActed || acted;
        if (!again)
            return std::unexpected(
                HttpFailure{answer.error().error, mayHaveActed, answer.error().stage, answer.error().wasKeptOpen});
    }
}

} // namespace pulse
