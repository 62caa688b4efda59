// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"

namespace pulse::git {

/// Reads all of a branch and compares; mends what needs no guess, in one commit.
class Inspection
{
public:
    Inspection(std::shared_ptr<GitLibrary> library, bool repair, const ProgressSink &progress, std::stop_token stop);
    [[nodiscard]] Result<InspectionReport> run();

private:
    [[nodiscard]] Result<void> inspectPrompts();
    [[nodiscard]] Result<void> inspectPrompt(const ListItem &item, const PromptFolder &folder);
    [[nodiscard]] Result<void> inspectVersion(const VersionKey &key, const TreeEntry &entry);
    void inspectPointers(const Name &name, const PromptFolder &folder);
    void inspectLibraryFile();
    [[nodiscard]] Result<void> inspectTrash();
    [[nodiscard]] Result<void> inspectFiles();
    [[nodiscard]] Result<void> mend();
    Finding &report(Finding::Severity severity, const QString &kind, const QString &path, const QString &message);

    const std::shared_ptr<GitLibrary> m_library;
    const Repository &m_repository;
    const bool m_repair;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    const Call m_call;
    Snapshot m_snapshot;
    InspectionReport m_report;
    std::vector<Name> m_stale;           // prompts whose `latest` is wrong
    std::map<QString, QString> m_folded; // paths by their case-folded form
};

/// Seals anew what a person looked at and found right.
[[nodiscard]] Result<void> acceptFile(const std::shared_ptr<GitLibrary> &library, const QString &path,
                                      const std::stop_token &stop);

/// Whether the content of a version matches what its metadata say, read in pieces.
[[nodiscard]] bool contentMatches(const std::shared_ptr<GitLibrary> &library, const VersionFiles &files,
                                  const Metadata &metadata, const std::stop_token &stop);

} // namespace pulse::git
