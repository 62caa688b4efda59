// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "pulse/storage/change_notifier.h"

#include <mutex>

namespace pulse {

/// The status of a synchronisation as it is now, and those who want to know when it changes: they are told on a thread
/// of its own, of what is so by then, so that the last thing that they hear is the newest. Thread-safe.
class StatusBoard : public std::enable_shared_from_this<StatusBoard>
{
public:
    [[nodiscard]] SyncStorage::Status status() const;
    void change(const std::function<void(SyncStorage::Status &)> &edit);
    [[nodiscard]] std::unique_ptr<WatchableStorage::Watch> watch(SyncStorage::StatusListener listener);

private:
    mutable std::mutex m_mutex;
    SyncStorage::Status m_status;
    ChangeNotifier m_notifier;
};

} // namespace pulse
