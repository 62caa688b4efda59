// SPDX-License-Identifier: Apache-2.0
#include "memory_storage.h"

#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

// Sorts behind everything below the path: no name holds this character.
QString behindSubtree(const QString &path)
{
    return path + u'/' + QChar(u'\uFFFF');
}

struct Walk
{
    const MemoryLibrary::Prompts &prompts;
    const ListQuery &query;

    [[nodiscard]] bool isInside(MemoryLibrary::Prompts::const_iterator at) const
    {
        return at != prompts.end() && at->first.isBelow(query.folder);
    }

    // The first item of the page. The cursor is the path of the item before it.
    [[nodiscard]] MemoryLibrary::Prompts::const_iterator begin() const
    {
        if (!query.cursor.isEmpty()) {
            return query.recursive ? prompts.upper_bound(QStringView(query.cursor))
                                   : prompts.lower_bound(QStringView(behindSubtree(query.cursor)));
        }
        return query.folder.isEmpty() ? prompts.begin() : prompts.lower_bound(QStringView(query.folder + u'/'));
    }

    [[nodiscard]] ListItem itemAt(MemoryLibrary::Prompts::const_iterator at) const
    {
        ListItem item;
        item.path = at->first.toString();
        item.name = at->first;
        if (query.recursive)
            return item;
        const qsizetype start = query.folder.isEmpty() ? 0 : query.folder.size() + 1;
        if (const qsizetype end = item.path.indexOf(u'/', start); end >= 0) {
            item.path.truncate(end);
            item.isPrompt = false;
            item.isFolder = true;
            const auto name = Name::parse(item.path);
            item.name = name ? std::optional(*name) : std::nullopt;
        } else {
            const auto after = std::next(at);
            item.isFolder = after != prompts.end() && after->first.isBelow(item.path);
        }
        return item;
    }

    [[nodiscard]] MemoryLibrary::Prompts::const_iterator after(MemoryLibrary::Prompts::const_iterator at,
                                                               const ListItem &item) const
    {
        return query.recursive ? std::next(at) : prompts.lower_bound(QStringView(behindSubtree(item.path)));
    }
};

} // namespace

Result<ListPage> MemoryStorage::list(const ListQuery &query, std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list"_s, query.folder); !go)
        return failure(std::move(go));
    if (!query.folder.isEmpty()) {
        if (auto folder = Name::parse(query.folder); !folder) {
            Error error = std::move(folder).error();
            return std::unexpected(error.addContext(u"list"_s, query.folder));
        }
    }
    const qsizetype limit = std::max<qsizetype>(query.limit, 1);
    const std::scoped_lock lock(m_library->mutex);
    const Walk walk{m_library->prompts, query};
    ListPage page;
    auto at = walk.begin();
    while (walk.isInside(at) && static_cast<qsizetype>(page.items.size()) < limit) {
        page.items.push_back(walk.itemAt(at));
        at = walk.after(at, page.items.back());
    }
    if (walk.isInside(at))
        page.next = page.items.back().path;
    return page;
}

} // namespace pulse
