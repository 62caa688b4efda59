// SPDX-License-Identifier: Apache-2.0
// A replica of 10,000 prompts over a home that takes two milliseconds for each answer: what a synchronisation costs
// when 100 prompts changed, beside comparing everything; and reading with the home gone, beside a library on the disk.
#include "pulse/backends/filesystem.h"
#include "pulse/test/temporary_library.h"
#include "replica_fixture.h"

#include <QElapsedTimer>
#include <QThread>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int prompts = 10'000;
constexpr int changed = 100;

template <typename Work>
double secondsOf(Work work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

void fill(Storage &storage)
{
    std::vector<Prompt> batch;
    for (int i = 0; i < prompts; ++i)
        batch.push_back(makePrompt(makeName(u"p/%1/%2"_s.arg(i / 100).arg(i)), makeVersion(u"1.0.0"),
                                   QByteArray(2000, 'x') + QByteArray::number(i)));
    for (const auto &receipt : storage.capabilities().batches->storeMany(batch, {}, {})) {
        if (!receipt)
            qFatal("%s", qPrintable(receipt.error().toString()));
    }
}

void change(Storage &storage, const QString &version)
{
    for (int i = 0; i < changed; ++i)
        (void)must(storage.store(makePrompt(makeName(u"p/%1/%2"_s.arg(i).arg(i * 100)), makeVersion(version),
                                            version.toUtf8() + QByteArray::number(i)),
                                 {}));
}

double sync(const Team::Member &member, bool everything)
{
    return secondsOf([&] { (void)must(member.sync().synchronise({.everything = everything}, {}, {})); });
}

/// The median time to open, list, and read 200 prompts.
double readingOf(const std::function<std::shared_ptr<Storage>()> &open)
{
    std::vector<double> times;
    for (int round = 0; round < 7; ++round) {
        times.push_back(secondsOf([&] {
            const auto storage = open();
            (void)must(storage->list({.folder = {}, .recursive = true, .cursor = {}, .limit = prompts}, {}));
            for (int i = 0; i < 200; ++i)
                (void)must(storage->fetch(makeName(u"p/%1/%2"_s.arg(i / 2).arg(i * 50)), makeVersion(u"1.0.0"), {}));
        }));
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void benchSynchronising()
{
    Team team;
    fill(team.home());
    const auto ada = team.join(u"ada"_s);
    team.faults().onCall = [](const QString &) { QThread::sleep(std::chrono::milliseconds(2)); };
    std::printf("%-56s %8.2f s\n", "first synchronisation", sync(ada, false));
    std::printf("%-56s %8.2f s\n", "nothing changed", sync(ada, false));
    change(team.home(), u"1.1.0"_s);
    const double received = sync(ada, false);
    change(*ada.storage, u"1.2.0"_s);
    const double sent = sync(ada, false);
    const double everything = sync(ada, true);
    std::printf("%-56s %8.2f s\n", "100 of 10,000 changed at the home", received);
    std::printf("%-56s %8.2f s\n", "100 of 10,000 changed here", sent);
    std::printf("%-56s %8.2f s  (%.0f times the incremental)\n", "peer: everything compared", everything,
                everything / std::max(received, sent));
}

void benchReading()
{
    const TemporaryLibrary library;
    fill(library.storage());
    Team team;
    const auto openReplica = [&] {
        return team.join(u"ada"_s, 0, [&](ReplicaOptions &options) { options.local = must(library.reopen()); }).storage;
    };
    (void)openReplica(); // meets its home
    team.faults().fault = UncertainHome::Fault::Unreachable;
    const double replica = readingOf(openReplica);
    const double plain = readingOf([&] { return must(library.reopen()); });
    std::printf("%-56s %8.1f ms\n", "open, list, read 200: replica, its home gone", replica * 1000);
    std::printf("%-56s %8.1f ms  (the replica takes %.2f times as long)\n", "peer: the library in a folder",
                plain * 1000, replica / plain);
}

} // namespace

int main()
{
    benchSynchronising();
    benchReading();
    return 0;
}
