// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <memory>

namespace pulse {

/// Adds `other` to `changes`. Beyond some ten thousand names it becomes `everything`.
void merge(ChangeSet &changes, const ChangeSet &other);

/// What a driver needs to keep the promises of WatchableStorage: listeners, and a thread of its own that calls them.
///
/// Thread-safe. The thread starts with the first listener. What is posted while listeners are busy is merged into one
/// ChangeSet. A listener may end its own watch, post, or drop the last reference to the storage.
class ChangeNotifier
{
public:
    ChangeNotifier();
    ~ChangeNotifier();
    ChangeNotifier(const ChangeNotifier &) = delete;
    ChangeNotifier &operator=(const ChangeNotifier &) = delete;

    /// A watch may outlive the notifier; it is silent then.
    [[nodiscard]] std::unique_ptr<WatchableStorage::Watch> add(WatchableStorage::Listener listener);
    /// Returns at once.
    void post(const ChangeSet &changes);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace pulse
