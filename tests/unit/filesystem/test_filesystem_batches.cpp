// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/scripted_fs.h"
#include "pulse/storage/capabilities.h"
#include "workshop.h"

#include <QTest>
#include <cerrno>
#include <map>
#include <set>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::faults;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemBatches : public QObject
{
    Q_OBJECT
private slots:
    void threadsShareOutThePrompts();
    void threadsWriteWhatOneWrites();
    void smallBatchesStayOnTheCallersThread();
    void failuresConcernTheirOwnVersionsAlone();
    void aStopEndsEveryThread();
    void whatWasMadeForNothingGoes();
};

namespace {

std::vector<Prompt> batchOf(int prompts)
{
    std::vector<Prompt> batch;
    for (int i = 0; i < prompts; ++i) {
        const QByteArray path = "team" + QByteArray::number(i % 7) + "/p" + QByteArray::number(i);
        for (const char *number : {"1.0.0", "1.1.0"})
            batch.push_back(prompt(path.constData(), number, path + number));
    }
    return batch;
}

Parts partsWith(std::shared_ptr<Fs> fs, int threads)
{
    Parts parts = defaultParts();
    parts.fs = std::move(fs);
    parts.threads = threads;
    return parts;
}

qsizetype countOf(const std::vector<Result<StoreReceipt>> &outcomes, StoreReceipt::Outcome outcome)
{
    return std::ranges::count_if(outcomes, [&](const auto &one) { return one && one->outcome == outcome; });
}

} // namespace

void TestFilesystemBatches::threadsShareOutThePrompts()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    auto storage = *workshop.open(partsWith(fs, 4));
    std::map<QString, std::set<std::thread::id>> writers; // of each prompt
    std::set<std::thread::id> all;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "create" || call.kind == "renameNoReplace" || call.kind == "makeLink") {
            const auto me = std::this_thread::get_id();
            writers[QString::fromLatin1(call.kind) + call.text.section(u'/', 0, 2)].insert(me);
            all.insert(me);
        }
        return 0;
    });
    const auto outcomes = storage->capabilities().batches->storeMany(batchOf(200), {}, {});
    QCOMPARE(countOf(outcomes, StoreReceipt::Outcome::Created), 400);
    QVERIFY(all.size() > 1);
    QVERIFY(all.size() <= 4);
    for (const auto &[prompt, threads] : writers)
        QVERIFY2(threads.size() == 1, qPrintable(prompt));
}

void TestFilesystemBatches::threadsWriteWhatOneWrites()
{
    const Workshop one;
    const Workshop four;
    const auto batch = batchOf(150);
    for (const auto &[workshop, threads] : {std::pair(&one, 1), std::pair(&four, 4)}) {
        auto storage = *workshop->open(partsWith(realFs(), threads));
        const auto batches = storage->capabilities().batches;
        QCOMPARE(countOf(batches->storeMany(batch, {}, {}), StoreReceipt::Outcome::Created), 300);
        QCOMPARE(countOf(batches->storeMany(batch, {}, {}), StoreReceipt::Outcome::Unchanged), 300);
    }
    const QStringList tree = four.tree();
    QCOMPARE(tree, one.tree());
    QVERIFY(tree.contains(u"prompts/team0/p0/latest"_s));
    for (const QString &path : tree) {
        if (path.endsWith(u"/metadata.json") || path.endsWith(u"/content.md"))
            QCOMPARE(four.read(path), one.read(path));
        else if (path.endsWith(u"/latest"))
            QCOMPARE(four.linkTarget(path), QByteArray("1.1.0"));
    }
}

void TestFilesystemBatches::smallBatchesStayOnTheCallersThread()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    auto storage = *workshop.open(partsWith(fs, 4));
    std::set<std::thread::id> all;
    fs->setScript([&](const FsCall &) {
        all.insert(std::this_thread::get_id());
        return 0;
    });
    QCOMPARE(countOf(storage->capabilities().batches->storeMany(batchOf(15), {}, {}), StoreReceipt::Outcome::Created),
             30);
    QCOMPARE(all, std::set{std::this_thread::get_id()});
}

void TestFilesystemBatches::failuresConcernTheirOwnVersionsAlone()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    auto storage = *workshop.open(partsWith(fs, 4));
    fs->setScript([](const FsCall &call) { // the third of each ten
        const bool isTheirs = call.text.section(u'/', 2, 2).endsWith(u'3');
        return call.kind == "create" && isTheirs ? ENOSPC : 0;
    });
    const auto batch = batchOf(200);
    const auto outcomes = storage->capabilities().batches->storeMany(batch, {}, {});
    fs->setScript({});
    for (size_t i = 0; i < batch.size(); ++i) {
        const QString path = batch[i].name().toString();
        if (path.endsWith(u'3')) {
            QVERIFY2(!outcomes[i], qPrintable(path));
            QCOMPARE(outcomes[i].error().code(), ErrorCode::NoSpace);
            QVERIFY(outcomes[i].error().message().contains(path));
        } else {
            QVERIFY2(outcomes[i].has_value(), qPrintable(path));
            QCOMPARE(storage->fetch(batch[i].name(), batch[i].version(), {})->content, batch[i].content);
        }
    }
    QCOMPARE(workshop.temporaries(), QStringList());
    QVERIFY(!workshop.tree().contains(u"prompts/team3/p3"_s)); // made for what failed
}

void TestFilesystemBatches::aStopEndsEveryThread()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    auto storage = *workshop.open(partsWith(fs, 4));
    std::stop_source stop;
    int created = 0;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "create" && ++created == 100)
            stop.request_stop();
        return 0;
    });
    const auto outcomes = storage->capabilities().batches->storeMany(batchOf(200), {}, stop.get_token());
    const auto stopped = std::ranges::count_if(
        outcomes, [](const auto &one) { return !one && one.error().code() == ErrorCode::Cancelled; });
    QVERIFY(stopped > 300); // each thread ends after the version that it is at
    QCOMPARE(stopped + countOf(outcomes, StoreReceipt::Outcome::Created), 400);
    QCOMPARE(workshop.temporaries(), QStringList());
}

// The folder that all share was made for the first of them.
void TestFilesystemBatches::whatWasMadeForNothingGoes()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    auto storage = *workshop.open(partsWith(fs, 4));
    std::vector<Prompt> batch;
    for (int i = 0; i < 20; ++i)
        batch.push_back(prompt(("new/" + QByteArray::number(i)).constData(), "1.0.0", "x"));
    std::stop_source stop;
    int made = 0;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "makeDirectory" && ++made == 21) // all folders are there, and no version yet
            stop.request_stop();
        return 0;
    });
    for (const auto &outcome : storage->capabilities().batches->storeMany(batch, {}, stop.get_token()))
        QCOMPARE(outcome.error().code(), ErrorCode::Cancelled);
    QCOMPARE(made, 21);
    QCOMPARE(workshop.tree().filter(u"new"_s), QStringList());
}

QTEST_GUILESS_MAIN(TestFilesystemBatches)
#include "test_filesystem_batches.moc"
