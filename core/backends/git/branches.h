// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git_library.h"
#include "watcher.h"

namespace pulse::git {

/// The branches of the repository. Every handle is on the one that HEAD names, so that switching is seen by all.
class Branches final : public BranchStorage
{
public:
    Branches(std::shared_ptr<GitLibrary> library, Watcher &watcher);

    [[nodiscard]] Result<std::vector<Branch>> branches(std::stop_token stop) override;
    [[nodiscard]] Result<void> createBranch(const QString &name, std::stop_token stop) override;
    [[nodiscard]] Result<void> switchBranch(const QString &name, std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Difference>> compareBranches(const QString &first, const QString &second,
                                                                  std::stop_token stop) override;
    [[nodiscard]] Result<Merge> mergeBranch(const QString &name, const Choices &choices, std::stop_token stop) override;

private:
    [[nodiscard]] Result<Snapshot> branch(const QString &name, const Call &call) const;
    [[nodiscard]] Result<Branch> describe(const QByteArray &ref, const QByteArray &current, const Call &call) const;
    [[nodiscard]] Result<Difference> difference(const Snapshot &first, const Snapshot &second, const Name &name,
                                                const Call &call) const;

    const std::shared_ptr<GitLibrary> m_library;
    Watcher &m_watcher;
};

/// The commit from which two come; null where they have nothing in common.
[[nodiscard]] Result<Oid> mergeBase(const Repository &repository, const Oid &a, const Oid &b, const Call &call);

/// How many commits the first has that the second lacks, and the other way round.
struct Distance
{
    qint64 ahead = 0;
    qint64 behind = 0;
};
[[nodiscard]] Result<Distance> distance(const Repository &repository, const Oid &a, const Oid &b, const Call &call);

} // namespace pulse::git
