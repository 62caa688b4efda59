// SPDX-License-Identifier: Apache-2.0
// G15: backups, killed and failed at every call, and cut off in every way that a power cut may.
#include "library_view.h"

#include "pulse/backends/memory.h"
#include "pulse/backup/backup_store.h"
#include "pulse/storage/layer.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QTest>
#include <QTimeZone>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

/// A library in memory that is the same in every run.
class SameLibrary final : public Layer
{
public:
    using Layer::Layer;
    StorageInfo info() const override
    {
        StorageInfo same = next().info();
        same.id = u"11111111-2222-3333-4444-555555555555"_s;
        return same;
    }
    Capabilities capabilities() override { return beneath(); }
};

void must(bool isRight, const char *what)
{
    if (!isRight)
        qFatal("preparing: %s", what);
}

Prompt prompt(QStringView name, QStringView version, const QByteArray &content)
{
    return makePrompt(name, version, content);
}

/// The library as it was at the n-th backup: each has something new, something kept and something gone.
std::shared_ptr<Storage> libraryAt(int age)
{
    MemoryBackend backend;
    auto library = *backend(QUrl(u"memory:"_s), makeOptions());
    const auto store = [&](const Prompt &stored) { must(library->store(stored, {}).has_value(), "store"); };
    store(prompt(u"kept", u"1.0.0", "in every backup"));
    store(prompt(u"kept", u"1.%1.0"_s.arg(age), "only since backup " + QByteArray::number(age)));
    store(prompt(u"of-%1"_s.arg(age), u"1.0.0", QByteArray::number(age).repeated(20)));
    must(library->capabilities()
             .labels->setLabel(makeName(u"kept"), makeLabel(u"production"), makeVersion(u"1.%1.0"_s.arg(age)), {}, {})
             .has_value(),
         "label");
    return std::make_shared<SameLibrary>(std::move(library));
}

/// What a backup of that library holds, a line a fact.
QStringList factsOf(int age)
{
    return {u"kept production=1.%1.0"_s.arg(age), u"kept@1.0.0 “in every backup”"_s,
            u"kept@1.%1.0 “only since backup %1”"_s.arg(age),
            u"of-%1@1.0.0 “%2”"_s.arg(age).arg(QString::number(age).repeated(20))};
}

Result<std::shared_ptr<BackupStore>> openBackup(const Place &place, char series, int hour, BackupStore::Mode mode,
                                                const QString &folder = u"repository"_s)
{
    const auto number = std::make_shared<int>(0);
    BackupParts parts;
    parts.fs = place.fs;
    parts.clock = std::make_shared<ManualClock>(QDateTime(QDate(2026, 2, 3), QTime(hour, 0), QTimeZone::UTC));
    parts.randomName = [number, series] { return series + QByteArray::number(++*number).rightJustified(15, '0'); };
    parts.lockWait = std::chrono::milliseconds(0);
    parts.threads = 1;
    parts.packBytes = 45; // several packs even of so little
    return BackupStore::open(place.folder + u'/' + folder, mode, parts);
}

std::shared_ptr<BackupStore> existing(const Place &place, char series, int hour)
{
    auto store = openBackup(place, series, hour, BackupStore::Mode::Existing);
    must(store.has_value(), "open");
    return *store;
}

/// Makes the repository with so many backups, an hour apart.
void makeBackups(const Place &place, int count)
{
    must(openBackup(place, 'm', 0, BackupStore::Mode::CreateIfNone).has_value(), "make");
    for (int age = 1; age <= count; ++age) {
        const auto store = existing(place, static_cast<char>('n' + age), age);
        must(store->create(*libraryAt(age), {}, {}, {}).has_value(), "back up");
    }
}

