// SPDX-License-Identifier: Apache-2.0
#include "curl_line.h"

namespace pulse {

CurlShare::CurlShare()
{
    // libcurl counts its users itself, but its first initialisation must happen once.
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_share = initialised == CURLE_OK ? curl_share_init() : nullptr;
    if (!m_share)
        return;
    curl_share_setopt(m_share, CURLSHOPT_LOCKFUNC, &CurlShare::lock);
    curl_share_setopt(m_share, CURLSHOPT_UNLOCKFUNC, &CurlShare::unlock);
    curl_share_setopt(m_share, CURLSHOPT_USERDATA, this);
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

CurlShare::~CurlShare()
{
    if (m_share)
        curl_share_cleanup(m_share);
}

void CurlShare::lock(CURL *, curl_lock_data data, curl_lock_access, void *self)
{
    static_cast<CurlShare *>(self)->m_mutexes[data].lock();
}

void CurlShare::unlock(CURL *, curl_lock_data data, void *self)
{
    static_cast<CurlShare *>(self)->m_mutexes[data].unlock();
}

std::unique_ptr<CurlLine> CurlLine::make(std::shared_ptr<CurlShare> share)
{
    if (!share->get())
        return nullptr;
    CURL *easy = curl_easy_init();
    CURLM *multi = curl_multi_init();
    if (easy && multi)
        return std::unique_ptr<CurlLine>(new CurlLine(std::move(share), easy, multi));
    if (easy)
        curl_easy_cleanup(easy);
    if (multi)
        curl_multi_cleanup(multi);
    return nullptr;
}

CurlLine::CurlLine(std::shared_ptr<CurlShare> share, CURL *easy, CURLM *multi)
    : m_share(std::move(share))
    , m_easy(easy)
    , m_multi(multi)
{
    curl_easy_setopt(m_easy, CURLOPT_SHARE, m_share->get());
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 1L);
}

CurlLine::~CurlLine()
{
    curl_easy_cleanup(m_easy);
    curl_multi_cleanup(m_multi);
}

} // namespace pulse
