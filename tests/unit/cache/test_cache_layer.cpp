// SPDX-License-Identifier: Apache-2.0
// What the conformance suite cannot see of the cache: what is answered from it, and that no race leaves it stale.
#include "pulse/backends/memory.h"
#include "pulse/layers/cache.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

/// A storage beneath the cache that counts what is read from it, and lets the test act between what is done and
/// its answer, as another thread might.
class Probe final : public Layer, public MetadataStorage, public VersionedStorage, public WatchableStorage
{
public:
    Probe(std::shared_ptr<Storage> next, bool watching)
        : Layer(std::move(next))
        , m_watching(watching)
    {}

    std::atomic<int> fetches = 0;
    std::atomic<int> facts = 0;
    std::function<void()> afterReading;
    Listener told;

    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities shown = beneath();
        shown.metadata = this;
        shown.versions = this;
        shown.watching = m_watching ? this : nullptr;
        return shown;
    }
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override
    {
        ++fetches;
        return answered(Layer::fetch(name, version, std::move(stop)));
    }
    [[nodiscard]] Result<Metadata> metadata(const Name &name, const Version &version, std::stop_token stop) override
    {
        ++facts;
        return answered(beneath().metadata->metadata(name, version, std::move(stop)));
    }
    [[nodiscard]] Result<Metadata> updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                                  std::stop_token stop) override
    {
        return answered(beneath().metadata->updateMetadata(name, version, patch, std::move(stop)));
    }
    [[nodiscard]] Result<std::vector<Version>> versions(const Name &name, std::stop_token stop) override
    {
        ++facts;
        return answered(beneath().versions->versions(name, std::move(stop)));
    }
    [[nodiscard]] Result<Version> latest(const Name &name, std::stop_token stop) override
    {
        ++facts;
        return answered(beneath().versions->latest(name, std::move(stop)));
    }
    /// Told only what the test posts through `told`.
    [[nodiscard]] Result<std::unique_ptr<Watch>> watch(Listener listener) override
    {
        told = std::move(listener);
        return std::make_unique<Watch>();
    }

private:
    template <typename T>
    T answered(T answer)
    {
        if (const auto act = std::exchange(afterReading, nullptr))
            act();
        return answer;
    }

    bool m_watching;
};

} // namespace

class TestCacheLayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(true); }
    void cleanup();

    void theSecondReadingIsAnsweredFromTheCache();
    void existsIsAnsweredFromKnownVersions();
    void changesOfOthersAreNotSeenBeforeTheyAreTold();
    void anEventForAnotherPromptKeepsEntries();
    void everythingForgetsEverything();
    void anEventBetweenReadingAndKeepingLeavesNothingStale_data();
    void anEventBetweenReadingAndKeepingLeavesNothingStale();
    void aChangeBetweenReadingAndKeepingLeavesNothingStale();
    void nothingIsAnsweredFromTheCacheDuringAChange();
    void aListenerIsToldAfterTheCache();
    void aFailedChangeForgetsToo();
    void errorsAreNotKept();
    void callersCannotChangeWhatIsKept();
    void withoutWatchingFactsAreReadEachTime();
    void withoutWatchingContentsAreUsedOnlyForTheirChecksum();
    void statisticsTellWhatHappened();
    void clearingForgets();
    void contentsAreLimited();
    void aTimeToLiveEnds();
    void aBatchFetchesOnlyWhatIsMissing();
    void readersBesideAWriterNeverGoBack();

private:
    void open(bool watching, const CacheLimits &limits = {});
    [[nodiscard]] Result<Prompt> fetch() { return m_cache->fetch(m_name, m_version, {}); }
    [[nodiscard]] QString description() { return fetch()->metadata.description; }
    /// A change that the cache does not see.
    void changeBeneath(const QString &description);
    void tell(const QString &name) { m_probe->told({.prompts = {name}}); }

    const Name m_name = makeName(u"support/greeting");
    const Version m_version = makeVersion(u"1.0.0");
    std::shared_ptr<ManualClock> m_clock = std::make_shared<ManualClock>(makeTime(u"2024-01-01T00:00:00Z"));
    std::shared_ptr<Storage> m_driver;
    std::shared_ptr<Probe> m_probe;
    std::shared_ptr<CacheLayer> m_cache;
};

