// SPDX-License-Identifier: Apache-2.0
// Packs, what snapshots name in them, and the cache of fingerprints: what is damaged or made up is told as damage, what
// the disk does not give just now as its failure, and what somebody else adds meanwhile is found.
#include "fingerprint_cache.h"
#include "pack_sink.h"
#include "scripted_fixture.h"
#include "snapshots.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;

namespace {

const QString operation = u"look"_s;

/// A repository whose parts are used by themselves, over a disk that may fail.
struct Place : ScriptedFixture
{
    Place()
    {
        auto opened = Repository::open(folder(), BackupStore::Mode::CreateIfNone, parts);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toString()));
        repository = *std::move(opened);
        blobs.emplace(*repository);
    }
    [[nodiscard]] QString pathOf(const QByteArray &pack) const
    {
        return folder() + u"/packs/"_s + QString::fromLatin1(pack) + u".zst"_s;
    }
    /// Its path.
    QString writePack(QByteArrayView contents, const std::vector<PackEntry> &entries) const
    {
        const QByteArray pack = encodePack(contents, entries).value();
        const QString path = pathOf(toHex(Checksum::of(pack)));
        write(path, pack);
        return path;
    }
    QString writePack(const QByteArray &content) const
    {
        return writePack(content, {{Checksum::of(content), 0, content.size()}});
    }
    std::shared_ptr<const PackSet> load() const
    {
        auto set = PackSet::load(*repository, operation, {});
        if (!set)
            qFatal("%s", qPrintable(set.error().toString()));
        return *set;
    }
    std::unique_ptr<Repository> repository;
    std::optional<BlobReader> blobs;
};

/// Many contents of one byte, so that the table is larger than what is read of a pack at first.
QString writeLarge(const Place &place)
{
    std::vector<PackEntry> entries;
    for (qint64 i = 0; i < 4000; ++i)
        entries.push_back({Checksum::of(QByteArray::number(i)), i, 1});
    return place.writePack(QByteArray(4000, 'x'), entries);
}

} // namespace

class TestBackupPacks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLargeTableIsReadWhole();
    void damageIsToldAsSuch_data();
    void damageIsToldAsSuch();
    void whatTheDiskDoesNotGiveIsNoDamage_data();
    void whatTheDiskDoesNotGiveIsNoDamage();
    void theTablesAreReadOnce();
    void whatAnotherAddedIsFound();
    void aFailureIsForgottenWhenItIsOver();
    void aFailureIsTold();
    void withoutItsFolderNothingIsRead();
    void damagedContentsAreTold();
    void whatIsNoPartOfASnapshotIsTold();
    void aListOfAnotherLengthIsTold();
    void aRecordThatContradictsItselfIsTold();
    void aPackThatCannotBeWrittenIsTold_data();
    void aPackThatCannotBeWrittenIsTold();
    void theCacheIsReadAsItWasWritten();
    void anotherCacheCountsAsNone_data();
    void anotherCacheCountsAsNone();
    void aCacheThatCannotBeWrittenLeavesNothing();
};

void TestBackupPacks::aLargeTableIsReadWhole()
{
    Place place;
    const QString path = writeLarge(place);
    QVERIFY(QFileInfo(path).size() > 64 * 1024);
    const auto set = place.load();
    QVERIFY(set->damaged().empty());
    QVERIFY(set->contains(Checksum::of("3999")));
}

void TestBackupPacks::damageIsToldAsSuch_data()
{
    using Damage = std::function<void(const QString &path)>;
    QTest::addColumn<Damage>("damage");
    QTest::newRow("a folder") << Damage([](const QString &path) {
        QVERIFY(QFile::remove(path));
        QVERIFY(QDir().mkdir(path));
    });
    QTest::newRow("a link") << Damage([](const QString &path) {
        QVERIFY(QFile::rename(path, path + u".moved"_s));
        QVERIFY(QFile::link(path + u".moved"_s, path));
    });
    QTest::newRow("empty") << Damage([](const QString &path) { Place::write(path, {}); });
    QTest::newRow("the trailer's end alone")
        << Damage([](const QString &path) { Place::write(path, Place::read(path).last(trailerBytes - 1)); });
    QTest::newRow("a table longer than the file") << Damage([](const QString &path) {
        QByteArray bytes = Place::read(path);
        bytes[bytes.size() - 2] = 1;
        Place::write(path, bytes);
    });
    QTest::newRow("a table of other bytes") << Damage([](const QString &path) {
        QByteArray bytes = Place::read(path);
        bytes[bytes.size() - trailerBytes - 1] ^= 1;
        Place::write(path, bytes);
    });
    QTest::newRow("larger than any pack") << Damage([](const QString &path) {
        const QByteArray bytes = Place::read(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.resize(largestPack + largestTable)); // a hole
        QVERIFY(file.seek(file.size()));
        QCOMPARE(file.write(bytes), bytes.size());
    });
}

