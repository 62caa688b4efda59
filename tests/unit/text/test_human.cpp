// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/human.h"

#include <QTest>
#include <limits>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestHuman : public QObject
{
    Q_OBJECT

private slots:
    void sizes_data();
    void sizes();
    void counts();
    void times_data();
    void times();
    void countsDaysInTheZone();
    void exactTimes();
};

void TestHuman::sizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("expected");
    const QList<std::pair<qint64, QString>> rows{{-1, u"unknown size"_s},
                                                 {0, u"0 bytes"_s},
                                                 {1, u"1 byte"_s},
                                                 {826, u"826 bytes"_s},
                                                 {999, u"999 bytes"_s},
                                                 {1000, u"1.0 kB"_s},
                                                 {1049, u"1.0 kB"_s},
                                                 {1050, u"1.1 kB"_s},
                                                 {2134, u"2.1 kB"_s},
                                                 {9949, u"9.9 kB"_s},
                                                 {9950, u"10 kB"_s},
                                                 {14'400, u"14 kB"_s},
                                                 {999'499, u"999 kB"_s},
                                                 {999'500, u"1.0 MB"_s},
                                                 {1'500'000, u"1.5 MB"_s},
                                                 {999'500'000, u"1.0 GB"_s},
                                                 {2'000'000'000'000, u"2.0 TB"_s},
                                                 {3'000'000'000'000'000, u"3.0 PB"_s},
                                                 {std::numeric_limits<qint64>::max(), u"9.2 EB"_s}};
    for (const auto &[bytes, expected] : rows)
        QTest::addRow("%lld", static_cast<long long>(bytes)) << bytes << expected;
}

void TestHuman::sizes()
{
    QFETCH(const qint64, bytes);
    QFETCH(const QString, expected);
    QCOMPARE(humanSize(bytes), expected);
}

void TestHuman::counts()
{
    QCOMPARE(humanCount(0, u"version"_s), u"0 versions"_s);
    QCOMPARE(humanCount(1, u"version"_s), u"1 version"_s);
    QCOMPARE(humanCount(12'040, u"entry"_s, u"entries"_s), u"12\u202F040 entries"_s);
    QCOMPARE(groupedNumber(999), u"999"_s);
    QCOMPARE(groupedNumber(1'000'000), u"1\u202F000\u202F000"_s);
    QCOMPARE(groupedNumber(-123), u"-123"_s);
    QCOMPARE(groupedNumber(-1234), u"-1\u202F234"_s);
    QCOMPARE(exactSize(2134), u"2\u202F134 bytes"_s);
    QCOMPARE(exactSize(1), u"1 byte"_s);
    QCOMPARE(exactSize(-5), u"unknown size"_s);
}

void TestHuman::times_data()
{
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("expected");
    // Seen on Friday, 15 March 2024, 14:00 UTC.
    QTest::newRow("this moment") << u"2024-03-15T14:00:00Z"_s << u"now"_s;
    QTest::newRow("9 s") << u"2024-03-15T13:59:51Z"_s << u"now"_s;
    QTest::newRow("12 s") << u"2024-03-15T13:59:48Z"_s << u"12 s ago"_s;
    QTest::newRow("59 s") << u"2024-03-15T13:59:01Z"_s << u"59 s ago"_s;
    QTest::newRow("1 min") << u"2024-03-15T13:59:00Z"_s << u"1 min ago"_s;
    QTest::newRow("59 min") << u"2024-03-15T13:00:01Z"_s << u"59 min ago"_s;
    QTest::newRow("2 h") << u"2024-03-15T12:00:00Z"_s << u"2 h ago"_s;
    QTest::newRow("13 h, the same day") << u"2024-03-15T00:30:00Z"_s << u"13 h ago"_s;
    QTest::newRow("14 h, the day before") << u"2024-03-14T23:30:00Z"_s << u"yesterday"_s;
    QTest::newRow("long yesterday") << u"2024-03-14T00:00:00Z"_s << u"yesterday"_s;
    QTest::newRow("2 days") << u"2024-03-13T23:59:59Z"_s << u"2 days ago"_s;
    QTest::newRow("6 days") << u"2024-03-09T00:00:00Z"_s << u"6 days ago"_s;
    QTest::newRow("a week") << u"2024-03-08T23:00:00Z"_s << u"8 Mar"_s;
    QTest::newRow("last year") << u"2023-12-31T23:59:59Z"_s << u"31 Dec 2023"_s;
    QTest::newRow("clock ahead") << u"2024-03-15T14:00:59Z"_s << u"now"_s;
    QTest::newRow("future") << u"2031-03-12T14:05:00Z"_s << u"12 Mar 2031, 14:05"_s;
    QTest::newRow("invalid") << u"never"_s << u"unknown"_s;
}

void TestHuman::times()
{
    QFETCH(const QString, time);
    QFETCH(const QString, expected);
    const QDateTime now = QDateTime::fromString(u"2024-03-15T14:00:00Z"_s, Qt::ISODate);
    QCOMPARE(relativeTime(QDateTime::fromString(time, Qt::ISODate), now, QTimeZone::utc()), expected);
}

void TestHuman::countsDaysInTheZone()
{
    const QTimeZone zone(3600 * 10);
    const QDateTime time = QDateTime::fromString(u"2024-03-14T13:30:00Z"_s, Qt::ISODate); // 23:30 there
    const QDateTime now = QDateTime::fromString(u"2024-03-15T02:00:00Z"_s, Qt::ISODate);  // 12:00 there
    QCOMPARE(relativeTime(time, now, zone), u"yesterday"_s);
    const QDateTime early = QDateTime::fromString(u"2024-03-15T01:30:00Z"_s, Qt::ISODate);
    QCOMPARE(relativeTime(time, early, zone), u"yesterday"_s);
    QCOMPARE(relativeTime(time, time.addSecs(3600 * 3), zone), u"3 h ago"_s);
}

void TestHuman::exactTimes()
{
    const QDateTime time = QDateTime::fromString(u"2024-03-12T12:05:09Z"_s, Qt::ISODate);
    QCOMPARE(exactTime(time, QTimeZone::utc()), u"12 Mar 2024, 12:05:09 UTC"_s);
    QCOMPARE(exactTime(time, QTimeZone(7200)), u"12 Mar 2024, 14:05:09 UTC+02:00"_s);
    QCOMPARE(exactTime(time, QTimeZone(-(3600 * 9 + 1800))), u"12 Mar 2024, 02:35:09 UTC-09:30"_s);
    QCOMPARE(exactTime({}), u"unknown"_s);
}

QTEST_APPLESS_MAIN(TestHuman)
#include "test_human.moc"
