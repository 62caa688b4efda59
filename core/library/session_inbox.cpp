// SPDX-License-Identifier: Apache-2.0
#include "session_inbox.h"

#include "pulse/storage/change_notifier.h"

namespace pulse::detail {

SessionInbox::SessionInbox(QObject *receiver, std::function<void()> open)
    : m_receiver(receiver)
    , m_open(std::move(open))
{}

void SessionInbox::close()
{
    const std::scoped_lock lock(m_mutex);
    m_receiver = nullptr;
}

void SessionInbox::put(const ChangeSet &changes, bool urgent)
{
    const std::scoped_lock lock(m_mutex);
    merge(m_contents.changes, changes);
    m_contents.urgent = m_contents.urgent || urgent;
    wake();
}

void SessionInbox::putActivity(Activity activity)
{
    const std::scoped_lock lock(m_mutex);
    m_contents.activities.push_back(std::move(activity));
    wake();
}

void SessionInbox::putCatalogue()
{
    const std::scoped_lock lock(m_mutex);
    m_contents.catalogueReady = true;
    wake();
}

void SessionInbox::putProgress(qint64 done, qint64 total)
{
    const std::scoped_lock lock(m_mutex);
    m_contents.progress = {done, total};
    wake();
}

SessionInbox::Contents SessionInbox::take()
{
    const std::scoped_lock lock(m_mutex);
    m_woken = false;
    return std::exchange(m_contents, {});
}

void SessionInbox::wake()
{
    if (m_woken || !m_receiver)
        return;
    m_woken = true;
    // Posted under the lock, so that the receiver still lives; its destructor drops what is posted to it.
    QMetaObject::invokeMethod(m_receiver, m_open, Qt::QueuedConnection);
}

} // namespace pulse::detail
