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

private:
    [[nodiscard]] Result<void> select(const Name &name, const std::optional<Version> &version);
    [[nodiscard]] Result<void> moveWhole(Writing &writing, const Descriptor &entry, const Name &name);
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
};

} // namespace pulse::filesystem
