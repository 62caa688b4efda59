// SPDX-License-Identifier: Apache-2.0
// migrate: everything of one library to another.
#include "command_run.h"
#include "handlers.h"
#include "migration_report.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

Result<MirrorReport> copy(CommandRun &run, Library &from, Library &to, const MigrationOptions &options)
{
    const auto progress = run.out().progress(u"Copying"_s);
    if (run.in().has("mirror"))
        return mirror(from, to, options, progress, run.stop());
    return migrate(from, to, options, progress, run.stop()).transform([](MigrationReport report) {
        return MirrorReport{.migration = std::move(report)};
    });
}

} // namespace

Result<int> runMigrate(CommandRun &run)
{
    const auto purpose = run.isDryRun() ? CommandRun::Purpose::Reading : CommandRun::Purpose::Changing;
    const auto source = run.host(purpose).locate(run.in().argument(0));
    if (!source)
        return failure(source);
    if (auto apart = run.checkApart(*source, run.in().argument(1), purpose); !apart)
        return failure(std::move(apart));
    const auto from = run.openSource(run.in().argument(0), purpose);
    if (!from)
        return failure(from);
    const auto to = run.openAt(run.in().argument(1),
                               run.isDryRun() ? OpenOptions::Mode::Existing : OpenOptions::Mode::CreateIfNone, purpose);
    if (!to)
        return failure(to);
    const auto outcome = copy(run, **from, **to, migrationOptions(**from, **to, run.isDryRun()));
    if (!outcome)
        return failure(outcome);
    const int code = reportFailures(run, outcome->migration);
    if (run.out().isJson())
        run.out().json(migrationJson(*outcome, run.isDryRun(), run.in().has("mirror")));
    else
        printMigration(run, *outcome);
    return code;
}

} // namespace pulse::cli
