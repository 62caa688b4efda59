// SPDX-License-Identifier: Apache-2.0
// What verifies, repairs, accepts and upgrades a library in a folder, with each of its calls failing once, and stopped
// at each.
#include "library_rows.h"

#include "pulse/model/seal.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem::test;

namespace {

// what an upgrade builds is not there yet, and the mark in it goes with the next one:
const QString ofUpgrade = u"open \\.upgrade/(prompts|trash)(/\\S+)?|readLink \\.upgrade/\\S+|(open|status|read) "
                          "\\.upgrade/upgrade\\.json|open (prompts|trash)"_s;
// what cannot be read of an earlier attempt is written anew:
const QString ofAttempt = u"(open|status|read) \\.upgrade/\\S+/metadata\\.json"_s;
// a mode that cannot be asked for is not complained about:
const QString modes =
    u"(status|statusAt) (?!\\.upgrade)\\S*|open \\S*/(content\\.md|metadata\\.json|latest|@\\w+)|open library\\.json"_s;
// verify looks twice at an entry of the trash, and tells at the second look:
const QString lookups =
    u"open \\.upgrade|entries |(open|read|entries) trash/\\S+|open prompts/(kept|a/b)/1\\.[01]\\.0"_s;
const QString labelsBefore = u"readLink prompts/kept/\\S+"_s;

/// Something else is wrong now, or was not mended; only what is harmless may have been passed over.
bool findsOtherwise(const QString &undisturbed, const QString &answer)
{
    const QStringList before = undisturbed.split(u'\n').sliced(1);
    const QStringList now = answer.split(u'\n').sliced(1);
    const auto isNew = [&](const QString &line) { return !before.contains(line); };
    const auto isHarmless = [&](const QString &line) { return line.startsWith(u'~') || now.contains(line); };
    return std::ranges::any_of(now, isNew) || std::ranges::all_of(before, isHarmless);
}

Result<QString> inspected(Storage &storage, bool repair, const std::stop_token &stop)
{
    const auto report = storage.capabilities().inspection->inspect(repair, {}, stop);
    if (!report)
        return failure(report);
    QStringList findings;
    for (const Finding &finding : report->findings)
        findings.append(
            (finding.severity == Finding::Severity::Notice || finding.kind.endsWith(u"-mode") ? u"~"_s : u""_s) +
            finding.kind + u' ' + finding.path + (finding.repaired ? u" repaired"_s : QString()));
    findings.sort();
    return u"%1 of %2 in %3\n"_s.arg(report->intact).arg(report->versions).arg(report->prompts) + findings.join(u'\n');
}

/// Of everything that repair mends something.
void neglect(Storage &storage, const QString &library)
{
    const auto removed = storage.remove(name("a/b"), {}, {});
    QVERIFY(removed);
    const QString entry = u"trash/"_s + *removed->trashId;
    QVERIFY(QFile::remove(library + u"/prompts/kept/latest"_s));
    write(library + u"/prompts/hand/latest"_s, QByteArray(600, 'x')); // somebody's text
    QVERIFY(QFile::link(u"9.9.9"_s, library + u"/prompts/kept/@lost"_s));
    write(library + u"/prompts/kept/.tmp-old/left/over"_s, "x");
    write(library + u"/trash/.tmp-old/left"_s, "x");
    QVERIFY(QDir().mkpath(library + u"/prompts/empty/inside"_s));
    QVERIFY(QDir().mkpath(library + u"/trash/20200101000000000-abcdefabcdef"_s));
    QVERIFY(QFile::setPermissions(library + u"/prompts/kept/1.0.0/content.md"_s, QFile::ReadOwner | QFile::ReadGroup));
    QVERIFY(QFile::setPermissions(library + u'/' + entry,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther));
}

void makeOldSchema(Storage &storage, const QString &library)
{
    QVERIFY(storage.remove(name("a/b"), {}, {}));
    QVERIFY(QFile::remove(library + u"/library.json"_s));
}

Rows upkeepRows()
{
    return {
        {.name = "verify",
         .prepare = removeFromIt,
         .act = [](Storage &s, const std::stop_token &stop) { return inspected(s, false, stop); },
         .isAnswer = findsOtherwise,
         .untold = {modes, lookups},
         .stoppable = 66,
         .callsBetweenLooks = 15},
        {.name = "repair",
         .prepare = neglect,
         .act = [](Storage &s, const std::stop_token &stop) { return inspected(s, true, stop); },
         .isAnswer = findsOtherwise,
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, emptying},
         .staying = u"library/lost(/\\S+)?"_s,
         .stoppable = 154,
         .callsBetweenLooks = 41},
        {.name = "accept metadata",
         .prepare =
             [](Storage &, const QString &library) {
                 const QString path = library + u"/prompts/kept/1.0.0/metadata.json"_s;
                 write(path, read(path).replace("one", "One"));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"prompts/kept/1.0.0/metadata.json"_s, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 16,
         .callsBetweenLooks = 15},
        {.name = "accept what has no metadata",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"prompts/hand/1.0.0/metadata.json"_s, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 18,
         .callsBetweenLooks = 14},
        {.name = "accept a record",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const QString path = u"trash/%1/record.json"_s.arg(trashIds(s).value(0));
                 return done(s.capabilities().inspection->accept(path, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "accept metadata in the trash",
         .prepare = removeFromIt,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 const QString path = u"trash/%1/prompt/1.0.0/metadata.json"_s.arg(trashIds(s).value(0));
                 return done(s.capabilities().inspection->accept(path, stop));
             },
         .untold = {writersTag, touch},
         .stoppable = 22,
         .callsBetweenLooks = 21},
        {.name = "accept library.json",
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return done(s.capabilities().inspection->accept(u"library.json"_s, stop));
             },
         .untold = {writersTag, touch}},
        {.name = "plan an upgrade",
         .prepare = makeOldSchema,
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().upgrades->planUpgrade({}, stop).transform(
                     [](const UpgradableStorage::Plan &plan) {
                         return u"%1 to %2, %3"_s.arg(plan.from).arg(plan.to).arg(plan.versions) +
                                (plan.damage.empty() ? QString() : u", damaged"_s);
                     });
             },
         .isAnswer = [](const QString &, const QString &answer) { return answer.endsWith(u"damaged"); },
         .untold = {modes, lookups, labelsBefore},
         .stoppable = 76,
         .callsBetweenLooks = 15},
        {.name = "upgrade",
         .prepare = makeOldSchema,
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.capabilities().upgrades->upgrade({}, {}, stop)); },
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, ofUpgrade},
         .staying = u"library/\\.upgrade(/.*)?|.*/\\.tmp-upgrade"_s,
         .codes = {ErrorCode::Corrupt},
         .stoppable = 435,
         .callsBetweenLooks = 64},
        {.name = "upgrade after an attempt of before",
         .prepare =
             [](Storage &storage, const QString &library) {
                 makeOldSchema(storage, library);
                 const QString kept = library + u"/.upgrade/prompts/kept"_s;
                 write(kept + u"/1.0.0/content.md"_s, "two");
                 write(kept + u"/1.1.0/content.md"_s, "longer");
                 write(kept + u"/1.1.0/metadata.json"_s, "{}");
                 write(kept + u"/gone/1.0.0/content.md"_s, "removed since");
                 QVERIFY(QFile::link(u"1.1.0"_s, kept + u"/@production"_s));
             },
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.capabilities().upgrades->upgrade({}, {}, stop)); },
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, ofUpgrade, latestBefore, ofAttempt},
         .staying = u"library/\\.upgrade(/.*)?|.*/\\.tmp-upgrade"_s,
         .codes = {ErrorCode::Corrupt},
         .stoppable = std::nullopt},
        {.name = "upgrade what has a library.json",
         .prepare =
             [](Storage &, const QString &library) {
                 const QString file = library + u"/library.json"_s;
                 write(file, unsealed(read(file)).replace("\"schema\": 2", "\"schema\": 1"));
             },
         .act = [](Storage &s,
                   const std::stop_token &stop) { return done(s.capabilities().upgrades->upgrade({}, {}, stop)); },
         .untold = {writersTag, modes, lookups, labelsBefore, sweeping, ofUpgrade, latestBefore},
         .staying = u"library/\\.upgrade(/.*)?|.*/\\.tmp-upgrade"_s,
         .codes = {ErrorCode::Corrupt},
         .stoppable = std::nullopt},
        {.name = "drop what an upgrade kept",
         .prepare =
             [](Storage &storage, const QString &library) {
                 makeOldSchema(storage, library);
                 auto old = *openIn(library);
                 QVERIFY(old->capabilities().upgrades->upgrade({}, {}, {}));
             },
         .act =
             [](Storage &s, const std::stop_token &stop) {
                 return s.capabilities().upgrades->dropPrevious(stop).transform(
                     [](const QStringList &paths) { return QString::number(paths.size()); });
             },
         .untold = {writersTag, sweeping},
         .stoppable = 11,
         .callsBetweenLooks = 10},
    };
}

} // namespace

class TestFilesystemUpkeepCalls : public QObject
{
    Q_OBJECT

private slots:
    void upkeep_data() { columnsOf(upkeepRows()); }
    void upkeep() { tryRow(upkeepRows()); }
};

QTEST_GUILESS_MAIN(TestFilesystemUpkeepCalls)
#include "test_filesystem_upkeep_calls.moc"
