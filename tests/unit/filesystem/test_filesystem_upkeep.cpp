// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/seal.h"
#include "scripted_fs.h"
#include "workshop.h"

#include <cerrno>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

/// Content by formula, never in memory as a whole.
class LongSource final : public ByteSource
{
public:
    explicit LongSource(qint64 size)
        : m_left(size)
    {}
    Result<qsizetype> read(std::span<char> buffer) override
    {
        const qint64 length = std::min(m_left, static_cast<qint64>(buffer.size()));
        std::ranges::fill(buffer.first(static_cast<size_t>(length)), static_cast<char>('a' + m_left % 26));
        m_left -= length;
        return length;
    }

private:
    qint64 m_left;
};

qint64 peakKilobytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

const Finding *find(const InspectionReport &report, const QString &kind)
{
    const auto found = std::ranges::find(report.findings, kind, &Finding::kind);
    return found == report.findings.end() ? nullptr : &*found;
}

} // namespace

/// What is done to a library besides storing and fetching.
class TestFilesystemUpkeep : public QObject
{
    Q_OBJECT

private slots:
    void streamsInBoundedMemory();
    void comparesStreamsWithWhatIsPublished();
    void keepsEverythingWhenRenaming();
    void renamesBetweenFolders();
    void refusesToRenameOntoOthers();
    void changesOnlyTheCaseOfAName();
    void restoresWithoutOverwriting();
    void findsAndRepairs_data();
    void findsAndRepairs();
    void leavesWhatNeedsAGuess();
    void sparesWhatIsBeingWritten();
    void opensReadOnlyWhereItMayNotWrite();
};

void TestFilesystemUpkeep::streamsInBoundedMemory()
{
    constexpr qint64 gibibyte = 1024LL * 1024 * 1024;
    const Workshop workshop;
    auto storage = *workshop.open();
    const auto streams = storage->capabilities().streams;
    const qint64 before = peakKilobytes();
    LongSource source(gibibyte);
    const auto stored = streams->storeContent(prompt("long", "1.0.0", {}).metadata, source, {});
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    QCOMPARE(stored->metadata.size, gibibyte);
    const auto reader = streams->openContent(name("long"), version("1.0.0"), {});
    QVERIFY(reader);
    std::vector<char> piece(256 * 1024);
    qint64 total = 0;
    for (;;) {
        const auto length = (*reader)->read(piece);
        QVERIFY(length);
        if (*length == 0)
            break;
        total += *length;
    }
    QCOMPARE(total, gibibyte);
    QVERIFY2(peakKilobytes() - before < 64 * 1024, QByteArray::number(peakKilobytes() - before).constData());
    QCOMPARE(storage->fetch(name("long"), version("1.0.0"), {}).error().code(), ErrorCode::Unsupported);
    QCOMPARE(workshop.modeOf(u"prompts/long/1.0.0/content.md"_s), 0600U);
    QVERIFY(workshop.temporaries().isEmpty());
}

void TestFilesystemUpkeep::comparesStreamsWithWhatIsPublished()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    const auto streams = storage->capabilities().streams;
    for (const qint64 size : {0LL, 10LL, 3'000'000LL}) {
        Metadata metadata = prompt("stream", "1.0.0", {}).metadata;
        metadata.version = version(("1.0." + QByteArray::number(size)).constData());
        LongSource first(size);
        LongSource same(size);
        LongSource other(size + 1);
        QCOMPARE(streams->storeContent(metadata, first, {})->outcome, StoreReceipt::Outcome::Created);
        QCOMPARE(streams->storeContent(metadata, same, {})->outcome, StoreReceipt::Outcome::Unchanged);
        QCOMPARE(streams->storeContent(metadata, other, {}).error().code(), ErrorCode::AlreadyExists);
    }
    QVERIFY(workshop.temporaries().isEmpty());
}

