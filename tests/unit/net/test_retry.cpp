// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/retry.h"

#include <QTest>
#include <QTimeZone>
#include <algorithm>
#include <thread>
#include <variant>

using namespace pulse;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Outcome = std::expected<HttpResponse, HttpFailure>;

/// Answers what it is given, in turn; the last again and again.
class PlayedTransport final : public HttpTransport
{
public:
    std::vector<Outcome> outcomes;
    int sent = 0;

    std::vector<bool> newConnections; ///< which of them were to be sent over one of their own

    Outcome send(const HttpRequest &request, std::stop_token) override
    {
        newConnections.push_back(request.newConnection);
        return outcomes.at(std::min(size_t(sent++), outcomes.size() - 1));
    }
};

/// Moves the clock instead of waiting.
class CountingSleeper final : public Sleeper
{
public:
    explicit CountingSleeper(std::shared_ptr<ManualClock> clock)
        : m_clock(std::move(clock))
    {}
    bool sleep(std::chrono::milliseconds duration, std::stop_token stop) override
    {
        sleeps.push_back(duration);
        m_clock->advance(duration);
        return !stop.stop_requested();
    }
    std::vector<std::chrono::milliseconds> sleeps;

private:
    std::shared_ptr<ManualClock> m_clock;
};

Outcome status(int status, const HttpHeaders &headers = {})
{
    return HttpResponse{.status = status, .headers = headers};
}

Outcome failed(bool mayHaveActed, ErrorCode code = ErrorCode::Unavailable)
{
    return std::unexpected(HttpFailure{Error(code, {}, {}, u"It failed."_s), mayHaveActed});
}

} // namespace

class TestRetry : public QObject
{
    Q_OBJECT

    using Repeat = RetryingTransport::Repeat;
    using Answer = std::expected<RetryingTransport::Answer, HttpFailure>;

    std::shared_ptr<ManualClock> m_clock;
    std::shared_ptr<CountingSleeper> m_sleeper;
    std::shared_ptr<PlayedTransport> m_transport;

    Answer send(std::vector<Outcome> outcomes, Repeat repeat, RetryPolicy policy = {}, std::stop_token stop = {},
                unsigned seed = 1)
    {
        m_transport->outcomes = std::move(outcomes);
        RetryingTransport retrying(m_transport, policy, m_sleeper, m_clock, seed);
        return retrying.send([] { return HttpRequest{}; }, repeat, stop);
    }

private slots:
    void init()
    {
        m_clock = std::make_shared<ManualClock>(QDateTime({2026, 1, 1}, {0, 0}, QTimeZone::UTC));
        m_sleeper = std::make_shared<CountingSleeper>(m_clock);
        m_transport = std::make_shared<PlayedTransport>();
    }

    void repeats_data()
    {
        QTest::addColumn<QVariantList>("first"); // a status, or whether a failure may have acted
        QTest::addColumn<bool>("safe");
        QTest::addColumn<int>("sent");
        QTest::addColumn<bool>("mayHaveActed");
        const auto row = [](const char *name, const QVariant &first, bool safe, int sent, bool acted) {
            QTest::newRow(name) << QVariantList{first} << safe << sent << acted;
        };
        for (const int status : {408, 500, 502, 503, 504}) {
            row(qPrintable(u"safe, %1"_s.arg(status)), status, true, 2, true);
            row(qPrintable(u"write, %1"_s.arg(status)), status, false, 1, false);
        }
        row("safe, 429", 429, true, 2, false);
        row("write, 429", 429, false, 2, false);
        for (const int status : {200, 301, 400, 401, 404, 409, 412, 501, 507})
            row(qPrintable(u"safe, %1"_s.arg(status)), status, true, 1, false);
        row("safe, answer lost", true, true, 2, true);
        row("safe, never sent", false, true, 2, false);
        row("write, answer lost", true, false, 1, true);
        row("write, never sent", false, false, 2, false);
    }

