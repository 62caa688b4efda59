// SPDX-License-Identifier: Apache-2.0
// migrate: everything of one library to another.
#include "command_run.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/base/quote.h"
#include "pulse/library/migration.h"
#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

Result<std::shared_ptr<Library>> openEnd(CommandRun &run, const QString &location, OpenOptions::Mode mode)
{
    auto &host = run.host(run.isDryRun() ? CommandRun::Purpose::Reading : CommandRun::Purpose::Changing);
    const auto url = host.locate(location);
    if (!url)
        return failure(url);
    return host.open(*url, mode);
}

JsonValue reportJson(const MigrationReport &report, bool dryRun)
{
    JsonValue::Array failed;
    for (const MigrationReport::Failure &one : report.failed)
        failed.push_back(JsonObject{{u"subject"_s, one.subject}, {u"error"_s, errorJson(one.error)}});
    return JsonObject{{u"dry_run"_s, dryRun},           {u"prompts"_s, report.prompts},
                      {u"versions"_s, report.versions}, {u"copied"_s, report.copied},
                      {u"bytes"_s, report.bytes},       {u"unchanged"_s, report.unchanged},
                      {u"updated"_s, report.updated},   {u"labels"_s, report.labels},
                      {u"verified"_s, report.verified}, {u"failed"_s, failed}};
}

void printReport(CommandRun &run, const MigrationReport &report)
{
    const QString copied = u"%1 (%2)"_s.arg(humanCount(report.copied, u"version"_s), humanSize(report.bytes));
    if (run.isDryRun()) {
        run.out().confirm(u"Would copy %1 of %2; %3 there already, %4 with newer tags or description."_s.arg(
            copied, humanCount(report.prompts, u"prompt"_s), QString::number(report.unchanged),
            QString::number(report.updated)));
        return;
    }
    run.out().confirm(u"Copied %1 of %2; %3 there already."_s.arg(copied, humanCount(report.prompts, u"prompt"_s),
                                                                  QString::number(report.unchanged)));
    run.out().confirm(u"Read back and compared: %1 of %2 match their checksum."_s.arg(
        QString::number(report.verified), humanCount(report.versions, u"version"_s)));
}

} // namespace

Result<int> runMigrate(CommandRun &run)
{
    const auto from = openEnd(run, run.in().argument(0), OpenOptions::Mode::Existing);
    if (!from)
        return failure(from);
    const auto to = openEnd(run, run.in().argument(1),
                            run.isDryRun() ? OpenOptions::Mode::Existing : OpenOptions::Mode::CreateIfNone);
    if (!to)
        return failure(to);
    const auto report = migrate(**from, **to, {.dryRun = run.isDryRun()}, run.out().progress(u"Copying"_s), run.stop());
    if (!report)
        return failure(report);
    int code = exit_code::done;
    for (const MigrationReport::Failure &one : report->failed) {
        code = code == exit_code::done ? exitCodeOf(one.error.code()) : code;
        run.out().error(one.error, exitCodeOf(one.error.code()));
    }
    if (run.out().isJson())
        run.out().json(reportJson(*report, run.isDryRun()));
    else
        printReport(run, *report);
    return code;
}

} // namespace pulse::cli