void TestFilesystemUpkeep::keepsEverythingWhenRenaming()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    const auto capabilities = storage->capabilities();
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a", "2.0.0", "two"), {}));
    QVERIFY(storage->store(prompt("a/below", "1.0.0", "stays"), {}));
    QByteArray json = unsealed(workshop.read(u"prompts/a/1.0.0/metadata.json"_s));
    json.replace("\"name\"", "\"future_field\": 17,\n  \"name\"");
    workshop.write(u"prompts/a/1.0.0/metadata.json"_s, sealed(json));
    workshop.write(u"prompts/a/1.0.0/notes.txt"_s, "mine");
    const Label beta = *Label::parse(u"beta");
    QVERIFY(capabilities.labels->setLabel(name("a"), beta, version("1.0.0"), {}, {}));
    const auto before = capabilities.metadata->metadata(name("a"), version("1.0.0"), {});
    QVERIFY(before);
    Metadata expected = *before;
    QVERIFY(expected.unknown.find(u"future_field") != nullptr);
    workshop.clock->advance(std::chrono::hours(1));
    QVERIFY(capabilities.renaming->rename(name("a"), name("to/b"), {}));
    expected.name = name("to/b");
    QCOMPARE(*capabilities.metadata->metadata(name("to/b"), version("1.0.0"), {}), expected);
    QCOMPARE(storage->fetch(name("to/b"), version("2.0.0"), {})->content, "two");
    QCOMPARE(capabilities.labels->labels(name("to/b"), {})->at(beta), version("1.0.0"));
    QCOMPARE(workshop.linkTarget(u"prompts/to/b/latest"_s), "2.0.0");
    QCOMPARE(workshop.read(u"prompts/to/b/1.0.0/notes.txt"_s), "mine");
    QCOMPARE(*storage->exists(name("a"), {}, {}), false);
    QVERIFY(storage->fetch(name("a/below"), version("1.0.0"), {}));
    QVERIFY(workshop.temporaries().isEmpty());
}

void TestFilesystemUpkeep::renamesBetweenFolders()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *renaming = storage->capabilities().renaming;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    for (const auto &[from, to] : {std::pair("a", "a/b/c"), std::pair("a/b/c", "a/b"), std::pair("a/b", "a")}) {
        const auto renamed = renaming->rename(name(from), name(to), {});
        QVERIFY2(renamed, renamed ? "" : qPrintable(renamed.error().toString()));
        QCOMPARE(storage->fetch(name(to), version("1.0.0"), {})->content, "one");
        QCOMPARE(storage->list({}, {})->items.size(), 1U);
    }
    QCOMPARE(workshop.tree().filter(u"prompts"_s).size(), 6);
}

void TestFilesystemUpkeep::refusesToRenameOntoOthers()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *renaming = storage->capabilities().renaming;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("b", "1.0.0", "two"), {}));
    QVERIFY(storage->store(prompt("c", "9.0.0", "one"), {}));
    QCOMPARE(renaming->rename(name("a"), name("b"), {}).error().code(), ErrorCode::AlreadyExists);
    QCOMPARE(renaming->rename(name("a"), name("c"), {}).error().code(), ErrorCode::AlreadyExists);
    QCOMPARE(renaming->rename(name("a"), name("B"), {}).error().code(), ErrorCode::AlreadyExists);
    QCOMPARE(renaming->rename(name("a"), name("a"), {}).error().code(), ErrorCode::Invalid);
    QCOMPARE(renaming->rename(name("x"), name("y"), {}).error().code(), ErrorCode::NotFound);
    workshop.write(u"prompts/a/1.0.0/content.md"_s, "eno");
    QCOMPARE(renaming->rename(name("a"), name("d"), {}).error().code(), ErrorCode::Corrupt);
    QVERIFY(workshop.temporaries().isEmpty());
    QCOMPARE(storage->list({}, {})->items.size(), 3U);
}

void TestFilesystemUpkeep::changesOnlyTheCaseOfAName()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("greeting", "1.0.0", "one"), {}));
    QVERIFY(storage->capabilities().renaming->rename(name("greeting"), name("Greeting"), {}));
    QCOMPARE(storage->list({}, {})->items.front().path, u"Greeting"_s);
    QCOMPARE(storage->store(prompt("greeting", "1.0.0", "one"), {}).error().code(), ErrorCode::AlreadyExists);
}

void TestFilesystemUpkeep::restoresWithoutOverwriting()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *trash = storage->capabilities().trash;
    QVERIFY(storage->store(prompt("a", "1.0.0", "old"), {}));
    QVERIFY(storage->store(prompt("a", "1.1.0", "more"), {}));
    const auto removed = storage->remove(name("a"), {}, {});
    QVERIFY(storage->store(prompt("a", "1.0.0", "new"), {}));
    QCOMPARE(trash->restore(*removed->trashId, {}, {}).error().code(), ErrorCode::AlreadyExists);
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {})->content, "new");
    QCOMPARE(trash->trash({})->size(), 1U);
    const auto again = storage->remove(name("a"), {}, {});
    QVERIFY(storage->store(prompt("a", "1.0.0", "old"), {}));
    QVERIFY(trash->restore(*removed->trashId, {}, {})); // the same bytes count as restored
    QCOMPARE(storage->capabilities().versions->versions(name("a"), {})->size(), 2U);
    QCOMPARE(trash->restore(*removed->trashId, {}, {}).error().code(), ErrorCode::NotFound);
    QCOMPARE(trash->restore(u"../prompts"_s, {}, {}).error().code(), ErrorCode::NotFound);
    QCOMPARE(trash->purge(u"."_s, {}).error().code(), ErrorCode::NotFound);
    QVERIFY(trash->purge(*again->trashId, {}));
    QVERIFY(trash->trash({})->empty());
}