void TestCacheLayer::open(bool watching, const CacheLimits &limits)
{
    auto driver = MemoryBackend()(QUrl(u"memory:"_s), makeOptions());
    QVERIFY(driver);
    m_driver = *std::move(driver);
    m_probe = std::make_shared<Probe>(m_driver, watching);
    m_cache = makeCacheLayer(m_probe, limits, m_clock);
    QVERIFY(m_cache->store(makePrompt(m_name, m_version, "Hello"), {}));
}

void TestCacheLayer::cleanup()
{
    m_cache.reset();
    m_probe.reset();
    m_driver.reset();
}

void TestCacheLayer::changeBeneath(const QString &description)
{
    QVERIFY(m_driver->capabilities().metadata->updateMetadata(m_name, m_version, {.description = description}, {}));
}

void TestCacheLayer::theSecondReadingIsAnsweredFromTheCache()
{
    const Capabilities can = m_cache->capabilities();
    for (int again = 0; again < 3; ++again) {
        QCOMPARE(fetch()->content, "Hello");
        QCOMPARE(can.metadata->metadata(m_name, m_version, {})->size, 5);
        QCOMPARE(*can.versions->latest(m_name, {}), m_version);
        QCOMPARE(can.versions->versions(m_name, {})->size(), 1);
    }
    QCOMPARE(m_probe->fetches.load(), 1);
    QCOMPARE(m_probe->facts.load(), 2);
}

void TestCacheLayer::existsIsAnsweredFromKnownVersions()
{
    QVERIFY(m_cache->capabilities().versions->versions(m_name, {}));
    const quint64 hits = m_cache->statistics().hits;
    QVERIFY(*m_cache->exists(m_name, {}, {}));
    QVERIFY(*m_cache->exists(m_name, m_version, {}));
    QVERIFY(!*m_cache->exists(m_name, makeVersion(u"1.0.1"), {}));
    QCOMPARE(m_cache->statistics().hits, hits + 3);
}

void TestCacheLayer::changesOfOthersAreNotSeenBeforeTheyAreTold()
{
    QCOMPARE(description(), QString());
    changeBeneath(u"new"_s);
    QCOMPARE(description(), QString()); // it is really the cache that answers
    tell(m_name.toString());
    QCOMPARE(description(), u"new"_s);
}

void TestCacheLayer::anEventForAnotherPromptKeepsEntries()
{
    QVERIFY(fetch());
    tell(u"support/other"_s);
    QVERIFY(fetch());
    QCOMPARE(m_probe->fetches.load(), 1);
}

void TestCacheLayer::everythingForgetsEverything()
{
    QVERIFY(fetch());
    changeBeneath(u"new"_s);
    m_probe->told({.everything = true});
    QCOMPARE(description(), u"new"_s);
}

void TestCacheLayer::anEventBetweenReadingAndKeepingLeavesNothingStale_data()
{
    QTest::addColumn<bool>("everything");
    QTest::newRow("named") << false;
    QTest::newRow("everything") << true;
}

void TestCacheLayer::anEventBetweenReadingAndKeepingLeavesNothingStale()
{
    QFETCH(const bool, everything);
    const auto change = [&] {
        changeBeneath(u"new"_s);
        QVERIFY(m_driver->store(makePrompt(m_name, makeVersion(u"2.0.0"), "later"), {}));
        m_probe->told({.everything = everything, .prompts = {m_name.toString()}});
    };
    m_probe->afterReading = change;
    QCOMPARE(description(), QString()); // read before the change
    QCOMPARE(description(), u"new"_s);
    QCOMPARE(m_cache->capabilities().versions->latest(m_name, {})->toString(), u"2.0.0"_s);

    m_probe->afterReading = [&] {
        QVERIFY(m_driver->store(makePrompt(m_name, makeVersion(u"3.0.0"), "last"), {}));
        tell(m_name.toString());
    };
    tell(m_name.toString());
    QCOMPARE(m_cache->capabilities().versions->versions(m_name, {})->size(), 2);
    QCOMPARE(m_cache->capabilities().versions->versions(m_name, {})->size(), 3);
}

