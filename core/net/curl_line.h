// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <curl/curl.h>
#include <memory>
#include <mutex>

namespace pulse {

/// What the lines of one transport share: the answers of the name service and TLS sessions. Connections are not among
/// it: libcurl does not support sharing them between threads.
class CurlShare
{
public:
    CurlShare();
    CurlShare(const CurlShare &) = delete;
    CurlShare &operator=(const CurlShare &) = delete;
    ~CurlShare();
    [[nodiscard]] CURLSH *get() const { return m_share; }

private:
    static void lock(CURL *, curl_lock_data data, curl_lock_access, void *self);
    static void unlock(CURL *, curl_lock_data data, void *self);

    std::array<std::mutex, CURL_LOCK_DATA_LAST> m_mutexes;
    CURLSH *m_share;
};

/// One way to one host: a transfer at a time, over a connection that stays open for the next. Used by one thread at a
/// time; wake() by any.
class CurlLine
{
public:
    /// Null where there is no memory for one.
    [[nodiscard]] static std::unique_ptr<CurlLine> make(std::shared_ptr<CurlShare> share);
    CurlLine(const CurlLine &) = delete;
    CurlLine &operator=(const CurlLine &) = delete;
    ~CurlLine();

    [[nodiscard]] CURL *easy() const { return m_easy; }
    [[nodiscard]] CURLM *multi() const { return m_multi; }
    [[nodiscard]] CURLSH *share() const { return m_share->get(); }
    /// Ends a wait for the network that another thread is in.
    void wake() { curl_multi_wakeup(m_multi); }

private:
    CurlLine(std::shared_ptr<CurlShare> share, CURL *easy, CURLM *multi);

    std::shared_ptr<CurlShare> m_share;
    CURL *m_easy;
    CURLM *m_multi;
};

} // namespace pulse
