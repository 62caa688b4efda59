// SPDX-License-Identifier: Apache-2.0
#include "metadata_merge.h"

namespace pulse::replica {

MetadataMerge::MetadataMerge(const VersionFacts *past, const VersionFacts &ours, const VersionFacts &theirs)
    : m_past(past)
    , m_ours(ours)
    , m_theirs(theirs)
    , m_agreed(ours)
{}

void MetadataMerge::mergeTags()
{
    const TagSet past = m_past ? m_past->tags : TagSet();
    for (const QString &tag : m_ours.tags.toList()) {
        if (m_theirs.tags.contains(tag))
            continue;
        if (past.contains(tag)) {
            m_here.removeTags.append(tag);
            m_agreed.tags.remove(tag);
        } else {
            m_home.addTags.append(tag);
        }
    }
    for (const QString &tag : m_theirs.tags.toList()) {
        if (m_ours.tags.contains(tag))
            continue;
        if (past.contains(tag))
            m_home.removeTags.append(tag);
        else if (m_agreed.tags.insert(tag))
            m_here.addTags.append(tag);
    }
}

bool MetadataMerge::mergeDescriptions(const QString &textHere, const QString &textHome)
{
    const QByteArray before = m_past ? m_past->description : QByteArray();
    if (m_theirs.description == before) {
        m_home.description = textHere;
        m_home.expectedDescription = textHome;
        return true;
    }
    if (m_ours.description == before) {
        m_here.description = textHome;
        m_here.expectedDescription = textHere;
        m_agreed.description = m_theirs.description;
        return true;
    }
    m_agreed.description = m_past ? before : QByteArray(unknownText);
    return false;
}

std::optional<MetadataPatch> MetadataMerge::ifAny(const MetadataPatch &patch)
{
    const bool isAny = patch.description || !patch.addTags.isEmpty() || !patch.removeTags.isEmpty();
    return isAny ? std::optional(patch) : std::nullopt;
}

} // namespace pulse::replica