void TestCacheLayer::aChangeBetweenReadingAndKeepingLeavesNothingStale()
{
    m_probe->afterReading = [this] {
        QVERIFY(m_cache->capabilities().metadata->updateMetadata(m_name, m_version, {.description = u"new"_s}, {}));
    };
    QCOMPARE(description(), QString());
    QCOMPARE(description(), u"new"_s);
}

void TestCacheLayer::nothingIsAnsweredFromTheCacheDuringAChange()
{
    QVERIFY(fetch());
    QString meanwhile;
    m_probe->afterReading = [&] { meanwhile = description(); }; // changed beneath, not yet answered
    QVERIFY(m_cache->capabilities().metadata->updateMetadata(m_name, m_version, {.description = u"new"_s}, {}));
    QCOMPARE(meanwhile, u"new"_s);
    const int fetches = m_probe->fetches;
    QCOMPARE(description(), u"new"_s);
    QCOMPARE(m_probe->fetches.load(), fetches + 1); // nor was anything kept that was read meanwhile
}

void TestCacheLayer::aListenerIsToldAfterTheCache()
{
    QVERIFY(fetch());
    QString seen;
    // From here on the probe tells only this listener, as if it came before the cache's own.
    const auto watch = m_cache->capabilities().watching->watch([&](const ChangeSet &) { seen = description(); });
    QVERIFY(watch);
    changeBeneath(u"new"_s);
    tell(m_name.toString());
    QCOMPARE(seen, u"new"_s);
}

void TestCacheLayer::aFailedChangeForgetsToo()
{
    QVERIFY(fetch());
    changeBeneath(u"new"_s);
    QVERIFY(!m_cache->store(makePrompt(m_name, m_version, "other"), {}));
    QCOMPARE(description(), u"new"_s);
}

void TestCacheLayer::errorsAreNotKept()
{
    const Version later = makeVersion(u"2.0.0");
    QVERIFY(!m_cache->fetch(m_name, later, {}));
    QVERIFY(m_driver->store(makePrompt(m_name, later, "later"), {})); // not told
    QVERIFY(m_cache->fetch(m_name, later, {}));
}

void TestCacheLayer::callersCannotChangeWhatIsKept()
{
    auto first = fetch();
    first->content.fill('x');
    first->metadata.description = u"changed by its reader"_s;
    QCOMPARE(fetch()->content, "Hello");
    QCOMPARE(description(), QString());
}

void TestCacheLayer::withoutWatchingFactsAreReadEachTime()
{
    open(false);
    QVERIFY(!m_cache->capabilities().watching);
    QCOMPARE(description(), QString());
    changeBeneath(u"new"_s);
    QCOMPARE(description(), u"new"_s);
    QCOMPARE(m_cache->capabilities().metadata->metadata(m_name, m_version, {})->description, u"new"_s);
    QCOMPARE(m_probe->fetches.load(), 1); // the content was at hand
    QVERIFY(m_driver->store(makePrompt(m_name, makeVersion(u"2.0.0"), "later"), {}));
    QCOMPARE(m_cache->capabilities().versions->latest(m_name, {})->toString(), u"2.0.0"_s);
}

void TestCacheLayer::withoutWatchingContentsAreUsedOnlyForTheirChecksum()
{
    open(false);
    QCOMPARE(fetch()->content, "Hello");
    QVERIFY(m_driver->remove(m_name, m_version, {}));
    QVERIFY(!fetch());
    QVERIFY(m_driver->store(makePrompt(m_name, m_version, "Other"), {}));
    QCOMPARE(fetch()->content, "Other");
}

