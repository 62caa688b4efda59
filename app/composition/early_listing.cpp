// SPDX-License-Identifier: Apache-2.0
#include "early_listing.h"

#include <future>

namespace pulse {

EarlyListing::EarlyListing(std::shared_ptr<Storage> next)
    : Layer(std::move(next))
{
    std::promise<void> begun;
    m_thread = std::jthread([this, &begun](const std::stop_token &stop) {
        const std::scoped_lock lock(m_mutex);
        begun.set_value();
        read(stop);
    });
    begun.get_future().wait(); // so that whoever asks finds the reading under way
}

EarlyListing::~EarlyListing() = default;

void EarlyListing::read(const std::stop_token &stop)
{
    std::map<QString, ListPage> pages;
    ListQuery query;
    do {
        Result<ListPage> page = next().list(query, stop);
        if (!page || pages.contains(query.cursor))
            return; // the question itself tells what is wrong
        query.cursor = pages.emplace(query.cursor, *std::move(page)).first->second.next;
    } while (!query.cursor.isEmpty());
    m_pages = std::move(pages);
}

Result<ListPage> EarlyListing::list(const ListQuery &query, std::stop_token stop)
{
    const bool isAll = query.folder.isEmpty() && query.recursive && query.limit == ListQuery{}.limit;
    if (isAll) {
        const std::scoped_lock lock(m_mutex);
        if (auto page = m_pages.extract(query.cursor)) {
            if (page.mapped().next.isEmpty())
                m_pages.clear();
            return std::move(page.mapped());
        }
    }
    return Layer::list(query, std::move(stop));
}

} // namespace pulse
