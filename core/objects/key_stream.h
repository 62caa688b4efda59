// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session.h"

#include <deque>

namespace pulse::objects {

/// The keys with a prefix, one after the other in their order, page by page as they are wanted.
class KeyStream
{
public:
    KeyStream(const Session &session, Call call, QString prefix, QString after = {});

    /// The next key without taking it; null at the end. Valid until the next call.
    [[nodiscard]] Result<const ObjectInfo *> peek();
    void take() { m_page.pop_front(); }
    /// Goes on behind this key, without reading what lies before it.
    void skipTo(const QString &key);
    /// How many pages were asked for.
    [[nodiscard]] int pages() const { return m_pages; }

private:
    [[nodiscard]] Result<void> fetch();

    const Session &m_session;
    const Call m_call;
    ObjectClient::Listing m_listing;
    std::deque<ObjectInfo> m_page;
    QString m_last; ///< the last key that was seen
    bool m_isBegun = false;
    int m_pages = 0;
};

} // namespace pulse::objects