/// What is wrong with the snapshots that are there: each has to be whole. `ages` gets the hours at which they were
/// taken.
QStringList checkSnapshots(BackupStore &store, std::vector<int> &ages)
{
    QStringList wrong;
    const auto list = store.list({});
    if (!list)
        return {list.error().toString()};
    for (const SnapshotInfo &snapshot : *list) {
        const int age = snapshot.takenAt.time().hour();
        ages.push_back(age);
        const auto contents = store.contents(snapshot.id, {});
        if (!snapshot.problem.isEmpty() || !contents) {
            wrong.append(u"snapshot %1: %2"_s.arg(QString::number(age),
                                                  contents ? snapshot.problem : contents.error().toString()));
            continue;
        }
        QStringList facts;
        for (const SnapshotPrompt &held : *contents) {
            for (const auto &[label, version] : held.labels)
                facts.append(u"%1 %2=%3"_s.arg(held.name.toString(), label.toString(), version.toString()));
            for (const Metadata &version : held.versions) {
                const auto bytes = store.findContent(version.checksum, {});
                facts.append(u"%1@%2 “%3”"_s.arg(held.name.toString(), version.version.toString(),
                                                 bytes ? QString::fromUtf8(*bytes) : bytes.error().toString()));
            }
        }
        facts.sort();
        QStringList right = factsOf(age);
        right.sort();
        if (facts != right)
            wrong.append(u"snapshot %1 holds %2"_s.arg(QString::number(age), facts.join(u" | "_s).left(600)));
    }
    const auto verified = store.verify(true, {}, {});
    if (!verified)
        wrong.append(verified.error().toString());
    else if (!verified->isSound())
        wrong.append(u"verify: "_s + (verified->findings.empty() ? u"lost versions"_s
                                                                 : verified->findings.front().path + u' ' +
                                                                       verified->findings.front().message));
    return wrong;
}

QStringList checkError(const Aftermath &aftermath)
{
    if (!aftermath.error)
        return {};
    const ErrorCode right = aftermath.injected == ENOSPC || aftermath.injected == EDQUOT ? ErrorCode::NoSpace
                            : aftermath.injected == EROFS                                ? ErrorCode::PermissionDenied
                                                                                         : ErrorCode::Unavailable;
    const ErrorCode code = aftermath.error->code();
    if (code == right || code == ErrorCode::DurabilityUnknown)
        return {};
    return {u"the error says something else: "_s + aftermath.error->toString()};
}

/// After it, whatever had happened: a backup works, and everything is whole.
QStringList checkNext(BackupStore &store, int age)
{
    QStringList wrong;
    const auto next = store.create(*libraryAt(age), {}, {}, {});
    if (!next)
        return {u"the next backup: "_s + next.error().toString()};
    std::vector<int> ages;
    wrong = checkSnapshots(store, ages);
    if (!std::ranges::contains(ages, age))
        wrong.append(u"the next backup is not listed"_s);
    return wrong;
}

QStringList checkBackup(const Aftermath &aftermath, int before, bool hasNew)
{
    QStringList wrong = checkError(aftermath);
    auto store = openBackup(aftermath.place, 'c', 20, BackupStore::Mode::Existing);
    if (!store)
        return {store.error().toString()};
    std::vector<int> ages;
    wrong += checkSnapshots(**store, ages);
    for (int age = 1; age <= before; ++age) {
        if (!std::ranges::contains(ages, age))
            wrong.append(u"the backup of %1 o'clock is lost"_s.arg(age));
    }
    if (aftermath.returned && hasNew && !std::ranges::contains(ages, before + 1))
        wrong.append(u"the acknowledged backup is lost"_s);
    if (wrong.isEmpty())
        wrong = checkNext(**store, 20);
    return wrong;
}

Operation backup(const char *name, int before)
{
    return {.name = QString::fromLatin1(name),
            .prepare = [before](const Place &place) { makeBackups(place, before); },
            .begin = [before](const Place &place) -> Operation::Action {
                return [store = existing(place, 'a', before + 1), before, library = libraryAt(before + 1)] {
                    return store->create(*library, {}, {}, {}).transform([](const auto &) {});
                };
            },
            .check = [before](const Aftermath &aftermath) { return checkBackup(aftermath, before, true); }};
}

const QString newFolder = u"new/folder"_s;

QStringList checkFirstIntoNew(const Aftermath &aftermath)
{
    QStringList wrong = checkError(aftermath);
    {
        const auto store = openBackup(aftermath.place, 'c', 20, BackupStore::Mode::Existing, newFolder);
        std::vector<int> ages;
        if (store)
            wrong += checkSnapshots(**store, ages);
        else if (store.error().code() != ErrorCode::NotFound)
            wrong.append(store.error().toString());
        if (aftermath.returned && !std::ranges::contains(ages, 1))
            wrong.append(u"the acknowledged backup is lost"_s);
    }
    const auto again = openBackup(aftermath.place, 'd', 21, BackupStore::Mode::CreateIfNone, newFolder);
    return wrong + (again ? checkNext(**again, 21) : QStringList(again.error().toString()));
}

Operation firstIntoNew()
{
    return {.name = u"first backup, into a new folder"_s,
            .prepare = [](const Place &) {},
            .begin = [](const Place &place) -> Operation::Action {
                // What a first attempt could not remove must not be in the way of the second by its name.
                return [place, library = libraryAt(1), series = 'a'] mutable {
                    return openBackup(place, series++, 1, BackupStore::Mode::CreateIfNone, newFolder)
                        .and_then([&](const std::shared_ptr<BackupStore> &store) {
                            return store->create(*library, {}, {}, {}).transform([](const auto &) {});
                        });
                };
            },
            .check = checkFirstIntoNew};
}

