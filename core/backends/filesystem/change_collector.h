// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layout.h"
#include "pulse/storage/capabilities.h"

#include <set>

namespace pulse::filesystem {

/// Gathers changes until they are told.
class ChangeCollector
{
public:
    void addEverything() { m_everything = true; }
    void addTrash() { m_trash = true; }
    /// `path` is that of the prompt's directory in the library.
    void addPrompt(const QByteArray &path)
    {
        if (path.size() > layout::prompts.size() + 1)
            m_prompts.insert(QString::fromUtf8(path.sliced(layout::prompts.size() + 1)));
    }
    [[nodiscard]] bool isEmpty() const { return !m_everything && !m_trash && m_prompts.empty(); }
    [[nodiscard]] ChangeSet take()
    {
        ChangeSet changes{m_everything, QStringList(m_prompts.begin(), m_prompts.end()), m_trash};
        *this = {};
        return changes;
    }

private:
    bool m_everything = false;
    bool m_trash = false;
    std::set<QString> m_prompts;
};

} // namespace pulse::filesystem
