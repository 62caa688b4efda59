// SPDX-License-Identifier: Apache-2.0
// Taking snapshots, and looking at them.
#include "backup_fixture.h"

#include <QDir>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

/// Counts the readings of contents.
class Counting final : public Storage, private FingerprintStorage
{
public:
    explicit Counting(std::shared_ptr<Storage> next)
        : m_next(std::move(next))
    {}
    StorageInfo info() const override { return m_next->info(); }
    Capabilities capabilities() override
    {
        Capabilities can = m_next->capabilities();
        can.fingerprints = this;
        return can;
    }
    Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override
    {
        return m_next->store(prompt, std::move(stop));
    }
    Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override
    {
        ++fetched;
        return m_next->fetch(name, version, std::move(stop));
    }
    Result<ListPage> list(const ListQuery &query, std::stop_token stop) override
    {
        return m_next->list(query, std::move(stop));
    }
    Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                  std::stop_token stop) override
    {
        return m_next->remove(name, version, std::move(stop));
    }
    Result<bool> exists(const Name &name, const std::optional<Version> &version, std::stop_token stop) override
    {
        return m_next->exists(name, version, std::move(stop));
    }
    std::atomic<int> fetched = 0;

private:
    Result<std::vector<Item>> fingerprints(std::stop_token stop) override
    {
        return m_next->capabilities().fingerprints->fingerprints(std::move(stop));
    }
    std::shared_ptr<Storage> m_next;
};

qint64 bytesIn(const QString &folder)
{
    qint64 bytes = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files))
        bytes += file.size();
    return bytes;
}

} // namespace

class TestBackupStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSnapshotHoldsEverything();
    void nothingChangedReadsNothingAndAddsNothing();
    void onlyWhatChangedIsRead();
    void contentsAreKeptOnce();
    void anotherLibraryAsksFirst();
    void aLibraryThatLostItsPromptsAsksFirst();
    void damagedVersionsAreNamedAndTheEarlierCopyStays();
    void snapshotsAreFoundByTheBeginningOfTheirId();
    void takenOnceMoreADamagedSnapshotIsWholeAgain();
    void contentsAreFoundByChecksum();
    void aFolderWithSomethingElseIsRefused();
    void aNewerRepositoryIsRefused();
    void aSecondWriterWaitsAndGivesUp();
    void aStopTakesNoSnapshot();
    void manyPromptsGetSeveralLists();
};

void TestBackupStore::aSnapshotHoldsEverything()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    Prompt prompt = makePrompt(u"support/refund", u"1.0.0", QByteArray("bytes \xff\x00 here\r\n", 14));
    prompt.metadata.tags = makeTags({u"kept"_s});
    prompt.metadata.author = u"Ada"_s;
    prompt.metadata.unknown.insert(u"x-kept"_s, JsonValue::Number{"1.10"});
    VERIFY_OK(library->store(prompt, {}));
    f.publish(*library, u"support/refund", u"1.1.0", "second");
    f.publish(*library, u"support", u"1.0.0", "");
    f.point(*library, u"support/refund", u"production", u"1.0.0");

    const auto store = f.open();
    const BackupReport report = f.backUp(*store, *library, {.author = u"Ada"_s, .note = u"first"_s});
    QCOMPARE(report.question, BackupReport::Question::None);
    QCOMPARE(report.snapshot.prompts, 2);
    QCOMPARE(report.snapshot.versions, 3);
    QCOMPARE(report.snapshot.labels, 1);
    QCOMPARE(report.snapshot.bytes, 14 + 6);
    QCOMPARE(report.newVersions, 3);
    QVERIFY(!report.isUnchanged);

    const auto another = f.open();
    const auto list = another->list({});
    VERIFY_OK(list);
    QCOMPARE(list->size(), size_t(1));
    QCOMPARE(list->front().id, report.snapshot.id);
    QCOMPARE(list->front().author, u"Ada"_s);
    QCOMPARE(list->front().note, u"first"_s);
    QCOMPARE(list->front().libraryId, library->info().id);
    QCOMPARE(list->front().takenAt, f.clock->now());
    QVERIFY(list->front().problem.isEmpty());
    const auto contents = another->contents(u"latest"_s, {});
    VERIFY_OK(contents);
    QCOMPARE(contents->size(), size_t(2));
    QCOMPARE(contents->back().versions.front(), prompt.metadata);
    QCOMPARE(contents->back().labels.size(), size_t(1));
    const auto fetched = another->fetch(u"latest"_s, {prompt.name(), prompt.version()}, {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->content, prompt.content);
    QCOMPARE(fetched->metadata, prompt.metadata);
    const auto verified = another->verify(true, {}, {});
    VERIFY_OK(verified);
    QVERIFY(verified->isSound());
    QVERIFY(verified->findings.empty());
}