void TestFilesystemUpkeep::findsAndRepairs_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<std::function<void(const Workshop &)>>("harm");
    using Harm = std::function<void(const Workshop &)>;
    QTest::newRow("modes") << u"loose-mode"_s << Harm([](const Workshop &workshop) {
        QCOMPARE(::chmod(workshop.path(u"prompts/a/1.0.0/content.md"_s).toUtf8().constData(), 0644), 0);
        QCOMPARE(::chmod(workshop.path(u"prompts/a"_s).toUtf8().constData(), 0755), 0);
        QCOMPARE(::chmod(workshop.path(u"library.json"_s).toUtf8().constData(), 0644), 0);
    });
    QTest::newRow("no pointer") << u"stale-pointer"_s << Harm([](const Workshop &workshop) {
        QVERIFY(QFile::remove(workshop.path(u"prompts/a/latest"_s)));
    });
    QTest::newRow("a pointer that lags") << u"stale-pointer"_s << Harm([](const Workshop &workshop) {
        QVERIFY(QFile::remove(workshop.path(u"prompts/a/latest"_s)));
        QCOMPARE(::symlink("1.0.0", workshop.path(u"prompts/a/latest"_s).toUtf8().constData()), 0);
    });
    QTest::newRow("a half-written version") << u"abandoned-temporary"_s << Harm([](const Workshop &workshop) {
        workshop.write(u"prompts/a/.tmp-0123456789/content.md"_s, "");
        QCOMPARE(::chmod(workshop.path(u"prompts/a/.tmp-0123456789/content.md"_s).toUtf8().constData(), 0600), 0);
    });
    QTest::newRow("half-written metadata")
        << u"abandoned-temporary"_s
        << Harm([](const Workshop &workshop) { workshop.write(u"prompts/a/1.0.0/.tmp-0123456789"_s, "half"); });
    QTest::newRow("a removal that was cut off") << u"empty-trash-entry"_s << Harm([](const Workshop &workshop) {
        workshop.write(u"trash/20260101-abc/record.json"_s,
                       R"({"name":"x","versions":["1.0.0"],"whole_prompt":false,"removed_at":"2026-01-01T00:00:00Z"})");
        QVERIFY(QDir().mkpath(workshop.path(u"trash/20260101-abc/prompt"_s)));
        QCOMPARE(::chmod(workshop.path(u"trash"_s).toUtf8().constData(), 0700), 0);
    });
    QTest::newRow("an empty entry of the trash") << u"empty-trash-entry"_s << Harm([](const Workshop &workshop) {
        workshop.write(u"trash/20260101-abc/record.json"_s,
                       R"({"name":"x","versions":[],"whole_prompt":true,"removed_at":"2026-01-01T00:00:00Z"})");
        QCOMPARE(::chmod(workshop.path(u"trash"_s).toUtf8().constData(), 0700), 0);
    });
}

void TestFilesystemUpkeep::findsAndRepairs()
{
    QFETCH(QString, kind);
    QFETCH(std::function<void(const Workshop &)>, harm);
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *inspection = storage->capabilities().inspection;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a", "1.1.0", "two"), {}));
    QVERIFY(inspection->inspect(false, {}, {})->findings.empty());
    harm(workshop);
    const QStringList before = workshop.tree();
    qint64 last = 0;
    const auto found = inspection->inspect(false, [&](const Progress &progress) { last = progress.done; }, {});
    QVERIFY(found);
    QCOMPARE(last, 2);
    const Finding *finding = find(*found, kind);
    QVERIFY(finding != nullptr);
    QVERIFY(finding->repairable && !finding->repaired);
    QCOMPARE(workshop.tree(), before);
    const auto repaired = inspection->inspect(true, {}, {});
    QVERIFY(repaired);
    for (const Finding &one : repaired->findings)
        QVERIFY2(one.repaired, qPrintable(one.kind + u' ' + one.message));
    const auto after = inspection->inspect(false, {}, {});
    QVERIFY2(after->findings.empty(), after->findings.empty() ? "" : qPrintable(after->findings.front().kind));
    QCOMPARE(after->intact, 2);
    QCOMPARE(workshop.linkTarget(u"prompts/a/latest"_s), "1.1.0");
}

