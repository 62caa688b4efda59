// SPDX-License-Identifier: Apache-2.0
// What is looked at before something is done or answered, where nothing else would notice the look missing.
#include "scripted_fs.h"
#include "workshop.h"

#include <cerrno>
#include <semaphore>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

bool isAsleep(pid_t thread)
{
    QFile file(u"/proc/self/task/%1/stat"_s.arg(thread));
    return file.open(QIODevice::ReadOnly) && file.readAll().contains(") S ");
}

} // namespace

class TestFilesystemGuards : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aLibraryWithoutPromptsHasNoFingerprints();
    void fingerprintsEndWithADiskThatDoesNotAnswer();
    void aPlaceThatNoListingGaveIsRefused_data();
    void aPlaceThatNoListingGaveIsRefused();
    void aPageHasNoMoreThanWasAskedFor();
    void aFolderOfLinksIsListed();
    void labelsInFilesAreThoseOfPulse_data();
    void labelsInFilesAreThoseOfPulse();
    void aLabelThatBecomesAFolderSaysNothing();
    void noFileIsReadThatIsTooLongForALabel();
    void latestGoesWithTheLastVersion();
    void latestIsSetOnlyWhereItChanges();
    void aPointerFileIsNoneWithoutItsBytes();
    void renamesOfOneBatchMayNeedEachOther_data();
    void renamesOfOneBatchMayNeedEachOther();
    void nothingPointsAtWhatMayNotLast();
    void aSharedContentIsCopiedWholeOrLeft();
    void aWriterOfTheSameProcessIsWaitedFor();

private:
    [[nodiscard]] std::shared_ptr<ScriptedFs> reopen()
    {
        auto fs = std::make_shared<ScriptedFs>();
        Parts parts = defaultParts();
        parts.fs = fs;
        m_storage = *m_workshop->open(parts);
        return fs;
    }
    [[nodiscard]] LabelMap labels() const { return *m_storage->capabilities().labels->labels(name("kept"), {}); }

    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestFilesystemGuards::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(m_storage->store(prompt("kept", "1.1.0", "two"), {}));
}

void TestFilesystemGuards::aLibraryWithoutPromptsHasNoFingerprints()
{
    QVERIFY(QDir(m_workshop->path(u"prompts"_s)).removeRecursively());
    const auto found = m_storage->capabilities().fingerprints->fingerprints({});
    QVERIFY(found);
    QVERIFY(found->empty());
}

// A folder that may not be read is told with the others; a disk that gives nothing is no state of a library.
void TestFilesystemGuards::fingerprintsEndWithADiskThatDoesNotAnswer()
{
    const auto fs = reopen();
    for (const auto &[number, isWhole] : {std::pair(EIO, false), std::pair(EACCES, true)}) {
        fs->setScript([number](const FsCall &call) { return call.text == u"open prompts/kept" ? number : 0; });
        const auto found = m_storage->capabilities().fingerprints->fingerprints({});
        QCOMPARE(found.has_value(), isWhole);
        if (isWhole)
            QVERIFY(!found->front().prompt.damage.isEmpty());
        else
            QCOMPARE(found.error().code(), ErrorCode::Unavailable);
    }
}

void TestFilesystemGuards::aPlaceThatNoListingGaveIsRefused_data()
{
    QTest::addColumn<QString>("cursor");
    QTest::newRow("no base64") << u"*%*"_s;
    QTest::newRow("nothing in it") << u"="_s;
}

void TestFilesystemGuards::aPlaceThatNoListingGaveIsRefused()
{
    QFETCH(QString, cursor);
    const auto page = m_storage->list({.cursor = cursor}, {});
    QVERIFY(!page);
    QCOMPARE(page.error().code(), ErrorCode::Invalid);
}

void TestFilesystemGuards::aPageHasNoMoreThanWasAskedFor()
{
    for (const char *path : {"a/a", "a/b", "b", "c/a", "c/b"})
        QVERIFY(m_storage->store(prompt(path, "1.0.0", path), {}));
    QStringList all;
    ListQuery query{.limit = 2};
    do {
        const auto page = m_storage->list(query, {});
        QVERIFY(page);
        QVERIFY(page->items.size() <= 2);
        for (const ListItem &item : page->items)
            all.append(item.path);
        query.cursor = page->next;
    } while (!query.cursor.isEmpty());
    QCOMPARE(all, (QStringList{u"a/a"_s, u"a/b"_s, u"b"_s, u"c/a"_s, u"c/b"_s, u"kept"_s}));
}