void TestBackupStore::nothingChangedReadsNothingAndAddsNothing()
{
    BackupFixture f;
    Counting library(f.library(u"a"_s));
    for (int i = 0; i < 50; ++i)
        f.publish(library, u"p"_s + QString::number(i), u"1.0.0", QByteArray::number(i).repeated(100));
    const auto store = f.open();
    const BackupReport first = f.backUp(*store, library);
    QCOMPARE(first.changedPrompts, 50);
    library.fetched = 0;
    const qint64 packs = bytesIn(f.folder() + u"/packs"_s);
    const BackupReport second = f.backUp(*f.open(), library);
    QCOMPARE(library.fetched.load(), 0);
    QVERIFY(second.isUnchanged);
    QCOMPARE(second.changedPrompts, 0);
    QCOMPARE(second.snapshot.addedBytes, 0);
    QCOMPARE(second.snapshot.versions, 50);
    QCOMPARE(bytesIn(f.folder() + u"/packs"_s), packs);
    QVERIFY(second.snapshot.id != first.snapshot.id);

    // Without what it remembers it reads, and finds the same.
    QVERIFY(QDir(f.folder() + u"/cache"_s).removeRecursively());
    QVERIFY(QDir(f.folder()).mkdir(u"cache"_s));
    const BackupReport third = f.backUp(*f.open(), library);
    QVERIFY(third.isUnchanged);
    QCOMPARE(third.changedPrompts, 50);
    QCOMPARE(bytesIn(f.folder() + u"/packs"_s), packs);
    // When asked to, it reads although nothing seems changed.
    library.fetched = 0;
    const BackupReport fourth = f.backUp(*f.open(), library, {.reread = true});
    QCOMPARE(library.fetched.load(), 50);
    QVERIFY(fourth.isUnchanged);
}

void TestBackupStore::onlyWhatChangedIsRead()
{
    BackupFixture f;
    Counting library(f.library(u"a"_s));
    for (int i = 0; i < 20; ++i)
        f.publish(library, u"p"_s + QString::number(i), u"1.0.0", QByteArray::number(i).repeated(100));
    const auto store = f.open();
    f.backUp(*store, library);
    library.fetched = 0;
    f.publish(library, u"p3", u"1.1.0", "new");
    f.publish(library, u"q", u"1.0.0", "also new");
    VERIFY_OK(library.remove(makeName(u"p4"), std::nullopt, {}));
    const BackupReport report = f.backUp(*store, library);
    QCOMPARE(library.fetched.load(), 2);
    QCOMPARE(report.newVersions, 2);
    QCOMPARE(report.changedPrompts, 2);
    QCOMPARE(report.snapshot.prompts, 20);
    QCOMPARE(report.snapshot.versions, 21);
    const auto contents = store->contents(u"latest"_s, {});
    VERIFY_OK(contents);
    QVERIFY(std::ranges::none_of(*contents, [](const auto &p) { return p.name.toString() == "p4"_L1; }));
    QCOMPARE(store->verify(true, {}, {})->lostVersions.size(), size_t(0));
}

void TestBackupStore::contentsAreKeptOnce()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    for (int i = 0; i < 10; ++i)
        f.publish(*library, u"p"_s + QString::number(i), u"1.0.0", "the very same");
    const BackupReport report = f.backUp(*f.open(), *library);
    QCOMPARE(report.newVersions, 1);
    QCOMPARE(report.snapshot.versions, 10);
}

void TestBackupStore::anotherLibraryAsksFirst()
{
    BackupFixture f;
    const auto a = f.library(u"a"_s);
    const auto b = f.library(u"b"_s);
    f.publish(*a, u"p", u"1.0.0", "a");
    f.publish(*b, u"p", u"1.0.0", "b");
    const auto store = f.open();
    f.backUp(*store, *a);
    const BackupReport stopped = f.backUp(*store, *b);
    QCOMPARE(stopped.question, BackupReport::Question::OtherLibrary);
    QVERIFY(stopped.questionText.endsWith(u'.'));
    QVERIFY(stopped.snapshot.id.isEmpty());
    QCOMPARE(store->list({})->size(), size_t(1));
    const BackupReport allowed = f.backUp(*store, *b, {.allowOtherLibrary = true});
    QCOMPARE(allowed.question, BackupReport::Question::None);
    QCOMPARE(f.backUp(*store, *b).question, BackupReport::Question::None); // it is known now
}

