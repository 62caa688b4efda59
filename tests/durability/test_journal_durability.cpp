// SPDX-License-Identifier: Apache-2.0
// The journal, the drafts in it, and the settings: what was acknowledged is there after every kill and power cut.
#include "pulse/crypto/checksum.h"
#include "pulse/faults/operation.h"
#include "pulse/fs/durable_file.h"
#include "pulse/fs/journal.h"
#include "pulse/library/drafts.h"
#include "pulse/library/settings.h"

#include <QTest>

using namespace pulse;
using namespace pulse::faults;
using namespace Qt::StringLiterals;

namespace {

std::function<QByteArray()> countedNames()
{
    return [count = std::make_shared<int>(0)] { return ".tmp-" + QByteArray::number(++*count, 16); };
}

std::shared_ptr<Journal> journalAt(const Place &place, qint64 compactAbove = 64 * 1024)
{
    return std::make_shared<Journal>(place.fs, place.folder + u"/state/journals"_s, u"j"_s,
                                     Journal::Options{.compactAbove = compactAbove, .temporaryName = countedNames()});
}

void mustWork(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().toString()));
}

/// The values that a key may have; empty is absence.
using Allowed = std::map<QByteArray, std::vector<std::optional<QByteArray>>>;

QStringList differences(Journal &journal, const Allowed &allowed)
{
    QStringList wrong;
    const auto health = journal.health();
    if (!health || !health->damage.empty() || !health->keptAside.isEmpty())
        wrong.append(u"A crash looks like damage."_s);
    for (const auto &[key, values] : allowed) {
        const auto found = journal.get(key);
        if (!found && found.error().code() != ErrorCode::NotFound) {
            wrong.append(found.error().toString());
            continue;
        }
        const auto value = found ? std::optional(*found) : std::nullopt;
        if (!std::ranges::contains(values, value))
            wrong.append(u"“%1” is %2."_s.arg(
                QString::fromUtf8(key),
                value ? QString::fromUtf8(value->first(std::min<qsizetype>(9, value->size()))) : u"missing"_s));
    }
    // Whatever is there, it goes on from here.
    if (const auto next = journal.put("next", "works"); !next)
        wrong.append(u"It cannot be written any more: %1"_s.arg(next.error().message()));
    return wrong;
}

Operation journalRow(const QString &name, const std::function<void(const Place &)> &prepare,
                     const std::function<Result<void>(Journal &)> &change, const Allowed &before, const Allowed &after,
                     qint64 compactAbove = 64 * 1024)
{
    return {.name = name,
            .prepare = prepare,
            .begin = [=](const Place &place) -> Operation::Action {
                auto journal = journalAt(place, compactAbove);
                return [journal, change] { return change(*journal); };
            },
            .check =
                [=](const Aftermath &aftermath) {
                    Allowed allowed = after;
                    if (!aftermath.returned) {
                        for (const auto &[key, values] : before)
                            allowed[key].insert(allowed[key].end(), values.begin(), values.end());
                    }
                    const auto journal = journalAt(aftermath.place);
                    return differences(*journal, allowed);
                }};
}

void putTwo(const Place &place)
{
    const auto journal = journalAt(place);
    mustWork(journal->put("a", "one"));
    mustWork(journal->put("b", "two"));
}

Draft draft(const QByteArray &content, int minutes)
{
    return {.key = u"support/greet"_s,
            .name = Name::parse(u"support/greet"_s).value(),
            .base = {},
            .content = content,
            .savedAt = fromRfc3339(u"2024-06-01T12:00:00Z").addSecs(60 * minutes),
            .cursor = 0};
}

std::shared_ptr<DraftStore> draftsAt(const Place &place)
{
    const auto clock = std::make_shared<ManualClock>(fromRfc3339(u"2024-06-01T12:00:00Z"));
    return std::make_shared<DraftStore>(place.folder + u"/state"_s, u"id"_s, clock, place.fs, countedNames());
}

