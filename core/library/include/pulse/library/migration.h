// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

namespace pulse {

struct MigrationOptions
{
    bool dryRun = false; ///< count and compare; change nothing
    int parallel = 1;    ///< how many prompts are worked on at once: more for libraries that are far away
};

/// What a migration found, did, and proved.
struct MigrationReport
{
    struct Failure
    {
        QString subject; ///< a prompt, a version (`NAME@VERSION`) or a label (`NAME LABEL`)
        Error error;
    };

    qint64 prompts = 0;   ///< in the source, those that could not be read included
    qint64 versions = 0;  ///< in the source
    qint64 copied = 0;    ///< versions published in the target now; with `dryRun`, those that would be
    qint64 unchanged = 0; ///< versions that the target had already, with the same bytes
    qint64 updated = 0;   ///< of those, how many got the source's tags or description
    qint64 labels = 0;    ///< labels set in the target
    qint64 bytes = 0;     ///< content copied
    qint64 verified = 0;  ///< versions read back from the target's storage that match the source's checksum
    std::vector<Failure> failed;

    /// Whether the target now holds all that the source held when it was looked at.
    [[nodiscard]] bool isComplete() const { return failed.empty() && verified == versions; }
};

/// Copies everything that `from` holds to `to` (I5): all versions with their metadata, dates and unknown fields, tags
/// and descriptions as they are now, and labels. The trash stays where it is.
///
/// The source is only read. In the target nothing is overwritten: a version with other bytes, or a label that points
/// elsewhere, is told in `failed` and left as it is. A version is published before a label points at it, and every
/// version is read back past all caches and compared with the source's checksum at the end. What was interrupted, by a
/// stop or a crash, is completed by running it again: what is there already is not copied twice. What is published in
/// the source meanwhile may be missed; running it again copies that too.
///
/// Contents larger than Storage::maxBufferedBytes go as streams where both can; the memory used does not grow with the
/// library. Errors: Invalid (both are the same library), PermissionDenied (the target is read-only), Cancelled, and
/// those of listing the source; single failures are in the report.
[[nodiscard]] Result<MigrationReport> migrate(Library &from, Library &to, const MigrationOptions &options,
                                              const ProgressSink &progress, std::stop_token stop);

struct MirrorReport
{
    MigrationReport migration;
    qint64 removed = 0; ///< prompts and versions that the source does not have, now in the target's trash
    qint64 labels = 0;  ///< moved or taken away in the target

    [[nodiscard]] bool isComplete() const { return migration.isComplete(); }
};

/// Makes `to` hold what `from` holds, no more and no less: a migration, and then what the source does not have goes to
/// the target's trash, labels are set and taken away as in the source, and of two different contents under one version
/// the target's goes to its trash. The source is only read. Running it again does only what is left.
///
/// Nothing is removed while anything of the source cannot be read, or where the source has no prompts at all and the
/// target some (Conflict). Errors besides those of migrate(): Unsupported (the target has no trash).
[[nodiscard]] Result<MirrorReport> mirror(Library &from, Library &to, const MigrationOptions &options,
                                          const ProgressSink &progress, std::stop_token stop);

} // namespace pulse
