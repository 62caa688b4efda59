// SPDX-License-Identifier: Apache-2.0
#include "curl_exchange.h"
#include "curl_failure.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

using Clock = std::chrono::steady_clock;

/// Safe methods (RFC 9110, 9.2.1; RFC 4918 adds PROPFIND): what libcurl may send again on its own.
bool isSafe(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PROPFIND";
}

} // namespace

CurlExchange::CurlExchange(CurlLine &line, const TransportSetup &setup, const HttpRequest &request, TimePoint deadline)
    : m_line(line)
    , m_easy(line.easy())
    , m_setup(setup)
    , m_request(request)
    , m_deadline(deadline)
    , m_lastByte(Clock::now())
{
    if (hasBody() && !request.source)
        m_ownBody = std::make_unique<BufferSource>(request.body);
    if (hasBody())
        m_source = request.source ? request.source : m_ownBody.get();
}

CurlExchange::~CurlExchange()
{
    curl_easy_reset(m_easy); // nothing of this request stays behind, neither pointers nor credentials
}

bool CurlExchange::hasBody() const
{
    return m_request.source || !m_request.body.isEmpty() || m_request.method == "PUT" || m_request.method == "POST";
}

std::expected<HttpResponse, HttpFailure> CurlExchange::run(const std::stop_token &stop)
{
    if (m_source)
        if (auto rewound = m_source->rewind(); !rewound)
            return std::unexpected(HttpFailure{std::move(rewound).error(), false, HttpFailure::Stage::Address});
    configure();
    const std::stop_callback wake(stop, [this] { m_line.wake(); });
    return conclude(perform(stop));
}

std::chrono::milliseconds CurlExchange::patience() const
{
    const auto stalled = m_begun > 0 ? m_lastByte + m_setup.options.stallTimeout : m_deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(std::min(stalled, m_deadline) - Clock::now());
    return std::clamp(left, std::chrono::milliseconds(0), std::chrono::milliseconds(60'000));
}

bool CurlExchange::mayGoOn(const std::stop_token &stop)
{
    if (m_refusal)
        return false;
    const auto now = Clock::now();
    const QString host = quoted(m_request.url.host());
    if (auto going = checkCancelled(stop, {}, shownAddress(m_request.url)); !going)
        m_refusal = std::move(going).error();
    else if (now >= m_deadline)
        refuse(
            ErrorCode::Unavailable,
            u"The server at %1 did not finish answering in time. Try again when it or the network is less busy."_s.arg(
                host));
    else if (m_begun > 0 && now >= m_lastByte + m_setup.options.stallTimeout)
        refuse(ErrorCode::Unavailable,
               u"Nothing came from or went to %1 for %2 seconds. Check the network, then try again."_s.arg(
                   host, QString::number(double(m_setup.options.stallTimeout.count()) / 1000)));
    return !m_refusal;
}

std::optional<CURLcode> CurlExchange::step()
{
    int running = 0;
    if (curl_multi_perform(m_line.multi(), &running) != CURLM_OK)
        return CURLE_FAILED_INIT;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_line.multi(), &left))
        if (message->msg == CURLMSG_DONE)
            return message->data.result;
    return std::nullopt;
}

CURLcode CurlExchange::perform(const std::stop_token &stop)
{
    CURLM *multi = m_line.multi();
    if (curl_multi_add_handle(multi, m_easy) != CURLM_OK)
        return CURLE_FAILED_INIT;
    CURLcode outcome = CURLE_ABORTED_BY_CALLBACK;
    while (mayGoOn(stop)) {
        if (const auto done = step()) {
            outcome = *done;
            break;
        }
        if (curl_multi_poll(multi, nullptr, 0, int(patience().count()), nullptr) != CURLM_OK) {
            outcome = CURLE_FAILED_INIT;
            break;
        }
    }
    curl_multi_remove_handle(multi, m_easy);
    return outcome;
}

std::expected<HttpResponse, HttpFailure> CurlExchange::conclude(CURLcode outcome)
{
    const bool mayHaveActed = m_begun > 0;
    if (m_refusal)
        return std::unexpected(HttpFailure{*std::move(m_refusal), mayHaveActed,
                                           mayHaveActed ? HttpFailure::Stage::Exchange : HttpFailure::Stage::Connect,
                                           m_wasLost});
    if (outcome == CURLE_OK)
        return std::move(m_response);
    auto failure = explainCurl(outcome, m_easy, m_detail.data(), m_request.url, mayHaveActed);
    failure.wasKeptOpen = mayHaveActed && endedWithoutAnswer(outcome) && !isNewConnection();
    return std::unexpected(std::move(failure));
}

