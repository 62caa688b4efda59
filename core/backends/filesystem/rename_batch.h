// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "renamer.h"

#include <QSet>
#include <list>
#include <span>

namespace pulse::filesystem {

/// Many renames with few syncs: each step is taken for up to 64 prompts together, and everything is synced once between
/// two steps. What a single rename promises holds for each of them.
class RenameBatch
{
public:
    RenameBatch(Library &library, std::span<const RenamingStorage::Renaming> renamings, std::stop_token stop);

    /// In the given order; one outcome each.
    [[nodiscard]] std::vector<Result<void>> run(const ProgressSink &progress);

private:
    struct Item
    {
        size_t index = 0;
        Renamer renamer;
    };
    using Items = std::list<Item>;
    using Step = Result<void> (Renamer::*)(Writing &);

    /// Whether no rename that is already taken has to be done before this one; then it counts as taken.
    [[nodiscard]] bool isIndependent(const Name &to);
    [[nodiscard]] Call callOf(size_t index) const;
    /// As many from m_next on as can be taken together; the one after them has to be done by itself.
    [[nodiscard]] Items gather(Writing &writing);
    void renameTogether();
    void renameNext();
    void take(Items &items, Writing &writing, Step step);
    [[nodiscard]] bool syncStaged(Items &items, Writing &writing);
    [[nodiscard]] bool syncVisible(Items &items);

    Library &m_library;
    const std::span<const RenamingStorage::Renaming> m_renamings;
    const std::stop_token m_stop;
    std::vector<Result<void>> m_outcomes;
    size_t m_next = 0;
    QSet<QString> m_targets; // of those taken together, case folded
    QSet<QString> m_above;   // the folders above them
    bool m_wholesale = true; // as long as the file system can sync everything at once
};

} // namespace pulse::filesystem
