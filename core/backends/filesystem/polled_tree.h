// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "change_collector.h"
#include "library.h"

#include <map>

namespace pulse::filesystem {

/// Finds changes by comparing the times of directories with those of the last look. For systems and file systems on
/// which nothing can be watched. Used by one thread.
class PolledTree
{
public:
    explicit PolledTree(const Library &library)
        : m_library(library)
    {}

    /// Looks at everything and adds what differs from the last look. The first look only remembers.
    void look(ChangeCollector &changes);

private:
    using Stamps = std::map<QByteArray, size_t>; // by the prompt's path
    void lookInto(const QByteArray &path, int depth, Stamps &stamps) const;

    const Library &m_library;
    Stamps m_prompts;
    size_t m_trash = 0;
    bool m_hasLooked = false;
};

} // namespace pulse::filesystem
