// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "facts.h"
#include "pulse/storage/capabilities.h"

namespace pulse::replica {

/// Brings together what two sides say about one version whose bytes are the same on both.
class MetadataMerge
{
public:
    /// `past`: what both held last; null where that is not known, or was of other bytes.
    MetadataMerge(const VersionFacts *past, const VersionFacts &ours, const VersionFacts &theirs);

    /// What either side added or took away since. Without a common past nothing was taken away.
    void mergeTags();
    [[nodiscard]] bool descriptionsDiffer() const { return m_ours.description != m_theirs.description; }
    /// The side that was changed wins; false where both were: a person has to choose, and what is agreed stays the
    /// past.
    [[nodiscard]] bool mergeDescriptions(const QString &textHere, const QString &textHome);

    [[nodiscard]] const VersionFacts &agreed() const { return m_agreed; }
    /// What a side has to change; nothing where it holds what was agreed.
    [[nodiscard]] std::optional<MetadataPatch> here() const { return ifAny(m_here); }
    [[nodiscard]] std::optional<MetadataPatch> home() const { return ifAny(m_home); }

private:
    [[nodiscard]] static std::optional<MetadataPatch> ifAny(const MetadataPatch &patch);

    const VersionFacts *m_past;
    const VersionFacts &m_ours;
    const VersionFacts &m_theirs;
    VersionFacts m_agreed;
    MetadataPatch m_here;
    MetadataPatch m_home;
};

} // namespace pulse::replica
