// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

#include <numeric>
#include <sys/file.h>
#include <sys/wait.h>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

/// Several writers and readers of one library at once.
class TestFilesystemWriters : public QObject
{
    Q_OBJECT

private slots:
    void oneOfManyThreadsWins();
    void oneOfManyProcessesWins();
    void oneSpellingOfANameWins();
    void readersSeeWholeVersionsOnly();
    void readersSeeRemovalAndRenamingWhole();
    void waitsABoundedTimeForTheLock();
    void stopsWaitingWhenAskedTo();
    void takesTheLockOfTheDead();
    void noticesThatTheLockFileWasReplaced();
    void makesALibraryOnce();
};

namespace {

/// Runs `work` in so many processes at once; returns their exit codes.
std::vector<int> inProcesses(int count, const std::function<int(int)> &work)
{
    std::array<int, 2> gate{};
    if (::pipe(gate.data()) != 0)
        return {};
    std::vector<pid_t> children;
    for (int i = 0; i < count; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(gate[1]);
            char byte = 0;
            (void)!::read(gate[0], &byte, 1); // ends when the parent closes its end
            ::_exit(work(i));
        }
        children.push_back(child);
    }
    ::close(gate[0]);
    ::close(gate[1]);
    std::vector<int> codes;
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        codes.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : 255);
    }
    return codes;
}

int codeOf(const Result<StoreReceipt> &stored)
{
    if (stored)
        return stored->outcome == StoreReceipt::Outcome::Created ? 0 : 1;
    return stored.error().code() == ErrorCode::AlreadyExists ? 2 : 3;
}

} // namespace

void TestFilesystemWriters::oneOfManyThreadsWins()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    for (int round = 0; round < 20; ++round) {
        std::array<int, 8> codes{};
        {
            std::vector<std::jthread> threads;
            for (size_t i = 0; i < codes.size(); ++i)
                threads.emplace_back([&, i] {
                    const QByteArray name = "race-" + QByteArray::number(round);
                    codes[i] =
                        codeOf(storage->store(prompt(name.constData(), "1.0.0", QByteArray::number(int(i))), {}));
                });
        }
        QCOMPARE(std::ranges::count(codes, 0), 1);
        QCOMPARE(std::ranges::count(codes, 2), 7);
    }
}

void TestFilesystemWriters::oneOfManyProcessesWins()
{
    const Workshop workshop;
    (void)*workshop.open();
    constexpr int rounds = 20;
    constexpr int processes = 6;
    const auto codes = inProcesses(processes, [&](int me) {
        auto storage = workshop.open();
        if (!storage)
            return 100;
        int won = 0;
        for (int round = 0; round < rounds; ++round) {
            const QByteArray name = "race-" + QByteArray::number(round);
            const int code =
                codeOf((*storage)->store(prompt(name.constData(), "1.0.0", name + QByteArray::number(me)), {}));
            if (code != 0 && code != 2)
                return 101;
            won += code == 0 ? 1 : 0;
        }
        return won;
    });
    QCOMPARE(std::accumulate(codes.begin(), codes.end(), 0), rounds);
    auto storage = *workshop.open();
    const auto report = storage->capabilities().inspection->inspect(false, {}, {});
    QCOMPARE(report->intact, rounds);
    QStringList findings;
    for (const Finding &finding : report->findings)
        findings.append(finding.kind + u' ' + finding.path);
    QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u", ")));
}

void TestFilesystemWriters::oneSpellingOfANameWins()
{
    const Workshop workshop;
    (void)*workshop.open();
    constexpr int rounds = 15;
    const auto codes = inProcesses(4, [&](int me) {
        auto storage = workshop.open();
        int won = 0;
        for (int round = 0; storage && round < rounds; ++round) {
            QByteArray name = "name-" + QByteArray::number(round);
            name[me] = static_cast<char>(name[me] - 'a' + 'A');
            won += codeOf((*storage)->store(prompt(name.constData(), "1.0.0", "x"), {})) == 0 ? 1 : 0;
        }
        return won;
    });
    QCOMPARE(std::accumulate(codes.begin(), codes.end(), 0), rounds);
    QCOMPARE((*workshop.open())->list({}, {})->items.size(), static_cast<size_t>(rounds));
}

void TestFilesystemWriters::readersSeeWholeVersionsOnly()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("busy", "1.0.0", "0"), {}));
    std::atomic<int> wrong = 0;
    std::atomic<int> seen = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&](const std::stop_token &stop) {
                auto reader = workshop.open(defaultParts(), false, true);
                while (!stop.stop_requested()) {
                    const auto latest = (*reader)->capabilities().versions->latest(name("busy"), {});
                    const auto fetched =
                        latest ? (*reader)->fetch(name("busy"), *latest, {}) : Result<Prompt>(failure(latest));
                    const bool isWhole = fetched && fetched->content == latest->patchDigits().toLatin1();
                    wrong += isWhole ? 0 : 1;
                    ++seen;
                }
            });
        for (int i = 1; i <= 100; ++i) {
            const QByteArray text = "1.0." + QByteArray::number(i);
            QVERIFY(storage->store(prompt("busy", text.constData(), QByteArray::number(i)), {}));
        }
        QTRY_VERIFY(seen > 100);
    }
    QCOMPARE(wrong, 0);
}

