// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/http_date.h"
#include "pulse/net/retry.h"

#include <QTest>
#include <QTimeZone>

using namespace pulse;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QDateTime at(int year, int month, int day, int hour = 0, int minute = 0, int second = 0, int milliseconds = 0)
{
    return {QDate(year, month, day), QTime(hour, minute, second, milliseconds), QTimeZone::UTC};
}

} // namespace

class TestHttpFields : public QObject
{
    Q_OBJECT

private slots:
    void headers()
    {
        HttpHeaders headers{{"ETag", "\"a\""}, {"Link", "1"}, {"link", "2"}};
        QCOMPARE(headers.value("etag"), "\"a\""_ba);
        QCOMPARE(headers.value("LINK"), "1"_ba);
        QVERIFY(!headers.contains("ETa"));
        headers.set("LINK", "3");
        QCOMPARE(headers.value("Link"), "3"_ba);
        QCOMPARE(headers.all().size(), 2u);
        headers.add("link", "4");
        QCOMPARE(headers.all().size(), 3u);
        headers.remove("Link");
        QCOMPARE(headers.all().size(), 1u);
        QVERIFY(!headers.value("link"));
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDateTime>("time");
        QTest::newRow("fixdate") << "Sun, 06 Nov 1994 08:49:37 GMT"_ba << at(1994, 11, 6, 8, 49, 37);
        QTest::newRow("RFC 850") << "Sunday, 06-Nov-94 08:49:37 GMT"_ba << at(1994, 11, 6, 8, 49, 37);
        QTest::newRow("RFC 850, this century") << "Friday, 06-Nov-26 08:49:37 GMT"_ba << at(2026, 11, 6, 8, 49, 37);
        QTest::newRow("asctime") << "Sun Nov  6 08:49:37 1994"_ba << at(1994, 11, 6, 8, 49, 37);
        QTest::newRow("asctime, two digits") << "Wed Nov 16 08:49:37 1994"_ba << at(1994, 11, 16, 8, 49, 37);
        QTest::newRow("leap second") << "Sat, 31 Dec 2016 23:59:60 GMT"_ba << at(2016, 12, 31, 23, 59, 59);
        QTest::newRow("spaces around") << "  Sun, 06 Nov 1994 08:49:37 GMT "_ba << at(1994, 11, 6, 8, 49, 37);
        for (const char *wrong :
             {"", "soon", "Sun, 06 Nov 1994 08:49:37 +0100", "Sun, 32 Nov 1994 08:49:37 GMT",
              "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
              "Sun, 06 Nov 1994 8:49:37 GMT", "1994-11-06T08:49:37Z", "Sunday, 06-Nov-1994 08:49:37 GMT"})
            QTest::newRow(wrong) << QByteArray(wrong) << QDateTime();
    }

    void dates()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDateTime, time);
        QCOMPARE(fromHttpDate(text, at(2026, 1, 1)), time);
    }

    void skew_data()
    {
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<qint64>("skew");
        QTest::newRow("the same second") << "Thu, 01 Jan 2026 00:00:10 GMT"_ba << 0LL;
        QTest::newRow("within the request") << "Thu, 01 Jan 2026 00:00:11 GMT"_ba << 0LL;
        QTest::newRow("ahead") << "Thu, 01 Jan 2026 00:10:12 GMT"_ba << 600'000LL;
        QTest::newRow("behind") << "Wed, 31 Dec 2025 23:50:10 GMT"_ba << -599'501LL;
    }

    void skew()
    {
        QFETCH(QByteArray, date);
        QFETCH(qint64, skew);
        const auto found = clockSkew({{"Date", date}}, at(2026, 1, 1, 0, 0, 10, 500), at(2026, 1, 1, 0, 0, 12));
        QVERIFY(found);
        QCOMPARE(found->count(), skew);
        QVERIFY(!clockSkew({}, at(2026, 1, 1), at(2026, 1, 1)));
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("milliseconds"); // negative: nothing
        QTest::newRow("seconds") << "7"_ba << 7'000LL;
        QTest::newRow("zero") << "0"_ba << 0LL;
        QTest::newRow("fixdate") << "Thu, 01 Jan 2026 00:01:00 GMT"_ba << 60'000LL;
        QTest::newRow("RFC 850") << "Thursday, 01-Jan-26 00:01:00 GMT"_ba << 60'000LL;
        QTest::newRow("asctime") << "Thu Jan  1 00:01:00 2026"_ba << 60'000LL;
        QTest::newRow("past") << "Thu, 01 Jan 2015 00:01:00 GMT"_ba << 0LL;
        QTest::newRow("absurd") << "99999999999999999999999999"_ba << 315'360'000'000LL;
        QTest::newRow("negative") << "-5"_ba << -1LL;
        QTest::newRow("fraction") << "1.5"_ba << -1LL;
        QTest::newRow("words") << "in a minute"_ba << -1LL;
        QTest::newRow("empty") << ""_ba << -1LL;
    }

    void retryAfter()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, milliseconds);
        const auto found = pulse::retryAfter({{"Retry-After", value}}, at(2026, 1, 1));
        QCOMPARE(found ? found->count() : -1, milliseconds);
        QVERIFY(!pulse::retryAfter({}, at(2026, 1, 1)));
    }
};

QTEST_GUILESS_MAIN(TestHttpFields)
#include "test_http_fields.moc"