void TestBackupStore::aLibraryThatLostItsPromptsAsksFirst()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    for (int i = 0; i < 5; ++i)
        f.publish(*library, u"p"_s + QString::number(i), u"1.0.0", "x");
    const auto store = f.open();
    f.backUp(*store, *library);
    for (int i = 0; i < 2; ++i)
        VERIFY_OK(library->remove(makeName(u"p"_s + QString::number(i)), std::nullopt, {}));
    QCOMPARE(f.backUp(*store, *library).question, BackupReport::Question::None); // 3 of 5
    for (int i = 2; i < 4; ++i)
        VERIFY_OK(library->remove(makeName(u"p"_s + QString::number(i)), std::nullopt, {}));
    QCOMPARE(f.backUp(*store, *library).question, BackupReport::Question::Loss); // 1 of 3
    QCOMPARE(store->list({})->size(), size_t(2));
    VERIFY_OK(library->remove(makeName(u"p4"), std::nullopt, {}));
    QCOMPARE(f.backUp(*store, *library).question, BackupReport::Question::Loss); // empty
    const BackupReport allowed = f.backUp(*store, *library, {.allowLoss = true});
    QCOMPARE(allowed.question, BackupReport::Question::None);
    QCOMPARE(allowed.snapshot.prompts, 0);
}

void TestBackupStore::damagedVersionsAreNamedAndTheEarlierCopyStays()
{
    BackupFixture f;
    const QUrl url(u"memory:a"_s);
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "precious");
    f.publish(*library, u"q", u"1.0.0", "fine");
    const auto store = f.open();
    f.backUp(*store, *library);
    QVERIFY(f.memory.damage(url, {makeName(u"p"), makeVersion(u"1.0.0")}));
    f.publish(*library, u"r", u"1.0.0", "damaged from the start");
    QVERIFY(f.memory.damage(url, {makeName(u"r"), makeVersion(u"1.0.0")}));

    for (int round = 0; round < 2; ++round) {
        const BackupReport report = f.backUp(*store, *library, {.reread = true});
        QCOMPARE(report.snapshot.damaged.size(), size_t(2));
        QCOMPARE(report.snapshot.damaged[0].subject, u"p@1.0.0"_s);
        QVERIFY(report.snapshot.damaged[0].keptEarlier);
        QCOMPARE(report.snapshot.damaged[1].subject, u"r@1.0.0"_s);
        QVERIFY(!report.snapshot.damaged[1].keptEarlier);
        const auto kept = store->fetch(report.snapshot.id, {makeName(u"p"), makeVersion(u"1.0.0")}, {});
        VERIFY_OK(kept);
        QCOMPARE(kept->content, "precious");
    }
    QCOMPARE(store->list({})->front().damaged.size(), size_t(2));
}

void TestBackupStore::snapshotsAreFoundByTheBeginningOfTheirId()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    QCOMPARE(store->find(u"latest"_s, {}).error().code(), ErrorCode::NotFound);
    const QString first = f.backUp(*store, *library).snapshot.id;
    const QString second = f.backUp(*store, *library).snapshot.id;
    QCOMPARE(store->find(first.left(6), {})->id, first);
    QCOMPARE(store->find(u"latest"_s, {})->id, second);
    QCOMPARE(store->find(u"zzz"_s, {}).error().code(), ErrorCode::NotFound);
    QCOMPARE(store->find(QString(), {}).error().code(), ErrorCode::NotFound);
    const BackupReport safety = f.backUp(*store, *library, {.isSafety = true});
    QCOMPARE(store->find(u"latest"_s, {})->id, second);
    QCOMPARE(store->list({})->front().id, safety.snapshot.id);
    // Of seventeen, two begin with the same digit.
    QStringList ids;
    const auto sameBeginning = [&] {
        return std::ranges::find_if(ids, [&](const QString &id) {
            return std::ranges::count(ids, id[0], [](const QString &other) { return other[0]; }) > 1;
        });
    };
    while (sameBeginning() == ids.end())
        ids += f.backUp(*store, *library).snapshot.id;
    const QString id = *sameBeginning();
    QCOMPARE(store->find(id.first(1), {}).error().code(), ErrorCode::Invalid);
    const QStringList files = QDir(f.folder() + u"/snapshots"_s).entryList({u'*' + id + u'*'});
    QFile file(f.folder() + u"/snapshots/"_s + files.value(0));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.putChar('x'));
    file.close();
    const auto damaged = store->find(id, {});
    QVERIFY(!damaged);
    QCOMPARE(damaged.error().code(), ErrorCode::Corrupt);
}

