// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"

namespace pulse {

struct MigrationOptions
{
    bool dryRun = false; ///< count and compare; change nothing
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

} // namespace pulse
