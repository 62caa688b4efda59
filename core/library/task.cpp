// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/task.h"

#include <list>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

struct TaskRunner::State
{
    std::mutex mutex;
    std::list<std::stop_source> unfinished;
    bool closing = false;
    QThreadPool pool;
};

TaskRunner::TaskRunner(int threads)
    : m_state(std::make_unique<State>())
{
    m_state->pool.setMaxThreadCount(std::max(1, threads));
    m_state->pool.setObjectName(u"pulse-work"_s);
}

TaskRunner::~TaskRunner()
{
    std::list<std::stop_source> unfinished;
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->closing = true;
        unfinished = m_state->unfinished;
    }
    // Outside the lock: a stop callback may run here.
    for (std::stop_source &stop : unfinished)
        stop.request_stop();
    m_state->pool.waitForDone();
}

void TaskRunner::start(std::function<void()> work, const std::stop_source &stop)
{
    std::list<std::stop_source>::iterator entry;
    bool closing = false;
    {
        const std::scoped_lock lock(m_state->mutex);
        closing = m_state->closing;
        entry = m_state->unfinished.insert(m_state->unfinished.end(), stop);
    }
    if (closing)
        std::stop_source(stop).request_stop();
    m_state->pool.start([state = m_state.get(), entry, work = std::move(work)] {
        work();
        const std::scoped_lock lock(state->mutex);
        state->unfinished.erase(entry);
    });
}

Error TaskRunner::stoppedBeforeStart()
{
    return Error(ErrorCode::Cancelled, {}, {}, u"It was stopped before it began."_s);
}

} // namespace pulse