void TestFilesystemGuards::aFolderOfLinksIsListed()
{
    QVERIFY(QDir().mkpath(m_workshop->path(u"prompts/folder"_s)));
    QVERIFY(QFile::link(u"../kept"_s, m_workshop->path(u"prompts/folder/link"_s)));
    const auto page = m_storage->list({.recursive = false}, {});
    QVERIFY(page);
    QCOMPARE(page->items.size(), 2U);
    QCOMPARE(page->items.front().path, u"folder"_s);
    QVERIFY(page->items.front().isFolder);
}

void TestFilesystemGuards::labelsInFilesAreThoseOfPulse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isLinked");
    QTest::addColumn<bool>("counts");
    QTest::newRow("a line") << QByteArray("1.0.0\n") << false << true;
    QTest::newRow("no line's end") << QByteArray("1.0.0") << false << true;
    QTest::newRow("of two names") << QByteArray("1.0.0\n") << true << false;
    QTest::newRow("no version") << QByteArray("one\n") << false << false;
    QTest::newRow("of none that there is") << QByteArray("3.0.0\n") << false << false;
}

void TestFilesystemGuards::labelsInFilesAreThoseOfPulse()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isLinked);
    QFETCH(bool, counts);
    m_workshop->write(u"prompts/kept/@beta"_s, text);
    const QByteArray path = m_workshop->path(u"prompts/kept/@beta"_s).toUtf8();
    if (isLinked)
        QCOMPARE(::link(path.constData(), m_workshop->outside(u"other"_s).toUtf8().constData()), 0);
    QCOMPARE(!labels().empty(), counts);
}

void TestFilesystemGuards::aLabelThatBecomesAFolderSaysNothing()
{
    const QString path = m_workshop->path(u"prompts/kept/@beta"_s);
    m_workshop->write(u"prompts/kept/@beta"_s, "1.0.0\n");
    const auto fs = reopen();
    fs->setScript([&](const FsCall &call) {
        if (call.text == u"open prompts/kept/@beta") {
            QFile::remove(path);
            QDir().mkpath(path + u"/inside"_s);
        }
        return 0;
    });
    QVERIFY(labels().empty());
}

void TestFilesystemGuards::noFileIsReadThatIsTooLongForALabel()
{
    m_workshop->write(u"prompts/kept/@beta"_s, "1.0.0" + QByteArray(600, '\n'));
    const auto fs = reopen();
    bool isRead = false;
    fs->setScript([&](const FsCall &call) {
        isRead = isRead || call.text == u"read prompts/kept/@beta";
        return 0;
    });
    QVERIFY(labels().empty());
    QVERIFY(!isRead);
}

void TestFilesystemGuards::latestGoesWithTheLastVersion()
{
    QVERIFY(m_storage->store(prompt("kept/below", "1.0.0", "below"), {}));
    QVERIFY(m_storage->remove(name("kept"), version("1.0.0"), {}));
    QVERIFY(m_storage->remove(name("kept"), version("1.1.0"), {}));
    QVERIFY(!m_workshop->tree().contains(u"prompts/kept/latest"_s));
    // Where it is missing there is nothing to take away.
    QVERIFY(QFile::remove(m_workshop->path(u"prompts/kept/below/latest"_s)));
    QVERIFY(m_storage->remove(name("kept/below"), version("1.0.0"), {}));
}

void TestFilesystemGuards::latestIsSetOnlyWhereItChanges()
{
    const auto fs = reopen();
    int made = 0;
    fs->setScript([&](const FsCall &call) {
        made += call.kind == "makeLink" ? 1 : 0;
        return 0;
    });
    QVERIFY(m_storage->store(prompt("kept", "0.9.0", "older"), {}));
    QCOMPARE(made, 0);
    QVERIFY(m_storage->store(prompt("kept", "2.0.0", "newer"), {}));
    QCOMPARE(made, 1);
}

// On a file system without links.
void TestFilesystemGuards::aPointerFileIsNoneWithoutItsBytes()
{
    const auto fs = reopen();
    fs->setScript([](const FsCall &call) {
        if (call.kind == "makeLink")
            return EPERM;
        return call.kind == "create" && call.text.startsWith(u"create prompts/kept/TMP") ? ENOSPC : 0;
    });
    const auto set =
        m_storage->capabilities().labels->setLabel(name("kept"), *Label::parse(u"beta"_s), version("1.0.0"), {}, {});
    QVERIFY(!set);
    QCOMPARE(set.error().code(), ErrorCode::NoSpace);
    QVERIFY(labels().empty());
}

void TestFilesystemGuards::renamesOfOneBatchMayNeedEachOther_data()
{
    QTest::addColumn<QStringList>("to");
    QTest::newRow("below another") << QStringList{u"x"_s, u"x/y"_s, u"z1"_s, u"z2"_s, u"z3"_s};
    QTest::newRow("above another") << QStringList{u"x/y"_s, u"x"_s, u"z1"_s, u"z2"_s, u"z3"_s};
    QTest::newRow("deep below another") << QStringList{u"x"_s, u"x/y/z"_s, u"z1"_s, u"z2"_s, u"z3"_s};
}

