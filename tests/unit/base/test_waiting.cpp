// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/waiting.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace pulse;
using namespace std::chrono_literals;

class BaseWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itLastsAsLongAsItShould()
    {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(waitFor(20ms, {}));
        QVERIFY(timer.durationElapsed() >= 20ms);
    }

    // Only the stop can end it before hours have gone by.
    void aStopEndsIt()
    {
        std::stop_source stop;
        const std::jthread stopping([&] { stop.request_stop(); });
        QVERIFY(!waitFor(24h, stop.get_token()));
        QVERIFY(!waitFor(24h, stop.get_token()));
    }

    void eachRaceDoublesTheBound()
    {
        double chosen = 0.5;
        const RacePause pause{.sleep = {}, .random = [&] { return chosen; }, .first = 100ms, .longest = 1s};
        QCOMPARE(pause.after(1), 50ms);
        QCOMPARE(pause.after(2), 100ms);
        QCOMPARE(pause.after(4), 400ms);
        QCOMPARE(pause.after(5), 500ms);
        QCOMPARE(pause.after(1'000'000), 500ms);
        chosen = 0;
        QCOMPARE(pause.after(3), 0ms);
    }
};

QTEST_GUILESS_MAIN(BaseWaiting)
#include "test_waiting.moc"
