// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_run.h"

#include "pulse/backup/backup_store.h"

namespace pulse::cli {

/// The folder that holds a library's backups: one of its own in that of the setting backup.folder, or the default.
[[nodiscard]] Result<QString> backupFolder(const StorageInfo &library, const Settings &settings);

/// Puts copies from the library's backups in the place of damaged versions, and notes in the report which ones.
[[nodiscard]] Result<MendReport> mendFromBackup(CommandRun &run, Library &library, InspectionReport &report);

} // namespace pulse::cli
