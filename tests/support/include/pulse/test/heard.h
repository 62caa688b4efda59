// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/change_notifier.h"

#include <QMutex>

namespace pulse::test {

/// What a listener of changes heard. Thread-safe.
class Heard
{
public:
    void add(const ChangeSet &changes)
    {
        const QMutexLocker lock(&m_mutex);
        merge(m_all, changes);
        ++m_calls;
    }
    [[nodiscard]] bool of(const QString &name) const
    {
        const QMutexLocker lock(&m_mutex);
        return m_all.everything || m_all.prompts.contains(name);
    }
    [[nodiscard]] bool ofEverything() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_all.everything;
    }
    [[nodiscard]] int calls() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_calls;
    }

private:
    mutable QMutex m_mutex;
    ChangeSet m_all;
    int m_calls = 0;
};

} // namespace pulse::test
