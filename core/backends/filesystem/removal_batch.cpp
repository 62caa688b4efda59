// SPDX-License-Identifier: Apache-2.0
#include "removal_batch.h"

#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr size_t removedTogether = 64;
constexpr size_t removalsWorthWholesale = 4; // fewer are synced faster one by one

} // namespace

RemovalBatch::RemovalBatch(Library &library, std::span<const Name> names, std::stop_token stop)
    : m_library(library)
    , m_names(names)
    , m_stop(std::move(stop))
    , m_outcomes(names.size())
{}

std::vector<Result<RemovalReceipt>> RemovalBatch::run(const ProgressSink &progress)
{
    while (m_next < m_names.size()) {
        if (m_wholesale && m_names.size() - m_next >= removalsWorthWholesale)
            removeTogether();
        if (m_next < m_names.size())
            removeNext();
        if (progress)
            progress({static_cast<qint64>(m_next), std::ssize(m_names), m_names[m_next - 1].toString()});
    }
    return std::move(m_outcomes);
}

Call RemovalBatch::callOf(size_t index) const
{
    return {u"remove"_s, m_names[index].toString()};
}

void RemovalBatch::removeNext()
{
    const Call call = callOf(m_next);
    Result<RemovalReceipt> &outcome = m_outcomes[m_next];
    if (auto id = Remover(m_library, call).run(m_names[m_next], {}, m_stop))
        outcome = RemovalReceipt{*std::move(id)};
    else
        outcome = failure(std::move(id));
    ++m_next;
}

RemovalBatch::Items RemovalBatch::gather(Writing &writing)
{
    Items items;
    for (; m_next < m_names.size() && items.size() < removedTogether && !m_stop.stop_requested(); ++m_next) {
        Item &item = items.emplace_back(m_next, Remover(m_library, callOf(m_next)));
        const bool isFit = !std::ranges::contains(m_names.first(m_next).last(items.size() - 1), m_names[m_next]) &&
                           item.remover.select(m_names[m_next], {}) && item.remover.isPlain();
        if (!isFit) {
            items.pop_back();
            break;
        }
        if (auto recorded = item.remover.record(writing, m_names[m_next]); !recorded) {
            m_outcomes[m_next] = failure(std::move(recorded));
            items.pop_back();
        }
    }
    return items;
}

void RemovalBatch::removeTogether()
{
    auto writing = Writing::begin(m_library, callOf(m_next), m_stop);
    if (!writing)
        return; // the next one by itself gives the reason
    const size_t first = m_next;
    Items items = gather(*writing);
    if (items.empty())
        return;
    if (!syncRecords(items)) {
        m_next = m_wholesale ? m_next : first;
        return;
    }
    std::erase_if(items, [&](Item &item) {
        auto moved = item.remover.move(*writing, m_names[item.index]);
        if (!moved)
            m_outcomes[item.index] = failure(moved);
        return !moved.has_value();
    });
    const auto synced = m_library.fs().syncAll(m_library.root());
    for (Item &item : items) {
        if (synced)
            m_outcomes[item.index] = RemovalReceipt{item.remover.finish(*writing, m_names[item.index])};
        else
            m_outcomes[item.index] = m_library.loseTrust(callOf(item.index), synced.error());
    }
}

bool RemovalBatch::syncRecords(Items &items)
{
    const auto synced = m_library.fs().syncAll(m_library.root());
    if (synced)
        return true;
    m_wholesale = synced.error().number != EOPNOTSUPP;
    for (Item &item : items) {
        item.remover.withdraw();
        m_outcomes[item.index] = callOf(item.index).fails(synced.error());
    }
    return false;
}

} // namespace pulse::filesystem