    void repeats()
    {
        QFETCH(QVariantList, first);
        QFETCH(bool, safe);
        QFETCH(int, sent);
        QFETCH(bool, mayHaveActed);
        const bool isStatus = first[0].typeId() == QMetaType::Int;
        const auto answer = send({isStatus ? status(first[0].toInt()) : failed(first[0].toBool()), status(200)},
                                 safe ? Repeat::Safe : Repeat::OnlyUnsent);
        QCOMPARE(m_transport->sent, sent);
        QCOMPARE(m_sleeper->sleeps.size(), size_t(sent - 1));
        QCOMPARE(answer ? answer->earlierMayHaveActed : answer.error().mayHaveActed, mayHaveActed);
        if (sent == 2)
            QCOMPARE(answer->response.status, 200);
    }

    void whatWasLostWithAKeptConnectionGoesOverANewOne()
    {
        const Outcome lost =
            std::unexpected(HttpFailure{.error = Error(ErrorCode::Unavailable, {}, {}, u"It was lost."_s),
                                        .mayHaveActed = true,
                                        .wasKeptOpen = true});
        for (const Repeat repeat : {Repeat::Safe, Repeat::Idempotent, Repeat::OnlyUnsent}) {
            const bool repeats = repeat != Repeat::OnlyUnsent;
            m_transport = std::make_shared<PlayedTransport>();
            const auto answer = send({lost, status(200)}, repeat, {.attempts = 1});
            QCOMPARE(answer.has_value(), repeats);
            QCOMPARE(m_transport->newConnections,
                     repeats ? std::vector<bool>({false, true}) : std::vector<bool>({false}));
            QVERIFY(answer ? answer->earlierMayHaveActed : answer.error().wasKeptOpen);
            QVERIFY(m_sleeper->sleeps.empty());
        }
        m_transport = std::make_shared<PlayedTransport>();
        QVERIFY(!send({lost}, Repeat::Idempotent)); // of a transport that does not do what it is asked
        QCOMPARE(m_transport->sent, 2);
        m_transport = std::make_shared<PlayedTransport>();
        QVERIFY(!send({failed(true), status(200)}, Repeat::Idempotent)); // a new connection is no excuse
        QCOMPARE(m_transport->sent, 1);
    }

    void aTimeToComeAgainTellsThatNothingWasDone()
    {
        for (const Repeat repeat : {Repeat::Safe, Repeat::OnlyUnsent}) {
            m_transport->sent = 0;
            const auto answer = send({status(503, {{"Retry-After", "1"}}), status(200)}, repeat);
            QCOMPARE(m_transport->sent, 2);
            QCOMPARE(answer->response.status, 200);
            QVERIFY(!answer->earlierMayHaveActed);
        }
        QVERIFY(wasTurnedAway({.status = 503, .headers = {{"Retry-After", "soon"}}}));
        for (const int status : {200, 500, 502, 503, 504})
            QVERIFY(!wasTurnedAway({.status = status}));
    }

    void whoKnowsTheServerTellsMore()
    {
        const auto knows = [](const HttpResponse &response) { return response.headers.contains("X-Busy"); };
        m_transport->outcomes = {status(503, {{"X-Busy", "1"}}), status(503), status(200)};
        RetryingTransport retrying(m_transport, {}, m_sleeper, m_clock, 1, knows);
        const auto answer = retrying.send([] { return HttpRequest{}; }, Repeat::OnlyUnsent, {});
        QCOMPARE(m_transport->sent, 2);
        QCOMPARE(answer->response.status, 503);
    }

    void whatNoWaitingCures()
    {
        for (const ErrorCode code : {ErrorCode::PermissionDenied, ErrorCode::Unsupported, ErrorCode::Cancelled}) {
            m_transport->sent = 0;
            const auto answer = send({failed(false, code)}, Repeat::Safe);
            QCOMPARE(m_transport->sent, 1);
            QCOMPARE(answer.error().error.code(), code);
        }
    }

