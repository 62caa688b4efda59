// SPDX-License-Identifier: Apache-2.0
#include "migration_report.h"

#include "json_shapes.h"

#include "pulse/text/human.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::cli {

JsonObject migrationJson(const MirrorReport &outcome, bool dryRun, bool isMirror)
{
    const MigrationReport &report = outcome.migration;
    JsonValue::Array failed;
    for (const MigrationReport::Failure &one : report.failed)
        failed.push_back(JsonObject{{u"subject"_s, one.subject}, {u"error"_s, errorJson(one.error)}});
    JsonObject object{{u"dry_run"_s, dryRun},           {u"prompts"_s, report.prompts},
                      {u"versions"_s, report.versions}, {u"copied"_s, report.copied},
                      {u"bytes"_s, report.bytes},       {u"unchanged"_s, report.unchanged},
                      {u"updated"_s, report.updated},   {u"labels"_s, report.labels},
                      {u"verified"_s, report.verified}, {u"failed"_s, failed}};
    if (isMirror) {
        object.insert(u"removed"_s, outcome.removed);
        object.insert(u"labels_removed"_s, outcome.labels);
    }
    return object;
}

void printMigration(CommandRun &run, const MirrorReport &outcome)
{
    const MigrationReport &report = outcome.migration;
    if (outcome.removed > 0)
        run.out().confirm(
            (run.isDryRun() ? u"Would move %1 to the target's trash."_s : u"Moved %1 to the target's trash."_s)
                .arg(humanCount(outcome.removed, u"prompt or version"_s, u"prompts and versions"_s)));
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

static bool isFarAway(const Library &library)
{
    const QString backend = library.info().backend;
    return backend != "filesystem"_L1 && backend != "memory"_L1;
}

MigrationOptions migrationOptions(const Library &from, const Library &to, bool dryRun)
{
    constexpr int manyAtOnce = 8;
    return {.dryRun = dryRun, .parallel = isFarAway(from) || isFarAway(to) ? manyAtOnce : 1};
}

int reportFailures(CommandRun &run, const MigrationReport &report)
{
    // One cause may fail hundreds of items; it is said once.
    std::vector<std::pair<Error, int>> causes;
    for (const MigrationReport::Failure &one : report.failed) {
        const auto known =
            std::ranges::find(causes, one.error.message(), [](const auto &cause) { return cause.first.message(); });
        if (known == causes.end())
            causes.emplace_back(one.error, 1);
        else
            ++known->second;
    }
    for (const auto &[error, times] : causes) {
        Error said = error;
        if (times > 1) {
            said = Error(error.code(), error.operation(), error.subject(),
                         error.message() + u" (This is so of %1 items.)"_s.arg(times));
            said.setRetryable(error.isRetryable());
        }
        run.out().error(said, exitCodeOf(said.code()));
    }
    return causes.empty() ? exit_code::done : exitCodeOf(causes.front().first.code());
}

} // namespace pulse::cli
