// SPDX-License-Identifier: Apache-2.0
#include "metadata_merge.h"
#include "planner.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace pulse::replica {

// ---- a prompt that one side has no more

bool Planner::planWhole()
{
    if (m_base.isEmpty() || m_views.here.isEmpty() == m_views.home.isEmpty())
        return false;
    if (m_views.here.isEmpty()) {
        const bool isMeant = std::ranges::all_of(
            m_base.versions, [this](const auto &entry) { return wasRemovedHere(entry.first, entry.second.checksum); });
        if (!isMeant)
            return false;
        if (m_views.home.unread.empty() && m_views.home.facts == m_base)
            m_plan.removeAllAtHome = true;
        else
            removalConflict({}, true);
        return true;
    }
    const bool isOnRecord = std::ranges::all_of(
        m_base.versions, [this](const auto &entry) { return m_views.isRemovedAtHome(entry.first); });
    m_plan.isUnexplained = !isOnRecord;
    if (isOnRecord && m_views.here.facts == m_base)
        m_plan.removeAllHere = true;
    else
        removalConflict({}, false);
    return true;
}

// ---- versions

void Planner::planVersion(const Version &version)
{
    const VersionFacts *ours = here(version);
    const VersionFacts *theirs = home(version);
    if (ours && theirs)
        planBoth(version, *ours, *theirs);
    else if (ours)
        planOnlyHere(version, *ours);
    else if (m_views.home.has(version))
        planOnlyHome(version);
}

void Planner::planBoth(const Version &version, const VersionFacts &ours, const VersionFacts &theirs)
{
    if (ours.checksum == theirs.checksum)
        planMetadata(version, ours, theirs);
    else
        planDifferentBytes(version, ours, theirs);
}

void Planner::planDifferentBytes(const Version &version, const VersionFacts &ours, const VersionFacts &theirs)
{
    const VersionFacts *base = m_base.find(version);
    if (base && theirs == *base && wasRemovedHere(version, base->checksum) && !isHeldAtHome(version)) {
        m_plan.replaceAtHome.push_back(version);
        m_plan.agreed.versions.emplace(version, ours);
        return;
    }
    if (base && ours == *base && m_views.isRemovedAtHome(version)) {
        m_plan.replaceHere.push_back(version);
        m_plan.agreed.versions.emplace(version, theirs);
        return;
    }
    const Version separate = conflictVersion(version, ours.checksum);
    m_plan.separate.push_back({version, separate});
    m_plan.agreed.versions.emplace(version, theirs);
    if (!here(separate))
        m_plan.agreed.versions.emplace(separate, ours);
    ConflictRecord &record = conflict(Kind::Version, version, {});
    record.ours = separate;
    record.bytes = ours.checksum;
    record.conflict.here = sideOf(m_views.here, version, {});
    record.conflict.home = sideOf(m_views.home, version, {});
    record.conflict.id = conflictId(record);
}

// Where bytes are separated once more, their other number is needed again, though it was to go: from the home, because
// somebody chose these bytes for the number itself, or from here.
void Planner::keepWhatIsSeparated()
{
    for (const Separation &separation : m_plan.separate) {
        const Version &version = separation.ours;
        if (std::erase(m_plan.removeHere, version) > 0) {
            m_plan.send.push_back(version);
            m_plan.agreed.versions.insert_or_assign(version, *here(version));
        }
        std::erase(m_plan.removeAtHome, version);
        m_plan.pendingRemovals.erase(version);
        std::erase_if(m_plan.conflicts, [&](const ConflictRecord &record) {
            return record.isRemovedHere && record.conflict.kind == Kind::Removal && record.conflict.version == version;
        });
    }
}

void Planner::planMetadata(const Version &version, const VersionFacts &ours, const VersionFacts &theirs)
{
    const VersionFacts *known = m_base.find(version);
    const bool isKnown = known && known->checksum == ours.checksum;
    const auto textOf = [&](const PromptState &state) { return state.metadata.at(version).description; };
    MetadataMerge merge(isKnown ? known : nullptr, ours, theirs);
    merge.mergeTags();
    if (merge.descriptionsDiffer() && !merge.mergeDescriptions(textOf(m_views.here), textOf(m_views.home))) {
        ConflictRecord &record = conflict(Kind::Metadata, version, u"description"_s);
        record.conflict.here = sideOf(m_views.here, version, textOf(m_views.here).toUtf8());
        record.conflict.home = sideOf(m_views.home, version, textOf(m_views.home).toUtf8());
    }
    if (auto patch = merge.here())
        m_plan.patchHere.push_back({version, *std::move(patch)});
    if (auto patch = merge.home())
        m_plan.patchHome.push_back({version, *std::move(patch)});
    m_plan.agreed.versions.emplace(version, merge.agreed());
}