    void givesUp()
    {
        const auto answer = send({status(503)}, Repeat::Safe, {.attempts = 4});
        QCOMPARE(m_transport->sent, 4);
        QCOMPARE(answer->response.status, 503);
        m_transport->sent = 0;
        const auto none = send({failed(true), failed(false)}, Repeat::Safe, {.attempts = 3});
        QCOMPARE(m_transport->sent, 3);
        QVERIFY(none.error().mayHaveActed); // the first may have
    }

    void jitterIsFullAndBounded()
    {
        const RetryPolicy policy{.attempts = 8, .firstDelay = 100ms, .longestDelay = 1'000ms, .deadline = 1'000'000ms};
        std::vector<std::chrono::milliseconds> longest(7, 0ms);
        std::vector<std::chrono::milliseconds> shortest(7, 1h);
        for (unsigned seed = 1; seed <= 300; ++seed) {
            m_sleeper->sleeps.clear();
            (void)send({status(503)}, Repeat::Safe, policy, {}, seed);
            QCOMPARE(m_sleeper->sleeps.size(), size_t(7));
            for (size_t i = 0; i < 7; ++i) {
                longest[i] = std::max(longest[i], m_sleeper->sleeps[i]);
                shortest[i] = std::min(shortest[i], m_sleeper->sleeps[i]);
            }
        }
        const std::vector<std::chrono::milliseconds> bounds{200ms, 400ms, 800ms, 1s, 1s, 1s, 1s};
        for (size_t i = 0; i < 7; ++i) {
            QVERIFY2(longest[i] <= bounds[i] && longest[i] > bounds[i] * 9 / 10, qPrintable(QString::number(i)));
            QVERIFY2(shortest[i] < bounds[i] / 10, qPrintable(QString::number(i)));
        }
    }

    void heedsRetryAfter()
    {
        const RetryPolicy policy{.attempts = 5, .firstDelay = 1ms, .longestDelay = 20s};
        (void)send({status(429, {{"Retry-After", "7"}}),
                    status(503, {{"Retry-After", "Thu, 01 Jan 2026 00:00:17 GMT"}}),
                    status(503, {{"Retry-After", "86400"}}), status(200)},
                   Repeat::OnlyUnsent, policy);
        QCOMPARE(m_sleeper->sleeps, (std::vector<std::chrono::milliseconds>{7s, 10s, 20s}));
    }

    void noAttemptAfterTheDeadline()
    {
        const RetryPolicy policy{.attempts = 100, .longestDelay = 20s, .deadline = 50s};
        (void)send({status(503, {{"Retry-After", "20"}})}, Repeat::Safe, policy);
        QCOMPARE(m_transport->sent, 3); // at 0, 20 and 40 seconds
    }

    void stopsWhileWaiting()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto answer = send({status(500)}, Repeat::Safe, {}, stop.get_token());
        QCOMPARE(m_transport->sent, 1);
        QCOMPARE(answer.error().error.code(), ErrorCode::Cancelled);
        QVERIFY(answer.error().mayHaveActed);
    }

    void systemSleeperWakes()
    {
        std::stop_source stop;
        const auto sleeper = makeSystemSleeper();
        QVERIFY(sleeper->sleep(1ms, stop.get_token()));
        std::jthread other([&] { stop.request_stop(); });
        QVERIFY(!sleeper->sleep(1h, stop.get_token()));
    }

    void requestsAreMadeAnew()
    {
        m_transport->outcomes = {status(503), status(503), status(200)};
        RetryingTransport retrying(m_transport, {}, m_sleeper, m_clock, 1);
        int made = 0;
        QVERIFY(retrying.send([&made]() -> Result<HttpRequest> { return ++made, HttpRequest{}; }, Repeat::Safe, {}));
        QCOMPARE(made, 3);
        const auto refused =
            retrying.send([]() -> Result<HttpRequest> { return failure(ErrorCode::NotFound, {}, {}, u"No key."_s); },
                          Repeat::Safe, {});
        QCOMPARE(refused.error().error.code(), ErrorCode::NotFound);
        QVERIFY(!refused.error().mayHaveActed);
    }
};

QTEST_GUILESS_MAIN(TestRetry)
#include "test_retry.moc"
