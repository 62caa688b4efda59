// SPDX-License-Identifier: Apache-2.0
#include "scripted_fs.h"
#include "workshop.h"

#include "pulse/model/seal.h"
#include "pulse/test/temporaries.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

const QString metadataPath = u"prompts/a/1.0.0/metadata.json"_s;

/// A library of schema 1 as an older program left it, with labels, a trash and a version made by hand.
void makeOld(const Workshop &workshop)
{
    {
        auto storage = *workshop.open();
        const auto can = storage->capabilities();
        for (const char *text : {"1.0.0", "1.1.0"})
            QVERIFY(storage->store(prompt("a", text, text), {}));
        QVERIFY(storage->store(prompt("a/b", "1.0.0", "below"), {}));
        QVERIFY(can.labels->setLabel(name("a"), *Label::parse(u"production"), version("1.0.0"), {}, {}));
        QVERIFY(storage->store(prompt("gone", "1.0.0", "bye"), {}));
        QVERIFY(storage->remove(name("gone"), {}, {}));
    }
    QDirIterator files(workshop.path(), {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray plain = unsealed(file.readAll());
        plain.replace("\"schema\": 2", "\"schema\": 1");
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(plain), plain.size());
    }
    workshop.write(u"prompts/hand/0.1.0/content.md"_s, "by hand");
    workshop.write(u"prompts/a/NOTES"_s, "kept as it is");
}

QStringList kinds(const InspectionReport &report)
{
    QStringList all;
    for (const Finding &finding : report.findings)
        all.append(finding.kind);
    return all;
}

QByteArray contentOf(Storage &storage, const char *prompt, const char *number)
{
    const auto fetched = storage.fetch(name(prompt), version(number), {});
    return fetched ? fetched->content : "(" + fetched.error().message().toUtf8() + ")";
}

/// That everything of makeOld is there.
void checkWhole(Storage &storage)
{
    QCOMPARE(contentOf(storage, "a", "1.0.0"), "1.0.0");
    QCOMPARE(contentOf(storage, "a", "1.1.0"), "1.1.0");
    QCOMPARE(contentOf(storage, "a/b", "1.0.0"), "below");
    QCOMPARE(contentOf(storage, "hand", "0.1.0"), "by hand");
    QCOMPARE(storage.capabilities().labels->labels(name("a"), {})->size(), 1U);
    QCOMPARE(storage.capabilities().trash->trash({})->size(), 1U);
}

} // namespace

/// Seals, and the way from schema 1 to 2.
class TestFilesystemSchema : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { pulse::test::keepTemporariesInMemory(); }
    void sealsCanBeCheckedByHand();
    void keepsSealsThroughEveryRewrite();
    void asksForNoSealInSchemaOne();
    void tellsWrongSealsFromMissingOnes();
    void acceptsAfterALook();
    void noticesEveryFlippedBit();
    void noticesEveryTruncation();
    void upgrades();
    void refusesToUpgradeDamage();
    void refusesWithoutRoom();
    void refusesWithoutExchange();
    void goesOnAfterBeingStopped();
    void survivesBeingCutOffAnywhere();
    void tellsOpenHandles();
};

void TestFilesystemSchema::sealsCanBeCheckedByHand()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("a", "1.0.0", "one"), {}));
    const QByteArray file = workshop.read(metadataPath);
    QCOMPARE(sealOf(file), Seal::Right);
    QByteArray without; // grep -v '^  "seal": '
    QByteArray seal;
    for (const QByteArray &line : file.split('\n')) {
        if (line.startsWith("  \"seal\": "))
            seal = line;
        else
            without += line + '\n';
    }
    without.chop(1);
    const QByteArray sum = QCryptographicHash::hash(without, QCryptographicHash::Sha256).toHex();
    QCOMPARE(seal, "  \"seal\": \"sha256:" + sum + "\",");
    QCOMPARE(sealOf(workshop.read(u"library.json"_s)), Seal::Right);
}