void TestBackupStore::takenOnceMoreADamagedSnapshotIsWholeAgain()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    f.backUp(*store, *library);
    const QString id = f.backUp(*store, *library).snapshot.id;
    const QStringList files = QDir(f.folder() + u"/snapshots"_s).entryList({u'*' + id + u'*'});
    QFile file(f.folder() + u"/snapshots/"_s + files.value(0));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.putChar('x'));
    file.close();
    QVERIFY(!store->find(id, {}));
    const auto again = store->create(*library, {}, {}, {}); // at the same time, of the same
    VERIFY_OK(again);
    QCOMPARE(again->snapshot.id, id);
    VERIFY_OK(store->find(id, {}));
    QCOMPARE(store->list({})->size(), size_t(2));
}

void TestBackupStore::contentsAreFoundByChecksum()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "wanted");
    const auto store = f.open();
    f.backUp(*store, *library);
    QCOMPARE(*store->findContent(Checksum::of("wanted"), {}), "wanted");
    QCOMPARE(store->findContent(Checksum::of("never seen"), {}).error().code(), ErrorCode::NotFound);
}

void TestBackupStore::aFolderWithSomethingElseIsRefused()
{
    BackupFixture f;
    QVERIFY(QDir().mkpath(f.folder()));
    QFile other(f.folder() + u"/holiday.txt"_s);
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.close();
    const auto store = BackupStore::open(f.folder(), BackupStore::Mode::CreateIfNone, f.parts);
    QCOMPARE(store.error().code(), ErrorCode::Invalid);
    const auto missing = BackupStore::open(f.dir.filePath(u"missing"_s), BackupStore::Mode::Existing, f.parts);
    QCOMPARE(missing.error().code(), ErrorCode::NotFound);
    QVERIFY(!QDir(f.dir.filePath(u"missing"_s)).exists());
}

void TestBackupStore::aNewerRepositoryIsRefused()
{
    BackupFixture f;
    (void)f.open();
    QFile marker(f.folder() + u"/pulse-backup.json"_s);
    QVERIFY(marker.open(QIODevice::WriteOnly));
    marker.write(R"({"format": "pulse-backup", "schema": 2})");
    marker.close();
    const auto store = BackupStore::open(f.folder(), BackupStore::Mode::Existing, f.parts);
    QCOMPARE(store.error().code(), ErrorCode::Unsupported);
}

void TestBackupStore::aSecondWriterWaitsAndGivesUp()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    const auto fs = realFs();
    const int root = *fs->openRoot(f.folder().toUtf8());
    const int lock = *fs->open(root, ".lock", Fs::Access::Lock);
    QVERIFY(fs->tryLock(lock).has_value());
    QCOMPARE(store->create(*library, {}, {}, {}).error().code(), ErrorCode::Unavailable);
    VERIFY_OK(store->list({})); // reading does not wait
    fs->close(lock);
    fs->close(root);
    VERIFY_OK(store->create(*library, {}, {}, {}));
}

void TestBackupStore::aStopTakesNoSnapshot()
{
    BackupFixture f;
    const auto library = f.library(u"a"_s);
    f.publish(*library, u"p", u"1.0.0", "x");
    const auto store = f.open();
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(store->create(*library, {}, {}, stop.get_token()).error().code(), ErrorCode::Cancelled);
    QCOMPARE(store->list({})->size(), size_t(0));
}

void TestBackupStore::manyPromptsGetSeveralLists()
{
    BackupFixture f;
    f.parts.packBytes = 64 * 1024;
    const auto library = f.library(u"a"_s);
    for (int i = 0; i < 1200; ++i)
        f.publish(*library, u"folder%1/p%2"_s.arg(i % 7).arg(i), u"1.0.0", QByteArray::number(i).repeated(40));
    const auto store = f.open();
    f.backUp(*store, *library);
    f.publish(*library, u"folder0/p0", u"1.1.0", "changed");
    const BackupReport second = f.backUp(*store, *library);
    QVERIFY2(second.snapshot.addedBytes < 12'000, qPrintable(QString::number(second.snapshot.addedBytes)));
    const auto contents = store->contents(u"latest"_s, {});
    VERIFY_OK(contents);
    QCOMPARE(contents->size(), size_t(1200));
    QVERIFY(std::ranges::is_sorted(*contents, {}, &SnapshotPrompt::name));
    QVERIFY(store->verify(true, {}, {})->isSound());
    QVERIFY(QDir(f.folder() + u"/packs"_s).entryList(QDir::Files).size() > 3);
}

QTEST_GUILESS_MAIN(TestBackupStore)
#include "test_backup_store.moc"