void TestBackupPacks::damageIsToldAsSuch()
{
    QFETCH(std::function<void(const QString &)>, damage);
    Place place;
    const QString path = place.writePack("content");
    damage(path);
    const auto set = place.load();
    QCOMPARE(set->damaged().size(), 1U);
    QVERIFY(!set->damaged().front().cause);
    QVERIFY(!set->failure());
    QVERIFY(set->packs().empty());
    QCOMPARE(set->names().size(), 1U);
}

void TestBackupPacks::whatTheDiskDoesNotGiveIsNoDamage_data()
{
    QTest::addColumn<QString>("calls");
    QTest::addColumn<int>("after");
    QTest::newRow("opening it") << u"^open packs/"_s << 0;
    QTest::newRow("looking at it") << u"^status packs/"_s << 0;
    QTest::newRow("reading its end") << u"^readAt packs/"_s << 0;
    QTest::newRow("reading more of it") << u"^readAt packs/"_s << 1;
}

void TestBackupPacks::whatTheDiskDoesNotGiveIsNoDamage()
{
    QFETCH(QString, calls);
    QFETCH(int, after);
    Place place;
    writeLarge(place);
    place.fail(calls, 1, after);
    const auto set = place.load();
    QCOMPARE(set->damaged().size(), 1U);
    QVERIFY(set->damaged().front().cause);
    QVERIFY(set->failure());
    QCOMPARE(set->failure()->code(), Place::failureCode());
    QVERIFY(place.load()->damaged().empty());
}

void TestBackupPacks::theTablesAreReadOnce()
{
    Place place;
    place.writePack("content");
    const auto first = place.blobs->refresh(operation, {});
    VERIFY_OK(first);
    QCOMPARE(*place.blobs->refresh(operation, {}), *first);
    place.writePack("another");
    QVERIFY(place.blobs->refresh(operation, {})->get() != first->get());
    QVERIFY(place.blobs->packs()->contains(Checksum::of("another")));
}

void TestBackupPacks::whatAnotherAddedIsFound()
{
    Place place;
    place.writePack("content");
    QCOMPARE(*place.blobs->read(operation, Checksum::of("content")), "content"_ba); // without having looked before
    place.writePack("another");
    QCOMPARE(*place.blobs->read(operation, Checksum::of("another")), "another"_ba);
    QCOMPARE(place.blobs->read(operation, Checksum::of("none")).error().code(), ErrorCode::NotFound);
}

void TestBackupPacks::aFailureIsForgottenWhenItIsOver()
{
    Place place;
    place.writePack("content");
    place.fail(u"^readAt packs/"_s, 1);
    VERIFY_OK(place.blobs->refresh(operation, {}));
    QVERIFY(place.blobs->packs()->failure());
    QCOMPARE(*place.blobs->read(operation, Checksum::of("content")), "content"_ba);
}

void TestBackupPacks::aFailureIsTold()
{
    Place place;
    place.writePack("content");
    place.fail(u"^readAt packs/"_s);
    const auto read = place.blobs->read(operation, Checksum::of("content"));
    QVERIFY(!read);
    QCOMPARE(read.error().code(), Place::failureCode());
}

void TestBackupPacks::withoutItsFolderNothingIsRead()
{
    Place place;
    place.writePack("content");
    QVERIFY(QDir().rename(place.folder() + u"/packs"_s, place.folder() + u"/moved"_s));
    const auto read = place.blobs->read(operation, Checksum::of("content"));
    QVERIFY(!read);
    QCOMPARE(read.error().code(), ErrorCode::Corrupt);
    QVERIFY(read.error().message().contains("is missing"_L1));
}

