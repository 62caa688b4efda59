// SPDX-License-Identifier: Apache-2.0
// backup create, list, show, verify, restore, prune.
#include "backup_json.h"
#include "backup_place.h"
#include "command_run.h"
#include "handlers.h"

#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"
#include "pulse/composition/library_maker.h"
#include "pulse/text/human.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

/// The repository that an option names, or the library's own.
Result<QString> folderOf(CommandRun &run, const char *option, CommandRun::Purpose purpose)
{
    if (const auto named = run.in().value(option)) {
        if (named->isEmpty())
            return run.wrongUsage(
                u"The folder of the backups is empty. Name it after --%1."_s.arg(QString::fromLatin1(option)));
        return QDir::cleanPath(QDir::current().absoluteFilePath(*named));
    }
    const auto library = run.open(purpose);
    if (!library)
        return failure(library);
    return backupFolder((*library)->info(), *run.host(purpose).settings());
}

Result<std::shared_ptr<BackupStore>> openExisting(CommandRun &run)
{
    const auto folder = folderOf(run, "from", CommandRun::Purpose::Reading);
    if (!folder)
        return failure(folder);
    return BackupStore::open(*folder, BackupStore::Mode::Existing);
}

QString timeOf(const SnapshotInfo &snapshot)
{
    return snapshot.takenAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm");
}

void printDamage(CommandRun &run, const SnapshotInfo &snapshot)
{
    for (const BackupDamage &damage : snapshot.damaged)
        run.out().note(u"%1 is damaged%2: %3"_s.arg(
            quoted(damage.subject, 400),
            damage.keptEarlier ? u" (the copy of an earlier backup was kept)"_s : QString(), damage.message));
}

std::unexpected<Error> asError(const BackupReport &report, const QString &folder)
{
    const bool other = report.question == BackupReport::Question::OtherLibrary;
    return failure(
        ErrorCode::Conflict, u"back up"_s, folder,
        u"%1 (--%2 says so.)"_s.arg(report.questionText, other ? u"allow-other-library"_s : u"allow-loss"_s));
}

int codeOf(const std::vector<RestoreReport::Failure> &failures)
{
    return failures.empty() ? exit_code::done : exitCodeOf(failures.front().error.code());
}

} // namespace

Result<QString> backupFolder(const StorageInfo &library, const Settings &settings)
{
    const QString chosen = settings.text(setting::backupFolder);
    if (chosen.isEmpty())
        return defaultBackupFolder(library);
    const auto folder = expandedHome(chosen);
    if (!folder)
        return folder;
    return QDir::cleanPath(QDir::current().absoluteFilePath(*folder)) + u'/' + backupFolderName(library);
}

Result<MendReport> mendFromBackup(CommandRun &run, Library &library, InspectionReport &report)
{
    const auto folder = backupFolder(library.info(), *run.host(CommandRun::Purpose::Changing).settings());
    if (!folder)
        return failure(folder);
    const auto store = BackupStore::open(*folder, BackupStore::Mode::Existing);
    if (!store)
        return failure(store);
    auto mended =
        (*store)->mendFromBackup(library.storage(), report.findings, run.out().progress(u"Mending"_s), run.stop());
    if (!mended)
        return mended;
    for (Finding &finding : report.findings) {
        if (finding.repaired || !finding.name || !finding.version ||
            !std::ranges::contains(mended->mended, VersionKey{*finding.name, *finding.version}))
            continue;
        finding.repaired = true;
        finding.action = u"A copy from the backups took its place."_s;
    }
    report.intact += std::ssize(mended->mended);
    for (const QString &id : std::as_const(mended->trashed))
        run.out().note(u"A damaged version is in the trash as %1."_s.arg(id));
    for (const VersionKey &key : mended->notHeld)
        run.out().note(u"No backup holds %1."_s.arg(key.toString()));
    for (const RestoreReport::Failure &failed : mended->failed)
        run.out().error(failed.error, exitCodeOf(failed.error.code()));
    return mended;
}

