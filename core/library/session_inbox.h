// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity.h"
#include "pulse/storage/capabilities.h"

#include <QObject>
#include <functional>
#include <memory>
#include <mutex>

namespace pulse::detail {

/// What workers and the storage's watch have to say to a session. It outlives the session for as long as somebody may
/// still speak; then nobody listens. Thread-safe.
class SessionInbox : public std::enable_shared_from_this<SessionInbox>
{
public:
    struct Contents
    {
        ChangeSet changes;
        bool urgent = false;         ///< a change through this session, which the person waits to see
        bool catalogueReady = false; ///< the builder has something new
        std::optional<std::pair<qint64, qint64>> progress;
        std::vector<Activity> activities; ///< in the order in which they were done
    };

    /// `open` is called in `receiver`'s thread, once for everything that was put in meanwhile.
    SessionInbox(QObject *receiver, std::function<void()> open);
    /// Nothing is delivered after it.
    void close();

    void put(const ChangeSet &changes, bool urgent);
    void putActivity(Activity activity);
    void putCatalogue();
    void putProgress(qint64 done, qint64 total);
    [[nodiscard]] Contents take();

private:
    void wake();

    std::mutex m_mutex;
    QObject *m_receiver;
    std::function<void()> m_open;
    bool m_woken = false;
    Contents m_contents;
};

} // namespace pulse::detail