void TestBackupPacks::damagedContentsAreTold()
{
    Place place;
    const QString damaged = place.writePack("content");
    QByteArray bytes = Place::read(damaged);
    bytes[10] ^= 1;
    Place::write(damaged, bytes);
    const auto read = place.blobs->read(operation, Checksum::of("content"));
    QVERIFY(!read);
    QCOMPARE(read.error().code(), ErrorCode::Corrupt);
    QVERIFY(read.error().message().contains("The pack "_L1));
    place.writePack("other bytes", {{Checksum::of("bytes"), 0, 11}});
    const auto other = place.blobs->read(operation, Checksum::of("bytes"));
    QVERIFY(!other);
    QCOMPARE(other.error().code(), ErrorCode::Corrupt);
    QVERIFY(other.error().message().contains("does not match its checksum"_L1));
}

void TestBackupPacks::whatIsNoPartOfASnapshotIsTold()
{
    Place place;
    place.writePack("content");
    SnapshotReader reader(*place.blobs, operation);
    const Checksum checksum = Checksum::of("content");
    const auto parts = reader.parts(checksum);
    const auto list = reader.list(checksum);
    const auto record = reader.record(checksum);
    QVERIFY(!parts && !list && !record);
    for (const Error &error : {parts.error(), list.error(), record.error()}) {
        QCOMPARE(error.code(), ErrorCode::Corrupt);
        QCOMPARE(error.subject(), checksum.toString());
    }
}

void TestBackupPacks::aListOfAnotherLengthIsTold()
{
    for (const qint64 said : {1, 2, 3}) {
        Place place;
        const QByteArray list = encodeList({{"a", Checksum::of("a")}, {"b", Checksum::of("b")}});
        const QByteArray listing = encodeListing({{{}, said, Checksum::of(list)}});
        place.writePack(list);
        place.writePack(listing);
        const auto prompts = SnapshotReader(*place.blobs, operation).prompts(Checksum::of(listing), {});
        QCOMPARE(prompts.has_value(), said == 2);
        if (!prompts)
            QCOMPARE(prompts.error().code(), ErrorCode::Corrupt);
    }
}

void TestBackupPacks::aRecordThatContradictsItselfIsTold()
{
    Place place;
    const Metadata facts = makeMetadata(makeName(u"p"), makeVersion(u"1.0.0"), "content");
    const QByteArray record =
        encodeRecord({.name = makeName(u"q"),
                      .labels = {},
                      .versions = {{facts.version, facts.checksum, facts.size, encodeMetadata(facts)}}});
    const QByteArray list = encodeList({{"q", Checksum::of(record)}});
    const QByteArray listing = encodeListing({{{}, 1, Checksum::of(list)}});
    for (const QByteArray &content : {QByteArray("content"), record, list, listing})
        place.writePack(content);
    Snapshot snapshot;
    snapshot.info.takenAt = place.repository->now();
    snapshot.info.prompts = 1;
    snapshot.listing = Checksum::of(listing);
    VERIFY_OK(Snapshots(*place.repository).commit(operation, snapshot));
    const auto store = place.open();
    const auto shown = store->contents(u"latest"_s, {});
    QVERIFY(!shown);
    QCOMPARE(shown.error().code(), ErrorCode::Corrupt);
    const auto fetched = store->fetch(u"latest"_s, {makeName(u"q"), facts.version}, {});
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().code(), ErrorCode::Corrupt);
    const auto target = place.library(u"target"_s);
    const auto restored = store->restore(*target, u"latest"_s, {}, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::Corrupt);
    QVERIFY(target->list({}, {})->items.empty());
}

void TestBackupPacks::aPackThatCannotBeWrittenIsTold_data()
{
    QTest::addColumn<QString>("calls");
    QTest::newRow("its folder") << u"^open packs$"_s;
    QTest::newRow("making it") << u"^create packs/"_s;
    QTest::newRow("filling it") << u"^write packs/"_s;
    QTest::newRow("making it durable") << u"^sync packs/"_s;
    QTest::newRow("naming it") << u"^rename packs/"_s;
}