Result<int> runBackupCreate(CommandRun &run)
{
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto folder = folderOf(run, "to", CommandRun::Purpose::Reading);
    if (!folder)
        return failure(folder);
    const auto store = BackupStore::open(*folder, BackupStore::Mode::CreateIfNone);
    if (!store)
        return failure(store);
    const BackupOptions options{.author = run.host(CommandRun::Purpose::Reading).settings()->text(setting::author),
                                .note = run.in().value("note").value_or(QString()),
                                .reread = run.in().has("reread"),
                                .allowOtherLibrary = run.in().has("allow-other-library"),
                                .allowLoss = run.in().has("allow-loss")};
    const auto report =
        (*store)->create((*library)->storage(), options, run.out().progress(u"Backing up"_s), run.stop());
    if (!report)
        return failure(report);
    if (report->question != BackupReport::Question::None)
        return asError(*report, *folder);
    const SnapshotInfo &snapshot = report->snapshot;
    printDamage(run, snapshot);
    if (run.out().isJson())
        run.out().json(JsonObject{{u"repository"_s, *folder},
                                  {u"snapshot"_s, snapshotJson(snapshot)},
                                  {u"changed_prompts"_s, report->changedPrompts},
                                  {u"new_versions"_s, report->newVersions},
                                  {u"unchanged"_s, report->isUnchanged}});
    else
        run.out().confirm(u"Backed up %1 of %2 as %3%4."_s.arg(
            humanCount(snapshot.versions, u"version"_s), humanCount(snapshot.prompts, u"prompt"_s), snapshot.id,
            report->isUnchanged ? u"; nothing had changed"_s : u"; %1 added"_s.arg(humanSize(snapshot.addedBytes))));
    return snapshot.damaged.empty() ? exit_code::done : exit_code::corrupt;
}

Result<int> runBackupList(CommandRun &run)
{
    const auto store = openExisting(run);
    if (!store)
        return failure(store);
    const auto list = (*store)->list(run.stop());
    if (!list)
        return failure(list);
    if (run.out().isJson()) {
        run.out().json(JsonObject{{u"repository"_s, (*store)->folder()}, {u"snapshots"_s, snapshotsJson(*list)}});
        return exit_code::done;
    }
    Table table({{u"SNAPSHOT"_s, Table::Align::Left},
                 {u"TAKEN"_s, Table::Align::Left},
                 {u"PROMPTS"_s, Table::Align::Right},
                 {u"VERSIONS"_s, Table::Align::Right},
                 {u"ADDED"_s, Table::Align::Right},
                 {u"NOTE"_s, Table::Align::Left}});
    for (const SnapshotInfo &snapshot : *list) {
        const QString damage =
            snapshot.damaged.empty() ? QString() : u"%1 damaged. "_s.arg(QString::number(snapshot.damaged.size()));
        table.add({snapshot.id, timeOf(snapshot), QString::number(snapshot.prompts), QString::number(snapshot.versions),
                   humanSize(snapshot.addedBytes),
                   snapshot.problem.isEmpty() ? damage + snapshot.note : snapshot.problem});
    }
    if (!table.isEmpty())
        table.print(run.out());
    return exit_code::done;
}

Result<int> runBackupShow(CommandRun &run)
{
    const auto store = openExisting(run);
    if (!store)
        return failure(store);
    const auto snapshot = (*store)->find(run.in().argument(0), run.stop());
    if (!snapshot)
        return failure(snapshot);
    const auto contents = (*store)->contents(snapshot->id, run.stop());
    if (!contents)
        return failure(contents);
    if (run.out().isJson()) {
        JsonValue::Array prompts;
        for (const SnapshotPrompt &prompt : *contents)
            prompts.push_back(promptJson(prompt));
        run.out().json(JsonObject{{u"snapshot"_s, snapshotJson(*snapshot)}, {u"prompts"_s, prompts}});
        return exit_code::done;
    }
    printDamage(run, *snapshot);
    for (const SnapshotPrompt &prompt : *contents) {
        QStringList texts;
        for (const Metadata &version : prompt.versions) {
            QStringList labels;
            for (const auto &[label, target] : prompt.labels) {
                if (target == version.version)
                    labels.append(label.toString());
            }
            texts.append(version.version.toString() +
                         (labels.isEmpty() ? QString() : u" ("_s + labels.join(u", "_s) + u')'));
        }
        run.out().line(run.out().bold(prompt.name.toString()) + u' ' + texts.join(u' '));
    }
    return exit_code::done;
}

