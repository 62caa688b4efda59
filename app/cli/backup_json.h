// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json_shapes.h"
#include "pulse/backup/backup_types.h"

namespace pulse::cli {

// The shapes of the backup commands; docs/cli.md documents them.
[[nodiscard]] JsonObject snapshotJson(const SnapshotInfo &snapshot);
[[nodiscard]] JsonValue snapshotsJson(const std::vector<SnapshotInfo> &snapshots);
[[nodiscard]] JsonValue promptJson(const SnapshotPrompt &prompt);
[[nodiscard]] JsonObject verificationJson(const BackupVerification &verification);
[[nodiscard]] JsonObject planJson(const RestorePlan &plan);
[[nodiscard]] JsonObject reportJson(const RestoreReport &report);
[[nodiscard]] JsonObject pruneJson(const PruneReport &report, bool dryRun);
[[nodiscard]] JsonObject mendJson(const MendReport &report);

} // namespace pulse::cli
