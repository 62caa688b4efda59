// SPDX-License-Identifier: Apache-2.0
// import, export: between files and the library.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/library/export.h"
#include "pulse/library/import.h"
#include "pulse/text/human.h"
#include "pulse/text/text_encoding.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

QString withoutSlash(QString folder)
{
    while (folder.endsWith(u'/'))
        folder.chop(1);
    return folder;
}

Result<QStringList> importPaths(CommandRun &run)
{
    QStringList paths;
    for (qsizetype i = 0; i < run.in().count(); ++i) {
        if (firstInvalidUtf8(run.in().argumentBytes(i)) >= 0)
            return run.wrongUsage(u"The path %1 is not valid UTF-8, so no prompt can be named after it."_s.arg(
                quoted(run.in().argument(i))));
        paths.append(run.in().argument(i));
    }
    return paths;
}

JsonValue skippedJson(const ImportPlan &plan)
{
    JsonValue::Array skipped;
    for (const ImportItem &item : plan.items) {
        if (item.action == ImportItem::Action::Skip)
            skipped.push_back(
                JsonObject{{u"source"_s, item.source}, {u"name"_s, item.name}, {u"reason"_s, item.reason}});
    }
    return skipped;
}

JsonValue itemsJson(const ImportPlan &plan)
{
    JsonValue::Array items;
    for (const ImportItem &item : plan.items) {
        if (item.action == ImportItem::Action::Create)
            items.push_back(JsonObject{{u"source"_s, item.source},
                                       {u"name"_s, item.name},
                                       {u"version"_s, optionalJson(item.version)},
                                       {u"size"_s, item.size},
                                       {u"created_at"_s, timeJson(item.createdAt)}});
    }
    return items;
}

qint64 unchangedIn(const ImportPlan &plan)
{
    return std::ranges::count(plan.items, ImportItem::Action::Unchanged, &ImportItem::action);
}

void printPlan(CommandRun &run, const ImportPlan &plan)
{
    for (const ImportItem &item : plan.items) {
        if (item.action == ImportItem::Action::Skip)
            run.out().note(u"%1 cannot be imported: %2"_s.arg(quoted(item.source, 400), item.reason));
        else if (run.isDryRun() && !run.out().isJson() && item.action == ImportItem::Action::Create)
            run.out().line(u"Would publish %1%2 from %3."_s.arg(
                item.name, item.version ? u'@' + item.version->toString() : QString(), visible(item.source, 400)));
    }
    const QString summary = u"%1 of %2 (%3) to publish, %4 there already, %5 skipped."_s.arg(
        humanCount(plan.versions, u"version"_s), humanCount(plan.prompts, u"prompt"_s), humanSize(plan.bytes),
        QString::number(unchangedIn(plan)), QString::number(plan.skipped));
    if (run.isDryRun())
        run.out().confirm(summary);
    else
        run.out().note(summary);
}

int reportImport(CommandRun &run, const ImportPlan &plan, const ImportReport &report)
{
    int code = exit_code::done;
    JsonValue::Array failed;
    for (const auto &[item, error] : report.failed) {
        code = code == exit_code::done ? exitCodeOf(error.code()) : code;
        run.out().error(error, exitCodeOf(error.code()));
        failed.push_back(JsonObject{{u"source"_s, item.source},
                                    {u"name"_s, item.name},
                                    {u"version"_s, optionalJson(item.version)},
                                    {u"error"_s, errorJson(error)}});
    }
    if (run.out().isJson()) {
        JsonObject object{{u"dry_run"_s, run.isDryRun()},    {u"prompts"_s, plan.prompts},
                          {u"versions"_s, plan.versions},    {u"bytes"_s, plan.bytes},
                          {u"created"_s, report.created},    {u"unchanged"_s, report.unchanged},
                          {u"skipped"_s, skippedJson(plan)}, {u"failed"_s, failed}};
        if (run.isDryRun())
            object.insert(u"items"_s, itemsJson(plan));
        run.out().json(object);
    } else if (!run.isDryRun()) {
        run.out().confirm(u"Imported %1 of %2; %3 there already."_s.arg(humanCount(report.created, u"version"_s),
                                                                        humanCount(plan.prompts, u"prompt"_s),
                                                                        QString::number(report.unchanged)));
    }
    const bool nothing = plan.versions == 0 && unchangedIn(plan) == 0 && plan.skipped > 0;
    return code == exit_code::done && nothing ? exit_code::usage : code;
}

} // namespace

