// SPDX-License-Identifier: Apache-2.0
// What the use cases of a library make of many changes: a migration, an import, and an activity that is taken back.
#include "library_change.h"

#include "activity_support.h"
#include "pulse/backends/memory.h"
#include "pulse/library/import.h"
#include "pulse/library/migration.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

std::shared_ptr<Clock> stoppedClock()
{
    return std::make_shared<ManualClock>(fromRfc3339(u"2026-02-03T04:05:06Z"));
}

Library over(std::shared_ptr<Storage> storage)
{
    return {std::move(storage), LibraryPolicy{u"Tester"_s, {}}, stoppedClock()};
}

Library over(Storage &storage)
{
    return over(std::shared_ptr<Storage>(std::shared_ptr<void>(), &storage));
}

Operation::SpareSync published(const char *call)
{
    return {QString::fromLatin1(call), u"a writer of Pulse had synced it before it published; others may not have"_s};
}

// ---- migration

Result<void> storeOnlyInSource(Storage &storage)
{
    return storeAll(storage, {promptOf("from/a", "1.0.0", "a one"), promptOf("from/a", "1.1.0", "a two"),
                              promptOf("from/b", "1.0.0", "b one")});
}

Result<void> fillSource(Storage &source)
{
    Prompt described = promptOf("kept", "1.0.0", "one"); // the target has it too, without the description
    described.metadata.description = u"told later"_s;
    return storeAll(source, {described}).and_then([&] { return storeOnlyInSource(source); }).and_then([&] {
        return source.capabilities().labels->setLabel(nameOf("from/a"), labelOf("beta"), versionOf("1.0.0"), {}, {});
    });
}

std::shared_ptr<Storage> memorySource()
{
    const OpenOptions options{.mode = OpenOptions::Mode::CreateIfNone, .author = {}, .clock = stoppedClock()};
    auto source = *MemoryBackend()(QUrl(u"memory:"_s), options);
    if (const auto filled = fillSource(*source); !filled)
        qFatal("preparing: %s", qPrintable(filled.error().toString()));
    return source;
}

Result<void> migrateInto(Storage &target, std::shared_ptr<Storage> source)
{
    Library from = over(std::move(source));
    Library to = over(target);
    const auto report = migrate(from, to, {}, {}, {});
    if (!report)
        return failure(report);
    if (!report->failed.empty())
        return std::unexpected(report->failed.front().error);
    if (!report->isComplete())
        return failure(ErrorCode::Internal, u"migrate"_s, {}, u"It says nothing is wrong, and is not complete."_s);
    return {};
}

/// Beside the library `library`.
Place sourceBeside(Place place)
{
    place.folder += u"/from"_s;
    return place;
}

Place placeOf(Storage &storage)
{
    return {.folder = QFileInfo(storage.info().url.toLocalFile()).path(), .fs = realFs(), .acknowledge = {}};
}

Result<void> makeSourceFolder(Storage &target)
{
    const Place place = sourceBeside(placeOf(target));
    QDir().mkpath(place.folder);
    return openCounted(place, 's', OpenOptions::Mode::CreateIfNone).and_then([](const std::shared_ptr<Storage> &made) {
        return fillSource(*made);
    });
}

Result<void> migrateFromFolder(Storage &target)
{
    return openCounted(sourceBeside(placeOf(target)), 't').and_then([&](std::shared_ptr<Storage> source) {
        return migrateInto(target, std::move(source));
    });
}

Operation::Action beginFromFolder(const Place &place)
{
    return [source = *openCounted(sourceBeside(place), 't'), target = *openCounted(place, 'b')] {
        return migrateInto(*target, source);
    };
}

QStringList checkSourceFolder(const Aftermath &aftermath)
{
    const Place place = sourceBeside(aftermath.place);
    const auto source = openCounted(place, 'u');
    if (!source)
        return {u"the source: "_s + source.error().toString()};
    const auto view = viewOf(**source, libraryIn(place));
    if (!view || view->size() != 5)
        return {u"the source is not as it was: "_s + (view ? view->join(u" | "_s) : view.error().toString())};
    return {};
}

