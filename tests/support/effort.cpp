// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"

#include <QString>
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <limits>
#include <malloc.h>
#include <memory>
#include <vector>

namespace pulse::test {

namespace {

constexpr int attempts = 4;

/// Arithmetic, branches, memory and allocation, about as the measured programs mix them.
unsigned knownWork()
{
    std::vector<unsigned> numbers(6000);
    unsigned state = 2463534242U;
    for (unsigned &number : numbers) {
        state ^= state << 13U;
        state ^= state >> 17U;
        state ^= state << 5U;
        number = state;
    }
    std::ranges::sort(numbers);
    QString text;
    for (std::size_t i = 0; i < numbers.size(); i += 4)
        text += QString::number(numbers[i]);
    return numbers[state % numbers.size()] + static_cast<unsigned>(text.size());
}

qint64 timeOf(const std::function<void()> &work)
{
    const qint64 before = threadTime();
    work();
    return std::max<qint64>(threadTime() - before, 1);
}

/// From now on memory that was asked for once is kept: what the kernel takes to hand out a page differs by a factor of
/// ten between machines, and grows with how much is asked for at a time.
void keepMemory()
{
    constexpr int largest = 32 * 1024 * 1024; // that glibc lets this be set to
    mallopt(M_MMAP_THRESHOLD, largest);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

} // namespace

qint64 threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

qint64 threadStarved()
{
    const std::unique_ptr<FILE, decltype([](FILE *file) { std::fclose(file); })> file(
        std::fopen("/proc/thread-self/schedstat", "re"));
    long long ran = 0;
    long long waited = 0;
    return file && std::fscanf(file.get(), "%lld %lld", &ran, &waited) == 2 ? waited : 0;
}

qint64 effortUnit()
{
    volatile unsigned keep = 0; // so that the work is not left out
    std::array<qint64, 5> times{};
    for (qint64 &time : times)
        time = timeOf([&] { keep = keep + knownWork(); });
    std::ranges::sort(times);
    return times[times.size() / 2];
}

double effort(double enough, const std::function<void()> &work)
{
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < attempts && least > enough; ++i) {
        const qint64 before = effortUnit();
        const auto time = static_cast<double>(timeOf(work));
        least = std::min(least, time / static_cast<double>(std::max(before, effortUnit())));
    }
    return least;
}

double growth(double enough, double noise, qsizetype small, qsizetype large, const std::function<void(qsizetype)> &work)
{
    qint64 leastSmall = std::numeric_limits<qint64>::max();
    qint64 leastLarge = std::numeric_limits<qint64>::max();
    double ratio = std::numeric_limits<double>::max();
    keepMemory();
    for (int i = 0; i < attempts && ratio > enough; ++i) {
        leastSmall = std::min(leastSmall, timeOf([&] { work(small); }));
        leastLarge = std::min(leastLarge, timeOf([&] { work(large); }));
        if (static_cast<double>(leastLarge) < noise * static_cast<double>(effortUnit()))
            return 1;
        ratio = static_cast<double>(leastLarge) / static_cast<double>(leastSmall);
    }
    return ratio;
}

} // namespace pulse::test
