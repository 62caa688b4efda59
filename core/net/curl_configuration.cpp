// SPDX-License-Identifier: Apache-2.0
// What libcurl is told of a request before it begins.
#include "curl_exchange.h"
#include "pulse/net/loopback.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse {

void CurlExchange::configure()
{
    curl_easy_reset(m_easy);
    configureConnection();
    configureTls();
    configureMethod();
    configureHeaders();
    hookUp();
}

void CurlExchange::configureConnection()
{
    const TransportOptions &options = m_setup.options;
    curl_easy_setopt(m_easy, CURLOPT_URL, m_request.url.toEncoded(QUrl::RemoveFragment).constData());
    curl_easy_setopt(m_easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(m_easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(m_easy, CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
    curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(m_easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(m_easy, CURLOPT_FRESH_CONNECT, m_request.newConnection ? 1L : 0L);
    curl_easy_setopt(m_easy, CURLOPT_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, long(options.connectTimeout.count()));
    if (options.proxy == u"direct"_s || (options.proxy.isEmpty() && isLoopback(m_request.url)))
        curl_easy_setopt(m_easy, CURLOPT_PROXY, ""); // not even that of the environment
    else if (!options.proxy.isEmpty())
        curl_easy_setopt(m_easy, CURLOPT_PROXY, options.proxy.toUtf8().constData());
    curl_easy_setopt(m_easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void CurlExchange::configureTls()
{
    const TransportOptions &options = m_setup.options;
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    if (!m_setup.authorities.isEmpty()) {
        curl_blob blob{};
        blob.data = const_cast<char *>(m_setup.authorities.constData()); // only read, and longer-lived than the request
        blob.len = size_t(m_setup.authorities.size());
        blob.flags = CURL_BLOB_NOCOPY;
        curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
    }
    if (options.clientCertificateFile.isEmpty())
        return;
    curl_easy_setopt(m_easy, CURLOPT_SSLCERT, QFile::encodeName(options.clientCertificateFile).constData());
    curl_easy_setopt(m_easy, CURLOPT_SSLKEY, QFile::encodeName(options.clientKeyFile).constData());
}

void CurlExchange::configureMethod()
{
    if (m_source) {
        curl_easy_setopt(m_easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(m_easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(m_source->size()));
    } else if (m_request.method == "HEAD") {
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
        return;
    } else {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, m_request.method.constData());
}

void CurlExchange::configureHeaders()
{
    curl_slist *list = nullptr;
    const auto append = [&list](const QByteArray &line) { list = curl_slist_append(list, line.constData()); };
    append("Expect:"); // never announced, so never waited for
    if (!m_request.headers.contains("User-Agent"))
        append("User-Agent: " + m_setup.userAgent);
    for (const HttpHeader &header : m_request.headers.all())
        append(header.value.isEmpty() ? header.name + ';' : header.name + ": " + header.value);
    m_headers.reset(list);
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, list);
}

void CurlExchange::hookUp()
{
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_detail.data());
    curl_easy_setopt(m_easy, CURLOPT_PREREQFUNCTION, &CurlExchange::onPrerequisite);
    curl_easy_setopt(m_easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &CurlExchange::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &CurlExchange::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_READFUNCTION, &CurlExchange::onRead);
    curl_easy_setopt(m_easy, CURLOPT_READDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SEEKFUNCTION, &CurlExchange::onSeek);
    curl_easy_setopt(m_easy, CURLOPT_SEEKDATA, this);
}

} // namespace pulse