void TestBackupPacks::aPackThatCannotBeWrittenIsTold()
{
    QFETCH(QString, calls);
    Place place;
    place.parts.packBytes = 4;
    place.repository = *Repository::open(place.folder(), BackupStore::Mode::Existing, place.parts);
    PackSink sink(*place.repository, operation, nullptr);
    VERIFY_OK(sink.add(PackSink::Kind::Content, Checksum::of("full"), "full"));
    place.fail(calls, 1);
    const auto added = sink.add(PackSink::Kind::Content, Checksum::of("next"), "next"); // the first one is written now
    QVERIFY(!added);
    QCOMPARE(added.error().code(), Place::failureCode());
    QVERIFY(QDir(place.folder() + u"/packs"_s).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

namespace {

StorageInfo someLibrary()
{
    StorageInfo info;
    info.id = u"id"_s;
    info.url = QUrl(u"memory:a"_s);
    return info;
}

FingerprintCache someCache()
{
    return {.listing = Checksum::of("listing"),
            .packs = {{toHex(Checksum::of("pack")), 123}},
            .prompts = {{"a/b", {"\x01\x02", Checksum::of("record"), 3, 1, 456}}}};
}

QString onlyFileIn(const QString &folder)
{
    const QStringList files = QDir(folder).entryList(QDir::Files | QDir::Hidden);
    return files.size() == 1 ? folder + u'/' + files.front() : QString();
}

} // namespace

void TestBackupPacks::theCacheIsReadAsItWasWritten()
{
    Place place;
    someCache().write(*place.repository, someLibrary());
    const auto cache = FingerprintCache::read(*place.repository, someLibrary());
    QVERIFY(cache);
    QVERIFY(cache->listing == Checksum::of("listing"));
    QCOMPARE(cache->packs.size(), 1U);
    QCOMPARE(cache->packs.front().bytes, 123);
    QCOMPARE(cache->prompts.value("a/b").fingerprint, "\x01\x02"_ba);
    QCOMPARE(cache->prompts.value("a/b").bytes, 456);
}

void TestBackupPacks::anotherCacheCountsAsNone_data()
{
    using Change = std::function<QByteArray(const QByteArray &)>;
    QTest::addColumn<Change>("change");
    QTest::newRow("none") << Change([](const QByteArray &) { return QByteArray(); });
    QTest::newRow("its heading alone") << Change([](const QByteArray &bytes) { return bytes.first(21); });
    QTest::newRow("other bytes") << Change(
        [](const QByteArray &bytes) { return QByteArray(bytes).replace(" 456 ", " 457 "); });
    QTest::newRow("another checksum at its end") << Change(
        [](const QByteArray &bytes) { return bytes.chopped(2) + (bytes[bytes.size() - 2] == '0' ? '1' : '0') + '\n'; });
    QTest::newRow("another kind, and whole") << Change([](const QByteArray &bytes) {
        QByteArray body = bytes.chopped(4 + 64 + 1);
        body.replace("pulse-fingerprints 1", "pulse-fingerprints 2");
        return body + "end " + toHex(Checksum::of(body)) + '\n';
    });
}

void TestBackupPacks::anotherCacheCountsAsNone()
{
    QFETCH(std::function<QByteArray(const QByteArray &)>, change);
    Place place;
    someCache().write(*place.repository, someLibrary());
    const QString path = onlyFileIn(place.folder() + u"/cache"_s);
    QVERIFY(!path.isEmpty());
    Place::write(path, change(Place::read(path)));
    QVERIFY(!FingerprintCache::read(*place.repository, someLibrary()));
}

void TestBackupPacks::aCacheThatCannotBeWrittenLeavesNothing()
{
    for (const QString &calls : {u"^rename cache/"_s, u"^write cache/"_s}) {
        Place place;
        place.fail(calls);
        someCache().write(*place.repository, someLibrary());
        QVERIFY(QDir(place.folder() + u"/cache"_s).entryList(QDir::Files | QDir::Hidden).isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestBackupPacks)
#include "test_backup_packs.moc"