Operation draftRow(const QString &name, const std::function<void(const Place &)> &prepare,
                   const std::function<Result<void>(DraftStore &)> &change,
                   const std::vector<std::optional<QByteArray>> &before,
                   const std::vector<std::optional<QByteArray>> &after)
{
    return {.name = name,
            .prepare = prepare,
            .begin = [=](const Place &place) -> Operation::Action {
                auto store = draftsAt(place);
                return [store, change] { return change(*store); };
            },
            .check = [=](const Aftermath &aftermath) -> QStringList {
                const auto store = draftsAt(aftermath.place);
                if (!store->damage().value_or(QStringList(u"?"_s)).isEmpty())
                    return {u"A crash looks like damage."_s};
                const auto found = store->load(u"support/greet"_s);
                if (!found && found.error().code() != ErrorCode::NotFound)
                    return {found.error().toString()};
                const auto content = found ? std::optional(found->content) : std::nullopt;
                if (std::ranges::contains(after, content) ||
                    (!aftermath.returned && std::ranges::contains(before, content)))
                    return {};
                return {u"The draft is %1."_s.arg(content ? QString::fromUtf8(*content) : u"missing"_s)};
            }};
}

/// A draft in a file of its own, as they were kept before the journal.
void writeOldDraft(const Place &place)
{
    const Draft old = draft("old", 0);
    const QByteArray rest = R"({"key":"support/greet","cursor":0,"size":3,"saved_at":"2024-06-01T12:00:00Z"})"
                            "\nold";
    const QString folder = place.folder + u"/state/"_s + Checksum::of("id").hex().left(32);
    const auto opened = openPrivateFolder(*place.fs, folder);
    const QString file = Checksum::of(old.key.toUtf8()).hex() + u".draft"_s;
    mustWork(writeFile(*place.fs, *opened, file,
                       "pulse-draft-1 " + Checksum::of(rest).toString().toLatin1() + '\n' + rest, {}, file));
}

const QStringList above{u"sync state"_s, u"sync "_s};
const QString folderSync = u"sync state/journals"_s;
const QString draftFolderSync = u"sync state/a56145270ce6b3bebd1dd012b7394867"_s;

/// `spare` are syncs that these rows do not need: the folders and the name were on the disk before, which only rows in
/// which another process made them can tell.
void compare(Operation operation, const QStringList &spare = {})
{
    for (const QString &call : spare)
        operation.spareSyncs.push_back({call, u"What it syncs was on the disk before, or is synced again after it."_s});
    const Proof proof = prove(operation);
    QVERIFY2(proof.violations.isEmpty(), qPrintable(proof.violations.join(u'\n').left(4000)));
    QVERIFY(proof.killPoints > 0 && proof.errorInjections > 0);
}

} // namespace

class TestJournalDurability : public QObject
{
    Q_OBJECT

private slots:
    void firstPut()
    {
        compare(journalRow(
            u"journal: first put"_s, [](const Place &) {}, [](Journal &journal) { return journal.put("a", "one"); },
            {{"a", {std::nullopt}}}, {{"a", {"one"_ba}}}));
    }

    void append()
    {
        compare(journalRow(u"journal: append"_s, putTwo, [](Journal &journal) { return journal.put("a", "newer"); },
                           {{"a", {"one"_ba}}}, {{"a", {"newer"_ba}}, {"b", {"two"_ba}}}),
                above + QStringList{folderSync});
    }

    void appendOfMany()
    {
        const auto change = [](Journal &journal) {
            const std::vector<Journal::Change> changes{{"a", QByteArray(700, 'x')}, {"c", QByteArray(700, 'y')}};
            return journal.put(changes);
        };
        compare(journalRow(u"journal: append of many"_s, putTwo, change, {{"a", {"one"_ba}}, {"c", {std::nullopt}}},
                           {{"a", {QByteArray(700, 'x')}}, {"b", {"two"_ba}}, {"c", {QByteArray(700, 'y')}}}),
                above + QStringList{folderSync});
    }

    void removal()
    {
        compare(journalRow(u"journal: remove"_s, putTwo, [](Journal &journal) { return journal.remove("a"); },
                           {{"a", {"one"_ba}}}, {{"a", {std::nullopt}}, {"b", {"two"_ba}}}),
                above + QStringList{folderSync});
    }

