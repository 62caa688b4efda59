// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/clock.h"

#include <QTest>
#include <QTimeZone>
#include <thread>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestClock : public QObject
{
    Q_OBJECT

private slots:
    void theSystemsClockIsUtcAndCurrent();
    void theManualClockMovesOnlyWhenTold();
    void theManualClockIsSharedSafely();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void writes_data();
    void writes();
    void whatIsWrittenIsReadBack();
};

void TestClock::theSystemsClockIsUtcAndCurrent()
{
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const QDateTime now = SystemClock().now();
    QCOMPARE(now.timeSpec(), Qt::UTC);
    QVERIFY(before <= now && now <= QDateTime::currentDateTimeUtc());
}

void TestClock::theManualClockMovesOnlyWhenTold()
{
    ManualClock clock(QDateTime(QDate(2025, 1, 31), QTime(13, 0), QTimeZone(3600)));
    QCOMPARE(toRfc3339(clock.now()), u"2025-01-31T12:00:00Z"_s);
    QCOMPARE(clock.now(), clock.now());
    QCOMPARE(clock.now().timeSpec(), Qt::UTC);
    clock.advance(std::chrono::milliseconds(1500));
    QCOMPARE(toRfc3339(clock.now()), u"2025-01-31T12:00:01.500Z"_s);
    clock.advance(std::chrono::hours(-24));
    QCOMPARE(toRfc3339(clock.now()), u"2025-01-30T12:00:01.500Z"_s);
}

void TestClock::theManualClockIsSharedSafely()
{
    const QDateTime start(QDate(2025, 1, 1), QTime(0, 0), QTimeZone::UTC);
    ManualClock clock(start);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&clock] {
                for (int step = 0; step < 1000; ++step)
                    clock.advance(std::chrono::milliseconds(1));
            });
    }
    QCOMPARE(start.msecsTo(clock.now()), 4000);
}

void TestClock::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc");
    QTest::newRow("plain") << u"2025-01-31T12:00:00Z"_s << u"2025-01-31T12:00:00Z"_s;
    QTest::newRow("lower case") << u"2025-01-31t12:00:00z"_s << u"2025-01-31T12:00:00Z"_s;
    QTest::newRow("milliseconds") << u"2025-01-31T12:00:00.120Z"_s << u"2025-01-31T12:00:00.120Z"_s;
    QTest::newRow("tenths") << u"2025-01-31T12:00:00.1Z"_s << u"2025-01-31T12:00:00.100Z"_s;
    QTest::newRow("nanoseconds") << u"2025-01-31T12:00:00.123999999Z"_s << u"2025-01-31T12:00:00.123Z"_s;
    QTest::newRow("forty digits") << u"2025-01-31T12:00:00."_s + QString(40, u'9') + u'Z'
                                  << u"2025-01-31T12:00:00.999Z"_s;
    QTest::newRow("east") << u"2025-01-31T12:00:00+05:30"_s << u"2025-01-31T06:30:00Z"_s;
    QTest::newRow("west over midnight") << u"2024-12-31T23:30:00-01:00"_s << u"2025-01-01T00:30:00Z"_s;
    QTest::newRow("unknown offset") << u"2025-01-31T12:00:00-00:00"_s << u"2025-01-31T12:00:00Z"_s;
    QTest::newRow("leap day") << u"2024-02-29T00:00:00Z"_s << u"2024-02-29T00:00:00Z"_s;
    QTest::newRow("leap second") << u"1990-12-31T23:59:60Z"_s << u"1991-01-01T00:00:00Z"_s;
    QTest::newRow("first year") << u"0001-01-01T00:00:00Z"_s << u"0001-01-01T00:00:00Z"_s;
    QTest::newRow("last year") << u"9999-12-31T23:59:59.999Z"_s << u"9999-12-31T23:59:59.999Z"_s;
    QTest::newRow("long before 1970") << u"1582-10-15T00:00:00Z"_s << u"1582-10-15T00:00:00Z"_s;
}

void TestClock::reads()
{
    QFETCH(QString, text);
    QFETCH(QString, utc);
    const QDateTime time = fromRfc3339(text);
    QVERIFY(time.isValid());
    QCOMPARE(time.timeSpec(), Qt::UTC);
    QCOMPARE(toRfc3339(time), utc);
}

void TestClock::refuses_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{
        u""_s,
        u"now"_s,
        u"2025-01-31"_s,
        u"2025-01-31T12:00:00"_s,
        u"2025-01-31 12:00:00Z"_s,
        u"2025-01-31T12:00Z"_s,
        u"2025-1-31T12:00:00Z"_s,
        u"25-01-31T12:00:00Z"_s,
        u"2025-02-29T12:00:00Z"_s,
        u"2025-13-01T12:00:00Z"_s,
        u"2025-00-01T12:00:00Z"_s,
        u"2025-01-32T12:00:00Z"_s,
        u"2025-01-31T24:00:00Z"_s,
        u"2025-01-31T12:60:00Z"_s,
        u"2025-01-31T12:00:61Z"_s,
        u"2025-01-31T12:00:00.Z"_s,
        u"2025-01-31T12:00:00,5Z"_s,
        u"2025-01-31T12:00:00+0100"_s,
        u"2025-01-31T12:00:00+01"_s,
        u"2025-01-31T12:00:00+24:00"_s,
        u"2025-01-31T12:00:00+01:60"_s,
        u"2025-01-31T12:00:00Z "_s,
        u" 2025-01-31T12:00:00Z"_s,
        u"2025-01-31T12:00:00ZZ"_s,
        u"+2025-01-31T12:00:00Z"_s,
        u"-025-01-31T12:00:00Z"_s,
        u"0000-01-01T00:00:00Z"_s,
        u"２０２５-01-31T12:00:00Z"_s,
        u"2025-01-31T12:00:-1Z"_s,
    };
    for (const QString &text : texts)
        QTest::newRow(text.isEmpty() ? "empty" : qPrintable(text)) << text;
}

void TestClock::refuses()
{
    QFETCH(QString, text);
    QVERIFY(!fromRfc3339(text).isValid());
}

void TestClock::writes_data()
{
    QTest::addColumn<QDateTime>("time");
    QTest::addColumn<QString>("text");
    QTest::newRow("not valid") << QDateTime() << QString();
    QTest::newRow("other zone") << QDateTime(QDate(2025, 6, 1), QTime(1, 0), QTimeZone(7200))
                                << u"2025-05-31T23:00:00Z"_s;
    QTest::newRow("small milliseconds") << QDateTime(QDate(2025, 6, 1), QTime(1, 0, 0, 7), QTimeZone::UTC)
                                        << u"2025-06-01T01:00:00.007Z"_s;
    QTest::newRow("too late") << QDateTime(QDate(10000, 1, 1), QTime(0, 0), QTimeZone::UTC) << QString();
    QTest::newRow("too early") << QDateTime(QDate(-1, 1, 1), QTime(0, 0), QTimeZone::UTC) << QString();
}

void TestClock::writes()
{
    QFETCH(QDateTime, time);
    QFETCH(QString, text);
    QCOMPARE(toRfc3339(time), text);
}

void TestClock::whatIsWrittenIsReadBack()
{
    QDateTime time(QDate(1999, 12, 31), QTime(23, 59, 59, 1), QTimeZone::UTC);
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(fromRfc3339(toRfc3339(time)), time);
        time = time.addMSecs(987'654'321);
    }
}

QTEST_APPLESS_MAIN(TestClock)
#include "test_clock.moc"
