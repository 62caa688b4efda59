// SPDX-License-Identifier: Apache-2.0
#include "merge.h"

#include <QStringList>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

using Kind = SyncStorage::Conflict::Kind;
using Side = SyncStorage::Conflict::Side;

template <typename Map>
std::optional<typename Map::mapped_type> at(const Map &map, const typename Map::key_type &key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

bool pointsAt(const LabelMap &labels, const Version &version)
{
    return std::ranges::any_of(labels, [&](const auto &entry) { return entry.second == version; });
}

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
    VersionFacts agreed = ours;
    MetadataPatch patchHere;
    MetadataPatch patchHome;
    // Tags: what either side added or took away since. Without a common past nothing was taken away.
    const TagSet past = isKnown ? known->tags : TagSet();
    for (const QString &tag : ours.tags.toList()) {
        if (theirs.tags.contains(tag))
            continue;
        if (past.contains(tag)) {
            patchHere.removeTags.append(tag);
            agreed.tags.remove(tag);
        } else {
            patchHome.addTags.append(tag);
        }
    }
    for (const QString &tag : theirs.tags.toList()) {
        if (ours.tags.contains(tag))
            continue;
        if (past.contains(tag))
            patchHome.removeTags.append(tag);
        else if (agreed.tags.insert(tag))
            patchHere.addTags.append(tag);
    }
    if (ours.description != theirs.description) {
        const QString &textHere = m_views.here.metadata.at(version).description;
        const QString &textHome = m_views.home.metadata.at(version).description;
        const QByteArray before = isKnown ? known->description : QByteArray();
        if (theirs.description == before) {
            patchHome.description = textHere;
            patchHome.expectedDescription = textHome;
        } else if (ours.description == before) {
            patchHere.description = textHome;
            patchHere.expectedDescription = textHere;
            agreed.description = theirs.description;
        } else {
            agreed.description = isKnown ? before : QByteArray(unknownText);
            ConflictRecord &record = conflict(Kind::Metadata, version, u"description"_s);
            record.conflict.here = sideOf(m_views.here, version, textHere.toUtf8());
            record.conflict.home = sideOf(m_views.home, version, textHome.toUtf8());
        }
    }
    const auto needed = [](const MetadataPatch &patch) {
        return patch.description || !patch.addTags.isEmpty() || !patch.removeTags.isEmpty();
    };
    if (needed(patchHere))
        m_plan.patchHere.push_back({version, patchHere});
    if (needed(patchHome))
        m_plan.patchHome.push_back({version, patchHome});
    m_plan.agreed.versions.emplace(version, std::move(agreed));
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

// ---- labels

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

Side Planner::sideOf(const PromptState &state, const Version &version, const QByteArray &value) const
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

} // namespace

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
