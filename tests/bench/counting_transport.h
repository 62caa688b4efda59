// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <QString>
#include <map>
#include <mutex>

namespace pulse::test {

/// Passes every request on, and counts them by method: what a server is asked is a figure that no busy machine changes.
class CountingTransport final : public HttpTransport
{
public:
    explicit CountingTransport(std::shared_ptr<HttpTransport> transport)
        : m_transport(std::move(transport))
    {}

    std::expected<HttpResponse, HttpFailure> send(const HttpRequest &request, std::stop_token stop) override
    {
        {
            const std::scoped_lock lock(m_mutex);
            // A GET that asks for a listing costs a server quite another effort.
            const bool isListing = request.method == "GET" && request.url.query().contains(QLatin1StringView("list-type"));
            ++m_counts[isListing ? QByteArray("LIST") : request.method];
        }
        return m_transport->send(request, std::move(stop));
    }

    /// "12 GET, 3 PUT", of the requests since the last call.
    [[nodiscard]] QString take()
    {
        const std::scoped_lock lock(m_mutex);
        QStringList parts;
        for (const auto &[method, count] : m_counts)
            parts.append(QString::number(count) + u' ' + QString::fromLatin1(method));
        m_counts.clear();
        return parts.isEmpty() ? QStringLiteral("no requests") : parts.join(QStringLiteral(", "));
    }

private:
    const std::shared_ptr<HttpTransport> m_transport;
    std::mutex m_mutex;
    std::map<QByteArray, qint64> m_counts;
};

} // namespace pulse::test
