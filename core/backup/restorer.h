// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "snapshots.h"

namespace pulse::backup {

/// Puts back what a snapshot holds.
class Restorer
{
public:
    Restorer(const Repository &repository, BlobReader &blobs, Snapshot snapshot, const ProgressSink &progress,
             std::stop_token stop);

    /// What is selected. Errors: NotFound.
    [[nodiscard]] Result<void> select(const RestoreSelection &selection);
    /// Compares it with what is in the target. PermissionDenied when that may only be read, unless it is a dry run.
    [[nodiscard]] Result<RestorePlan> plan(Storage &target, bool isDryRun = false);
    /// Carries out what was planned.
    [[nodiscard]] Result<RestoreReport> run(Storage &target, RestorePlan plan);

private:
    struct Chosen
    {
        SnapshotPrompt prompt;
        bool isWhole = true; ///< labels too
    };
    using Step = std::vector<const RestoreItem *>;

    [[nodiscard]] Result<void> planPrompt(Storage &target, const Chosen &chosen, RestorePlan &plan);
    [[nodiscard]] Result<void> planVersion(Storage &target, const Metadata &wanted, RestorePlan &plan);
    [[nodiscard]] const Metadata *wanted(const VersionKey &key) const;
    [[nodiscard]] Result<void> replace(Storage &target, const Prompt &prompt);
    [[nodiscard]] Result<void> storeAll(Storage &target);
    [[nodiscard]] Result<void> storeBatch(Storage &target, std::vector<Prompt> batch);
    [[nodiscard]] Result<void> updateFacts(Storage &target);
    [[nodiscard]] Result<void> setLabels(Storage &target);
    [[nodiscard]] Result<void> noteUnlessOfAll(const VersionKey &key, const Error &error);
    void note(const QString &subject, const Error &error);
    [[nodiscard]] Result<void> goOn() const;

    const Repository &m_repository;
    BlobReader &m_blobs;
    const Snapshot m_snapshot;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const QString m_operation;
    std::vector<Chosen> m_chosen;
    std::map<VersionKey, const Metadata *> m_wanted;
    RestoreReport m_report;
};

struct Replacement
{
    std::optional<QString> trashId; ///< of what gave way
    std::vector<Label> unset;       ///< pointed at it, and could not be set again
};
/// Publishes in the place of a version that is there: that goes into the trash where there is one, and the labels that
/// pointed at it point at the new one. A stop comes in time only before the first change; what fails after that is
/// undone as far as the library allows.
[[nodiscard]] Result<Replacement> replaceVersion(Storage &target, const Prompt &prompt, const std::stop_token &stop);

} // namespace pulse::backup
