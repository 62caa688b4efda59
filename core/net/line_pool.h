// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "curl_line.h"
#include "pulse/net/http.h"

#include <condition_variable>
#include <map>

namespace pulse {

/// The lines to every host, no more than a bound to each. Thread-safe.
class LinePool
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// A line that is in use; goes back when it is destroyed.
    class Lease
    {
    public:
        Lease(LinePool &pool, QByteArray host, std::unique_ptr<CurlLine> line);
        Lease(Lease &&) noexcept = default;
        Lease &operator=(Lease &&) = delete;
        ~Lease();
        [[nodiscard]] CurlLine &line() const { return *m_line; }

    private:
        LinePool &m_pool;
        QByteArray m_host;
        std::unique_ptr<CurlLine> m_line;
    };

    explicit LinePool(int linesPerHost);

    /// Waits its turn where all lines to `host` (scheme, name and port) are in use.
    [[nodiscard]] Result<Lease> take(const QByteArray &host, TimePoint deadline, const std::stop_token &stop);

private:
    struct Lines
    {
        int inUse = 0;
        std::vector<std::unique_ptr<CurlLine>> idle; ///< the one that was used last is used next: it is still warm
        std::condition_variable_any freed;           ///< one line, for one of those who wait for it
    };

    void giveBack(const QByteArray &host, std::unique_ptr<CurlLine> line);

    const int m_bound;
    std::shared_ptr<CurlShare> m_share = std::make_shared<CurlShare>();
    std::mutex m_mutex;
    std::map<QByteArray, Lines> m_hosts; ///< never removed from: who waits refers to its host
};

} // namespace pulse