void addMigrations(std::vector<Change> &rows, const faults::Extent &extent)
{
    const auto fromMemory = [source = memorySource()](Storage &target) { return migrateInto(target, source); };
    rows.push_back({.name = "migrate from memory",
                    .act = fromMemory,
                    .between = everyVersionIsSomewhere,
                    .syncsAreProvedElsewhere = true,
                    .extent = extent});
    rows.push_back({.name = "migrate from a folder",
                    .act = migrateFromFolder,
                    .prepare = makeSourceFolder,
                    .between = everyVersionIsSomewhere,
                    .begin = beginFromFolder,
                    .check = checkSourceFolder,
                    .mayAlsoSay = ErrorCode::Unavailable, // of a source that cannot be read, for whatever reason
                    .syncsAreProvedElsewhere = true,
                    .extent = extent});
    rows.push_back(
        {.name = "migrate after a killed migration",
         .act = fromMemory,
         .unsynced = storeOnlyInSource, // killed when they were all published and none was synced
         .between = everyVersionIsSomewhere,
         .spareSyncs = {asBefore("sync library"), asBefore("sync library/prompts/kept"),
                        asBefore("sync library/prompts"), twice("sync library/prompts"),
                        twice("sync library/prompts/from"), twice("sync library/prompts/from"),
                        twice("sync library/prompts/from/a"), twice("sync library/prompts/from/a"),
                        twice("sync library/prompts/from/a"), published("sync library/prompts/from/a/1.0.0"),
                        published("sync library/prompts/from/a/1.1.0"), published("sync library/prompts/from/b/1.0.0")},
         .extent = extent});
}

// ---- import

/// Three files, of which one folder is a prompt in two revisions.
class SourceFiles
{
public:
    SourceFiles()
    {
        QDir(m_folder.path()).mkpath(u"notes"_s);
        write(u"first.md"_s, "the first");
        write(u"notes/v1.md"_s, "noted");
        write(u"notes/v2.md"_s, "noted better");
    }
    [[nodiscard]] QStringList paths() const
    {
        return {m_folder.filePath(u"first.md"_s), m_folder.filePath(u"notes"_s)};
    }

private:
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() ||
            !file.setFileTime(QDateTime(QDate(2026, 1, 1), QTime(1, 2), QTimeZone::UTC),
                              QFileDevice::FileModificationTime))
            qFatal("preparing: %s cannot be written", qPrintable(file.fileName()));
    }
    QTemporaryDir m_folder;
};

Change::Act importing()
{
    return [files = std::make_shared<SourceFiles>()](Storage &storage) -> Result<void> {
        Library library = over(storage);
        const ImportOptions options{.into = u"into"_s};
        const auto plan = planImport(library, files->paths(), options, {}, {});
        if (!plan)
            return failure(plan);
        const auto report = runImport(library, *plan, options, {}, {});
        if (!report)
            return failure(report);
        if (!report->failed.empty())
            return std::unexpected(report->failed.front().second);
        return {};
    };
}

void addImports(std::vector<Change> &rows, const faults::Extent &extent)
{
    rows.push_back({.name = "import",
                    .act = importing(),
                    .between = someHasCome,
                    .syncsAreProvedElsewhere = true,
                    .extent = extent});
    const Change::Act import = importing();
    rows.push_back(
        {.name = "import after a killed import",
         .act = import,
         .unsynced = import,
         .between = someHasCome,
         .spareSyncs = {asBefore("sync library"), twice("sync library/prompts/into"),
                        twice("sync library/prompts/into"), twice("sync library/prompts/into/notes"),
                        twice("sync library/prompts/into/notes"), published("sync library/prompts/into/first/1.0.0"),
                        published("sync library/prompts/into/notes/1.0.0"),
                        published("sync library/prompts/into/notes/1.0.1")},
         .extent = extent});
}

// ---- taken back

Result<void> twoPrompts(Storage &storage)
{
    return storeAll(storage, {promptOf("old/p", "1.0.0", "p one"), promptOf("old/p", "1.1.0", "p two"),
                              promptOf("old/q", "1.0.0", "q one")});
}

using Steps = std::vector<ActivityStep>;

/// Takes the steps back as the window does: a second attempt goes on from what the first one left. Where that is not
/// known to be on the disk, there is none: the library has to be opened anew, and then there is nothing to take back.
Operation::Action takingBack(std::shared_ptr<Storage> storage, Steps steps)
{
    return [storage = std::move(storage), steps = std::move(steps),
            last = std::optional<Error>()]() mutable -> Result<void> {
        if (last && last->code() == ErrorCode::DurabilityUnknown)
            return std::unexpected(*last);
        Library library = over(*storage);
        Reversal reversal = detail::reverse(library, steps, {});
        if (!reversal.error)
            return {};
        steps = std::move(reversal.remaining);
        last = reversal.error;
        return std::unexpected(*reversal.error);
    };
}

using FindSteps = Steps (*)(Storage &);

Steps removalsIn(Storage &storage)
{
    Steps steps;
    for (const TrashEntry &entry : storage.capabilities().trash->trash({}).value_or(std::vector<TrashEntry>()))
        steps.push_back(RemovalStep{.name = entry.name, .version = {}, .isWhole = true, .trashId = entry.id});
    return steps;
}