void TestFilesystemSchema::keepsSealsThroughEveryRewrite()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QCOMPARE(storage->info().schema, 2);
    auto odd = prompt("a", "1.0.0", "one");
    odd.metadata.unknown.insert(u"later"_s, JsonValue(JsonValue::Number{"1.10"}));
    QVERIFY(storage->store(odd, {}));
    MetadataPatch patch;
    patch.description = u"Short"_s;
    QVERIFY(storage->capabilities().metadata->updateMetadata(name("a"), version("1.0.0"), patch, {}));
    QCOMPARE(sealOf(workshop.read(metadataPath)), Seal::Right);
    QVERIFY(workshop.read(metadataPath).contains("\"later\": 1.10"));
    QVERIFY(storage->capabilities().renaming->rename(name("a"), name("b"), {}));
    QCOMPARE(sealOf(workshop.read(u"prompts/b/1.0.0/metadata.json"_s)), Seal::Right);
    const auto removed = storage->remove(name("b"), {}, {});
    QVERIFY(removed);
    QCOMPARE(sealOf(workshop.read(u"trash/%1/record.json"_s.arg(*removed->trashId))), Seal::Right);
    QVERIFY(storage->capabilities().trash->restore(*removed->trashId, name("a"), {}));
    QCOMPARE(sealOf(workshop.read(metadataPath)), Seal::Right);
    QVERIFY(storage->capabilities().inspection->inspect(false, {}, {})->findings.empty());
}

void TestFilesystemSchema::asksForNoSealInSchemaOne()
{
    const Workshop workshop;
    makeOld(workshop);
    auto storage = *workshop.open();
    QCOMPARE(storage->info().schema, 1);
    QCOMPARE(storage->info().newestSchema, 2);
    checkWhole(*storage);
    QVERIFY(!kinds(*storage->capabilities().inspection->inspect(false, {}, {})).contains(u"unsealed"_s));
    const auto repaired = storage->capabilities().inspection->inspect(true, {}, {});
    QVERIFY(kinds(*repaired).contains(u"missing-metadata"_s)); // which is no loss here
    QCOMPARE(sealOf(workshop.read(u"prompts/hand/0.1.0/metadata.json"_s)), Seal::Absent);
    QVERIFY(!kinds(*storage->capabilities().inspection->inspect(false, {}, {})).contains(u"missing-metadata"_s));
    QVERIFY(storage->store(prompt("new", "1.0.0", "x"), {}));
    QCOMPARE(sealOf(workshop.read(u"prompts/new/1.0.0/metadata.json"_s)), Seal::Absent);
    workshop.write(metadataPath, sealed(workshop.read(metadataPath)).replace("2026-01-02", "2026-01-03"));
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {}).error().code(), ErrorCode::Corrupt);
}

void TestFilesystemSchema::tellsWrongSealsFromMissingOnes()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *inspection = storage->capabilities().inspection;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    const QByteArray good = workshop.read(metadataPath);
    workshop.write(metadataPath, unsealed(good));
    QCOMPARE(kinds(*inspection->inspect(true, {}, {})), QStringList{u"unsealed"_s});
    QCOMPARE(contentOf(*storage, "a", "1.0.0"), "one");
    workshop.write(metadataPath, QByteArray(good).replace("\"description\": \"\"", "\"description\": \"x\""));
    QCOMPARE(kinds(*inspection->inspect(true, {}, {})), QStringList{u"bad-seal"_s});
    const auto fetched = storage->fetch(name("a"), version("1.0.0"), {});
    QCOMPARE(fetched.error().code(), ErrorCode::Corrupt);
    QCOMPARE(fetched.error().remedy(), Error::Remedy::Accept);
    QCOMPARE(fetched.error().remedySubject(), u"a@1.0.0"_s);
    QVERIFY(!fetched.error().message().contains(u"--"_s)); // each front end has its own way
    QCOMPARE(storage->capabilities().metadata->metadata(name("a"), version("1.0.0"), {}).error().code(),
             ErrorCode::Corrupt);
}