void TestFilesystemUpkeep::leavesWhatNeedsAGuess()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    for (const char *text : {"content", "gone", "metadata", "fine"})
        QVERIFY(storage->store(prompt(text, "1.0.0", "one"), {}));
    workshop.write(u"prompts/content/1.0.0/content.md"_s, "eno");
    QVERIFY(QFile::remove(workshop.path(u"prompts/gone/1.0.0/content.md"_s)));
    workshop.write(u"prompts/metadata/1.0.0/metadata.json"_s, "{");
    QVERIFY(QDir(workshop.path(u"prompts"_s)).mkdir(u"Fine"_s));
    QCOMPARE(::symlink("3.0.0", workshop.path(u"prompts/fine/@beta"_s).toUtf8().constData()), 0);
    QCOMPARE(::symlink("fine", workshop.path(u"prompts/other"_s).toUtf8().constData()), 0);
    QVERIFY(QDir(workshop.path()).mkpath(u"trash/unknown/prompt/1.0.0"_s));
    const auto report = storage->capabilities().inspection->inspect(true, {}, {});
    QVERIFY(report);
    for (const QString &kind : {u"checksum-mismatch"_s, u"missing-content"_s, u"bad-metadata"_s, u"name-collision"_s,
                                u"dangling-label"_s, u"trash-without-record"_s}) {
        const Finding *finding = find(*report, kind);
        QVERIFY2(finding != nullptr, qPrintable(kind));
        QVERIFY2(!finding->repairable && !finding->repaired, qPrintable(kind));
        QVERIFY(!finding->message.isEmpty());
    }
    const Finding *link = find(*report, u"symbolic-link"_s); // which a listing shows as a damaged prompt
    QVERIFY(link != nullptr && !link->repairable);
    QCOMPARE(link->severity, Finding::Severity::Damage);
    QCOMPARE(report->versions, 4);
    QCOMPARE(report->intact, 1);
    QCOMPARE(workshop.read(u"prompts/content/1.0.0/content.md"_s), "eno");
    QVERIFY(QFile::exists(workshop.path(u"trash/unknown/prompt/1.0.0"_s)));
}

// A repair comes while long content is on its way into the library.
void TestFilesystemUpkeep::sparesWhatIsBeingWritten()
{
    class RepairedSource final : public ByteSource
    {
    public:
        explicit RepairedSource(Storage &storage)
            : m_storage(storage)
        {}
        Result<qsizetype> read(std::span<char> buffer) override
        {
            if (++m_calls == 4)
                report = *m_storage.capabilities().inspection->inspect(true, {}, {});
            return m_source.read(buffer);
        }
        InspectionReport report;

    private:
        Storage &m_storage;
        LongSource m_source{8'000'000};
        int m_calls = 0;
    };
    const Workshop workshop;
    auto storage = *workshop.open();
    auto other = *workshop.open();
    RepairedSource source(*other);
    const auto stored = storage->capabilities().streams->storeContent(prompt("long", "1.0.0", {}).metadata, source, {});
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    QVERIFY(source.report.findings.empty());
    QCOMPARE(storage->capabilities().inspection->inspect(false, {}, {})->intact, 1);
}

void TestFilesystemUpkeep::opensReadOnlyWhereItMayNotWrite()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("a", "1.0.0", "x"), {}));
    for (const int number : {EACCES, EROFS}) {
        Parts parts = defaultParts();
        parts.fs = std::make_shared<ScriptedFs>(
            [number](const FsCall &call) { return call.kind == "checkWritable" ? number : 0; });
        auto storage = workshop.open(parts);
        QVERIFY(storage);
        QVERIFY((*storage)->info().readOnly);
        QVERIFY(!(*storage)->info().readOnlyReason.isEmpty());
        QVERIFY((*storage)->fetch(name("a"), version("1.0.0"), {}));
        QVERIFY((*storage)->capabilities().inspection->inspect(false, {}, {}));
        const auto refused = (*storage)->store(prompt("b", "1.0.0", "x"), {});
        QCOMPARE(refused.error().code(), ErrorCode::PermissionDenied);
        QCOMPARE(refused.error().message(), (*storage)->info().readOnlyReason);
    }
}

QTEST_GUILESS_MAIN(TestFilesystemUpkeep)
#include "test_filesystem_upkeep.moc"