Steps renamesIn(Storage &)
{
    const VersionPrint p{versionOf("1.1.0"), Checksum::of("p two")};
    const VersionPrint q{versionOf("1.0.0"), Checksum::of("q one")};
    return {RenameStep{nameOf("old/p"), nameOf("new/p"), p}, RenameStep{nameOf("old/q"), nameOf("new/q"), q}};
}

Steps publishingIn(Storage &)
{
    return {ArrivalStep{.name = nameOf("old/p"),
                        .versions = {{versionOf("1.1.0"), Checksum::of("p two")}},
                        .isWhole = false,
                        .isLatest = true}};
}

Result<void> removeBoth(Storage &storage)
{
    return twoPrompts(storage)
        .and_then([&] { return outcomeOf(storage.remove(nameOf("old/p"), {}, {})); })
        .and_then([&] { return outcomeOf(storage.remove(nameOf("old/q"), {}, {})); });
}

Result<void> restoreAll(Storage &storage)
{
    Result<void> outcome;
    for (const TrashEntry &entry : storage.capabilities().trash->trash({}).value_or(std::vector<TrashEntry>())) {
        if (auto restored = storage.capabilities().trash->restore(entry.id, {}, {}); !restored && outcome)
            outcome = failure(restored);
    }
    return outcome;
}

Result<void> renameBoth(Storage &storage)
{
    return twoPrompts(storage)
        .and_then([&] { return storage.capabilities().renaming->rename(nameOf("old/p"), nameOf("new/p"), {}); })
        .and_then([&] { return storage.capabilities().renaming->rename(nameOf("old/q"), nameOf("new/q"), {}); });
}

Result<void> renameBack(Storage &storage)
{
    const std::array renamings{RenamingStorage::Renaming{nameOf("new/q"), nameOf("old/q")},
                               RenamingStorage::Renaming{nameOf("new/p"), nameOf("old/p")}};
    for (const auto &outcome : storage.capabilities().renaming->renameMany(renamings, {}, {})) {
        if (!outcome && outcome.error().code() != ErrorCode::NotFound)
            return outcome;
    }
    return {};
}

struct Undo
{
    const char *name;
    FindSteps steps;
    Change::Act prepare;
    Change::Act complete; ///< what a person does where the window that could take it back is gone
};

Change undoRow(const Undo &undo, const faults::Extent &extent)
{
    const FindSteps steps = undo.steps;
    return {.name = undo.name,
            .act =
                [steps](Storage &storage) {
                    return takingBack(std::shared_ptr<Storage>(std::shared_ptr<void>(), &storage), steps(storage))();
                },
            .prepare = undo.prepare,
            .between = everyVersionIsSomewhere,
            .begin =
                [steps](const Place &place) {
                    auto storage = *openCounted(place, 'b');
                    Steps found = steps(*storage);
                    return takingBack(std::move(storage), std::move(found));
                },
            .complete = undo.complete,
            .syncsAreProvedElsewhere = true,
            .extent = extent};
}

void addUndoing(std::vector<Change> &rows, const faults::Extent &extent)
{
    rows.push_back(undoRow({"undo a removal of two", removalsIn, removeBoth, restoreAll}, extent));
    rows.push_back(undoRow({"undo a renaming of two", renamesIn, renameBoth, renameBack}, extent));
    rows.push_back(
        undoRow({"undo a publication", publishingIn, twoPrompts,
                 [](Storage &storage) { return outcomeOf(storage.remove(nameOf("old/p"), versionOf("1.1.0"), {})); }},
                extent));
}

const std::vector<Change> &libraryRows()
{
    static const std::vector<Change> all = [] {
        const faults::Extent extent = sampledExtent({.everySubset = 6, .sampledSubsets = 30});
        std::vector<Change> made;
        addMigrations(made, extent);
        addImports(made, extent);
        addUndoing(made, extent);
        return made;
    }();
    return all;
}

} // namespace

class TestLibraryDurability : public QObject
{
    Q_OBJECT

private slots:
    void proves_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < std::ssize(libraryRows()); ++i)
            QTest::addRow("%s", libraryRows()[static_cast<size_t>(i)].name) << i;
    }
    void proves()
    {
        QFETCH(int, index);
        const QString violations = provedOf(libraryRows()[static_cast<size_t>(index)]);
        QVERIFY2(violations.isEmpty(), qPrintable(u'\n' + violations));
    }
};

QTEST_GUILESS_MAIN(TestLibraryDurability)
#include "test_library_durability.moc"