    void removalOfTheLast()
    {
        const auto prepare = [](const Place &place) { mustWork(journalAt(place)->put("a", "one")); };
        compare(journalRow(u"journal: remove the last"_s, prepare, [](Journal &journal) { return journal.remove("a"); },
                           {{"a", {"one"_ba}}}, {{"a", {std::nullopt}}}),
                above + QStringList{u"sync state/journals/j"_s, folderSync, folderSync});
    }

    void appendThatCompacts()
    {
        const auto prepare = [](const Place &place) {
            putTwo(place);
            const auto journal = journalAt(place);
            for (int i = 0; i < 5; ++i)
                mustWork(journal->put("a", QByteArray::number(i)));
        };
        compare(journalRow(
                    u"journal: append and compact"_s, prepare,
                    [](Journal &journal) { return journal.put("a", "newer"); }, {{"a", {"4"_ba}}},
                    {{"a", {"newer"_ba}}, {"b", {"two"_ba}}}, 200),
                above + QStringList{folderSync});
    }

    void compaction()
    {
        compare(journalRow(u"journal: compact"_s, putTwo, [](Journal &journal) { return journal.compact(); }, {},
                           {{"a", {"one"_ba}}, {"b", {"two"_ba}}}),
                above + QStringList{folderSync});
    }

    void putAfterATornEnd()
    {
        const auto prepare = [](const Place &place) {
            putTwo(place);
            const auto folder = openFolder(*place.fs, place.folder + u"/state/journals"_s);
            const auto file = open(*place.fs, folder->get(), "j", Fs::Access::Append);
            (void)writeAll(*place.fs, file->get(), QByteArray("\xE5PJRNL\r\n torn", 13));
            (void)place.fs->sync(file->get());
        };
        compare(journalRow(u"journal: put after a torn end"_s, prepare,
                           [](Journal &journal) { return journal.put("a", "newer"); }, {{"a", {"one"_ba}}},
                           {{"a", {"newer"_ba}}, {"b", {"two"_ba}}}),
                above);
    }

    void putOnWhatAnotherDidNotSync()
    {
        Operation row = journalRow(u"journal: put after a compaction that was killed"_s, putTwo,
                                   [](Journal &journal) { return journal.put("a", "newer"); }, {{"a", {"one"_ba}}},
                                   {{"a", {"newer"_ba}}, {"b", {"two"_ba}}});
        row.prepare = [](const Place &place) {
            putTwo(place);
            // What a compaction had written aside and synced.
            Journal aside(place.fs, place.folder + u"/state/journals"_s, u"aside"_s, {});
            const std::vector<Journal::Change> same{{"b", "two"}, {"a", "one"}};
            mustWork(aside.put(same));
        };
        row.leaveUnsynced = [](const Place &place) {
            const auto folder = openFolder(*place.fs, place.folder + u"/state/journals"_s);
            (void)place.fs->rename(folder->get(), "aside", folder->get(), "j");
        };
        compare(row, above);
    }

    void putInFoldersThatAnotherDidNotSync()
    {
        Operation row = journalRow(
            u"journal: put in new folders of another"_s, [](const Place &) {},
            [](Journal &journal) { return journal.put("a", "one"); }, {{"a", {std::nullopt}}}, {{"a", {"one"_ba}}});
        row.leaveUnsynced = [](const Place &place) {
            const auto top = openFolder(*place.fs, place.folder);
            const auto state = createDirectory(*place.fs, top->get(), "state");
            (void)createDirectory(*place.fs, state->get(), "journals");
        };
        compare(row);
    }

