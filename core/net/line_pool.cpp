// SPDX-License-Identifier: Apache-2.0
#include "line_pool.h"
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

LinePool::Lease::Lease(LinePool &pool, QByteArray host, std::unique_ptr<CurlLine> line)
    : m_pool(pool)
    , m_host(std::move(host))
    , m_line(std::move(line))
{}

LinePool::Lease::~Lease()
{
    if (m_line)
        m_pool.giveBack(m_host, std::move(m_line));
}

LinePool::LinePool(int linesPerHost)
    : m_bound(std::max(1, linesPerHost))
{}

Result<LinePool::Lease> LinePool::take(const QByteArray &host, TimePoint deadline, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    Lines &lines = m_hosts[host];
    const bool free = lines.freed.wait_until(lock, stop, deadline, [&] { return lines.inUse < m_bound; });
    if (const auto going = checkCancelled(stop, {}, QString::fromUtf8(host)); !going)
        return failure(going); // a stop wakes all who wait for the host, so that no turn is lost
    if (!free)
        return failure(
            ErrorCode::Unavailable, {}, QString::fromUtf8(host),
            u"All %1 connections to %2 were in use for too long. Try again when less is going on."_s.arg(m_bound).arg(
                quoted(QString::fromUtf8(host))));
    ++lines.inUse;
    if (!lines.idle.empty()) {
        auto line = std::move(lines.idle.back());
        lines.idle.pop_back();
        return Lease(*this, host, std::move(line));
    }
    lock.unlock();
    auto made = CurlLine::make(m_share);
    if (made)
        return Lease(*this, host, std::move(made));
    giveBack(host, nullptr);
    return failure(ErrorCode::Unavailable, {}, QString::fromUtf8(host),
                   u"There is not enough memory for a connection to %1. Close some programs, then try again."_s.arg(
                       quoted(QString::fromUtf8(host))));
}

void LinePool::giveBack(const QByteArray &host, std::unique_ptr<CurlLine> line)
{
    const std::scoped_lock lock(m_mutex);
    Lines &lines = m_hosts[host];
    --lines.inUse;
    if (line)
        lines.idle.push_back(std::move(line));
    lines.freed.notify_one();
}

} // namespace pulse
