// SPDX-License-Identifier: Apache-2.0
// Every operation of a repository of backups, with each of its calls failing once, and stopped at each of them.
#include "pulse/backends/filesystem/open.h"
#include "pulse/backup/backup_store.h"
#include "pulse/faults/every_call.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

/// What an operation works on: the repository, and a library in a folder beside it.
struct Things
{
    std::shared_ptr<BackupStore> store;
    std::shared_ptr<Storage> library;
    QString folder;
    std::shared_ptr<Fs> fs;
    std::stop_token stop = {};
};

struct Row
{
    const char *name = nullptr;
    std::function<Result<QString>(const Things &)> act;
    std::function<bool(const QString &undisturbed, const QString &answer)> isAnswer = {};
    QStringList untold = {};
    QString staying = {};
    std::vector<ErrorCode> codes = {};
    std::function<QString(const QString &folder)> amiss = {};
    bool isOfLibrary = false; ///< whether the library's calls fail instead of the repository's
    std::function<void(const QString &folder)> prepare = {};
    qint64 packBytes = 300; ///< several packs even of so little
    std::optional<int> stoppable = 0;
    int callsBeforeLooking = 0;
    std::optional<int> callsBetweenLooks = {};
};
using Rows = std::vector<Row>;

// Calls whose failure changes nothing that was asked for. Readers leave word for prune, and read without it where
// nobody may write:
const QString word = u"\\w+ readers(/\\S+)?"_s;
// the table of a pack is read again as soon as a content is missed:
const QString tables = u"(open|status|readAt) packs/\\S+"_s;
// the cache of fingerprints spares a reading, no more:
const QString cache = u"\\w+ cache(/\\S+)?( to cache/\\S+)?"_s;
// what earlier ones left half made harms nobody:
const QString sweeping = u"(open|entries) (\\.|packs|snapshots|cache)"_s;
// as do they beside a new folder, and the lock only keeps others from clearing this one away:
const QString another = u"statusAt restored|entries |tryLock \\.pulse-restore-\\S+"_s;

Result<std::shared_ptr<BackupStore>> openIn(const QString &folder, std::shared_ptr<Fs> fs, char series, int hour,
                                            BackupStore::Mode mode = BackupStore::Mode::Existing,
                                            qint64 packBytes = 300)
{
    BackupParts parts;
    parts.fs = std::move(fs);
    parts.clock = std::make_shared<ManualClock>(QDateTime(QDate(2026, 2, 3), QTime(hour, 0), QTimeZone::UTC));
    parts.randomName = [series, next = std::make_shared<int>(0)] {
        return series + QByteArray::number(++*next).rightJustified(15, '0');
    };
    parts.lockWait = std::chrono::milliseconds(0);
    parts.threads = 1;
    parts.packBytes = packBytes;
    return BackupStore::open(folder + u"/repository"_s, mode, parts);
}

Result<std::shared_ptr<Storage>> openLibraryIn(const QString &folder, char series, std::shared_ptr<Fs> fs = realFs())
{
    filesystem::Parts parts = filesystem::defaultParts();
    parts.fs = std::move(fs);
    parts.randomName = [series, next = std::make_shared<int>(0)] {
        return (series + QByteArray::number((*next)++).rightJustified(9, '0')).leftJustified(32, '0');
    };
    return filesystem::openLibrary(QUrl::fromLocalFile(folder), makeOptions(), std::move(parts));
}

void store(Storage &library, QStringView name, QStringView version, const QByteArray &content)
{
    QVERIFY(library.store(makePrompt(name, version, content), {}));
}

/// Three backups of a library that changes; afterwards it lost a version, and another one has other bytes.
void fill(const QString &folder, qint64 packBytes)
{
    const auto library = *openLibraryIn(folder + u"/library"_s, 'l');
    QVERIFY(openIn(folder, realFs(), 'm', 0, BackupStore::Mode::CreateIfNone));
    for (int age = 1; age <= 3; ++age) {
        if (age == 1)
            store(*library, u"kept", u"1.0.0", "in every backup");
        store(*library, u"kept", u"1.%1.0"_s.arg(age), "since backup " + QByteArray::number(age));
        store(*library, u"of-%1"_s.arg(age), u"1.0.0", QByteArray::number(age).repeated(20));
        QVERIFY(library->capabilities().labels->setLabel(makeName(u"kept"), makeLabel(u"production"),
                                                         makeVersion(u"1.%1.0"_s.arg(age)), {}, {}));
        const auto backups =
            *openIn(folder, realFs(), static_cast<char>('n' + age), age, BackupStore::Mode::Existing, packBytes);
        QVERIFY(backups->create(*library, {}, {}, {}));
    }
    QVERIFY(library->remove(makeName(u"kept"), makeVersion(u"1.0.0"), {}));
    store(*library, u"kept", u"1.0.0", "other bytes");
    QVERIFY(
        library->capabilities().labels->setLabel(makeName(u"kept"), makeLabel(u"mine"), makeVersion(u"1.0.0"), {}, {}));
    QVERIFY(library->remove(makeName(u"of-2"), {}, {}));
}

