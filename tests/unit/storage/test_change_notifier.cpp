// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/change_notifier.h"

#include <QMutex>
#include <QTest>
#include <semaphore>

using namespace Qt::StringLiterals;
using namespace pulse;

class TestChangeNotifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergingSortsAndForgetsDuplicates();
    void tooManyNamesBecomeEverything();
    void everythingStaysEverything();
    void whatIsPostedWhileAListenerIsBusyIsMerged();
    void aWatchMayEndItself();
    void aListenerMayDropTheNotifier();
    void aWatchMayOutliveTheNotifier();
    void postingWithoutListenersDoesNothing();
};

namespace {

ChangeSet named(const QStringList &prompts)
{
    return {.everything = false, .prompts = prompts, .trash = false};
}

} // namespace

void TestChangeNotifier::mergingSortsAndForgetsDuplicates()
{
    ChangeSet changes = named({u"b"_s, u"d"_s});
    merge(changes, {.everything = false, .prompts = {u"a"_s, u"b"_s}, .trash = true});
    QCOMPARE(changes.prompts, QStringList({u"a"_s, u"b"_s, u"d"_s}));
    QVERIFY(changes.trash);
    QVERIFY(!changes.everything);
}

void TestChangeNotifier::tooManyNamesBecomeEverything()
{
    QStringList names;
    for (int i = 0; i < 20'000; ++i)
        names.append(QString::number(i));
    ChangeSet changes;
    merge(changes, named(names));
    QVERIFY(changes.everything);
    QVERIFY(changes.prompts.isEmpty());
}

void TestChangeNotifier::everythingStaysEverything()
{
    ChangeSet changes{.everything = true, .prompts = {}, .trash = false};
    merge(changes, named({u"a"_s}));
    QVERIFY(changes.everything);
    QVERIFY(changes.prompts.isEmpty());
}

void TestChangeNotifier::whatIsPostedWhileAListenerIsBusyIsMerged()
{
    std::binary_semaphore begun(0);
    std::binary_semaphore goOn(0);
    QMutex mutex;
    std::vector<QStringList> heard;
    ChangeNotifier notifier;
    const auto watch = notifier.add([&](const ChangeSet &changes) {
        {
            const QMutexLocker lock(&mutex);
            heard.push_back(changes.prompts);
        }
        begun.release();
        goOn.acquire();
    });
    notifier.post(named({u"first"_s}));
    begun.acquire();
    notifier.post(named({u"z"_s}));
    notifier.post(named({u"a"_s}));
    goOn.release();
    begun.acquire();
    goOn.release();
    const QMutexLocker lock(&mutex);
    QCOMPARE(heard.size(), 2);
    QCOMPARE(heard[1], QStringList({u"a"_s, u"z"_s}));
}

void TestChangeNotifier::aWatchMayEndItself()
{
    QMutex mutex;
    std::unique_ptr<WatchableStorage::Watch> own;
    std::atomic<int> calls = 0;
    std::atomic<int> others = 0;
    ChangeNotifier notifier;
    {
        const QMutexLocker lock(&mutex);
        own = notifier.add([&](const ChangeSet &) {
            const QMutexLocker inner(&mutex);
            own.reset();
            ++calls;
        });
    }
    const auto other = notifier.add([&](const ChangeSet &) { ++others; });
    notifier.post(named({u"a"_s}));
    QTRY_COMPARE(others.load(), 1);
    notifier.post(named({u"b"_s}));
    QTRY_COMPARE(others.load(), 2);
    QCOMPARE(calls.load(), 1);
}

void TestChangeNotifier::aListenerMayDropTheNotifier()
{
    auto notifier = std::make_unique<ChangeNotifier>();
    std::atomic<bool> dropped = false;
    const auto watch = notifier->add([&](const ChangeSet &) {
        notifier.reset();
        dropped = true;
    });
    notifier->post(named({u"a"_s}));
    QTRY_VERIFY(dropped.load());
}

void TestChangeNotifier::aWatchMayOutliveTheNotifier()
{
    std::unique_ptr<WatchableStorage::Watch> watch;
    int calls = 0;
    {
        ChangeNotifier notifier;
        watch = notifier.add([&calls](const ChangeSet &) { ++calls; });
    }
    QCOMPARE(calls, 0);
    watch.reset();
}

void TestChangeNotifier::postingWithoutListenersDoesNothing()
{
    ChangeNotifier notifier;
    notifier.post(named({u"before"_s}));
    QMutex mutex;
    QStringList heard;
    const auto watch = notifier.add([&](const ChangeSet &changes) {
        const QMutexLocker lock(&mutex);
        heard += changes.prompts;
    });
    notifier.post(named({u"after"_s}));
    const auto heardNow = [&] {
        const QMutexLocker lock(&mutex);
        return heard;
    };
    QTRY_COMPARE(heardNow(), QStringList(u"after"_s));
}

QTEST_APPLESS_MAIN(TestChangeNotifier)
#include "test_change_notifier.moc"
