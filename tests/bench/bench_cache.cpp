// SPDX-License-Identifier: Apache-2.0
// How long one fetch of a 4 KB prompt takes: from the cache, from the folder, and as the limit a bare hash lookup.
#include "pulse/layers/cache.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QHash>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

constexpr int prompts = 100;
constexpr qsizetype contentBytes = 4096;
constexpr double aimMicroseconds = 10;

using Nanoseconds = std::vector<qint64>;

struct Distribution
{
    double median, p99, p999, worst; // microseconds
};

Distribution distributionOf(Nanoseconds samples)
{
    std::ranges::sort(samples);
    const auto at = [&](double share) {
        const auto index = static_cast<size_t>(share * static_cast<double>(samples.size() - 1));
        return static_cast<double>(samples[index]) / 1000;
    };
    return {at(0.5), at(0.99), at(0.999), at(1)};
}

template <typename Fetch>
Nanoseconds measure(int count, const std::vector<VersionKey> &keys, Fetch fetch)
{
    using Time = std::chrono::steady_clock;
    std::minstd_rand random(1);
    Nanoseconds samples;
    samples.reserve(static_cast<size_t>(count));
    qsizetype bytes = 0;
    for (int i = 0; i < count; ++i) {
        const VersionKey &key = keys[random() % keys.size()];
        const auto start = Time::now();
        bytes += fetch(key);
        samples.push_back(std::chrono::nanoseconds(Time::now() - start).count());
    }
    if (bytes != count * contentBytes)
        qFatal("Some content is missing: %lld bytes of %lld were read.", qint64(bytes), qint64(count) * contentBytes);
    return samples;
}

Distribution print(const char *what, Nanoseconds samples)
{
    const auto count = samples.size();
    const Distribution found = distributionOf(std::move(samples));
    std::printf("%-42s %9zu %10.2f %10.2f %10.2f %10.2f\n", what, count, found.median, found.p99, found.p999,
                found.worst);
    return found;
}

auto fetchFrom(Storage &storage)
{
    return [&storage](const VersionKey &key) {
        const auto prompt = storage.fetch(key.name, key.version, {});
        return prompt ? prompt->content.size() : 0;
    };
}

// As many samples from each of four threads at once; each thread's own are put together.
Nanoseconds measureInThreads(int count, const std::vector<VersionKey> &keys, Storage &storage)
{
    std::array<Nanoseconds, 4> parts;
    {
        std::vector<std::jthread> threads;
        for (Nanoseconds &part : parts)
            threads.emplace_back([&] { part = measure(count, keys, fetchFrom(storage)); });
    }
    Nanoseconds all;
    for (const Nanoseconds &part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace

int main()
{
    const TemporaryLibrary library;
    const auto cache = makeCacheLayer(library.shared(), {}, nullptr);
    std::vector<VersionKey> keys;
    QHash<VersionKey, Prompt> bare;
    for (int i = 0; i < prompts; ++i) {
        const Prompt prompt = makePrompt(makeName(u"support/team-%1/prompt-%2"_s.arg(i % 7).arg(i)),
                                         makeVersion(u"1.2.%1"_s.arg(i)), QByteArray(contentBytes, 'p'));
        if (const auto stored = library.storage().store(prompt, {}); !stored)
            qFatal("%s", qUtf8Printable(stored.error().toString()));
        keys.push_back({prompt.name(), prompt.version()});
        bare.insert(keys.back(), prompt);
    }
    // The folder's own events of these changes reach the cache within half a second; wait until nothing is forgotten.
    const auto steady = [&] {
        const quint64 misses = cache->statistics().misses;
        for (int i = 0; i < 50; ++i) {
            (void)measure(prompts, keys, fetchFrom(*cache));
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return cache->statistics().misses == misses;
    };
    for (int attempt = 0; attempt < 20 && !steady(); ++attempt) {
    }

    std::printf("Fetching one of %d prompts of %lld bytes, microseconds\n\n", prompts, qint64(contentBytes));
    std::printf("%-42s %9s %10s %10s %10s %10s\n", "", "samples", "p50", "p99", "p99.9", "worst");
    print("bare QHash lookup (limit)", measure(500'000, keys, [&](const VersionKey &key) {
              const Prompt prompt = bare.value(key, Prompt{bare.constBegin()->metadata, {}});
              return prompt.content.size();
          }));
    const Distribution cached = print("cache over filesystem", measure(500'000, keys, fetchFrom(*cache)));
    print("cache over filesystem, 4 threads at once", measureInThreads(100'000, keys, *cache));
    const Distribution uncached = print("filesystem", measure(20'000, keys, fetchFrom(library.storage())));

    const CacheStatistics statistics = cache->statistics();
    std::printf("\nThe cache: %llu hits, %llu misses, %llu evictions, %lld items, %lld bytes.\n", statistics.hits,
                statistics.misses, statistics.evictions, qint64(statistics.items), statistics.bytes);
    std::printf("A cached fetch is %.0f times as fast as one from the folder (p50).\n",
                uncached.median / cached.median);
    std::printf("Aim: p99 of a cached fetch below %.0f µs: %s.\n", aimMicroseconds,
                cached.p99 < aimMicroseconds ? "reached" : "MISSED");
    return cached.p99 < aimMicroseconds ? 0 : 1;
}
