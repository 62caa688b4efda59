// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "remover.h"

#include <list>
#include <span>

namespace pulse::filesystem {

/// Many removals of whole prompts with few syncs: the records of up to 64 are written and synced together, then their
/// prompts move together. What a single removal promises holds for each of them.
class RemovalBatch
{
public:
    RemovalBatch(Library &library, std::span<const Name> names, std::stop_token stop);

    /// In the given order; one outcome each.
    [[nodiscard]] std::vector<Result<RemovalReceipt>> run(const ProgressSink &progress);

private:
    struct Item
    {
        size_t index = 0;
        Remover remover;
    };
    using Items = std::list<Item>;

    [[nodiscard]] Call callOf(size_t index) const;
    /// As many from m_next on as can be taken together, with their records written; the one after them has to be done
    /// by itself.
    [[nodiscard]] Items gather(Writing &writing);
    void removeTogether();
    void removeNext();
    [[nodiscard]] bool syncRecords(Items &items);

    Library &m_library;
    const std::span<const Name> m_names;
    const std::stop_token m_stop;
    std::vector<Result<RemovalReceipt>> m_outcomes;
    size_t m_next = 0;
    bool m_wholesale = true; // as long as the file system can sync everything at once
};

} // namespace pulse::filesystem