QStringList checkPruned(const Aftermath &aftermath)
{
    QStringList wrong = checkError(aftermath);
    auto store = openBackup(aftermath.place, 'c', 20, BackupStore::Mode::Existing);
    if (!store)
        return {store.error().toString()};
    std::vector<int> ages;
    wrong += checkSnapshots(**store, ages);
    if (!std::ranges::contains(ages, 3))
        wrong.append(u"the newest backup is lost"_s);
    if (aftermath.returned && ages.size() != 1)
        wrong.append(u"a backup that was removed is back"_s);
    if (wrong.isEmpty())
        wrong = checkNext(**store, 20);
    const auto again = (*store)->prune({.last = 1}, false, {}, {});
    if (!again)
        wrong.append(u"again: "_s + again.error().toString());
    return wrong;
}

Operation prune()
{
    return {
        .name = u"prune"_s,
        .prepare = [](const Place &place) { makeBackups(place, 3); },
        .begin = [](const Place &place) -> Operation::Action {
            return [store = existing(place, 'a', 10)] {
                return store->prune({.last = 1}, false, {}, {}).transform([](const auto &) {});
            };
        },
        .check = checkPruned,
        .spareSyncs = {{u"sync repository/packs"_s, u"the last one: a pack that comes back, the next prune drops"_s}}};
}

Result<std::shared_ptr<Storage>> makeLibrary(const QString &folder, const std::shared_ptr<Fs> &fs)
{
    const auto number = std::make_shared<int>(0);
    filesystem::Parts parts = filesystem::defaultParts();
    parts.fs = fs;
    parts.randomName = [number] { return 'l' + QByteArray::number(++*number).rightJustified(15, '0'); };
    return filesystem::openLibrary(QUrl::fromLocalFile(folder), makeOptions(), parts);
}

Result<void> outcomeOf(const Result<RestoreReport> &report)
{
    if (!report)
        return failure(report);
    if (!report->failed.empty())
        return std::unexpected(report->failed.front().error);
    return {};
}

QStringList checkAside(const Aftermath &aftermath)
{
    // A library whose folder cannot be asked whether it may be written to counts as one that may not.
    const bool isRefused = aftermath.error && aftermath.error->code() == ErrorCode::PermissionDenied;
    QStringList wrong = isRefused ? QStringList() : checkError(aftermath);
    const QString library = aftermath.place.folder + u"/library"_s;
    if (!QDir(library).exists())
        return aftermath.returned ? QStringList(u"the restored library is gone"_s) : wrong;
    auto storage = makeLibrary(library, aftermath.place.fs);
    if (!storage)
        return {storage.error().toString()};
    const auto view = viewOf(**storage, library);
    QStringList right = factsOf(2);
    for (const QString &fact : std::as_const(right)) {
        if (!view || view->filter(fact.section(u'“', 1).section(u'”', 0, 0)).isEmpty())
            wrong.append(u"missing: %1"_s.arg(fact.left(60)));
    }
    const auto inspection = (*storage)->capabilities().inspection->inspect(false, {}, {});
    if (!inspection)
        wrong.append(inspection.error().toString());
    for (const Finding &finding : inspection ? inspection->findings : std::vector<Finding>()) {
        if (finding.severity == Finding::Severity::Damage) // `latest` may lag, as after any failure
            wrong.append(u"verify: "_s + finding.message);
    }
    return wrong;
}

Operation restoreAside(const QString &name, bool syncsAll)
{
    return {.name = name,
            .syncsAll = syncsAll,
            .prepare = [](const Place &place) { makeBackups(place, 2); },
            .begin = [](const Place &place) -> Operation::Action {
                return [store = existing(place, 'a', 10), folder = place.folder + u"/library"_s] {
                    return outcomeOf(store->restoreAside(folder, makeLibrary, u"latest"_s, {}, {}, {}));
                };
            },
            .check = checkAside,
            .isDoneAlready = [](const Error &error) { return error.code() == ErrorCode::AlreadyExists; },
            // A lock needs no content; that it is there is the folder's sync.
            .isProvedElsewhere = [](const QString &call) { return call.endsWith(u"/.lock"_s); }};
}

