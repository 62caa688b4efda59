// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/storage.h"

#include <atomic>
#include <map>
#include <mutex>

namespace pulse::filesystem {

/// Which versions were found damaged when they were last read, so that a listing, which reads no files, can say so.
/// Thread-safe.
class DamageNotes
{
public:
    void note(const VersionKey &key, const QString &message)
    {
        const std::lock_guard lock(m_mutex);
        m_messages.insert_or_assign(key, message);
        m_hasAny = true;
    }
    /// The version was read well, or is gone.
    void clear(const VersionKey &key)
    {
        if (!m_hasAny)
            return;
        const std::lock_guard lock(m_mutex);
        m_messages.erase(key);
        m_hasAny = !m_messages.empty();
    }
    /// Empty when nothing is known against any version of the prompt.
    [[nodiscard]] QString of(const Name &name) const
    {
        if (!m_hasAny)
            return {};
        const std::lock_guard lock(m_mutex);
        const auto found = std::ranges::find(m_messages, name, [](const auto &noted) { return noted.first.name; });
        return found != m_messages.end() ? found->second : QString();
    }

private:
    mutable std::mutex m_mutex;
    std::map<VersionKey, QString> m_messages;
    std::atomic<bool> m_hasAny = false;
};

} // namespace pulse::filesystem
