// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/task.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <atomic>
#include <condition_variable>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

/// Work that runs until it is asked to stop.
Result<int> untilStopped(std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait(lock, stop, [] { return false; });
    return failure(ErrorCode::Cancelled, u"wait"_s, {}, u"It was stopped."_s);
}

} // namespace

class TestTask : public QObject
{
    Q_OBJECT

private slots:
    void deliversInTheContextsThread()
    {
        TaskRunner runner(1);
        QThread *worker = nullptr;
        QThread *receiver = nullptr;
        int answer = 0;
        const auto task = runner
                              .run([&worker](std::stop_token) -> Result<int> {
                                  worker = QThread::currentThread();
                                  return 42;
                              })
                              .then(this, [&](Result<int> result) {
                                  receiver = QThread::currentThread();
                                  answer = result.value_or(0);
                              });
        QTRY_COMPARE(answer, 42);
        QCOMPARE(receiver, QThread::currentThread());
        QVERIFY(worker != receiver);
    }

    void deliversErrors()
    {
        TaskRunner runner(1);
        std::optional<Error> error;
        const auto task = runner
                              .run([](std::stop_token) -> Result<void> {
                                  return failure(ErrorCode::NotFound, u"fetch"_s, u"x"_s, u"There is no x."_s);
                              })
                              .then(this, [&](const Result<void> &result) {
                                  if (!result)
                                      error = result.error();
                              });
        QTRY_VERIFY(error);
        QCOMPARE(error->code(), ErrorCode::NotFound);
    }

    void theLatestWins()
    {
        TaskRunner runner(2);
        QList<int> answers;
        const auto collect = [&](Result<int> result) { answers.append(result.value_or(-1)); };
        Task<int> member = runner.run(untilStopped).then(this, collect);
        const QFuture<Result<int>> first = member.future();
        member = runner.run([](std::stop_token) -> Result<int> { return 2; }).then(this, collect);
        QTRY_VERIFY(first.isFinished());
        QTRY_COMPARE(answers, QList<int>{2});
    }

    void aFinishedAnswerOfAReplacedTaskIsDropped()
    {
        TaskRunner runner(1);
        QList<int> answers;
        const auto collect = [&](Result<int> result) { answers.append(result.value_or(-1)); };
        Task<int> member = runner.run([](std::stop_token) -> Result<int> { return 1; }).then(this, collect);
        // The first answer is on its way into this thread, which has not looked at it yet.
        while (!member.future().isFinished())
            QThread::yieldCurrentThread();
        member = runner.run([](std::stop_token) -> Result<int> { return 2; }).then(this, collect);
        QTRY_VERIFY(!answers.isEmpty());
        QCOMPARE(answers, QList<int>{2});
    }

    void destroyingATaskStopsItsWork()
    {
        TaskRunner runner(1);
        bool delivered = false;
        QFuture<Result<int>> future;
        {
            const auto task = runner.run(untilStopped).then(this, [&](Result<int>) { delivered = true; });
            future = task.future();
        }
        QTRY_VERIFY(future.isFinished());
        QCoreApplication::sendPostedEvents();
        QVERIFY(!delivered);
    }

    void aDestroyedContextGetsNothing()
    {
        TaskRunner runner(1);
        QSemaphore go;
        bool delivered = false;
        auto context = std::make_unique<QObject>();
        const auto task = runner
                              .run([&go](std::stop_token) -> Result<int> {
                                  go.acquire();
                                  return 1;
                              })
                              .then(context.get(), [&](Result<int>) { delivered = true; });
        context.reset();
        go.release();
        QTRY_VERIFY(task.future().isFinished());
        QCoreApplication::sendPostedEvents();
        QVERIFY(!delivered);
    }

    void requestStopStillDelivers()
    {
        TaskRunner runner(1);
        std::optional<ErrorCode> code;
        auto task = runner.run(untilStopped).then(this, [&](const Result<int> &result) {
            if (!result)
                code = result.error().code();
        });
        task.requestStop();
        QTRY_COMPARE(code, ErrorCode::Cancelled);
    }

    void workStoppedBeforeItBeganDoesNotRun()
    {
        TaskRunner runner(1);
        const auto blocker = runner.run(untilStopped);
        std::atomic<bool> ran = false;
        QFuture<Result<int>> future;
        {
            const auto queued = runner.run([&ran](std::stop_token) -> Result<int> {
                ran = true;
                return 1;
            });
            future = queued.future();
        }
        auto stopping = std::move(const_cast<Task<int> &>(blocker));
        stopping.cancel();
        QTRY_VERIFY(future.isFinished());
        QVERIFY(!ran);
        QCOMPARE(future.result().error().code(), ErrorCode::Cancelled);
    }

    void theRunnersEndStopsAndFinishesEverything()
    {
        std::vector<Task<int>> tasks;
        std::atomic<int> ran = 0;
        {
            TaskRunner runner(2);
            for (int i = 0; i < 2; ++i)
                tasks.push_back(runner.run(untilStopped));
            for (int i = 0; i < 20; ++i) {
                tasks.push_back(runner.run([&ran](std::stop_token) -> Result<int> {
                    ++ran;
                    return 1;
                }));
            }
        }
        QCOMPARE(ran, 0);
        for (const auto &task : tasks) {
            QVERIFY(task.future().isFinished());
            QCOMPARE(task.future().result().error().code(), ErrorCode::Cancelled);
        }
    }

    void moveOnlyAnswers()
    {
        TaskRunner runner(1);
        std::unique_ptr<int> answer;
        const auto task =
            runner.run([](std::stop_token) -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); })
                .then(this, [&](Result<std::unique_ptr<int>> result) { answer = std::move(*result); });
        QTRY_VERIFY(answer);
        QCOMPARE(*answer, 7);
    }
};

QTEST_GUILESS_MAIN(TestTask)
#include "test_task.moc"
