// SPDX-License-Identifier: Apache-2.0
#include "planner.h"

namespace pulse::replica {

std::optional<Version> Planner::labelHere(const Label &label) const
{
    auto present = at(m_views.here.facts.labels, label);
    // One that was lifted while bytes were exchanged was not taken away by anybody.
    if (!present)
        present = at(m_views.mark.lifted, label);
    const auto before = at(m_base.labels, label);
    if (present == before)
        return present;
    if (before && !isMeantHere(label, *before, !present))
        return before;
    if (!present)
        return present;
    // Pointed at this side's bytes since: it goes along with them.
    const auto moved = std::ranges::find(m_plan.separate, *present, &Separation::version);
    return moved == m_plan.separate.end() ? present : std::optional(moved->ours);
}

bool Planner::willBeOnBothSides(const Version &version) const
{
    if (std::ranges::contains(m_plan.separate, version, &Separation::ours) ||
        std::ranges::contains(m_plan.receive, version))
        return true;
    return m_plan.agreed.versions.contains(version) && here(version) &&
           (m_views.home.has(version) || std::ranges::contains(m_plan.send, version));
}

void Planner::planLabel(const Label &label)
{
    const auto before = at(m_base.labels, label);
    const auto stored = at(m_views.here.facts.labels, label);
    const auto ours = labelHere(label);
    const auto theirs = at(m_views.home.facts.labels, label);
    if (before && !theirs && !m_views.home.has(*before) && m_plan.agreed.versions.contains(*before))
        return; // it went with its version, about which a person is asked
    auto agreed = before;
    if (ours == theirs || theirs == before)
        agreed = ours;
    else if (ours == before)
        agreed = theirs;
    else {
        ConflictRecord &record = conflict(Kind::Label, {}, label.toString());
        record.conflict.here.value = ours ? ours->toString().toUtf8() : QByteArray();
        record.conflict.home.value = theirs ? theirs->toString().toUtf8() : QByteArray();
        if (stored != ours)
            m_plan.labelsHere.push_back({label, stored, ours});
        return;
    }
    const bool isThere = !agreed || willBeOnBothSides(*agreed);
    if (!isThere) // its version is gone, or waits for a person: so does the label
        return;
    if (stored != agreed)
        m_plan.labelsHere.push_back({label, stored, agreed});
    if (theirs != agreed)
        m_plan.labelsHome.push_back({label, theirs, agreed});
    if (agreed)
        m_plan.agreed.labels.insert_or_assign(label, *agreed);
    else
        m_plan.agreed.labels.erase(label);
}

void Planner::planLabels()
{
    std::set<Label> labels;
    for (const LabelMap *map :
         {&m_base.labels, &m_views.here.facts.labels, &m_views.home.facts.labels, &m_views.mark.lifted}) {
        for (const auto &[label, version] : *map)
            labels.insert(label);
    }
    for (const Label &label : labels)
        planLabel(label);
}

// A version to which a label still points on the side where it should go is not removed.
void Planner::keepWhatLabelsNeed()
{
    const auto after = [](LabelMap labels, const std::vector<LabelMove> &moves) {
        for (const LabelMove &move : moves) {
            if (move.to)
                labels.insert_or_assign(move.label, *move.to);
            else
                labels.erase(move.label);
        }
        return labels;
    };
    const LabelMap here = after(m_views.here.facts.labels, m_plan.labelsHere);
    const LabelMap home = after(m_views.home.facts.labels, m_plan.labelsHome);
    const auto keep = [this](std::vector<Version> &removals, const LabelMap &labels, bool isRemovedHere) {
        std::erase_if(removals, [&](const Version &version) {
            if (!pointsAt(labels, version))
                return false;
            removalConflict(version, isRemovedHere);
            if (const VersionFacts *base = m_base.find(version))
                m_plan.agreed.versions.emplace(version, *base);
            return true;
        });
    };
    keep(m_plan.removeHere, here, false);
    keep(m_plan.removeAtHome, home, true);
}

} // namespace pulse::replica
