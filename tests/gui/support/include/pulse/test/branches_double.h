// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/layer.h"

#include <mutex>

namespace pulse::test {

/// A storage that pretends to have branches: it knows their names and which is the current one; what it holds is
/// another storage's, whichever that is. Thread-safe.
class BranchesDouble final : public Layer, public BranchStorage
{
public:
    explicit BranchesDouble(std::shared_ptr<Storage> next);

    void setDifferences(std::vector<Difference> differences);
    /// A merge finds these as long as not all of them are chosen.
    void setConflicts(std::vector<SyncStorage::Conflict> conflicts);
    void refuse(std::optional<Error> error); ///< what is changed from now on
    [[nodiscard]] std::vector<std::pair<QString, QString>> compared() const;
    [[nodiscard]] std::vector<std::pair<QString, Choices>> merged() const;
    [[nodiscard]] QString current() const;

    [[nodiscard]] Capabilities capabilities() override;
    [[nodiscard]] Result<std::vector<Branch>> branches(std::stop_token stop) override;
    [[nodiscard]] Result<void> createBranch(const QString &name, std::stop_token stop) override;
    [[nodiscard]] Result<void> switchBranch(const QString &name, std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<Difference>> compareBranches(const QString &first, const QString &second,
                                                                  std::stop_token stop) override;
    [[nodiscard]] Result<Merge> mergeBranch(const QString &name, const Choices &choices, std::stop_token stop) override;

private:
    mutable std::mutex m_mutex;
    std::vector<Branch> m_branches;
    std::vector<Difference> m_differences;
    std::vector<SyncStorage::Conflict> m_conflicts;
    std::optional<Error> m_refusal;
    std::vector<std::pair<QString, QString>> m_compared;
    std::vector<std::pair<QString, Choices>> m_merged;
};

} // namespace pulse::test