Result<QString> answerOf(const Result<RestoreReport> &report)
{
    if (!report)
        return failure(report);
    if (!report->failed.empty())
        return std::unexpected(report->failed.front().error);
    return u"%1 restored, %2 updated, %3 labels"_s.arg(report->restored).arg(report->updated).arg(report->labels);
}

/// A snapshot that cannot be read is listed so; a finding is more than there was.
bool saysMore(const QString &undisturbed, const QString &answer)
{
    return answer.count(u'\n') >= undisturbed.count(u'\n') && answer.size() > undisturbed.size();
}

Result<QString> verified(const Things &it, bool readAll)
{
    return it.store->verify(readAll, {}, it.stop).transform([](const BackupVerification &found) {
        QString answer = u"%1 snapshots, %2 packs\n"_s.arg(found.snapshots).arg(found.packs);
        for (const BackupFinding &finding : found.findings)
            answer += finding.path + u'\n';
        return answer;
    });
}

Rows readingRows()
{
    return {
        {.name = "open",
         .act =
             [](const Things &it) {
                 return openIn(it.folder, it.fs, 'q', 9).transform([](const auto &) { return u"opened"_s; });
             },
         .stoppable = std::nullopt},
        {.name = "list",
         .act =
             [](const Things &it) {
                 return it.store->list(it.stop).transform([](const std::vector<SnapshotInfo> &found) {
                     QString answer;
                     for (const SnapshotInfo &snapshot : found)
                         answer += snapshot.id + snapshot.problem + u'\n';
                     return answer;
                 });
             },
         .isAnswer = saysMore,
         .stoppable = 8,
         .callsBeforeLooking = 2,
         .callsBetweenLooks = 2},
        {.name = "find the latest",
         .act =
             [](const Things &it) {
                 return it.store->find(u"latest"_s, it.stop).transform([](const SnapshotInfo &found) {
                     return found.id;
                 });
             },
         .stoppable = 8,
         .callsBeforeLooking = 2,
         .callsBetweenLooks = 2},
        {.name = "contents",
         .act =
             [](const Things &it) {
                 return it.store->contents(u"latest"_s, it.stop)
                     .transform([](const std::vector<SnapshotPrompt> &found) { return QString::number(found.size()); });
             },
         .untold = {word, tables},
         .stoppable = 66,
         .callsBeforeLooking = 8,
         .callsBetweenLooks = 8},
        {.name = "fetch",
         .act =
             [](const Things &it) {
                 return it.store->fetch(u"latest"_s, {makeName(u"kept"), makeVersion(u"1.0.0")}, it.stop)
                     .transform([](const Prompt &found) { return QString::fromUtf8(found.content); });
             },
         .untold = {word, tables},
         .stoppable = 66,
         .callsBeforeLooking = 8,
         .callsBetweenLooks = 8},
        {.name = "find a content",
         .act =
             [](const Things &it) {
                 return it.store->findContent(Checksum::of("in every backup"), it.stop)
                     .transform([](const QByteArray &found) { return QString::fromUtf8(found); });
             },
         .untold = {word, tables},
         .stoppable = 49,
         .callsBeforeLooking = 11,
         .callsBetweenLooks = 10},
        {.name = "plan to restore",
         .act =
             [](const Things &it) {
                 return it.store->planRestore(*it.library, u"latest"_s, {}, {}, it.stop)
                     .transform([](const RestorePlan &plan) {
                         return u"%1 %2 %3 %4"_s.arg(plan.create)
                             .arg(plan.unchanged)
                             .arg(plan.update)
                             .arg(plan.replace);
                     });
             },
         .untold = {word, tables},
         .stoppable = 81,
         .callsBeforeLooking = 8,
         .callsBetweenLooks = 8},
        {.name = "verify",
         .act = [](const Things &it) { return verified(it, false); },
         .isAnswer = saysMore,
         .untold = {word, tables},
         .stoppable = 142,
         .callsBeforeLooking = 9,
         .callsBetweenLooks = 18},
        {.name = "verify all",
         .act = [](const Things &it) { return verified(it, true); },
         .isAnswer = saysMore,
         .untold = {word, tables},
         .stoppable = 184,
         .callsBeforeLooking = 9,
         .callsBetweenLooks = 18},
    };
}

