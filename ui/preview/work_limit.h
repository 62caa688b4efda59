// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDeadlineTimer>
#include <stop_token>

namespace pulse::ui {

/// Says when to give up: asked often, looks at the clock seldom.
class WorkLimit
{
public:
    WorkLimit(QDeadlineTimer deadline, std::stop_token stop)
        : m_deadline(deadline)
        , m_stop(std::move(stop))
    {}

    [[nodiscard]] bool isOver()
    {
        if (m_over || (++m_count & 63U) != 0)
            return m_over;
        return m_over = m_stop.stop_requested() || m_deadline.hasExpired();
    }
    [[nodiscard]] bool isStopped() const { return m_stop.stop_requested(); }

private:
    QDeadlineTimer m_deadline;
    std::stop_token m_stop;
    unsigned m_count = 0;
    bool m_over = false;
};

} // namespace pulse::ui