void Planner::planOnlyHere(const Version &version, const VersionFacts &ours)
{
    const VersionFacts *base = m_base.find(version);
    if (!base || base->checksum != ours.checksum) { // new, or removed and published anew
        m_plan.send.push_back(version);
        m_plan.agreed.versions.emplace(version, ours);
        return;
    }
    const bool isOnRecord = m_views.isRemovedAtHome(version);
    m_plan.isUnexplained = m_plan.isUnexplained || !isOnRecord;
    if (isOnRecord && ours == *base && !isSeparate(m_views.here.facts.labels, version)) {
        m_plan.removeHere.push_back(version);
        return;
    }
    removalConflict(version, false);
    m_plan.agreed.versions.emplace(version, *base);
}

void Planner::planOnlyHome(const Version &version)
{
    const VersionFacts *base = m_base.find(version);
    const VersionFacts *theirs = home(version);
    if (!theirs || !wasRemovedHere(version, theirs->checksum)) { // new there, or lost here
        m_plan.receive.push_back(version);
        return;
    }
    const bool isUntouched = !base || *theirs == *base;
    if (isUntouched && !isSeparate(m_views.home.facts.labels, version)) {
        m_plan.removeAtHome.push_back(version);
        return;
    }
    removalConflict(version, true);
    m_plan.agreed.versions.emplace(version, base ? *base : *theirs);
}

// ---- conflicts

ConflictRecord &Planner::conflict(Kind kind, const std::optional<Version> &version, const QString &field)
{
    ConflictRecord record{
        .conflict =
            {.id = {}, .kind = kind, .name = m_views.name, .version = version, .field = field, .here = {}, .home = {}},
        .ours = {},
        .bytes = {},
        .home = {}};
    record.conflict.id = conflictId(record);
    m_plan.conflicts.push_back(std::move(record));
    return m_plan.conflicts.back();
}

void Planner::removalConflict(const std::optional<Version> &version, bool isRemovedHere)
{
    ConflictRecord &record = conflict(Kind::Removal, version, {});
    record.isRemovedHere = isRemovedHere;
    record.home = m_views.home.facts;
    const PromptState &kept = isRemovedHere ? m_views.home : m_views.here;
    Side &side = isRemovedHere ? record.conflict.home : record.conflict.here;
    side = version ? sideOf(kept, *version, version->toString().toUtf8()) : Side{versionsText(kept), {}, {}};
    if (!version)
        m_plan.agreed = m_base;
    if (!isRemovedHere)
        return;
    for (const auto &[removed, bytes] : m_views.mark.removed) {
        if (!version || removed == *version)
            m_plan.pendingRemovals.emplace(removed, bytes);
    }
}

Planner::Side Planner::sideOf(const PromptState &state, const Version &version, const QByteArray &value) const
{
    const auto known = state.metadata.find(version);
    if (known == state.metadata.end())
        return {.value = value, .changedAt = {}, .author = {}};
    return {.value = value, .changedAt = known->second.updatedAt, .author = known->second.author};
}

QByteArray Planner::versionsText(const PromptState &state)
{
    std::set<Version> all = state.unread;
    for (const auto &[version, facts] : state.facts.versions)
        all.insert(version);
    QStringList texts;
    for (const Version &version : all)
        texts.append(version.toString());
    return texts.join(u", "_s).toUtf8();
}

qint64 Plan::toSend() const
{
    return std::ssize(send) + std::ssize(replaceAtHome) + std::ssize(separate) + std::ssize(patchHome) +
           std::ssize(labelsHome) + std::ssize(removeAtHome) + (removeAllAtHome ? 1 : 0);
}

qint64 Plan::toReceive() const
{
    return std::ssize(receive) + std::ssize(replaceHere) + std::ssize(separate) + std::ssize(patchHere) +
           std::ssize(labelsHere) + std::ssize(removeHere) + (removeAllHere ? 1 : 0);
}

Plan planOf(const Views &views)
{
    return Planner(views).run();
}

Version conflictVersion(const Version &version, const Checksum &bytes)
{
    const QString core = u"%1.%2.%3"_s.arg(version.majorDigits(), version.minorDigits(), version.patchDigits());
    const QString before = version.isPrerelease() ? u"-0.conflict."_s : u"-conflict."_s;
    // Eight digits without a letter and with a leading zero are no identifier of a pre-release; then it takes more.
    const QString digits = bytes.hex();
    for (qsizetype count = 8; count < digits.size(); ++count) {
        if (auto made = Version::parse(core + before + digits.first(count)))
            return *made;
    }
    return Version::parse(core + before + u'x' + digits).value();
}

} // namespace pulse::replica
