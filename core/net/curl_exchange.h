// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "curl_line.h"
#include "pulse/net/http.h"
#include "transport_setup.h"

namespace pulse {

/// One request and its answer over one line. Made, run once and thrown away.
class CurlExchange
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    CurlExchange(CurlLine &line, const TransportSetup &setup, const HttpRequest &request, TimePoint deadline);
    CurlExchange(const CurlExchange &) = delete;
    CurlExchange &operator=(const CurlExchange &) = delete;
    ~CurlExchange();

    [[nodiscard]] std::expected<HttpResponse, HttpFailure> run(const std::stop_token &stop);

private:
    struct HeaderList
    {
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    void configure();
    void configureConnection();
    void configureTls();
    void configureMethod();
    void configureHeaders();
    void hookUp();
    [[nodiscard]] bool hasBody() const;
    [[nodiscard]] std::optional<CURLcode> step(); ///< the outcome once there is one
    [[nodiscard]] CURLcode perform(const std::stop_token &stop);
    [[nodiscard]] bool mayGoOn(const std::stop_token &stop);
    [[nodiscard]] std::chrono::milliseconds patience() const;
    [[nodiscard]] std::expected<HttpResponse, HttpFailure> conclude(CURLcode outcome);
    [[nodiscard]] bool endedWithoutAnswer(CURLcode outcome) const;
    [[nodiscard]] bool isNewConnection() const;
    void refuse(ErrorCode code, const QString &message);

    [[nodiscard]] int beginRequest();
    [[nodiscard]] bool takeHeader(QByteArrayView line);
    [[nodiscard]] bool takeBody(QByteArrayView bytes);
    [[nodiscard]] bool isTooLong(qint64 length);
    [[nodiscard]] size_t giveBody(std::span<char> buffer);

    static int onPrerequisite(void *self, char *, char *, int, int);
    static size_t onHeader(char *bytes, size_t size, size_t count, void *self);
    static size_t onBody(char *bytes, size_t size, size_t count, void *self);
    static size_t onRead(char *buffer, size_t size, size_t count, void *self);
    static int onSeek(void *self, curl_off_t offset, int origin);

    CurlLine &m_line;
    CURL *m_easy;
    const TransportSetup &m_setup;
    const HttpRequest &m_request;
    const TimePoint m_deadline;
    TimePoint m_lastByte;
    std::unique_ptr<BufferSource> m_ownBody;
    RepeatableSource *m_source = nullptr;
    std::unique_ptr<curl_slist, HeaderList> m_headers;
    std::array<char, CURL_ERROR_SIZE> m_detail{};
    HttpResponse m_response;
    qint64 m_received = 0;
    int m_begun = 0;                ///< how often the request was begun to be sent
    bool m_wasLost = false;         ///< libcurl wanted to send it again, since a kept connection had ended
    std::optional<Error> m_refusal; ///< why this side ended it
};

} // namespace pulse