Result<int> runBackupVerify(CommandRun &run)
{
    const auto store = openExisting(run);
    if (!store)
        return failure(store);
    const auto verification = (*store)->verify(!run.in().has("quick"), run.out().progress(u"Verifying"_s), run.stop());
    if (!verification)
        return failure(verification);
    if (run.out().isJson()) {
        run.out().json(verificationJson(*verification));
    } else {
        for (const BackupFinding &finding : verification->findings)
            run.out().line(u"%1: %2: %3"_s.arg(
                run.out().styled(finding.isDamage ? "31" : "33", finding.isDamage ? u"damage"_s : u"notice"_s),
                visible(finding.path, 1024), finding.message));
        for (const QString &lost : verification->lostVersions)
            run.out().line(
                u"%1: %2 can no longer be restored."_s.arg(run.out().styled("31", u"damage"_s), visible(lost, 1024)));
        run.out().confirm(u"%1 in %2; %3 read; %4."_s.arg(
            humanCount(verification->snapshots, u"snapshot"_s), humanCount(verification->packs, u"pack"_s),
            humanSize(verification->bytesRead), verification->isSound() ? u"all sound"_s : u"damaged"_s));
    }
    return verification->isSound() ? exit_code::done : exit_code::corrupt;
}

namespace {

Result<RestoreSelection> selectionOf(CommandRun &run)
{
    RestoreSelection selection;
    for (const QString &text : run.in().argumentsFrom(1)) {
        if (text == "/"_L1)
            return RestoreSelection{};
        if (text.endsWith(u'/')) {
            auto folder = Name::parse(text.chopped(1));
            if (!folder)
                return failure(std::move(folder));
            selection.folders.append(folder->toString());
            continue;
        }
        auto ref = PromptRef::parse(text);
        if (!ref)
            return failure(std::move(ref));
        if (!ref->hasSelector)
            selection.prompts.push_back(ref->name);
        else if (const Version *version = ref->selector.exact())
            selection.versions.push_back({ref->name, *version});
        else
            return run.wrongUsage(u"%1 names no exact version. Write it as NAME@1.2.0."_s.arg(quoted(text, 400)));
    }
    return selection;
}

void printPlan(CommandRun &run, const RestorePlan &plan)
{
    for (const RestoreItem &item : plan.items) {
        if (item.action == RestoreItem::Action::Create)
            run.out().line(u"Would restore %1."_s.arg(item.key.toString()));
        else if (item.action == RestoreItem::Action::Replace)
            run.out().line(u"Would move %1 to the trash and restore it. %2"_s.arg(item.key.toString(), item.reason));
        else if (item.action == RestoreItem::Action::UpdateMetadata)
            run.out().line(u"Would put back the tags and the description of %1."_s.arg(item.key.toString()));
    }
    for (const RestoreLabel &label : plan.labels)
        run.out().line(u"Would point the label %1 of %2 at %3."_s.arg(label.label.toString(), label.name.toString(),
                                                                      label.version.toString()));
    run.out().confirm(u"%1 to restore (%2), %3 there already."_s.arg(
        humanCount(plan.create + plan.replace, u"version"_s), humanSize(plan.bytes), QString::number(plan.unchanged)));
}

int printRestored(CommandRun &run, const RestoreReport &report)
{
    for (const RestoreReport::Failure &failed : report.failed)
        run.out().error(failed.error, exitCodeOf(failed.error.code()));
    if (run.out().isJson()) {
        run.out().json(reportJson(report));
        return codeOf(report.failed);
    }
    if (report.safety)
        run.out().note(u"The library as it was before is kept as snapshot %1."_s.arg(report.safety->id));
    for (const QString &id : report.trashed)
        run.out().note(u"What was replaced is in the trash as %1."_s.arg(id));
    run.out().confirm(u"Restored %1 from %2; %3 there already."_s.arg(
        humanCount(report.restored, u"version"_s), report.plan.snapshot.id, QString::number(report.plan.unchanged)));
    return codeOf(report.failed);
}

Result<int> restoreAside(CommandRun &run, BackupStore &store, const RestoreSelection &selection)
{
    const auto report =
        store.restoreAside(*run.in().value("aside"), libraryMaker(std::make_shared<SystemClock>()),
                           run.in().argument(0), selection, run.out().progress(u"Restoring"_s), run.stop());
    if (!report)
        return failure(report);
    return printRestored(run, *report);
}

} // namespace