void TestFilesystemSchema::acceptsAfterALook()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *inspection = storage->capabilities().inspection;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    const QString path = inspection->pathOf({name("a"), version("1.0.0")});
    QCOMPARE(path, metadataPath);
    workshop.write(path, workshop.read(path).replace("\"description\": \"\"", "\"description\": \"mine\""));
    QVERIFY(inspection->accept(path, {}));
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {})->metadata.description, u"mine"_s);
    QVERIFY(inspection->inspect(false, {}, {})->findings.empty());
    QVERIFY(QFile::remove(workshop.path(path)));
    QCOMPARE(kinds(*inspection->inspect(true, {}, {})), QStringList{u"missing-metadata"_s});
    QVERIFY(inspection->accept(path, {}));
    QVERIFY(inspection->inspect(false, {}, {})->findings.empty());
    workshop.write(u"library.json"_s, unsealed(workshop.read(u"library.json"_s)));
    QCOMPARE(kinds(*inspection->inspect(true, {}, {})), QStringList{u"unsealed"_s});
    QVERIFY(inspection->accept(u"library.json"_s, {}));
    const auto removed = storage->remove(name("a"), {}, {});
    const QString record = u"trash/%1/record.json"_s.arg(*removed->trashId);
    workshop.write(record, workshop.read(record).replace("Tester", "Ada"));
    QCOMPARE(kinds(*inspection->inspect(true, {}, {})), QStringList{u"bad-seal"_s});
    QVERIFY(inspection->accept(record, {}));
    QVERIFY(inspection->inspect(false, {}, {})->findings.empty());
    QCOMPARE(inspection->accept(u"prompts/a/1.0.0/content.md"_s, {}).error().code(), ErrorCode::Unsupported);
    QCOMPARE(inspection->accept(u"../x/metadata.json"_s, {}).error().code(), ErrorCode::Unsupported);
    QCOMPARE(inspection->accept(metadataPath, {}).error().code(), ErrorCode::NotFound);
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    workshop.write(u"prompts/a/1.0.0/content.md"_s, "eno");
    QCOMPARE(inspection->accept(metadataPath, {}).error().code(), ErrorCode::Corrupt);
}

namespace {

/// Whether a change of the library's files is noticed: by opening it, or by verify.
bool isNoticed(const Workshop &workshop)
{
    auto storage = workshop.open(defaultParts(), false, true);
    if (!storage)
        return true;
    const auto report = (*storage)->capabilities().inspection->inspect(false, {}, {});
    return !report || !report->findings.empty();
}

QStringList filesOf(const Workshop &workshop)
{
    QStringList files;
    for (const QString &path : workshop.tree()) {
        const QFileInfo info(workshop.path(path));
        if (info.isFile() && !info.isSymLink())
            files.append(path);
    }
    return files;
}

void makeSmall(const Workshop &workshop)
{
    auto storage = *workshop.open();
    auto first = prompt("a", "1.0.0", "Hello");
    first.metadata.description = u"Greets"_s;
    first.metadata.tags = *TagSet::parse({u"x"_s});
    QVERIFY(storage->store(first, {}));
    QVERIFY(storage->store(prompt("b", "1.0.0", "bye"), {}));
    QVERIFY(storage->remove(name("b"), {}, {}));
    QVERIFY(QFile::remove(workshop.path(u"prompts/a/latest"_s)));
    workshop.write(u"prompts/a/latest"_s, "1.0.0\n"); // as on a file system without links
    workshop.write(u"prompts/a/@beta"_s, "1.0.0\n");
    for (const char *pointer : {"latest", "@beta"})
        QCOMPARE(::chmod(workshop.path(u"prompts/a/"_s + QString::fromLatin1(pointer)).toUtf8().constData(), 0600), 0);
    QVERIFY(storage->capabilities().inspection->inspect(false, {}, {})->findings.empty());
}

} // namespace

// Every bit of every file. `.lock` holds nothing that anybody reads but to save work.
void TestFilesystemSchema::noticesEveryFlippedBit()
{
    const Workshop workshop;
    makeSmall(workshop);
    QStringList unnoticed;
    qint64 flips = 0;
    for (const QString &path : filesOf(workshop)) {
        const QByteArray good = workshop.read(path);
        for (qsizetype i = 0; i < good.size() * 8; ++i) {
            QByteArray bad = good;
            bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
            workshop.write(path, bad);
            ++flips;
            if (!isNoticed(workshop))
                unnoticed.append(u"%1 bit %2"_s.arg(path).arg(i));
        }
        workshop.write(path, good);
    }
    QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(u", ")));
    QVERIFY(flips > 8 * 1000);
}

// A pointer without its line feed says the same, and is the one truncation that does no harm.
void TestFilesystemSchema::noticesEveryTruncation()
{
    const Workshop workshop;
    makeSmall(workshop);
    QStringList unnoticed;
    for (const QString &path : filesOf(workshop)) {
        const QByteArray good = workshop.read(path);
        for (qsizetype length = 0; length < good.size(); ++length) {
            workshop.write(path, good.first(length));
            if (!isNoticed(workshop))
                unnoticed.append(u"%1 at %2"_s.arg(path).arg(length));
        }
        workshop.write(path, good);
    }
    QCOMPARE(unnoticed, (QStringList{u"prompts/a/@beta at 5"_s, u"prompts/a/latest at 5"_s}));
}

