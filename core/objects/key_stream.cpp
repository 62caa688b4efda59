// SPDX-License-Identifier: Apache-2.0
#include "key_stream.h"

#include "object_keys.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {

KeyStream::KeyStream(const Session &session, Call call, QString prefix, QString after)
    : m_session(session)
    , m_call(std::move(call))
    , m_listing{.prefix = std::move(prefix), .after = std::move(after)}
{}

Result<const ObjectInfo *> KeyStream::peek()
{
    while (m_page.empty()) {
        if (m_isBegun && m_listing.cursor.isEmpty())
            return nullptr;
        if (auto fetched = fetch(); !fetched)
            return failure(std::move(fetched));
    }
    return &m_page.front();
}

Result<void> KeyStream::fetch()
{
    if (auto go = m_call.checkStop(); !go)
        return go;
    auto page = m_session.page(m_call, m_listing);
    if (!page)
        return failure(std::move(page));
    m_isBegun = true;
    ++m_pages;
    for (ObjectInfo &info : page->objects) {
        // G9: what comes out of order or twice is no listing, and would make what it leaves out look removed.
        if (!m_last.isEmpty() && !keys::less(m_last, info.key))
            return m_call.fails(ErrorCode::Corrupt, u"The server's listing is out of order, so nothing was concluded "
                                                    "from it. Try again, or tell who runs the server."_s);
        m_last = info.key;
        m_page.push_back(std::move(info));
    }
    m_listing.cursor = page->next;
    return {};
}

void KeyStream::skipTo(const QString &key)
{
    while (!m_page.empty() && !keys::less(key, m_page.front().key))
        m_page.pop_front();
    if (!m_page.empty() || (m_isBegun && m_listing.cursor.isEmpty()))
        return;
    m_listing.after = key;
    m_listing.cursor.clear();
    m_isBegun = false;
}

} // namespace pulse::objects