Result<QString> mended(const Things &it, QStringView name, QStringView version)
{
    Finding finding{.severity = Finding::Severity::Damage, .kind = u"checksum-mismatch"_s};
    finding.name = makeName(name);
    finding.version = makeVersion(version);
    return it.store->mendFromBackup(*it.library, {&finding, 1}, {}, it.stop)
        .and_then([](const MendReport &report) -> Result<QString> {
            if (!report.failed.empty())
                return std::unexpected(report.failed.front().error);
            return u"%1 mended, %2 not held"_s.arg(report.mended.size()).arg(report.notHeld.size());
        });
}

Rows writingRows()
{
    return {
        {.name = "make a repository",
         .act =
             [](const Things &it) {
                 return openIn(it.folder + u"/new/one"_s, it.fs, 'q', 9, BackupStore::Mode::CreateIfNone)
                     .transform([](const auto &) { return u"made"_s; });
             },
         .staying = u"new(/.*)?"_s,
         .stoppable = std::nullopt},
        {.name = "back up",
         .act =
             [](const Things &it) {
                 return it.store->create(*it.library, {}, {}, it.stop).transform([](const BackupReport &report) {
                     return u"%1 versions"_s.arg(report.snapshot.versions) +
                            (report.snapshot.damaged.empty() ? QString() : u", damaged"_s);
                 });
             },
         .untold = {tables, cache, sweeping},
         .stoppable = 95,
         .callsBeforeLooking = 1,
         .callsBetweenLooks = 25},
        {.name = "prune",
         .act =
             [](const Things &it) {
                 return it.store->prune({.last = 1}, false, {}, it.stop).transform([](const PruneReport &report) {
                     return QString::number(report.kept.size());
                 });
             },
         .untold = {word, tables, sweeping},
         .stoppable = 88,
         .callsBeforeLooking = 1,
         .callsBetweenLooks = 16},
        {.name = "prune what is needed in part",
         .act =
             [](const Things &it) {
                 return it.store->prune({.last = 1}, false, {}, it.stop).and_then([&](const PruneReport &report) {
                     return verified(it, true).transform([&](const QString &found) {
                         return u"%1 rewritten, "_s.arg(report.rewrittenPacks) + found +
                                (report.waitsForReaders ? u"waits for readers\n"_s : QString());
                     });
                 });
             },
         .isAnswer = saysMore,
         .untold = {word, tables, sweeping},
         .packBytes = 100'000,
         .stoppable = std::nullopt},
        {.name = "what pruning would do",
         .act =
             [](const Things &it) {
                 return it.store->prune({.last = 1}, true, {}, it.stop).transform([](const PruneReport &report) {
                     return u"%1, %2 bytes"_s.arg(report.removed.size()).arg(report.freedBytes);
                 });
             },
         .stoppable = 61,
         .callsBeforeLooking = 2,
         .callsBetweenLooks = 7},
        {.name = "restore in place",
         .act =
             [](const Things &it) {
                 return answerOf(it.store->restore(*it.library, u"latest"_s, {}, {}, {}, it.stop));
             },
         .untold = {word, tables, cache, sweeping},
         .stoppable = 149,
         .callsBeforeLooking = 8,
         .callsBetweenLooks = 26},
        {.name = "restore aside",
         .act =
             [](const Things &it) {
                 const BackupStore::LibraryMaker maker = [](const QString &folder, const std::shared_ptr<Fs> &) {
                     return openLibraryIn(folder, 'r');
                 };
                 return answerOf(
                     it.store->restoreAside(it.folder + u"/restored"_s, maker, u"latest"_s, {}, {}, it.stop));
             },
         .untold = {word, tables, another},
         .stoppable = 97,
         .callsBeforeLooking = 8,
         .callsBetweenLooks = 20},
        {.name = "mend",
         .act = [](const Things &it) { return mended(it, u"of-2", u"1.0.0"); },
         .untold = {word, tables},
         .stoppable = 60,
         .callsBeforeLooking = 11,
         .callsBetweenLooks = 10},
    };
}