void TestFilesystemSchema::upgrades()
{
    const Workshop workshop;
    makeOld(workshop);
    const QByteArray oldMetadata = workshop.read(metadataPath);
    auto storage = *workshop.open();
    const QString id = storage->info().id;
    const auto before = storage->fetch(name("hand"), version("0.1.0"), {})->metadata;
    auto *upgrades = storage->capabilities().upgrades;
    QVERIFY(upgrades != nullptr);
    const auto plan = upgrades->planUpgrade({}, {});
    QVERIFY(plan);
    QCOMPARE(plan->from, 1);
    QCOMPARE(plan->to, 2);
    QCOMPARE(plan->versions, 4);
    QVERIFY(plan->bytesNeeded > 0 && plan->bytesFree.has_value() && plan->damage.empty());
    QCOMPARE(storage->info().schema, 1);
    qint64 last = 0;
    const auto done = upgrades->upgrade({}, [&](const Progress &progress) { last = progress.done; }, {});
    QVERIFY2(done, done ? "" : qPrintable(done.error().toString()));
    QVERIFY(last > 0);
    QCOMPARE(done->kept, u".schema-1-20260203-040506"_s);
    QCOMPARE(storage->info().schema, 2);
    checkWhole(*storage);
    QCOMPARE(sealOf(workshop.read(metadataPath)), Seal::Right);
    QCOMPARE(storage->fetch(name("hand"), version("0.1.0"), {})->metadata, before);
    QCOMPARE(workshop.read(u"prompts/a/NOTES"_s), "kept as it is");
    QCOMPARE(workshop.read(done->kept + u"/"_s + metadataPath), oldMetadata);
    QCOMPARE(workshop.linkTarget(u"prompts/a/@production"_s), "1.0.0");
    const auto report = storage->capabilities().inspection->inspect(true, {}, {});
    for (const Finding &finding : report->findings)
        QVERIFY2(finding.severity == Finding::Severity::Notice, qPrintable(finding.kind + u' ' + finding.path));
    QVERIFY(kinds(*report).contains(u"previous-layout"_s));
    auto again = *workshop.open();
    QCOMPARE(again->info().schema, 2);
    QCOMPARE(again->info().id, id);
    QVERIFY(again->capabilities().upgrades->upgrade({}, {}, {})->kept.isEmpty());
    QCOMPARE(*again->capabilities().upgrades->dropPrevious({}), QStringList{done->kept});
    QVERIFY(!QFile::exists(workshop.path(done->kept)));
    QVERIFY(workshop.temporaries().isEmpty());
    checkWhole(*again);
}

