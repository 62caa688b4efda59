// SPDX-License-Identifier: Apache-2.0
// Whoever asked for a watch goes on after a moment, whether or not its thread has come to look: what changes in between
// is told nevertheless. Here the thread comes when the test lets it.
#include "own_process.h"
#include "pulse/test/heard.h"
#include "scripted_fs.h"
#include "workshop.h"

#include <semaphore>
#include <sys/ptrace.h>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

/// A system on which another thread's first look into the folder of prompts waits for `letGo`.
class HeldFs
{
public:
    HeldFs()
    {
        m_fs->setScript([this, test = std::this_thread::get_id()](const FsCall &call) {
            if (call.text == "open prompts"_L1 && std::this_thread::get_id() != test && !std::exchange(m_isHeld, true))
                m_go.acquire();
            return 0;
        });
    }
    [[nodiscard]] Parts parts() const
    {
        Parts parts = defaultParts();
        parts.fs = m_fs;
        parts.pollInterval = std::chrono::milliseconds(50);
        return parts;
    }
    void letGo() { m_go.release(); }

private:
    std::shared_ptr<ScriptedFs> m_fs = std::make_shared<ScriptedFs>();
    std::binary_semaphore m_go{0};
    bool m_isHeld = false;
};

WatchableStorage::Listener addTo(pulse::test::Heard &heard)
{
    return [&heard](const ChangeSet &changes) { heard.add(changes); };
}

constexpr int letThreadsGo = SIGUSR1;

/// Does something in a process of its own, whose threads do not begin to run before it raises `letThreadsGo`, and
/// returns what that returned.
int withoutThreadsAtFirst(const std::function<int()> &act)
{
    const pid_t child = ::fork();
    if (child == 0) {
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
            ::_exit(notPermitted);
        ::raise(SIGSTOP);
        ::_exit(act());
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ::ptrace(PTRACE_CONT, child, nullptr, nullptr);
    std::vector<pid_t> held;
    bool areHeld = true;
    for (;;) {
        const pid_t stopped = ::waitpid(-1, &status, __WALL);
        if (stopped < 0 || (stopped == child && !WIFSTOPPED(status)))
            return stopped == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (!WIFSTOPPED(status))
            continue; // a thread that ended
        const int signal = WSTOPSIG(status);
        areHeld = areHeld && signal != letThreadsGo;
        const bool isOurs = signal == SIGTRAP || signal == SIGSTOP || signal == letThreadsGo;
        held.push_back(stopped);
        std::erase_if(held, [&](pid_t thread) {
            const int passed = thread == stopped && !isOurs ? signal : 0;
            return (thread == child || !areHeld) && ::ptrace(PTRACE_CONT, thread, nullptr, passed) == 0;
        });
    }
}

} // namespace

class TestFilesystemLateWatching : public QObject
{
    Q_OBJECT

private slots:
    void whileItSetsUp();
    void withoutNotification();
    void beforeItsThreadRuns();
};

void TestFilesystemLateWatching::whileItSetsUp()
{
    const Workshop workshop;
    const auto other = *workshop.open();
    QVERIFY(other->store(prompt("folder/changed", "1.0.0", "x"), {}));
    QVERIFY(other->store(prompt("folder/kept", "1.0.0", "x"), {}));
    HeldFs held;
    const auto storage = *workshop.open(held.parts());
    QTest::qWait(20); // the times of files are coarse: what was stored just now could be taken for news
    pulse::test::Heard heard;
    const auto watch = storage->capabilities().watching->watch(addTo(heard));
    QVERIFY(other->store(prompt("folder/changed", "1.1.0", "y"), {}));
    held.letGo();
    QTRY_VERIFY(heard.of(u"folder/changed"_s));
    QVERIFY(!heard.of(u"folder/kept"_s));
}

void TestFilesystemLateWatching::withoutNotification()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("folder/changed", "1.0.0", "x"), {}));
    const int outcome = asAdministrator([&] {
        if (!writeText("/proc/sys/user/max_inotify_instances", "0"))
            return notPermitted;
        HeldFs held;
        const auto storage = *workshop.open(held.parts());
        pulse::test::Heard heard;
        auto watch = storage->capabilities().watching->watch(addTo(heard));
        workshop.write(u"prompts/folder/changed/1.1.0/content.md"_s, "made by hand");
        held.letGo();
        const bool isTold = QTest::qWaitFor([&] { return heard.of(u"folder/changed"_s); }, PULSE_PATIENCE);
        watch->reset();
        return isTold ? 0 : 1;
    });
    if (outcome == notPermitted)
        QSKIP("A user may not set a limit of inotify instances of its own here.");
    QCOMPARE(outcome, 0);
}

void TestFilesystemLateWatching::beforeItsThreadRuns()
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    QSKIP("With a sanitizer, who starts a thread waits until that runs.");
#endif
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("folder/changed", "1.0.0", "x"), {}));
    QTest::qWait(20);
    const int outcome = withoutThreadsAtFirst([&] {
        const auto storage = *workshop.open();
        pulse::test::Heard heard;
        auto watch = storage->capabilities().watching->watch(addTo(heard));
        workshop.write(u"prompts/folder/changed/1.1.0/content.md"_s, "made by hand");
        ::raise(letThreadsGo);
        const bool isTold = QTest::qWaitFor([&] { return heard.of(u"folder/changed"_s); }, PULSE_PATIENCE);
        watch->reset();
        return isTold ? 0 : 1;
    });
    if (outcome == notPermitted)
        QSKIP("Processes may not be traced here (ptrace is not permitted), so that no thread can be held.");
    QCOMPARE(outcome, 0);
}

QTEST_GUILESS_MAIN(TestFilesystemLateWatching)
#include "test_filesystem_late_watching.moc"
