// SPDX-License-Identifier: Apache-2.0
#include "pulse/layers/bounded_cache.h"
#include "pulse/test/makers.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

using Cache = BoundedCache<QString, int>;

class TestBoundedCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyCacheMisses();
    void whatWasSetIsGot();
    void whatIsSetAgainIsReplaced();
    void theLeastRecentlyUsedGoesFirst();
    void settingCountsAsUse();
    void theBytesAreBounded();
    void whatIsTooLargeIsNotKept();
    void noItemsMeansNothing();
    void removingAndClearing();
    void valuesExpire();
    void withoutATimeTheClockIsNotAsked();
    void refusedValuesAreMisses();
    void theDefaultsAreThoseOfTheProduct();
    void manyThreadsKeepTheBounds();
};

void TestBoundedCache::anEmptyCacheMisses()
{
    Cache cache({}, nullptr);
    QCOMPARE(cache.get(u"a"_s), std::nullopt);
    QCOMPARE(cache.size(), 0);
    QCOMPARE(cache.statistics(), (CacheStatistics{.misses = 1}));
}

void TestBoundedCache::whatWasSetIsGot()
{
    Cache cache({}, nullptr);
    cache.set(u"a"_s, 1, 10);
    cache.set(u"b"_s, 2, 20);
    QCOMPARE(cache.get(u"a"_s), 1);
    QCOMPARE(cache.get(u"b"_s), 2);
    QCOMPARE(cache.statistics(), (CacheStatistics{.hits = 2, .items = 2, .bytes = 30}));
}

void TestBoundedCache::whatIsSetAgainIsReplaced()
{
    Cache cache({}, nullptr);
    cache.set(u"a"_s, 1, 10);
    cache.set(u"a"_s, 2, 5);
    QCOMPARE(cache.get(u"a"_s), 2);
    QCOMPARE(cache.statistics(), (CacheStatistics{.hits = 1, .items = 1, .bytes = 5}));
}

void TestBoundedCache::theLeastRecentlyUsedGoesFirst()
{
    Cache cache({.items = 3}, nullptr);
    for (const auto &key : {u"a"_s, u"b"_s, u"c"_s})
        cache.set(key, 1, 1);
    QVERIFY(cache.get(u"a"_s));
    cache.set(u"d"_s, 1, 1);
    QVERIFY(!cache.get(u"b"_s));
    QVERIFY(cache.get(u"a"_s));
    QVERIFY(cache.get(u"c"_s));
    QVERIFY(cache.get(u"d"_s));
    QCOMPARE(cache.statistics().evictions, 1);
    QCOMPARE(cache.size(), 3);
}

void TestBoundedCache::settingCountsAsUse()
{
    Cache cache({.items = 2}, nullptr);
    cache.set(u"a"_s, 1, 1);
    cache.set(u"b"_s, 1, 1);
    cache.set(u"a"_s, 2, 1);
    cache.set(u"c"_s, 1, 1);
    QCOMPARE(cache.get(u"a"_s), 2);
    QCOMPARE(cache.get(u"b"_s), std::nullopt);
}

void TestBoundedCache::theBytesAreBounded()
{
    Cache cache({.items = 100, .bytes = 100}, nullptr);
    for (int i = 0; i < 10; ++i)
        cache.set(QString::number(i), i, 10);
    QCOMPARE(cache.statistics().bytes, 100);
    cache.set(u"large"_s, 0, 35);
    QCOMPARE(cache.statistics().bytes, 95);
    QCOMPARE(cache.statistics().evictions, 4);
    QVERIFY(!cache.get(u"3"_s));
    QVERIFY(cache.get(u"4"_s));
}

void TestBoundedCache::whatIsTooLargeIsNotKept()
{
    Cache cache({.bytes = 100}, nullptr);
    cache.set(u"a"_s, 1, 50);
    cache.set(u"b"_s, 1, 101);
    QVERIFY(cache.get(u"a"_s));
    QVERIFY(!cache.get(u"b"_s));
    cache.set(u"a"_s, 2, 101);
    QVERIFY2(!cache.get(u"a"_s), "The old value must not be answered for the new one.");
    QCOMPARE(cache.statistics().bytes, 0);
}