/// Whether a version of `kept` and the label that points at it are there.
std::function<QString(const QString &)> pointsAt(const char *label, const char *version)
{
    return [=](const QString &folder) {
        const auto library = *openLibraryIn(folder + u"/library"_s, 'z');
        const Version wanted = makeVersion(QString::fromLatin1(version));
        if (const auto is = library->exists(makeName(u"kept"), wanted, {}); !is || !*is)
            return u"the version is gone"_s;
        const auto labels = library->capabilities().labels->labels(makeName(u"kept"), {});
        const auto at = labels ? labels->find(makeLabel(QString::fromLatin1(label))) : LabelMap::const_iterator();
        return !labels || at == labels->end() || at->second != wanted ? u"the label is gone"_s : QString();
    };
}

/// Where a version gives way to the copy of a backup: whatever fails, there is one of them, with its labels.
Rows replacingRows()
{
    const QStringList toldElsewhere{u".*"_s};
    return {
        {.name = "put another version back",
         .act =
             [](const Things &it) {
                 RestoreSelection selection;
                 selection.versions.push_back({makeName(u"kept"), makeVersion(u"1.0.0")});
                 return answerOf(it.store->restore(*it.library, u"latest"_s, selection, {}, {}, it.stop));
             },
         .isAnswer = [](const QString &, const QString &answer) { return answer.startsWith(u"1 restored"); },
         .untold = toldElsewhere,
         .amiss = pointsAt("mine", "1.0.0"),
         .isOfLibrary = true},
        {.name = "put a good copy back",
         .act = [](const Things &it) { return mended(it, u"kept", u"1.3.0"); },
         .untold = toldElsewhere,
         .amiss = pointsAt("production", "1.3.0"),
         .isOfLibrary = true,
         .prepare =
             [](const QString &folder) {
                 QFile content(folder + u"/library/prompts/kept/1.3.0/content.md"_s);
                 QVERIFY(content.open(QIODevice::ReadWrite));
                 QVERIFY(content.putChar('X'));
             }},
    };
}

} // namespace

class TestBackupEveryCall : public QObject
{
    Q_OBJECT

private slots:
    void reading_data() { columns(readingRows()); }
    void reading() { tryRow(readingRows()); }
    void writing_data() { columns(writingRows()); }
    void writing() { tryRow(writingRows()); }
    void replacing_data() { columns(replacingRows()); }
    void replacing() { tryRow(replacingRows()); }

private:
    static void columns(const Rows &rows)
    {
        QTest::addColumn<size_t>("index");
        for (size_t i = 0; i < rows.size(); ++i)
            QTest::newRow(rows[i].name) << i;
    }
    static void tryRow(const Rows &rows)
    {
        QFETCH(size_t, index);
        const Row &row = rows[index];
        const faults::EveryCall every{
            .name = row.name,
            .prepare =
                [&row](const QString &folder) {
                    fill(folder, row.packBytes);
                    if (row.prepare)
                        row.prepare(folder);
                },
            .begin = [&row](const QString &folder, const std::shared_ptr<Fs> &fs) -> faults::EveryCall::Act {
                const auto store = openIn(folder, row.isOfLibrary ? realFs() : fs, 'a', 10, BackupStore::Mode::Existing,
                                          row.packBytes);
                const auto library = openLibraryIn(folder + u"/library"_s, 'b', row.isOfLibrary ? fs : realFs());
                return [&row, store, library, folder, fs](const std::stop_token &stop) {
                    if (!store || !library)
                        return store ? Result<QString>(failure(library)) : failure(store);
                    return row.act({*store, *library, folder, fs, stop});
                };
            },
            .isAnswer = row.isAnswer,
            .untold = row.untold,
            .staying = row.staying,
            .amiss = row.amiss,
            .codes = row.codes,
            .stoppable = row.stoppable,
            .callsBeforeLooking = row.callsBeforeLooking,
            .callsBetweenLooks = row.callsBetweenLooks};
        const QStringList wrong = every.wrong();
        QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestBackupEveryCall)
#include "test_backup_every_call.moc"
