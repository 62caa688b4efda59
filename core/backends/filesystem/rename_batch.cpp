// SPDX-License-Identifier: Apache-2.0
#include "rename_batch.h"

#include <algorithm>
#include <cerrno>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr size_t renamedTogether = 64;
constexpr size_t renamesWorthWholesale = 4; // fewer are synced faster one by one

} // namespace

RenameBatch::RenameBatch(Library &library, std::span<const RenamingStorage::Renaming> renamings, std::stop_token stop)
    : m_library(library)
    , m_renamings(renamings)
    , m_stop(std::move(stop))
    , m_outcomes(renamings.size())
{}

std::vector<Result<void>> RenameBatch::run(const ProgressSink &progress)
{
    while (m_next < m_renamings.size()) {
        if (m_wholesale && m_renamings.size() - m_next >= renamesWorthWholesale)
            renameTogether();
        if (m_next < m_renamings.size())
            renameNext();
        if (progress)
            progress({static_cast<qint64>(m_next), std::ssize(m_renamings), m_renamings[m_next - 1].from.toString()});
    }
    return std::move(m_outcomes);
}

Call RenameBatch::callOf(size_t index) const
{
    return {u"rename"_s, m_renamings[index].from.toString()};
}

void RenameBatch::renameNext()
{
    const auto &[from, to] = m_renamings[m_next];
    m_outcomes[m_next] = Renamer(m_library, callOf(m_next), from, to, m_stop).run();
    ++m_next;
}

bool RenameBatch::isIndependent(const Name &to)
{
    const QString target = to.caseFolded();
    if (m_targets.contains(target) || m_above.contains(target))
        return false;
    QStringList above;
    for (qsizetype slash = target.lastIndexOf(u'/'); slash > 0; slash = target.lastIndexOf(u'/', slash - 1))
        above.append(target.left(slash));
    if (std::ranges::any_of(above, [&](const QString &folder) { return m_targets.contains(folder); }))
        return false;
    m_targets.insert(target);
    for (const QString &folder : above)
        m_above.insert(folder);
    return true;
}

// A rename that cannot be prepared may wait for an earlier one to be done: it is tried alone, after those.
RenameBatch::Items RenameBatch::gather(Writing &writing)
{
    Items items;
    m_targets.clear();
    m_above.clear();
    for (; m_next < m_renamings.size() && items.size() < renamedTogether && !m_stop.stop_requested(); ++m_next) {
        const auto &[from, to] = m_renamings[m_next];
        Item &item = items.emplace_back(m_next, Renamer(m_library, callOf(m_next), from, to, m_stop));
        if (!item.renamer.prepare() || !item.renamer.isPlain() || !isIndependent(to)) {
            items.pop_back();
            break;
        }
        m_outcomes[m_next] = item.renamer.stage(writing, Syncing::Wholesale);
        if (!m_outcomes[m_next])
            items.pop_back();
    }
    return items;
}

void RenameBatch::renameTogether()
{
    auto writing = Writing::begin(m_library, callOf(m_next), m_stop);
    if (!writing)
        return; // the next one by itself gives the reason
    const size_t first = m_next;
    Items items = gather(*writing);
    if (items.empty())
        return;
    if (!syncStaged(items, *writing)) {
        m_next = m_wholesale ? m_next : first;
        return;
    }
    take(items, *writing, &Renamer::publish);
    if (!syncVisible(items))
        return;
    for (const Item &item : items)
        writing->wasSynced(layout::pathOf(m_renamings[item.index].to));
    take(items, *writing, &Renamer::hideSource);
    if (!syncVisible(items))
        return;
    for (Item &item : items)
        item.renamer.sweep(*writing);
}

void RenameBatch::take(Items &items, Writing &writing, Step step)
{
    std::erase_if(items, [&](Item &item) {
        m_outcomes[item.index] = (item.renamer.*step)(writing);
        return !m_outcomes[item.index].has_value();
    });
}

bool RenameBatch::syncStaged(Items &items, Writing &writing)
{
    const auto synced = m_library.fs().syncAll(m_library.root());
    if (synced)
        return true;
    m_wholesale = synced.error().number != EOPNOTSUPP;
    for (Item &item : items | std::views::reverse) { // the first may have made the folder of all
        item.renamer.abandon(writing);
        m_outcomes[item.index] = callOf(item.index).fails(synced.error());
    }
    return false;
}

bool RenameBatch::syncVisible(Items &items)
{
    const auto synced = m_library.fs().syncAll(m_library.root());
    if (synced)
        return true;
    for (const Item &item : items)
        m_outcomes[item.index] = m_library.loseTrust(callOf(item.index), synced.error());
    return false;
}

} // namespace pulse::filesystem
