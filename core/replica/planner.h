// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "merge.h"

#include <algorithm>

namespace pulse::replica {

template <typename Map>
[[nodiscard]] std::optional<typename Map::mapped_type> at(const Map &map, const typename Map::key_type &key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

[[nodiscard]] inline bool pointsAt(const LabelMap &labels, const Version &version)
{
    return std::ranges::any_of(labels, [&](const auto &entry) { return entry.second == version; });
}

/// Makes the plan of one prompt; for planOf() alone. Labels have a source file of their own (merge_labels.cpp).
class Planner
{
public:
    explicit Planner(const Views &views)
        : m_views(views)
        , m_base(views.base ? views.base->facts : PromptFacts())
    {}

    Plan run()
    {
        if (!planWhole()) {
            m_plan.agreed.labels = m_base.labels;
            for (const Version &version : allVersions())
                planVersion(version);
            keepWhatIsSeparated();
            planLabels();
            keepWhatLabelsNeed();
        }
        return std::move(m_plan);
    }

private:
    using Kind = SyncStorage::Conflict::Kind;
    using Side = SyncStorage::Conflict::Side;

    [[nodiscard]] std::set<Version> allVersions() const
    {
        std::set<Version> all = m_views.home.unread;
        for (const PromptFacts *facts : {&m_base, &m_views.here.facts, &m_views.home.facts}) {
            for (const auto &[version, known] : facts->versions)
                all.insert(version);
        }
        return all;
    }
    [[nodiscard]] const VersionFacts *here(const Version &version) const { return m_views.here.facts.find(version); }
    [[nodiscard]] const VersionFacts *home(const Version &version) const { return m_views.home.facts.find(version); }
    // Whether these bytes were removed here on purpose.
    [[nodiscard]] bool wasRemovedHere(const Version &version, const Checksum &bytes) const
    {
        return at(m_views.mark.removed, version) == bytes;
    }
    // Whether a label that pointed at `before` was changed here by somebody, and not lost with its version.
    [[nodiscard]] bool isMeantHere(const Label &label, const Version &before, bool isGone) const
    {
        const VersionFacts *base = m_base.find(before);
        const bool isLost = isGone && !here(before) && base && !wasRemovedHere(before, base->checksum);
        return (m_views.mark.isChange || m_views.contested.contains(label)) && !isLost;
    }
    // Labels that keep the home's version in its place.
    [[nodiscard]] bool isHeldAtHome(const Version &version) const
    {
        return std::ranges::any_of(m_views.home.facts.labels, [&](const auto &entry) {
            const bool isMovedAway =
                at(m_base.labels, entry.first) == version && at(m_views.here.facts.labels, entry.first) != version;
            return entry.second == version && !isMovedAway;
        });
    }
    [[nodiscard]] bool isSeparate(const LabelMap &labels, const Version &version) const
    {
        return pointsAt(labels, version) && !pointsAt(m_base.labels, version);
    }

    bool planWhole();
    void planVersion(const Version &version);
    void planBoth(const Version &version, const VersionFacts &ours, const VersionFacts &theirs);
    void planDifferentBytes(const Version &version, const VersionFacts &ours, const VersionFacts &theirs);
    void planMetadata(const Version &version, const VersionFacts &ours, const VersionFacts &theirs);
    void planOnlyHere(const Version &version, const VersionFacts &ours);
    void planOnlyHome(const Version &version);
    void keepWhatIsSeparated();
    void planLabels();
    void planLabel(const Label &label);
    void keepWhatLabelsNeed();
    [[nodiscard]] bool willBeOnBothSides(const Version &version) const;

    ConflictRecord &conflict(Kind kind, const std::optional<Version> &version, const QString &field);
    void removalConflict(const std::optional<Version> &version, bool isRemovedHere);
    [[nodiscard]] Side sideOf(const PromptState &state, const Version &version, const QByteArray &value) const;
    [[nodiscard]] static QByteArray versionsText(const PromptState &state);
    [[nodiscard]] std::optional<Version> labelHere(const Label &label) const;

    const Views &m_views;
    const PromptFacts m_base;
    Plan m_plan;
};

} // namespace pulse::replica