bool CurlExchange::endedWithoutAnswer(CURLcode outcome) const
{
    return m_response.status == 0 &&
           (outcome == CURLE_GOT_NOTHING || outcome == CURLE_SEND_ERROR || outcome == CURLE_RECV_ERROR);
}

bool CurlExchange::isNewConnection() const
{
    long made = 0;
    return curl_easy_getinfo(m_easy, CURLINFO_NUM_CONNECTS, &made) != CURLE_OK || made > 0;
}

void CurlExchange::refuse(ErrorCode code, const QString &message)
{
    if (!m_refusal)
        m_refusal = Error(code, {}, shownAddress(m_request.url), message);
}

// ---- what libcurl calls ----------------------------------------------------------------------------------------

// Where a connection that was kept open turns out to be dead, libcurl sends the request again by itself. The server may
// have acted on the first, so whoever asked has to hear of it.
int CurlExchange::beginRequest()
{
    m_lastByte = Clock::now();
    if (m_begun++ == 0 || isSafe(m_request.method))
        return CURL_PREREQFUNC_OK;
    m_wasLost = true;
    refuse(ErrorCode::Unavailable,
           u"The server at %1 closed the connection without an answer. Try again."_s.arg(quoted(m_request.url.host())));
    return CURL_PREREQFUNC_ABORT;
}

bool CurlExchange::takeHeader(QByteArrayView line)
{
    m_lastByte = Clock::now();
    if (line.startsWith("HTTP/")) { // a new section: an interim answer (1xx) came before
        m_response = {};
        long status = 0;
        curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        m_response.status = int(status);
        return true;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon > 0 && m_received == 0) // later ones are trailers
        m_response.headers.add(line.first(colon).toByteArray(), line.sliced(colon + 1).trimmed().toByteArray());
    return true;
}

bool CurlExchange::isTooLong(qint64 length)
{
    constexpr qint64 longestError = 16LL * 1024 * 1024; // a short answer that was hoped for may be a long page instead
    const qint64 limit = m_response.status / 100 == 2 ? m_request.maximumAnswer : longestError;
    if (limit == 0 || length <= limit)
        return false;
    refuse(ErrorCode::Unsupported,
           u"The answer from %1 is longer than %2 bytes, which is more than is read here."_s.arg(
               quoted(m_request.url.host()), QString::number(limit)));
    return true;
}

bool CurlExchange::takeBody(QByteArrayView bytes)
{
    constexpr curl_off_t longestReserve = 32LL * 1024 * 1024; // whatever a server announces
    m_lastByte = Clock::now();
    curl_off_t announced = -1;
    if (m_received == 0)
        curl_easy_getinfo(m_easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    m_received += bytes.size();
    if (isTooLong(std::max<qint64>(announced, m_received)))
        return false;
    if (!m_request.sink || m_response.status / 100 != 2) {
        if (announced > 0) // growing by doubling would need up to three times as much for a moment
            m_response.body.reserve(std::min(announced, longestReserve));
        m_response.body.append(bytes);
        return true;
    }
    auto taken = m_request.sink(bytes);
    m_lastByte = Clock::now(); // a slow disk on this side is no stalled server
    if (!taken)
        m_refusal = std::move(taken).error();
    return !m_refusal;
}

size_t CurlExchange::giveBody(std::span<char> buffer)
{
    m_lastByte = Clock::now();
    auto got = m_source->read(buffer);
    if (got)
        return static_cast<size_t>(*got);
    m_refusal = std::move(got).error();
    return CURL_READFUNC_ABORT;
}

int CurlExchange::onPrerequisite(void *self, char *, char *, int, int)
{
    return static_cast<CurlExchange *>(self)->beginRequest();
}

size_t CurlExchange::onHeader(char *bytes, size_t size, size_t count, void *self)
{
    const QByteArrayView line(bytes, qsizetype(size * count));
    return static_cast<CurlExchange *>(self)->takeHeader(line) ? size * count : CURL_WRITEFUNC_ERROR;
}

size_t CurlExchange::onBody(char *bytes, size_t size, size_t count, void *self)
{
    const QByteArrayView body(bytes, qsizetype(size * count));
    return static_cast<CurlExchange *>(self)->takeBody(body) ? size * count : CURL_WRITEFUNC_ERROR;
}

size_t CurlExchange::onRead(char *buffer, size_t size, size_t count, void *self)
{
    return static_cast<CurlExchange *>(self)->giveBody({buffer, size * count});
}

int CurlExchange::onSeek(void *self, curl_off_t offset, int origin)
{
    auto *exchange = static_cast<CurlExchange *>(self);
    if (offset != 0 || origin != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    return exchange->m_source->rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

} // namespace pulse
