// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar.h"

namespace pulse::cli {

// One function a command; the file cmd_*.cpp of its group holds it.
[[nodiscard]] Result<int> runInit(CommandRun &run);
[[nodiscard]] Result<int> runStore(CommandRun &run);
[[nodiscard]] Result<int> runFetch(CommandRun &run);
[[nodiscard]] Result<int> runList(CommandRun &run);
[[nodiscard]] Result<int> runVersions(CommandRun &run);
[[nodiscard]] Result<int> runExists(CommandRun &run);
[[nodiscard]] Result<int> runMeta(CommandRun &run);
[[nodiscard]] Result<int> runRemove(CommandRun &run);
[[nodiscard]] Result<int> runTrashList(CommandRun &run);
[[nodiscard]] Result<int> runTrashRestore(CommandRun &run);
[[nodiscard]] Result<int> runTrashPurge(CommandRun &run);
[[nodiscard]] Result<int> runTrashEmpty(CommandRun &run);
[[nodiscard]] Result<int> runRename(CommandRun &run);
[[nodiscard]] Result<int> runLabel(CommandRun &run);
[[nodiscard]] Result<int> runDiff(CommandRun &run);
[[nodiscard]] Result<int> runSearch(CommandRun &run);
[[nodiscard]] Result<int> runImport(CommandRun &run);
[[nodiscard]] Result<int> runExport(CommandRun &run);
[[nodiscard]] Result<int> runMigrate(CommandRun &run);
[[nodiscard]] Result<int> runSync(CommandRun &run);
[[nodiscard]] Result<int> runBackupCreate(CommandRun &run);
[[nodiscard]] Result<int> runBackupList(CommandRun &run);
[[nodiscard]] Result<int> runBackupShow(CommandRun &run);
[[nodiscard]] Result<int> runBackupVerify(CommandRun &run);
[[nodiscard]] Result<int> runBackupRestore(CommandRun &run);
[[nodiscard]] Result<int> runBackupPrune(CommandRun &run);
[[nodiscard]] Result<int> runVerify(CommandRun &run);
[[nodiscard]] Result<int> runUpgrade(CommandRun &run);
[[nodiscard]] Result<int> runStats(CommandRun &run);
[[nodiscard]] Result<int> runConfigGet(CommandRun &run);
[[nodiscard]] Result<int> runConfigSet(CommandRun &run);
[[nodiscard]] Result<int> runConfigUnset(CommandRun &run);
[[nodiscard]] Result<int> runConfigList(CommandRun &run);
[[nodiscard]] Result<int> runConfigCheck(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryList(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryShow(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryAdd(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibrarySet(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryUnset(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryRemove(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryLogin(CommandRun &run);
[[nodiscard]] Result<int> runConfigLibraryLogout(CommandRun &run);
[[nodiscard]] Result<int> runConfigEnvironmentList(CommandRun &run);
[[nodiscard]] Result<int> runConfigEnvironmentSet(CommandRun &run);
[[nodiscard]] Result<int> runConfigEnvironmentUnset(CommandRun &run);
[[nodiscard]] Result<int> runConfigEnvironmentUse(CommandRun &run);
[[nodiscard]] Result<int> runConfigEnvironmentRemove(CommandRun &run);
[[nodiscard]] Result<int> runBranchList(CommandRun &run);
[[nodiscard]] Result<int> runBranchCreate(CommandRun &run);
[[nodiscard]] Result<int> runBranchSwitch(CommandRun &run);
[[nodiscard]] Result<int> runBranchCompare(CommandRun &run);
[[nodiscard]] Result<int> runBranchMerge(CommandRun &run);
[[nodiscard]] Result<int> runCompletion(CommandRun &run);

} // namespace pulse::cli
