// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/task.h"

#include <QRunnable>
#include <list>
#include <mutex>
#include <vector>

using namespace Qt::StringLiterals;

namespace pulse {

// Qt's pool lends its threads and no more. What they do passes through a list of our own, under a lock that is seen by
// all who look for races: that of the pool is within Qt.
struct TaskRunner::State final : QRunnable
{
    struct Piece
    {
        std::function<void()> work; // until it begins
        std::stop_source stop;
    };

    std::mutex mutex;
    std::list<Piece> waiting; // of which the pool begins as many as there are, each once
    std::list<Piece> running;
    bool closing = false;
    QThreadPool pool; // the last member: its threads end before the rest goes

    State() { setAutoDelete(false); }
    void run() override;
};

void TaskRunner::State::run()
{
    std::function<void()> work;
    std::list<Piece>::iterator piece;
    {
        const std::scoped_lock lock(mutex);
        piece = waiting.begin();
        running.splice(running.end(), waiting, piece);
        work = std::exchange(piece->work, {});
    }
    work();
    const std::scoped_lock lock(mutex);
    running.erase(piece);
}

TaskRunner::TaskRunner(int threads)
    : m_state(std::make_unique<State>())
{
    m_state->pool.setMaxThreadCount(std::max(1, threads));
    m_state->pool.setObjectName(u"pulse-work"_s);
}

TaskRunner::~TaskRunner()
{
    std::vector<std::stop_source> unfinished;
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->closing = true;
        for (const auto *pieces : {&m_state->running, &m_state->waiting}) {
            for (const State::Piece &piece : *pieces)
                unfinished.push_back(piece.stop);
        }
    }
    // Outside the lock: a stop callback may run here.
    for (std::stop_source &stop : unfinished)
        stop.request_stop();
    m_state->pool.waitForDone();
}

void TaskRunner::start(std::function<void()> work, const std::stop_source &stop)
{
    bool closing = false;
    {
        const std::scoped_lock lock(m_state->mutex);
        closing = m_state->closing;
        m_state->waiting.emplace_back(std::move(work), stop);
    }
    if (closing)
        std::stop_source(stop).request_stop();
    m_state->pool.start(m_state.get());
}

Error TaskRunner::stoppedBeforeStart()
{
    return Error(ErrorCode::Cancelled, {}, {}, u"It was stopped before it began."_s);
}

} // namespace pulse