void TestFilesystemSchema::refusesToUpgradeDamage()
{
    const Workshop workshop;
    makeOld(workshop);
    workshop.write(u"prompts/a/1.0.0/content.md"_s, "0.0.1");
    const QStringList before = workshop.tree();
    auto storage = *workshop.open();
    auto *upgrades = storage->capabilities().upgrades;
    QCOMPARE(upgrades->planUpgrade({}, {})->damage.size(), 1U);
    QCOMPARE(upgrades->upgrade({}, {}, {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(workshop.tree(), before);
    QVERIFY(upgrades->upgrade({.carryDamage = true}, {}, {}));
    QCOMPARE(storage->info().schema, 2);
    QCOMPARE(workshop.read(u"prompts/a/1.0.0/content.md"_s), "0.0.1");
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {}).error().code(), ErrorCode::Corrupt);
    QCOMPARE(contentOf(*storage, "a", "1.1.0"), "1.1.0");
}

void TestFilesystemSchema::refusesWithoutRoom()
{
    const Workshop workshop;
    makeOld(workshop);
    Parts parts = defaultParts();
    parts.freeBytes = [](int) { return std::optional<qint64>(1000); };
    auto storage = *workshop.open(parts);
    const QStringList before = workshop.tree();
    QCOMPARE(storage->capabilities().upgrades->upgrade({}, {}, {}).error().code(), ErrorCode::NoSpace);
    QCOMPARE(workshop.tree(), before);
}

void TestFilesystemSchema::refusesWithoutExchange()
{
    const Workshop workshop;
    makeOld(workshop);
    Parts parts = defaultParts();
    parts.fs = std::make_shared<ScriptedFs>([](const FsCall &call) { return call.kind == "exchange" ? EINVAL : 0; });
    auto storage = *workshop.open(parts);
    const QStringList before = workshop.tree();
    QCOMPARE(storage->capabilities().upgrades->upgrade({}, {}, {}).error().code(), ErrorCode::Unsupported);
    QCOMPARE(workshop.tree(), before);
    checkWhole(*storage);
}

void TestFilesystemSchema::goesOnAfterBeingStopped()
{
    const Workshop workshop;
    makeOld(workshop);
    auto storage = *workshop.open();
    auto *upgrades = storage->capabilities().upgrades;
    std::stop_source stop;
    const auto stopped = upgrades->upgrade({}, [&](const Progress &) { stop.request_stop(); }, stop.get_token());
    QCOMPARE(stopped.error().code(), ErrorCode::Cancelled);
    QCOMPARE(storage->info().schema, 1);
    checkWhole(*storage);
    QVERIFY(kinds(*storage->capabilities().inspection->inspect(false, {}, {})).contains(u"abandoned-upgrade"_s));
    // Meanwhile the library goes on, and what was copied is no longer all.
    QVERIFY(storage->store(prompt("late", "1.0.0", "late"), {}));
    QVERIFY(storage->remove(name("a"), version("1.1.0"), {}));
    QVERIFY(upgrades->upgrade({}, {}, {}));
    QCOMPARE(contentOf(*storage, "late", "1.0.0"), "late");
    QVERIFY(!*storage->exists(name("a"), version("1.1.0"), {}));
    QVERIFY(workshop.tree().filter(u".upgrade"_s).isEmpty());
}

// Every call that changes something fails, and all after it: as if the program had died there.
void TestFilesystemSchema::survivesBeingCutOffAnywhere()
{
    int committed = 0;
    for (int at = 0;; ++at) {
        const Workshop workshop;
        makeOld(workshop);
        int changes = 0;
        bool wasCut = false;
        Parts parts = defaultParts();
        parts.fs = std::make_shared<ScriptedFs>([&](const FsCall &call) {
            if (call.changes && changes++ >= at)
                wasCut = true;
            return call.changes && wasCut ? EIO : 0;
        });
        {
            auto storage = *workshop.open(parts);
            (void)storage->capabilities().upgrades->upgrade({}, {}, {});
            checkWhole(*storage);
        }
        auto reader = *workshop.open(defaultParts(), false, true);
        checkWhole(*reader);
        auto storage = *workshop.open();
        committed += storage->info().schema == 2 ? 1 : 0;
        const int schema = storage->info().schema;
        QVERIFY(storage->store(prompt("next", "1.0.0", "x"), {})); // the next writer completes
        checkWhole(*storage);
        QCOMPARE(sealOf(workshop.read(metadataPath)), schema == 2 ? Seal::Right : Seal::Absent);
        QVERIFY(storage->capabilities().upgrades->upgrade({}, {}, {}));
        checkWhole(*storage);
        QCOMPARE(contentOf(*storage, "next", "1.0.0"), "x");
        const auto report = storage->capabilities().inspection->inspect(true, {}, {});
        for (const Finding &finding : report->findings)
            QVERIFY2(finding.severity == Finding::Severity::Notice, qPrintable(finding.kind + u' ' + finding.path));
        if (!wasCut)
            break;
    }
    QVERIFY(committed > 3);
}

void TestFilesystemSchema::tellsOpenHandles()
{
    const Workshop workshop;
    makeOld(workshop);
    auto one = *workshop.open();
    auto other = *workshop.open();
    QVERIFY(other->store(prompt("x", "1.0.0", "x"), {}));
    QVERIFY(one->capabilities().upgrades->upgrade({}, {}, {}));
    QVERIFY(other->store(prompt("y", "1.0.0", "y"), {}));
    QCOMPARE(other->info().schema, 2);
    QCOMPARE(sealOf(workshop.read(u"prompts/y/1.0.0/metadata.json"_s)), Seal::Right);
    checkWhole(*other);
}

QTEST_GUILESS_MAIN(TestFilesystemSchema)
#include "test_filesystem_schema.moc"
