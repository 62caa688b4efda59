// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/ui/backups/backup_schedule.h"

#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace std::chrono_literals;

class TestBackupSchedule : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_clock = std::make_shared<ManualClock>(makeTime(u"2024-06-01T12:00:00Z"));
        m_schedule = std::make_unique<BackupSchedule>(m_clock);
    }

    void nothingIsDueWithoutAnInterval()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setLast({});
        m_clock->advance(1000h);
        m_schedule->look();
        QCOMPARE(due.size(), 0);
        QVERIFY(!m_schedule->nextAt());
    }

    void nothingIsDueBeforeItIsKnownWhenTheLastOneWas()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(4);
        m_schedule->look();
        QCOMPARE(due.size(), 0);
    }

    void dueAfterTheIntervalAndNotBefore()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(4);
        m_schedule->setLast(m_clock->now());
        m_clock->advance(4h - 1s);
        m_schedule->look();
        QCOMPARE(due.size(), 0);
        m_clock->advance(1s);
        m_schedule->look();
        QCOMPARE(due.size(), 1);
        m_schedule->started();
        m_schedule->look();
        QCOMPARE(due.size(), 1);
        m_schedule->succeeded(m_clock->now());
        m_schedule->look();
        QCOMPARE(due.size(), 1);
        QCOMPARE(m_schedule->nextAt(), std::optional(m_clock->now().addSecs(4 * 3600)));
    }

    void aMissedOneIsCaughtUpOnceAtTheStart()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(4);
        m_schedule->setLast(m_clock->now().addDays(-30));
        QCOMPARE(due.size(), 1);
        m_schedule->started();
        m_schedule->succeeded(m_clock->now());
        m_schedule->look();
        QCOMPARE(due.size(), 1);
    }

    void theFirstOneIsDueAtOnce()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(24);
        m_schedule->setLast({});
        QCOMPARE(due.size(), 1);
    }

    void aFailureIsTriedAgainAfterAPause()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(1);
        m_schedule->setLast({});
        QCOMPARE(due.size(), 1);
        m_schedule->started();
        m_schedule->failed();
        m_schedule->look();
        QCOMPARE(due.size(), 1);
        m_clock->advance(BackupSchedule::pauseAfterFailure);
        m_schedule->look();
        QCOMPARE(due.size(), 2);
    }

    void aBackupFromTheFutureDoesNotStopTheSchedule()
    {
        QSignalSpy due(m_schedule.get(), &BackupSchedule::due);
        m_schedule->setInterval(4);
        m_schedule->setLast(m_clock->now().addYears(10));
        QCOMPARE(due.size(), 1);
        m_schedule->started();
        m_schedule->succeeded(m_clock->now());
        m_schedule->setLast(m_clock->now().addYears(10));
        QCOMPARE(due.size(), 1);
        m_clock->advance(4h);
        m_schedule->look();
        QCOMPARE(due.size(), 2);
    }

private:
    std::shared_ptr<ManualClock> m_clock;
    std::unique_ptr<BackupSchedule> m_schedule;
};

QTEST_GUILESS_MAIN(TestBackupSchedule)
#include "test_backup_schedule.moc"
