// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity.h"
#include "pulse/library/import.h"

namespace pulse {

/// The changing use cases of a Library, each noted together with the state that it found, so that it can be taken back.
/// For one activity, on one worker thread. The results are those of Library.
class ActivityRecorder
{
public:
    explicit ActivityRecorder(Library &library);

    [[nodiscard]] Library &library() const { return m_library; }

    [[nodiscard]] Result<StoreReceipt> publish(const PublishRequest &request, std::stop_token stop);
    [[nodiscard]] Result<StoreReceipt> restoreVersion(const Name &name, const Version &old, Bump bump,
                                                      const QString &message, std::stop_token stop);
    [[nodiscard]] Result<StoreReceipt> duplicate(const Name &from, const Name &to, std::stop_token stop);
    [[nodiscard]] Result<ImportReport> import(const ImportPlan &plan, const ImportOptions &options,
                                              const ProgressSink &progress, std::stop_token stop);
    [[nodiscard]] Result<Metadata> updateMetadata(const PromptRef &ref, const MetadataPatch &patch,
                                                  std::stop_token stop);
    [[nodiscard]] Result<void> setLabel(const Name &name, const Label &label, const Version &target,
                                        bool overrideProtection, std::stop_token stop);
    [[nodiscard]] Result<void> removeLabel(const Name &name, const Label &label, bool overrideProtection,
                                           std::stop_token stop);
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop);
    /// Each has its own outcome, at its own index.
    [[nodiscard]] std::vector<Result<RemovalReceipt>> removeMany(std::span<const Name> names,
                                                                 const ProgressSink &progress, std::stop_token stop);
    [[nodiscard]] Result<Name> restoreFromTrash(const QString &id, const std::optional<Name> &as, std::stop_token stop);
    /// Each has its own outcome, at its own index.
    [[nodiscard]] std::vector<Result<void>> purgeMany(std::span<const TrashEntry> entries, const ProgressSink &progress,
                                                      std::stop_token stop);
    [[nodiscard]] Result<void> rename(const Name &from, const Name &to, std::stop_token stop);
    [[nodiscard]] Result<std::vector<RenameResult>> renameFolder(const QString &from, const QString &to,
                                                                 const ProgressSink &progress, std::stop_token stop);

    /// What was done until now, which may be less than was asked for; nothing where nothing was.
    [[nodiscard]] std::optional<Activity> finish(ActivityKind kind);

private:
    void note(ActivityStep step) { m_steps.push_back(std::move(step)); }
    [[nodiscard]] std::optional<std::vector<Version>> versionsInTrash(const QString &id, const std::stop_token &stop);

    Library &m_library;
    std::vector<TrashEntry> m_trash; ///< as it was when an entry was last looked for that was not in here
    std::vector<ActivityStep> m_steps;
};

} // namespace pulse