    void repeatedPutOfWhatAnotherDidNotSync()
    {
        Operation row = journalRow(
            u"journal: repeated put"_s, putTwo, [](Journal &journal) { return journal.put("c", "three"); },
            {{"c", {std::nullopt, "three"_ba}}}, {{"a", {"one"_ba}}, {"b", {"two"_ba}}, {"c", {"three"_ba}}});
        row.prepare = [](const Place &place) {
            putTwo(place);
            // What the other process appends.
            Journal same(place.fs, place.folder + u"/state/journals"_s, u"same"_s, {});
            mustWork(same.put("a", "one"));
            mustWork(same.put("b", "two"));
            mustWork(same.put("c", "three"));
        };
        row.leaveUnsynced = [](const Place &place) {
            const auto folder = openFolder(*place.fs, place.folder + u"/state/journals"_s);
            auto same = FileReader::openIn(place.fs, *folder, u"same"_s, u"same"_s);
            auto there = FileReader::openIn(place.fs, *folder, u"j"_s, u"j"_s);
            const auto file = open(*place.fs, folder->get(), "j", Fs::Access::Append);
            (void)writeAll(*place.fs, file->get(), same->readAll(10'000)->sliced(there->size()));
        };
        compare(row, above + QStringList{folderSync});
    }

    void draftSave()
    {
        compare(draftRow(
            u"draft: first save"_s, [](const Place &) {}, [](DraftStore &store) { return store.save(draft("new", 1)); },
            {std::nullopt}, {"new"_ba}));
        compare(draftRow(
                    u"draft: save"_s, [](const Place &place) { mustWork(draftsAt(place)->save(draft("old", 0))); },
                    [](DraftStore &store) { return store.save(draft("new", 1)); }, {"old"_ba}, {"new"_ba}),
                above + QStringList{draftFolderSync});
    }

    void draftDiscard()
    {
        compare(draftRow(
                    u"draft: discard"_s, [](const Place &place) { mustWork(draftsAt(place)->save(draft("old", 0))); },
                    [](DraftStore &store) { return store.discard(u"support/greet"_s); }, {"old"_ba}, {std::nullopt}),
                above + QStringList{draftFolderSync + u"/journal"_s, draftFolderSync, draftFolderSync});
        compare(draftRow(u"draft: discard one of before"_s, writeOldDraft,
                         [](DraftStore &store) { return store.discard(u"support/greet"_s); }, {"old"_ba},
                         {std::nullopt}),
                above);
    }

    void draftMigration()
    {
        compare(draftRow(u"draft: move into the journal"_s, writeOldDraft,
                         [](DraftStore &store) { return store.list().transform([](const std::vector<Draft> &) {}); },
                         {"old"_ba}, {"old"_ba}),
                above + QStringList{draftFolderSync});
        compare(draftRow(u"draft: save over one of before"_s, writeOldDraft,
                         [](DraftStore &store) { return store.save(draft("new", 1)); }, {"old"_ba}, {"new"_ba}),
                above + QStringList{draftFolderSync});
    }

    void settingsWrite()
    {
        const auto path = [](const Place &place) { return place.folder + u"/config/pulse.conf"_s; };
        const auto prepare = [path](const Place &place) {
            Settings settings(path(place), place.fs);
            mustWork(settings.set(u"author"_s, u"Ada"_s));
        };
        const Operation row{.name = u"settings: write"_s,
                            .prepare = prepare,
                            .begin = [path](const Place &place) -> Operation::Action {
                                auto settings = std::make_shared<Settings>(path(place), place.fs);
                                return [settings] { return settings->set(u"trash.keep-days"_s, u"30"_s); };
                            },
                            .check =
                                [path](const Aftermath &aftermath) {
                                    const Settings settings(path(aftermath.place), aftermath.place.fs);
                                    QStringList wrong;
                                    if (settings.loadError())
                                        wrong.append(settings.loadError()->message());
                                    if (settings.text(setting::author) != u"Ada")
                                        wrong.append(u"The author is lost."_s);
                                    const qint64 days = settings.integer(setting::trashKeepDays);
                                    if (days != 30 && (aftermath.returned || days != 0))
                                        wrong.append(u"The limit is %1."_s.arg(days));
                                    return wrong;
                                }};
        compare(row, {u"sync "_s});
    }
};

QTEST_GUILESS_MAIN(TestJournalDurability)
#include "test_journal_durability.moc"
