// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_run.h"

#include "pulse/base/json.h"
#include "pulse/library/migration.h"

namespace pulse::cli {

// What migrate and sync say of a library that was copied to another.

/// How many at once, by where the two are.
[[nodiscard]] MigrationOptions migrationOptions(const Library &from, const Library &to, bool dryRun);
/// The object of docs/cli.md; of a mirror also what was taken away.
[[nodiscard]] JsonObject migrationJson(const MirrorReport &outcome, bool dryRun, bool isMirror);
void printMigration(CommandRun &run, const MirrorReport &outcome);
/// Prints each failure; the exit code of the first, or that of success.
[[nodiscard]] int reportFailures(CommandRun &run, const MigrationReport &report);

} // namespace pulse::cli
