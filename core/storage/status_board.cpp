// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/status_board.h"

namespace pulse {

SyncStorage::Status StatusBoard::status() const
{
    const std::scoped_lock lock(m_mutex);
    return m_status;
}

void StatusBoard::change(const std::function<void(SyncStorage::Status &)> &edit)
{
    {
        const std::scoped_lock lock(m_mutex);
        edit(m_status);
    }
    m_notifier.post({.everything = true, .prompts = {}, .trash = false});
}

std::unique_ptr<WatchableStorage::Watch> StatusBoard::watch(SyncStorage::StatusListener listener)
{
    return m_notifier.add([board = weak_from_this(), listener = std::move(listener)](const ChangeSet &) {
        if (const auto held = board.lock())
            listener(held->status());
    });
}

} // namespace pulse