/// The library holds other bytes under a version of the backup: afterwards they are in the library or in its trash.
QStringList checkInPlace(const Aftermath &aftermath)
{
    QStringList wrong;
    const QString library = libraryIn(aftermath.place);
    auto storage = test::openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    const auto view = viewOf(**storage, library);
    if (!view)
        return {view.error().toString()};
    if (view->filter(u"others"_s).isEmpty())
        wrong.append(u"what gave way is lost: "_s + view->join(u" | "_s));
    if (view->filter(u"“untouched”"_s).isEmpty())
        wrong.append(u"what the backup does not know is lost"_s);
    if (aftermath.returned && view->filter(u"kept@1.0.0 “in every backup”"_s).isEmpty())
        wrong.append(u"what was restored is lost: "_s + view->join(u" | "_s));
    auto store = openBackup(aftermath.place, 'd', 20, BackupStore::Mode::Existing);
    if (!store)
        return {store.error().toString()};
    const auto verified = (*store)->verify(true, {}, {});
    if (!verified || !verified->isSound())
        wrong.append(u"the backups are damaged"_s);
    if (aftermath.returned) {
        const auto list = (*store)->list({});
        const auto safety = std::ranges::find_if(*list, &SnapshotInfo::isSafety);
        const auto kept = safety != list->end()
                              ? (*store)->fetch(safety->id, {makeName(u"kept"), makeVersion(u"1.0.0")}, {})
                              : Result<Prompt>(failure(ErrorCode::NotFound, {}, {}, u"there is none"_s));
        if (!kept || kept->content != "others")
            wrong.append(u"the safety snapshot does not hold what was there"_s);
    }
    const auto again = (*store)->restore(**storage, u"latest"_s, {}, {}, {}, {});
    if (!again || !again->failed.empty())
        wrong.append(u"again: "_s + (again ? again->failed.front().error.toString() : again.error().toString()));
    const auto late = viewOf(**storage, library);
    if (!late || late->filter(u"kept@1.0.0 “in every backup”"_s).isEmpty())
        wrong.append(u"restoring again does not complete it"_s);
    return wrong;
}

Operation restoreInPlace()
{
    return {.name = u"restore in place"_s,
            .prepare =
                [](const Place &place) {
                    makeBackups(place, 1);
                    auto storage = test::openCounted(place, 'p', OpenOptions::Mode::CreateIfNone);
                    must(storage.has_value(), "library");
                    must((*storage)->store(prompt(u"kept", u"1.0.0", "others"), {}).has_value(), "store");
                    must((*storage)->store(prompt(u"own", u"1.0.0", "untouched"), {}).has_value(), "store");
                },
            .begin = [](const Place &place) -> Operation::Action {
                return [store = existing(place, 'a', 10), library = *test::openCounted(place, 'b')] {
                    return outcomeOf(store->restore(*library, u"latest"_s, {}, {}, {}, {}));
                };
            },
            .check = checkInPlace,
            .isProvedElsewhere = [](const QString &call) { return call.startsWith(u"sync library"_s); }};
}

std::vector<Operation> operations()
{
    return {firstIntoNew(),
            backup("first backup", 0),
            backup("next backup", 2),
            prune(),
            restoreAside(u"restore aside, synced as a whole"_s, true),
            restoreAside(u"restore aside, each synced"_s, false),
            restoreInPlace()};
}

} // namespace

class TestBackupDurability : public QObject
{
    Q_OBJECT

private slots:
    void proves_data()
    {
        QTest::addColumn<int>("row");
        const std::vector<Operation> all = operations();
        for (int row = 0; row < std::ssize(all); ++row)
            QTest::newRow(qPrintable(all[static_cast<size_t>(row)].name)) << row;
    }
    void proves()
    {
        QFETCH(int, row);
        const Operation operation = operations()[static_cast<size_t>(row)];
        faults::Extent extent = faults::Extent::ofEnvironment();
        if (!qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE")) {
            extent.everySubset = 6;
            extent.sampledSubsets = 20;
        }
        const faults::Proof proof = faults::prove(operation, extent);
        qInfo("%lld calls, %lld kills, %lld errors, %lld crash states, %lld mutations",
              static_cast<long long>(proof.calls), static_cast<long long>(proof.killPoints),
              static_cast<long long>(proof.errorInjections), static_cast<long long>(proof.crashStates),
              static_cast<long long>(proof.mutations));
        QVERIFY2(proof.violations.isEmpty(),
                 qPrintable(proof.violations.first(std::min<qsizetype>(12, proof.violations.size())).join(u'\n')));
        QVERIFY(proof.killPoints > 10 && proof.crashStates > 10);
    }
};

QTEST_GUILESS_MAIN(TestBackupDurability)
#include "test_backup_durability.moc"