Result<int> runImport(CommandRun &run)
{
    const auto paths = importPaths(run);
    if (!paths)
        return failure(paths);
    ImportOptions options{.into = withoutSlash(run.in().value("into").value_or(QString())),
                          .historyTable = run.in().value("history").value_or(QString()),
                          .tags = run.in().values("tag"),
                          .message = run.in().value("message").value_or(QString()),
                          .author = run.in().value("author")};
    if (!options.into.isEmpty()) {
        if (auto valid = Name::parse(options.into); !valid)
            return failure(std::move(valid));
    }
    if (auto valid = TagSet::parse(options.tags); !valid)
        return failure(std::move(valid));
    auto library = run.openForChange();
    if (!library)
        return failure(std::move(library));
    const auto plan = planImport(**library, *paths, options, run.out().progress(u"Reading"_s), run.stop());
    if (!plan)
        return failure(plan);
    printPlan(run, *plan);
    ImportReport report;
    if (run.isDryRun()) {
        report.unchanged = unchangedIn(*plan);
    } else {
        auto done = runImport(**library, *plan, options, run.out().progress(u"Publishing"_s), run.stop());
        if (!done)
            return failure(std::move(done));
        report = std::move(*done);
    }
    return reportImport(run, *plan, report);
}

// ---- export

namespace {

JsonValue filesJson(const std::vector<ExportItem> &items)
{
    JsonValue::Array files;
    for (const ExportItem &item : items)
        files.push_back(JsonObject{{u"name"_s, item.key.name.toString()},
                                   {u"version"_s, item.key.version.toString()},
                                   {u"path"_s, item.path}});
    return files;
}

int reportExport(CommandRun &run, const QString &target, const std::vector<ExportItem> &items,
                 const ExportReport &report, const std::vector<Error> &damaged)
{
    int code = exit_code::done;
    JsonValue::Array failed;
    for (const Error &error : damaged) {
        code = code == exit_code::done ? exitCodeOf(error.code()) : code;
        run.out().error(error, exitCodeOf(error.code()));
        failed.push_back(JsonObject{{u"name"_s, error.subject()}, {u"error"_s, errorJson(error)}});
    }
    for (const auto &[item, error] : report.failed) {
        code = code == exit_code::done ? exitCodeOf(error.code()) : code;
        run.out().error(error, exitCodeOf(error.code()));
        failed.push_back(JsonObject{{u"name"_s, item.key.name.toString()},
                                    {u"version"_s, item.key.version.toString()},
                                    {u"path"_s, item.path},
                                    {u"error"_s, errorJson(error)}});
    }
    if (run.out().isJson()) {
        run.out().json(JsonObject{{u"dry_run"_s, run.isDryRun()},
                                  {u"to"_s, target},
                                  {u"written"_s, report.written},
                                  {u"bytes"_s, report.bytes},
                                  {u"files"_s, filesJson(items)},
                                  {u"failed"_s, failed}});
    } else if (run.isDryRun()) {
        for (const ExportItem &item : items)
            run.out().line(u"Would write %1 to %2."_s.arg(item.key.toString(), item.path));
    } else {
        run.out().confirm(u"Wrote %1 (%2) to %3."_s.arg(humanCount(report.written, u"file"_s), humanSize(report.bytes),
                                                        visible(target, 1024)));
    }
    return code;
}

} // namespace

Result<int> runExport(CommandRun &run)
{
    const auto target = run.in().value("to");
    if (!target || target->isEmpty())
        return run.wrongUsage(u"Say with --to DIR where to write."_s);
    if (const auto format = run.in().value("format"); format && *format != "md"_L1)
        return run.wrongUsage(u"There is no export format %1; there is md."_s.arg(quoted(*format)));
    const ExportOptions options{.allVersions = run.in().has("all-versions"),
                                .flat = run.in().has("flat"),
                                .overwrite = run.in().has("overwrite")};
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    std::vector<Error> damaged;
    const auto items = planExport(**library, run.in().argumentsFrom(0), options, run.stop(), &damaged);
    if (!items)
        return failure(items);
    const QString folder = QDir::cleanPath(QDir::current().absoluteFilePath(*target));
    ExportReport report;
    if (!run.isDryRun()) {
        auto done = runExport(**library, *items, folder, options, run.out().progress(u"Writing"_s), run.stop());
        if (!done)
            return failure(std::move(done));
        report = std::move(*done);
    }
    return reportExport(run, folder, *items, report, damaged);
}

} // namespace pulse::cli