Result<int> runBackupRestore(CommandRun &run)
{
    const bool aside = run.in().has("aside");
    const bool inPlace = run.in().has("into-place");
    if (aside && inPlace)
        return run.wrongUsage(u"Restore either --into-place or --aside, not both."_s);
    if (!aside && !inPlace && !run.isDryRun())
        return run.wrongUsage(u"Say where to restore: --into-place, or --aside DIR for a new library."_s);
    if (aside && run.isDryRun())
        return run.wrongUsage(
            u"A new library has nothing to compare with, so --dry-run says nothing about it. Leave one "
            "of the two out."_s);
    const auto selection = selectionOf(run);
    if (!selection)
        return failure(selection);
    if (aside) {
        const auto store = openExisting(run);
        return store ? restoreAside(run, **store, *selection) : failure(store);
    }
    const auto library = run.openForChange();
    if (!library)
        return failure(library);
    const auto folder =
        folderOf(run, "from", run.isDryRun() ? CommandRun::Purpose::Reading : CommandRun::Purpose::Changing);
    const auto store = folder ? BackupStore::open(*folder, BackupStore::Mode::Existing)
                              : Result<std::shared_ptr<BackupStore>>(failure(folder));
    if (!store)
        return failure(store);
    const auto progress = run.out().progress(run.isDryRun() ? u"Comparing"_s : u"Restoring"_s);
    Storage &target = (*library)->storage();
    if (run.isDryRun()) {
        const auto plan = (*store)->planRestore(target, run.in().argument(0), *selection, progress, run.stop());
        if (!plan)
            return failure(plan);
        if (run.out().isJson())
            run.out().json(planJson(*plan));
        else
            printPlan(run, *plan);
        return exit_code::done;
    }
    const BackupOptions safety{.author = (*library)->policy().author, .note = {}};
    const auto report = (*store)->restore(target, run.in().argument(0), *selection, safety, progress, run.stop());
    if (!report)
        return failure(report);
    return printRestored(run, *report);
}

namespace {

struct Rule
{
    const char *option;
    qint64 KeepPolicy::*count;
};
constexpr std::array rules{Rule{"keep-last", &KeepPolicy::last},       Rule{"keep-hourly", &KeepPolicy::hourly},
                           Rule{"keep-daily", &KeepPolicy::daily},     Rule{"keep-weekly", &KeepPolicy::weekly},
                           Rule{"keep-monthly", &KeepPolicy::monthly}, Rule{"keep-yearly", &KeepPolicy::yearly}};

/// The rules that were given, or those of the settings when there is none.
Result<KeepPolicy> policyOf(CommandRun &run)
{
    KeepPolicy policy;
    bool given = false;
    for (const Rule &rule : rules) {
        const auto text = run.in().value(rule.option);
        if (!text)
            continue;
        bool isNumber = false;
        policy.*rule.count = text->toLongLong(&isNumber);
        if (!isNumber || policy.*rule.count < 0)
            return run.wrongUsage(
                u"--%1 takes a whole number, not %2."_s.arg(QString::fromLatin1(rule.option), quoted(*text)));
        given = true;
    }
    if (given)
        return policy;
    const auto &settings = run.host(CommandRun::Purpose::Reading).settings();
    return KeepPolicy{.last = settings->integer(setting::backupKeepLast),
                      .hourly = 0,
                      .daily = settings->integer(setting::backupKeepDaily),
                      .weekly = settings->integer(setting::backupKeepWeekly),
                      .monthly = settings->integer(setting::backupKeepMonthly),
                      .yearly = settings->integer(setting::backupKeepYearly)};
}

} // namespace

Result<int> runBackupPrune(CommandRun &run)
{
    const auto policy = policyOf(run);
    if (!policy)
        return failure(policy);
    const auto store = openExisting(run);
    if (!store)
        return failure(store);
    const auto report = (*store)->prune(*policy, run.isDryRun(), run.out().progress(u"Pruning"_s), run.stop());
    if (!report)
        return failure(report);
    if (run.out().isJson()) {
        run.out().json(pruneJson(*report, run.isDryRun()));
        return exit_code::done;
    }
    for (const SnapshotInfo &snapshot : report->removed)
        run.out().line(
            u"%1 %2 of %3."_s.arg(run.isDryRun() ? u"Would remove"_s : u"Removed"_s, snapshot.id, timeOf(snapshot)));
    if (report->waitsForReaders)
        run.out().note(u"Somebody is restoring from these backups just now; the next prune frees the space."_s);
    run.out().confirm(u"%1 kept, %2 %3, %4 %5."_s.arg(
        humanCount(std::ssize(report->kept), u"snapshot"_s), QString::number(report->removed.size()),
        run.isDryRun() ? u"to remove"_s : u"removed"_s, humanSize(report->freedBytes),
        run.isDryRun() ? u"to free"_s : u"freed"_s));
    return exit_code::done;
}

} // namespace pulse::cli
