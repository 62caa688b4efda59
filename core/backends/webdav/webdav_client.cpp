// SPDX-License-Identifier: Apache-2.0
#include "webdav_client.h"
#include "pulse/net/http_date.h"

#include <QRandomGenerator>
#include <ctime>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

std::chrono::milliseconds sinceBoot()
{
    timespec now{};
    (void)clock_gettime(CLOCK_BOOTTIME, &now); // goes on while the machine is suspended, unlike CLOCK_MONOTONIC
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                                 std::chrono::nanoseconds(now.tv_nsec));
}

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(QRandomGenerator::system()->bounded(256));
    return bytes;
}

} // namespace

WebdavParts systemWebdavParts(std::shared_ptr<HttpTransport> transport)
{
    return {.transport = std::move(transport),
            .sleeper = makeSystemSleeper(),
            .clock = std::make_shared<SystemClock>(),
            .elapsed = sinceBoot,
            .random = randomBytes};
}

std::shared_ptr<ObjectClient> makeWebdavClient(const QUrl &folder, WebdavParts parts)
{
    return std::make_shared<webdav::WebdavClient>(folder, std::move(parts));
}

namespace webdav {

namespace {

constexpr int refusalsBelieved = 3;

// Apache says that something is forbidden when another client removes it, or makes it, between the look at its name and
// the use of it; asked again, it knows. What is put goes into a file of its own first, and is too long to be sent
// again.
bool mayBeOvertaken(const QByteArray &method, int status)
{
    return status == 403 && method != "PUT";
}

} // namespace

WebdavClient::WebdavClient(const QUrl &folder, WebdavParts parts)
    : m_base(folder)
    , m_parts(std::move(parts))
    , m_transport(m_parts.transport, m_parts.retry, m_parts.sleeper, m_parts.clock)
{}

Subject WebdavClient::subject(const QString &operation, const QString &key) const
{
    return {operation, key, m_base.urlOf(key)};
}

ObjectResult<WebdavClient::Sent> WebdavClient::send(const Subject &subject, const HttpRequest &request, Repeat repeat,
                                                    std::stop_token stop)
{
    Sent sent;
    for (int asked = 1;; ++asked) {
        auto answer = m_transport.send([&request]() -> Result<HttpRequest> { return request; }, repeat, stop);
        if (!answer) {
            HttpFailure &failure = answer.error();
            failure.error.addContext(subject.operation, subject.key);
            return failed(std::move(failure.error), failure.mayHaveActed || sent.isDoubtful);
        }
        noteTime(answer->response.headers);
        sent.isDoubtful |= answer->earlierMayHaveActed;
        sent.response = std::move(answer->response);
        if (asked == refusalsBelieved || !mayBeOvertaken(request.method, sent.response.status))
            return sent;
    }
}

void WebdavClient::noteTime(const HttpHeaders &headers)
{
    const QDateTime now = pulse::serverTime(headers, m_parts.clock->now());
    if (!now.isValid())
        return;
    const std::scoped_lock lock(m_mutex);
    m_serverTime = now;
    m_readAt = m_parts.elapsed();
}

QDateTime WebdavClient::knownServerTime() const
{
    const std::scoped_lock lock(m_mutex);
    return m_serverTime.isValid() ? m_serverTime.addDuration(m_parts.elapsed() - m_readAt) : QDateTime();
}

ObjectResult<QDateTime> WebdavClient::serverTime(std::stop_token stop)
{
    if (const QDateTime known = knownServerTime(); known.isValid())
        return known;
    if (const auto asked = properties({}, stop); !asked)
        return std::unexpected(asked.error());
    const QDateTime now = knownServerTime();
    if (now.isValid())
        return now;
    return failed(
        Error(ErrorCode::Unsupported, u"time"_s, m_base.url().toDisplayString(),
              u"The server at %1 does not say what time it is (its answers have no Date), and without that "
              u"programs cannot take turns. Use another server, or tell who runs it."_s.arg(m_base.url().host())));
}

} // namespace webdav

} // namespace pulse
