// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/branches_double.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

BranchesDouble::BranchesDouble(std::shared_ptr<Storage> next)
    : Layer(std::move(next))
{
    Branch main;
    main.name = u"main"_s;
    main.current = true;
    main.upstream = u"origin/main"_s;
    main.ahead = 2;
    main.lastMessage = u"adds tone"_s;
    Branch sale;
    sale.name = u"summer-sale"_s;
    m_branches = {main, sale};
}

void BranchesDouble::setDifferences(std::vector<Difference> differences)
{
    const std::scoped_lock lock(m_mutex);
    m_differences = std::move(differences);
}

void BranchesDouble::setConflicts(std::vector<SyncStorage::Conflict> conflicts)
{
    const std::scoped_lock lock(m_mutex);
    m_conflicts = std::move(conflicts);
}

void BranchesDouble::refuse(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_refusal = std::move(error);
}

std::vector<std::pair<QString, QString>> BranchesDouble::compared() const
{
    const std::scoped_lock lock(m_mutex);
    return m_compared;
}

std::vector<std::pair<QString, BranchStorage::Choices>> BranchesDouble::merged() const
{
    const std::scoped_lock lock(m_mutex);
    return m_merged;
}

QString BranchesDouble::current() const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_branches, true, &Branch::current);
    return found == m_branches.end() ? QString() : found->name;
}

Capabilities BranchesDouble::capabilities()
{
    Capabilities all = beneath();
    all.branches = this;
    return all;
}

Result<std::vector<BranchStorage::Branch>> BranchesDouble::branches(std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    return m_branches;
}

Result<void> BranchesDouble::createBranch(const QString &name, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_refusal)
        return std::unexpected(*m_refusal);
    Branch made;
    made.name = name;
    m_branches.push_back(made);
    return {};
}

Result<void> BranchesDouble::switchBranch(const QString &name, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_refusal)
        return std::unexpected(*m_refusal);
    for (Branch &branch : m_branches)
        branch.current = branch.name == name;
    return {};
}

Result<std::vector<BranchStorage::Difference>> BranchesDouble::compareBranches(const QString &first,
                                                                               const QString &second, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    m_compared.emplace_back(first, second);
    return m_differences;
}

Result<BranchStorage::Merge> BranchesDouble::mergeBranch(const QString &name, const Choices &choices, std::stop_token)
{
    const std::scoped_lock lock(m_mutex);
    if (m_refusal)
        return std::unexpected(*m_refusal);
    m_merged.emplace_back(name, choices);
    Merge merge;
    merge.merged = choices.size() >= m_conflicts.size();
    if (merge.merged)
        merge.changes = 3;
    else
        merge.conflicts = m_conflicts;
    return merge;
}

} // namespace pulse::test