void TestCacheLayer::statisticsTellWhatHappened()
{
    QVERIFY(fetch());
    QVERIFY(fetch());
    const CacheStatistics statistics = m_cache->statistics();
    QCOMPARE(statistics.hits, 1);
    QCOMPARE(statistics.misses, 1);
    QCOMPARE(statistics.items, 1);
    QVERIFY(statistics.bytes >= 5);
    QVERIFY(statistics.bytes < 4096);
}

void TestCacheLayer::clearingForgets()
{
    QVERIFY(fetch());
    m_cache->clear();
    QCOMPARE(m_cache->statistics().items, 0);
    QCOMPARE(m_cache->statistics().bytes, 0);
    QVERIFY(fetch());
    QCOMPARE(m_probe->fetches.load(), 2);
}

void TestCacheLayer::contentsAreLimited()
{
    open(true, {.items = 10, .bytes = 64 * 1024});
    for (int i = 0; i < 50; ++i) {
        const Prompt prompt = makePrompt(u"p/%1"_s.arg(i), u"1.0.0", QByteArray(i * 200, 'x'));
        QVERIFY(m_cache->store(prompt, {}));
        QVERIFY(m_cache->fetch(prompt.name(), m_version, {}));
        QVERIFY(m_cache->statistics().items <= 10);
        QVERIFY(m_cache->statistics().bytes <= 64 * 1024);
    }
    QVERIFY(m_cache->statistics().evictions >= 40);
    const Prompt large = makePrompt(u"large", u"1.0.0", QByteArray(100'000, 'x'));
    QVERIFY(m_cache->store(large, {}));
    QCOMPARE(m_cache->fetch(large.name(), m_version, {})->content, large.content);
    QVERIFY(m_cache->statistics().bytes <= 64 * 1024);
}

void TestCacheLayer::aTimeToLiveEnds()
{
    open(true, {.timeToLive = std::chrono::minutes(1)});
    QVERIFY(fetch());
    QVERIFY(fetch());
    QCOMPARE(m_probe->fetches.load(), 1);
    m_clock->advance(std::chrono::minutes(1));
    QVERIFY(fetch());
    QCOMPARE(m_probe->fetches.load(), 2);
}

void TestCacheLayer::aBatchFetchesOnlyWhatIsMissing()
{
    const Prompt other = makePrompt(u"other", u"1.0.0");
    QVERIFY(m_cache->store(other, {}));
    QVERIFY(fetch());
    const quint64 hits = m_cache->statistics().hits;
    const std::vector<VersionKey> keys{{other.name(), other.version()}, {m_name, m_version}};
    for (int again = 0; again < 2; ++again) {
        const auto fetched = m_cache->capabilities().batches->fetchMany(keys, {}, {});
        QCOMPARE(fetched.at(0)->content, other.content);
        QCOMPARE(fetched.at(1)->content, "Hello");
    }
    QCOMPARE(m_cache->statistics().hits, hits + 3);
}

void TestCacheLayer::readersBesideAWriterNeverGoBack()
{
    std::atomic<bool> done = false;
    std::atomic<int> wentBack = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&, i] {
                int last = 0;
                while (!done) {
                    const Capabilities can = m_cache->capabilities();
                    const auto now = i % 2 ? can.metadata->metadata(m_name, m_version, {})->description
                                           : fetch()->metadata.description;
                    wentBack += now.toInt() < last ? 1 : 0;
                    last = now.toInt();
                }
            });
        }
        for (int i = 1; i <= 3'000; ++i) {
            MetadataStorage *through = m_cache->capabilities().metadata;
            QVERIFY(through->updateMetadata(m_name, m_version, {.description = QString::number(i)}, {}));
            if (description() != QString::number(i))
                ++wentBack;
        }
        done = true;
    }
    QCOMPARE(wentBack.load(), 0);
}

QTEST_APPLESS_MAIN(TestCacheLayer)
#include "test_cache_layer.moc"