void TestFilesystemWriters::readersSeeRemovalAndRenamingWhole()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    const auto capabilities = storage->capabilities();
    std::atomic<int> wrong = 0;
    {
        const std::jthread reader([&](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                for (const char *place : {"here", "there"}) {
                    const auto fetched = storage->fetch(name(place), version("1.0.0"), {});
                    if (!fetched && fetched.error().code() != ErrorCode::NotFound)
                        ++wrong;
                }
            }
        });
        QVERIFY(storage->store(prompt("here", "1.0.0", "x"), {}));
        for (int i = 0; i < 30; ++i) {
            QVERIFY(capabilities.renaming->rename(name("here"), name("there"), {}));
            const auto removed = storage->remove(name("there"), {}, {});
            QVERIFY(removed);
            QVERIFY(capabilities.trash->restore(*removed->trashId, name("here"), {}));
            const auto again = storage->remove(name("here"), {}, {});
            QVERIFY(storage->store(prompt("here", "1.0.0", "x"), {}));
            QVERIFY(capabilities.trash->purge(*again->trashId, {}));
        }
    }
    QCOMPARE(wrong, 0);
}

void TestFilesystemWriters::waitsABoundedTimeForTheLock()
{
    const Workshop workshop;
    Parts parts = defaultParts();
    parts.lockWait = std::chrono::milliseconds(50);
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    const int lock = ::open(workshop.path(u".lock"_s).toUtf8().constData(), O_RDWR | O_CLOEXEC);
    QCOMPARE(::flock(lock, LOCK_EX), 0);
    const auto refused = storage->store(prompt("b", "1.0.0", "x"), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code(), ErrorCode::Unavailable);
    QVERIFY(refused.error().isRetryable());
    QVERIFY(refused.error().message().contains(u"writing"_s));
    QVERIFY(storage->fetch(name("a"), version("1.0.0"), {})); // readers do not wait
    QVERIFY(storage->list({}, {}));
    ::close(lock);
    QVERIFY(storage->store(prompt("b", "1.0.0", "x"), {}));
}

void TestFilesystemWriters::stopsWaitingWhenAskedTo()
{
    const Workshop workshop;
    std::stop_source stop;
    Parts parts = defaultParts();
    parts.pause = [&](std::chrono::milliseconds) { stop.request_stop(); };
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    const int lock = ::open(workshop.path(u".lock"_s).toUtf8().constData(), O_RDWR | O_CLOEXEC);
    QCOMPARE(::flock(lock, LOCK_EX), 0);
    QCOMPARE(storage->store(prompt("b", "1.0.0", "x"), stop.get_token()).error().code(), ErrorCode::Cancelled);
    ::close(lock);
}

void TestFilesystemWriters::takesTheLockOfTheDead()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    const auto codes = inProcesses(1, [&](int) {
        const int lock = ::open(workshop.path(u".lock"_s).toUtf8().constData(), O_RDWR | O_CLOEXEC);
        return ::flock(lock, LOCK_EX) == 0 ? 42 : 1; // dies with it
    });
    QCOMPARE(codes, std::vector{42});
    QVERIFY(storage->store(prompt("b", "1.0.0", "x"), {}));
}

void TestFilesystemWriters::noticesThatTheLockFileWasReplaced()
{
    const Workshop workshop;
    Parts parts = defaultParts();
    parts.lockWait = std::chrono::milliseconds(50);
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    QVERIFY(QFile::remove(workshop.path(u".lock"_s)));
    auto other = *workshop.open(parts);
    QVERIFY(other->store(prompt("b", "1.0.0", "x"), {}));
    const int lock = ::open(workshop.path(u".lock"_s).toUtf8().constData(), O_RDWR | O_CLOEXEC);
    QCOMPARE(::flock(lock, LOCK_EX), 0);
    QCOMPARE(storage->store(prompt("c", "1.0.0", "x"), {}).error().code(), ErrorCode::Unavailable);
    ::close(lock);
}

void TestFilesystemWriters::makesALibraryOnce()
{
    for (int round = 0; round < 10; ++round) {
        const Workshop workshop;
        const auto codes = inProcesses(4, [&](int me) {
            auto storage = workshop.open();
            const QByteArray name = "p" + QByteArray::number(me);
            return storage && (*storage)->store(prompt(name.constData(), "1.0.0", (*storage)->info().id.toUtf8()), {})
                       ? 0
                       : 1;
        });
        QCOMPARE(codes, std::vector<int>(4, 0));
        auto storage = *workshop.open();
        for (const char *text : {"p0", "p1", "p2", "p3"})
            QCOMPARE(storage->fetch(name(text), version("1.0.0"), {})->content, storage->info().id.toUtf8());
    }
}

QTEST_GUILESS_MAIN(TestFilesystemWriters)
#include "test_filesystem_writers.moc"