void TestBoundedCache::noItemsMeansNothing()
{
    Cache cache({.items = 0}, nullptr);
    cache.set(u"a"_s, 1, 1);
    QVERIFY(!cache.get(u"a"_s));
    QCOMPARE(cache.size(), 0);
}

void TestBoundedCache::removingAndClearing()
{
    Cache cache({}, nullptr);
    cache.set(u"a"_s, 1, 10);
    cache.set(u"b"_s, 2, 20);
    QVERIFY(cache.remove(u"a"_s));
    QVERIFY(!cache.remove(u"a"_s));
    QVERIFY(!cache.get(u"a"_s));
    QCOMPARE(cache.statistics().bytes, 20);
    cache.clear();
    QVERIFY(!cache.get(u"b"_s));
    QCOMPARE(cache.statistics(), (CacheStatistics{.misses = 2}));
}

void TestBoundedCache::valuesExpire()
{
    const auto clock = std::make_shared<ManualClock>(makeTime(u"2024-01-01T00:00:00Z"));
    Cache cache({.timeToLive = std::chrono::seconds(10)}, clock);
    cache.set(u"a"_s, 1, 10);
    clock->advance(std::chrono::milliseconds(9'999));
    QCOMPARE(cache.get(u"a"_s), 1);
    clock->advance(std::chrono::milliseconds(1));
    QCOMPARE(cache.get(u"a"_s), std::nullopt); // using it did not prolong its life
    QCOMPARE(cache.statistics(), (CacheStatistics{.hits = 1, .misses = 1, .evictions = 1}));
    cache.set(u"a"_s, 2, 10);
    QCOMPARE(cache.get(u"a"_s), 2);
}

void TestBoundedCache::withoutATimeTheClockIsNotAsked()
{
    Cache cache({}, nullptr); // would crash
    cache.set(u"a"_s, 1, 1);
    QVERIFY(cache.get(u"a"_s));
}

void TestBoundedCache::refusedValuesAreMisses()
{
    Cache cache({}, nullptr);
    cache.set(u"a"_s, 1, 1);
    QCOMPARE(cache.get(u"a"_s, [](int value) { return value == 1; }), 1);
    QCOMPARE(cache.get(u"a"_s, [](int value) { return value == 2; }), std::nullopt);
    QCOMPARE(cache.get(u"a"_s), std::nullopt);
    QCOMPARE(cache.statistics(), (CacheStatistics{.hits = 1, .misses = 2}));
}

void TestBoundedCache::theDefaultsAreThoseOfTheProduct()
{
    QCOMPARE(CacheLimits().items, 100);
    QCOMPARE(CacheLimits().bytes, 16 * 1024 * 1024);
    QVERIFY(!CacheLimits().timeToLive);
    CacheStatistics sum{.hits = 1, .misses = 2, .evictions = 3, .items = 4, .bytes = 5};
    sum += {.hits = 10, .misses = 20, .evictions = 30, .items = 40, .bytes = 50};
    QCOMPARE(sum, (CacheStatistics{.hits = 11, .misses = 22, .evictions = 33, .items = 44, .bytes = 55}));
}

void TestBoundedCache::manyThreadsKeepTheBounds()
{
    Cache cache({.items = 20, .bytes = 150}, nullptr);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 20'000; ++i) {
                    const int key = (i * 7 + thread) % 50;
                    if (i % 3 == 0)
                        cache.set(QString::number(key), key, 1 + key % 10);
                    else if (i % 101 == 0)
                        cache.remove(QString::number(key));
                    else if (const auto value = cache.get(QString::number(key)); value && *value != key)
                        ++wrong;
                }
            });
        }
    }
    QCOMPARE(wrong.load(), 0);
    QVERIFY(cache.size() <= 20);
    QVERIFY(cache.statistics().bytes <= 150);
    QVERIFY(cache.statistics().evictions > 0);
}

QTEST_APPLESS_MAIN(TestBoundedCache)
#include "test_bounded_cache.moc"
