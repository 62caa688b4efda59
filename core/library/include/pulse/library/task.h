// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThreadPool>
#include <functional>
#include <stop_token>

namespace pulse {

/// Work that runs elsewhere and belongs to whoever holds it: destroying a Task, or assigning another to it, asks the
/// work to stop and drops its answer. Move-only. A widget keeps its Task as a member; the latest one wins.
template <typename T>
class [[nodiscard]] Task
{
public:
    Task() = default;
    Task(QFuture<Result<T>> future, std::stop_source stop)
        : m_future(std::move(future))
        , m_stop(std::move(stop))
    {}
    Task(Task &&other) noexcept
        : m_future(std::exchange(other.m_future, {}))
        , m_stop(std::exchange(other.m_stop, std::stop_source(std::nostopstate)))
        , m_alive(std::exchange(other.m_alive, nullptr))
    {}
    Task &operator=(Task &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_future = std::exchange(other.m_future, {});
            m_stop = std::exchange(other.m_stop, std::stop_source(std::nostopstate));
            m_alive = std::exchange(other.m_alive, nullptr);
        }
        return *this;
    }
    ~Task() { cancel(); }

    /// Calls `handler(Result<T>)` in `context`'s thread when the work is done, unless this Task was cancelled,
    /// replaced or destroyed, or `context` was, before that. Returns the Task, to be kept.
    template <typename Handler>
    Task &&then(QObject *context, Handler handler) &&
    {
        auto alive = std::make_shared<bool>(true);
        m_alive = alive;
        // Work that is done already would be answered from within this call, before the Task is where it is kept.
        auto attaching = std::make_shared<bool>(true);
        m_future.then(context, [context, alive, attaching, handler = std::move(handler)](Result<T> result) mutable {
            if (!*attaching) {
                if (*alive)
                    handler(std::move(result));
                return;
            }
            auto held = std::make_shared<Result<T>>(std::move(result));
            QMetaObject::invokeMethod(
                context,
                [alive, handler = std::move(handler), held]() mutable {
                    if (*alive)
                        handler(std::move(*held));
                },
                Qt::QueuedConnection);
        });
        *attaching = false;
        return std::move(*this);
    }

    /// Asks the work to stop and drops its answer. Does nothing when there is none.
    void cancel()
    {
        if (m_alive)
            *m_alive = false;
        m_alive.reset();
        if (m_stop.stop_possible())
            m_stop.request_stop();
    }

    /// Asks the work to stop; its answer (usually Cancelled, or the success that came first) is still delivered.
    void requestStop()
    {
        if (m_stop.stop_possible())
            m_stop.request_stop();
    }

    /// Lets the work finish by itself: the holder no longer cancels it, and a handler set by `then` is still called.
    /// For changes that must not be undone by closing a panel.
    void detach() &&
    {
        m_alive.reset();
        m_stop = std::stop_source(std::nostopstate);
    }

    [[nodiscard]] bool isRunning() const { return m_future.isRunning(); }
    /// For callers outside the window, such as tests.
    [[nodiscard]] const QFuture<Result<T>> &future() const { return m_future; }

private:
    QFuture<Result<T>> m_future;
    std::stop_source m_stop{std::nostopstate};
    std::shared_ptr<bool> m_alive; // shared with the handler; used only in the context's thread
};

/// Runs blocking work on threads of its own and answers with Tasks: the one seam between the blocking core and the
/// window. Thread-safe. Work whose Task was cancelled before it began does not run; its future still finishes, as
/// Cancelled. The destructor asks all work to stop and waits for it; work of its own must not be the last to hold it.
class TaskRunner
{
public:
    /// `threads` at least 1.
    explicit TaskRunner(int threads);
    ~TaskRunner();
    TaskRunner(const TaskRunner &) = delete;
    TaskRunner &operator=(const TaskRunner &) = delete;

    /// `work(std::stop_token) -> Result<T>`. It must not touch QObjects of other threads.
    template <typename Work>
    auto run(Work work)
    {
        using R = std::invoke_result_t<Work, std::stop_token>;
        auto promise = std::make_shared<QPromise<R>>();
        auto future = promise->future();
        std::stop_source stop;
        promise->start();
        start(
            [promise, token = stop.get_token(), work = std::move(work)]() mutable {
                promise->addResult(token.stop_requested() ? R(std::unexpected(stoppedBeforeStart()))
                                                          : work(std::move(token)));
                promise->finish();
            },
            stop);
        return Task<typename R::value_type>(std::move(future), std::move(stop));
    }

private:
    void start(std::function<void()> work, const std::stop_source &stop);
    [[nodiscard]] static Error stoppedBeforeStart();

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse
