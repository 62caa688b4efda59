// SPDX-License-Identifier: Apache-2.0
#include "own_process.h"
#include "pulse/test/effort.h"
#include "scripted_fs.h"
#include "workshop.h"

#include <cerrno>
#include <mutex>
#include <sys/mount.h>
#include <sys/wait.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

/// What a watch has told so far; told from its thread, read from the test's.
class Told
{
public:
    [[nodiscard]] WatchableStorage::Listener listener()
    {
        return [this](const ChangeSet &changes) {
            const std::lock_guard lock(m_mutex);
            m_calls += 1;
            m_everything |= changes.everything;
            m_trash |= changes.trash;
            m_prompts += changes.prompts;
        };
    }
    [[nodiscard]] bool has(const QString &prompt) const
    {
        const std::lock_guard lock(m_mutex);
        return m_prompts.contains(prompt);
    }
    [[nodiscard]] bool everything() const
    {
        const std::lock_guard lock(m_mutex);
        return m_everything;
    }
    [[nodiscard]] bool trash() const
    {
        const std::lock_guard lock(m_mutex);
        return m_trash;
    }
    [[nodiscard]] int calls() const
    {
        const std::lock_guard lock(m_mutex);
        return m_calls;
    }
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_calls = 0;
        m_everything = m_trash = false;
        m_prompts.clear();
    }

private:
    mutable std::mutex m_mutex;
    int m_calls = 0;
    bool m_everything = false;
    bool m_trash = false;
    QStringList m_prompts;
};

/// Does something to the library in another process, and waits for that to end.
void inAnotherProcess(const Workshop &workshop, const std::function<bool(Storage &)> &change)
{
    const pid_t child = ::fork();
    if (child == 0) {
        auto storage = workshop.open();
        ::_exit(storage && change(**storage) ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

} // namespace

class TestFilesystemWatching : public QObject
{
    Q_OBJECT

private slots:
    void tellsOfOtherProcesses_data();
    void tellsOfOtherProcesses();
    void tellsOfWhatIsDoneByHand();
    void tellsNothingOfWhatIsNoPartOfIt();
    void goesOnWhereAFolderCannotBeRead_data();
    void goesOnWhereAFolderCannotBeRead();
    void tellsOfADiskThatGoes();
    void looksWhereTheSystemHasNoWatchesLeft();
    void startsOnALibraryThatIsStillEmpty();
    void gathersManyChanges();
    void endsWithItsObject();
    void setsUpALargeLibraryAside();
};

void TestFilesystemWatching::tellsOfOtherProcesses_data()
{
    QTest::addColumn<int>("watchLimit");
    QTest::newRow("by notification") << std::numeric_limits<int>::max();
    QTest::newRow("without watches for versions") << 4;
    QTest::newRow("by looking") << 0;
}

void TestFilesystemWatching::tellsOfOtherProcesses()
{
    QFETCH(int, watchLimit);
    const Workshop workshop;
    Parts parts = defaultParts();
    parts.watchLimit = watchLimit;
    parts.pollInterval = std::chrono::milliseconds(50);
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("folder/old", "1.0.0", "x"), {}));
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    QVERIFY(watch);
    const auto isTold = [&](const QString &prompt) { return told.has(prompt) || told.everything(); };
    if (watchLimit == 0) { // polling begins with the news that something may have been missed
        QTRY_VERIFY(told.everything());
        told.forget();
    }

    inAnotherProcess(workshop,
                     [](Storage &other) { return other.store(prompt("folder/new", "1.0.0", "x"), {}).has_value(); });
    QTRY_VERIFY(isTold(u"folder/new"_s));
    told.forget();
    inAnotherProcess(workshop,
                     [](Storage &other) { return other.store(prompt("folder/old", "1.1.0", "y"), {}).has_value(); });
    QTRY_VERIFY(isTold(u"folder/old"_s));
    told.forget();
    inAnotherProcess(workshop, [](Storage &other) {
        return other.capabilities()
            .metadata
            ->updateMetadata(name("folder/old"), version("1.0.0"),
                             {.description = u"d"_s,
                              .addTags = {},
                              .removeTags = {},
                              .tags = {},
                              .expectedDescription = {},
                              .expectedTags = {},
                              .unexpectedTags = {}},
                             {})
            .has_value();
    });
    QTRY_VERIFY(isTold(u"folder/old"_s));
    told.forget();
    inAnotherProcess(workshop, [](Storage &other) {
        return other.capabilities()
            .labels->setLabel(name("folder/old"), *Label::parse(u"beta"), version("1.0.0"), {}, {})
            .has_value();
    });
    QTRY_VERIFY(isTold(u"folder/old"_s));
    told.forget();
    inAnotherProcess(workshop, [](Storage &other) {
        return other.capabilities().renaming->rename(name("folder/old"), name("moved/here"), {}).has_value();
    });
    QTRY_VERIFY(isTold(u"folder/old"_s) && isTold(u"moved/here"_s));
    told.forget();
    inAnotherProcess(workshop, [](Storage &other) { return other.remove(name("folder/new"), {}, {}).has_value(); });
    QTRY_VERIFY(isTold(u"folder/new"_s) && told.trash());
}

void TestFilesystemWatching::tellsOfWhatIsDoneByHand()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "x"), {}));
    QVERIFY(storage->store(prompt("a/c", "1.0.0", "x"), {}));
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    QVERIFY(QFile::rename(workshop.path(u"prompts/a"_s), workshop.path(u"prompts/z"_s)));
    QTRY_VERIFY(told.has(u"a/b"_s) && told.has(u"a/c"_s) && told.has(u"z/b"_s) && told.has(u"z/c"_s));
    told.forget();
    workshop.write(u"prompts/z/b/1.0.0/metadata.json"_s, "{}");
    QTRY_VERIFY(told.has(u"z/b"_s));
    told.forget();
    QVERIFY(QDir(workshop.path(u"prompts/z/c"_s)).removeRecursively());
    QTRY_VERIFY(told.has(u"z/c"_s));
    told.forget();
    QVERIFY(QDir(workshop.path(u"prompts"_s)).removeRecursively());
    QTRY_VERIFY(told.everything());
}

void TestFilesystemWatching::tellsNothingOfWhatIsNoPartOfIt()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("kept", "1.0.0", "x"), {}));
    QVERIFY(storage->store(prompt("gone", "1.0.0", "x"), {}));
    QVERIFY(storage->remove(name("gone"), {}, {}));
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    workshop.write(u"notes.txt"_s, "beside the prompts");
    QVERIFY(QFile::remove(workshop.path(u"notes.txt"_s)));
    workshop.write(u"trash/.hidden"_s, "in the trash");
    workshop.write(u"prompts/.hidden/1.0.0/content.md"_s, "a copy that is being made");
    // Told in the order in which it happened: what comes after those is told alone.
    QVERIFY(QFile::remove(workshop.path(u"prompts/kept/latest"_s)));
    QTRY_VERIFY(told.has(u"kept"_s));
    QVERIFY(!told.everything() && !told.trash() && !told.has(u".hidden"_s));
    told.forget();
    QVERIFY(QFile::link(u"1.0.0"_s, workshop.path(u"prompts/kept/latest"_s)));
    QTRY_VERIFY(told.has(u"kept"_s));
}

void TestFilesystemWatching::goesOnWhereAFolderCannotBeRead_data()
{
    QTest::addColumn<QString>("failing");
    for (const char *call : {"open", "status", "entries"})
        QTest::newRow(call) << QString::fromUtf8(call) + u" prompts/a/b"_s;
}

void TestFilesystemWatching::goesOnWhereAFolderCannotBeRead()
{
    QFETCH(QString, failing);
    const Workshop workshop;
    Parts parts = defaultParts();
    const auto fs = std::make_shared<ScriptedFs>();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "x"), {}));
    QVERIFY(storage->store(prompt("z/deep", "1.0.0", "x"), {}));
    std::atomic<int> failed = 0;
    fs->setScript([&](const FsCall &call) {
        failed += call.text == failing ? 1 : 0;
        return call.text == failing ? EIO : 0;
    });
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    QTRY_VERIFY(failed > 0);
    workshop.write(u"prompts/z/deep/1.0.0/metadata.json"_s, "{}");
    QTRY_VERIFY(told.has(u"z/deep"_s));
    workshop.write(u"prompts/a/b/1.1.0/content.md"_s, "made by hand"); // it is watched all the same
    QTRY_VERIFY(told.has(u"a/b"_s));
}

// What was on the disk is gone, and what was beneath it is seen again.
void TestFilesystemWatching::tellsOfADiskThatGoes()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("team/beneath", "1.0.0", "x"), {}));
    const int outcome = asAdministrator([&] {
        const QByteArray team = workshop.path(u"prompts/team"_s).toUtf8();
        if (::mount("tmpfs", team.constData(), "tmpfs", 0, "size=1m") != 0)
            return notPermitted;
        auto storage = *workshop.open();
        if (!storage->store(prompt("team/above", "1.0.0", "x"), {}))
            return 1;
        Told told;
        const auto watch = storage->capabilities().watching->watch(told.listener());
        workshop.write(u"prompts/team/above/1.1.0/content.md"_s, "made by hand");
        if (!QTest::qWaitFor([&] { return told.has(u"team/above"_s); }, PULSE_PATIENCE))
            return 2;
        if (::umount(team.constData()) != 0)
            return 3;
        if (!QTest::qWaitFor([&] { return told.everything(); }, PULSE_PATIENCE))
            return 4;
        workshop.write(u"prompts/team/beneath/1.0.0/metadata.json"_s, "{}");
        return QTest::qWaitFor([&] { return told.has(u"team/beneath"_s); }, PULSE_PATIENCE) ? 0 : 5;
    });
    if (outcome == notPermitted)
        QSKIP("A user may not mount a disk of its own here, so that none can go.");
    QCOMPARE(outcome, 0);
}

void TestFilesystemWatching::looksWhereTheSystemHasNoWatchesLeft()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("folder/one", "1.0.0", "x"), {}));
    const int outcome = asAdministrator([&] {
        if (!writeText("/proc/sys/user/max_inotify_watches", "2"))
            return notPermitted;
        Parts parts = defaultParts();
        parts.pollInterval = std::chrono::milliseconds(50);
        auto storage = *workshop.open(parts);
        Told told;
        const auto watch = storage->capabilities().watching->watch(told.listener());
        if (!QTest::qWaitFor([&] { return told.everything(); }, PULSE_PATIENCE))
            return 1;
        workshop.write(u"prompts/folder/other/1.0.0/content.md"_s, "made by hand");
        return QTest::qWaitFor([&] { return told.has(u"folder/other"_s); }, PULSE_PATIENCE) ? 0 : 2;
    });
    if (outcome == notPermitted)
        QSKIP("A user may not set a limit of watches of its own here.");
    QCOMPARE(outcome, 0);
}

void TestFilesystemWatching::startsOnALibraryThatIsStillEmpty()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    QVERIFY(storage->store(prompt("deep/down/below", "1.0.0", "x"), {}));
    QTRY_VERIFY(told.has(u"deep/down/below"_s));
    told.forget();
    const auto removed = storage->remove(name("deep/down/below"), {}, {});
    QTRY_VERIFY(told.has(u"deep/down/below"_s) && told.trash());
    told.forget();
    QVERIFY(storage->capabilities().trash->restore(*removed->trashId, {}, {}));
    QTRY_VERIFY(told.has(u"deep/down/below"_s) && told.trash());
}

void TestFilesystemWatching::gathersManyChanges()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    Told told;
    const auto watch = storage->capabilities().watching->watch(told.listener());
    std::vector<Prompt> prompts;
    for (int i = 0; i < 200; ++i)
        prompts.push_back(prompt(QByteArray("many/p" + QByteArray::number(i)).constData(), "1.0.0", "x"));
    for (const auto &stored : storage->capabilities().batches->storeMany(prompts, {}, {}))
        QVERIFY(stored);
    for (const Prompt &one : prompts)
        QTRY_VERIFY(told.has(one.name().toString()));
    QVERIFY2(told.calls() < 60, QByteArray::number(told.calls()).constData());
}

void TestFilesystemWatching::endsWithItsObject()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    Told told;
    Told second;
    auto watch = storage->capabilities().watching->watch(told.listener());
    const auto other = storage->capabilities().watching->watch(second.listener());
    watch->reset();
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    QTRY_VERIFY(second.has(u"a"_s));
    QCOMPARE(told.calls(), 0);
}

void TestFilesystemWatching::setsUpALargeLibraryAside()
{
    const Workshop workshop;
    for (int folder = 0; folder < 100; ++folder) {
        for (int i = 0; i < 100; ++i)
            QVERIFY(QDir().mkpath(workshop.path(u"prompts/f%1/p%2/1.0.0"_s.arg(folder).arg(i))));
    }
    auto storage = *workshop.open();
    Told told;
    const qint64 before = pulse::test::threadTime();
    auto watch = storage->capabilities().watching->watch(told.listener());
    const double spent = static_cast<double>(pulse::test::threadTime() - before);
    QCOMPARE_LT(spent / static_cast<double>(pulse::test::effortUnit()), 100); // a watch for each folder takes more
    // While the rest is still being set up.
    QVERIFY(storage->store(prompt("f99/p99", "1.1.0", "x"), {}));
    QTRY_VERIFY(told.has(u"f99/p99"_s) || told.everything());
    told.forget();
    QVERIFY(storage->store(prompt("f50/p50", "1.1.0", "x"), {}));
    QTRY_VERIFY(told.has(u"f50/p50"_s));
    watch->reset();
}

QTEST_GUILESS_MAIN(TestFilesystemWatching)
#include "test_filesystem_watching.moc"
