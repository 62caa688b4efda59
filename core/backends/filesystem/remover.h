// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trash.h"

namespace pulse::filesystem {

/// Moves a version, or a prompt with all its versions and labels, into the trash. A prompt that is no folder of others
/// moves in one step; of one that is, the versions move one by one, after the labels were taken off.
class Remover
{
public:
    Remover(Library &library, Call call)
        : m_library(library)
        , m_trash(library)
        , m_call(std::move(call))
    {}

    /// Returns the trash entry's id. Errors: NotFound, Conflict (a label points at the version).
    [[nodiscard]] Result<QString> run(const Name &name, const std::optional<Version> &version,
                                      const std::stop_token &stop);

    // The same for a whole prompt in steps, of which RemovalBatch takes many together; only while writing.
    /// Looks at what there is. Errors: NotFound, Corrupt.
    [[nodiscard]] Result<void> select(const Name &name, const std::optional<Version> &version);
    /// Whether a selected prompt moves as one: it is no folder of others.
    [[nodiscard]] bool isPlain() const { return m_contents.folders.isEmpty() && m_contents.links.isEmpty(); }
    /// Writes the trash entry's record, which has to be on the disk before the next step. After a failure nothing is
    /// left.
    [[nodiscard]] Result<void> record(Writing &writing, const Name &name);
    /// Deletes the entry again.
    void withdraw();
    /// Moves the prompt into the entry. After a failure nothing is left.
    [[nodiscard]] Result<void> move(Writing &writing, const Name &name);
    /// What is left to do once the move is on the disk; returns the entry's id.
    [[nodiscard]] QString finish(Writing &writing, const Name &name);

private:
    [[nodiscard]] TrashRecord recordOf(const Name &name, const std::optional<Version> &version) const;
    [[nodiscard]] Result<void> moveWhole(Writing &writing, const Descriptor &entry, const Name &name);
    [[nodiscard]] Result<void> moveInto(Writing &writing, const Descriptor &entry, const Name &name);
    [[nodiscard]] Result<void> moveVersions(const Descriptor &entry);
    [[nodiscard]] Result<void> retractPointers();

    Library &m_library;
    Trash m_trash;
    const Call m_call;
    Descriptor m_prompt;
    PromptDirectory m_contents;
    LabelMap m_labels;
    QList<QByteArray> m_going; // names of the version entries that are removed
    bool m_moved = false;      // anything at all
    std::optional<TrashRecord> m_record;
    Descriptor m_entry;
    Descriptor m_parent; // of the prompt, while it moves
};

} // namespace pulse::filesystem