void TestFilesystemGuards::renamesOfOneBatchMayNeedEachOther()
{
    QFETCH(QStringList, to);
    std::vector<RenamingStorage::Renaming> renamings;
    for (qsizetype i = 0; i < to.size(); ++i) {
        const QByteArray from = "from-" + QByteArray::number(i);
        QVERIFY(m_storage->store(prompt(from.constData(), "1.0.0", from), {}));
        renamings.push_back({name(from.constData()), *Name::parse(to[i])});
    }
    for (const auto &renamed : m_storage->capabilities().renaming->renameMany(renamings, {}, {}))
        QVERIFY2(renamed, renamed ? "" : qPrintable(renamed.error().toString()));
    for (size_t i = 0; i < renamings.size(); ++i)
        QCOMPARE(m_storage->fetch(renamings[i].to, version("1.0.0"), {})->content,
                 renamings[i].from.toString().toUtf8());
}

void TestFilesystemGuards::nothingPointsAtWhatMayNotLast()
{
    const auto fs = reopen();
    bool hasFailed = false;
    int madeSince = 0;
    fs->setScript([&](const FsCall &call) {
        madeSince += hasFailed && call.kind == "makeLink" ? 1 : 0;
        if (hasFailed || call.text != u"sync prompts/kept")
            return 0;
        hasFailed = true;
        return EIO;
    });
    const auto stored = m_storage->store(prompt("kept", "2.0.0", "newer"), {});
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::DurabilityUnknown);
    QCOMPARE(madeSince, 0);
}

// Repair gives a content that has two names one of its own.
void TestFilesystemGuards::aSharedContentIsCopiedWholeOrLeft()
{
    const QString content = u"prompts/kept/1.0.0/content.md"_s;
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        init();
        const QByteArray path = m_workshop->path(content).toUtf8();
        QCOMPARE(::link(path.constData(), m_workshop->outside(u"other"_s).toUtf8().constData()), 0);
        const auto fs = reopen();
        wasReached = false;
        QString struck;
        fs->setScript([&, seen = 0](const FsCall &call) mutable {
            const bool isOfIt = call.text.contains(u"prompts/kept/1.0.0");
            if (!isOfIt || seen++ != at)
                return 0;
            wasReached = true;
            struck = call.text;
            return EIO;
        });
        const auto report = m_storage->capabilities().inspection->inspect(true, {}, {});
        const bool isTold = !report || std::ranges::any_of(report->findings, [](const Finding &finding) {
            return finding.path.contains(u"kept/1.0.0") && !finding.repaired;
        });
        struct stat status{};
        QCOMPARE(::stat(path.constData(), &status), 0);
        QVERIFY2(status.st_nlink == 1 || isTold, qPrintable(struck));
        QCOMPARE(m_workshop->read(content), "one");
        if (!struck.startsWith(u"removeFile"))
            QVERIFY2(m_workshop->temporaries().isEmpty(), qPrintable(struck));
    }
}

void TestFilesystemGuards::aWriterOfTheSameProcessIsWaitedFor()
{
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    for (const bool isStopped : {true, false}) {
        parts.lockWait = isStopped ? std::chrono::hours(1) : std::chrono::milliseconds(1);
        m_storage = *m_workshop->open(parts);
        std::binary_semaphore isWriting(0);
        std::binary_semaphore mayGoOn(0);
        fs->setScript([&, hasWaited = false](const FsCall &call) mutable {
            if (!hasWaited && call.kind == "makeDirectory") {
                hasWaited = true;
                isWriting.release();
                mayGoOn.acquire();
            }
            return 0;
        });
        const char *number = isStopped ? "3.0.0" : "4.0.0";
        std::jthread first([&] { (void)m_storage->store(prompt("kept", number, "first"), {}); });
        isWriting.acquire();
        std::stop_source stop;
        std::optional<ErrorCode> code;
        std::atomic<pid_t> waiting = 0;
        std::jthread second([&] {
            waiting = ::gettid();
            const auto stored = m_storage->store(prompt("other", number, "second"), stop.get_token());
            code = stored ? std::nullopt : std::optional(stored.error().code());
        });
        if (isStopped) { // once it is in the middle of waiting
            QTRY_VERIFY(waiting != 0 && isAsleep(waiting));
            stop.request_stop();
        }
        second.join();
        mayGoOn.release();
        first.join();
        QCOMPARE(code, isStopped ? ErrorCode::Cancelled : ErrorCode::Unavailable);
        QVERIFY(m_storage->fetch(name("kept"), version(number), {}));
    }
}

QTEST_GUILESS_MAIN(TestFilesystemGuards)
#include "test_filesystem_guards.moc"
