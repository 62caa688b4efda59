// SPDX-License-Identifier: Apache-2.0
#include "activity_support.h"
#include "pulse/base/cancellation.h"

#include <QSet>
#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

std::unexpected<Error> refused(const Name &name, const QString &why)
{
    return failure(ErrorCode::Conflict, u"undo"_s, name.toString(), why + u" Nothing was changed."_s);
}

/// Every step in turn: `check` says whether the library still is as the step left it, `reverse` makes it as it was
/// before and returns the step that this is.
class Reverser
{
public:
    Reverser(Library &library, const std::vector<ActivityStep> &steps, std::stop_token stop)
        : m_library(library)
        , m_stop(std::move(stop))
    {
        for (const ActivityStep &step : steps) {
            if (const auto *rename = std::get_if<RenameStep>(&step))
                m_leaving.insert(rename->to.caseFolded());
        }
    }

    Result<void> check(const RemovalStep &step);
    Result<void> check(const ArrivalStep &step);
    Result<void> check(const RenameStep &step);
    Result<void> check(const LabelStep &step);
    Result<void> check(const MetadataStep &step);
    Result<void> check(const PurgeStep &step);

    Result<ActivityStep> reverse(const RemovalStep &step);
    Result<ActivityStep> reverse(const ArrivalStep &step);
    Result<ActivityStep> reverse(const RenameStep &step);
    Result<ActivityStep> reverse(const LabelStep &step);
    Result<ActivityStep> reverse(const MetadataStep &step);
    Result<ActivityStep> reverse(const PurgeStep &step);

    /// After it failed: the step that it became all the same, because what failed came after the change.
    std::optional<ActivityStep> outcomeOf(const RemovalStep &step);
    template <typename Step>
    std::optional<ActivityStep> outcomeOf(const Step &)
    {
        return {};
    }

private:
    ActivityStep arrivalOf(const RemovalStep &step, const Name &name, const std::optional<std::vector<Version>> &came);
    Result<const TrashEntry *> entryOf(const RemovalStep &step);
    Result<void> checkLabels(const ArrivalStep &step);
    std::unexpected<Error> labelMoved(const LabelStep &step);

    Library &m_library;
    std::stop_token m_stop;
    QSet<QString> m_leaving; // names that become free on the way
    std::optional<std::vector<TrashEntry>> m_trash;
    QHash<QString, std::size_t> m_entries; // by id
};

// ---- what was removed comes back

Result<const TrashEntry *> Reverser::entryOf(const RemovalStep &step)
{
    if (!m_trash) {
        auto entries = m_library.trash(m_stop);
        if (!entries)
            return failure(std::move(entries));
        m_trash = std::move(*entries);
        for (std::size_t i = 0; i < m_trash->size(); ++i)
            m_entries.insert((*m_trash)[i].id, i);
    }
    const auto at = m_entries.constFind(step.trashId.value_or(QString()));
    return at == m_entries.cend() ? nullptr : &(*m_trash)[*at];
}

Result<void> Reverser::check(const RemovalStep &step)
{
    const auto entry = entryOf(step);
    if (!entry)
        return failure(entry);
    if (!*entry)
        return refused(step.name, u"“%1” is not in the trash any more: it was brought back, or deleted for good."_s.arg(
                                      step.name.toString()));
    const auto there = m_library.storage().exists(step.name, {}, m_stop);
    if (!there)
        return failure(there);
    if (step.isWhole && *there && !m_leaving.contains(step.name.caseFolded()))
        return refused(step.name, u"There is another prompt called “%1” now. Rename that one, then try again, or bring "
                                  "the old one back from the trash under another name."_s.arg(step.name.toString()));
    if (!step.isWhole && !*there)
        return refused(step.name, u"“%1” itself is gone now. Bring the prompt back first."_s.arg(step.name.toString()));
    return {};
}

Result<ActivityStep> Reverser::reverse(const RemovalStep &step)
{
    const auto entry = entryOf(step);
    const auto name = m_library.restoreFromTrash(*step.trashId, step.name, m_stop);
    if (!name)
        return failure(name);
    return arrivalOf(step, *name, entry && *entry ? std::optional((*entry)->versions) : std::nullopt);
}

ActivityStep Reverser::arrivalOf(const RemovalStep &step, const Name &name,
                                 const std::optional<std::vector<Version>> &came)
{
    auto arrival = detail::arrivalOf(m_library, name, came, {});
    if (!arrival) { // it is back all the same
        arrival = ArrivalStep{.name = name, .versions = {}};
        for (const Version &version : came.value_or(std::vector<Version>()))
            arrival->versions.push_back({version, {}});
    }
    arrival->isWhole = step.isWhole;
    return *std::move(arrival);
}

std::optional<ActivityStep> Reverser::outcomeOf(const RemovalStep &step)
{
    const auto before = entryOf(step);
    if (!before || !*before)
        return {};
    const std::vector<Version> versions = (*before)->versions;
    m_trash.reset();
    m_entries.clear();
    const auto now = entryOf(step);
    const auto there = m_library.storage().exists(step.name, step.version, m_stop);
    if (!now || *now || !there || !*there)
        return {};
    return arrivalOf(step, step.name, versions);
}

// ---- what came goes to the trash

Result<void> Reverser::checkLabels(const ArrivalStep &step)
{
    const auto labels = unlessMissing(labelsOf(m_library.storage(), step.name, m_stop));
    if (!labels)
        return failure(labels);
    for (const auto &[label, version] : labels->value_or(LabelMap())) {
        const auto known = step.labels.find(label);
        if (std::ranges::contains(step.versions, version, &VersionPrint::version) &&
            (known == step.labels.end() || known->second != version))
            return refused(
                step.name,
                u"The label “%1” was put on %2 of “%3” since. Take it off, or move it, then try again."_s.arg(
                    label.toString(), version.toString(), step.name.toString()));
    }
    return {};
}

Result<void> Reverser::check(const ArrivalStep &step)
{
    const auto there = versionsThere(m_library.storage(), step.name, m_stop);
    if (!there)
        return failure(there);
    for (const VersionPrint &print : step.versions) {
        const QString key = VersionKey{step.name, print.version}.toString();
        if (!std::ranges::contains(*there, print.version))
            return refused(step.name, u"“%1” is not there any more: it was removed or renamed since."_s.arg(key));
        const auto isSame = matches(m_library.storage(), step.name, print, m_stop);
        if (!isSame)
            return failure(isSame);
        if (!*isSame)
            return refused(step.name, u"“%1” holds something else now."_s.arg(key));
    }
    const auto latest = latestOf(*there);
    const bool isLatest = latest && std::ranges::contains(step.versions, *latest, &VersionPrint::version);
    if ((step.isLatest && !isLatest) || (step.isWhole && there->size() != step.versions.size()))
        return refused(step.name, u"“%1” has newer versions now, up to %2. Remove those first."_s.arg(
                                      step.name.toString(), there->back().toString()));
    return checkLabels(step);
}

Result<ActivityStep> Reverser::reverse(const ArrivalStep &step)
{
    const std::optional<Version> only = step.isWhole ? std::nullopt : std::optional(step.versions.front().version);
    auto receipt = m_library.remove(step.name, only, m_stop);
    if (!receipt)
        return failure(std::move(receipt));
    if (!step.isWhole || !receipt->trashId)
        return ActivityStep(RemovalStep{step.name, only, step.isWhole, receipt->trashId});
    // Somebody may have published between the look and the removal: then that must not go along.
    const auto listed = m_library.trash({});
    const std::vector<TrashEntry> entries = listed.value_or(std::vector<TrashEntry>());
    const auto entry = std::ranges::find(entries, *receipt->trashId, &TrashEntry::id);
    if (entry != entries.end() && entry->versions.size() > step.versions.size()) {
        if (auto back = m_library.restoreFromTrash(*receipt->trashId, step.name, {}); !back)
            return failure(std::move(back));
        return refused(step.name, u"“%1” got a newer version just now."_s.arg(step.name.toString()));
    }
    return ActivityStep(RemovalStep{step.name, {}, true, receipt->trashId});
}

// ---- names

Result<void> Reverser::check(const RenameStep &step)
{
    const auto there = versionsThere(m_library.storage(), step.to, m_stop);
    if (!there)
        return failure(there);
    Result<bool> isSame = !there->empty();
    if (*isSame && step.latest)
        isSame = matches(m_library.storage(), step.to, *step.latest, m_stop);
    if (!isSame)
        return failure(isSame);
    if (!*isSame)
        return refused(step.to,
                       there->empty()
                           ? u"“%1” is not there any more: it was removed or renamed since."_s.arg(step.to.toString())
                           : u"“%1” is another prompt now than the one that was renamed."_s.arg(step.to.toString()));
    const auto taken = m_library.storage().exists(step.from, {}, m_stop);
    if (!taken)
        return failure(taken);
    if (!*taken || step.from.caseFolded() == step.to.caseFolded() || m_leaving.contains(step.from.caseFolded()))
        return {};
    // The same prompt under both names is a renaming that was cut off: doing it once more completes it.
    const bool isKnown = step.latest && step.latest->checksum;
    const auto isHalfDone = isKnown ? matches(m_library.storage(), step.from, *step.latest, m_stop) : false;
    if (!isHalfDone)
        return failure(isHalfDone);
    if (!*isHalfDone)
        return refused(step.from, u"There is another prompt called “%1” now. Rename that one, then try again."_s.arg(
                                      step.from.toString()));
    return {};
}

Result<ActivityStep> Reverser::reverse(const RenameStep &step)
{
    return m_library.rename(step.to, step.from, m_stop).transform([&step] {
        return ActivityStep(RenameStep{step.to, step.from, step.latest});
    });
}

// ---- labels

std::unexpected<Error> Reverser::labelMoved(const LabelStep &step)
{
    const auto labels = labelsOf(m_library.storage(), step.name, m_stop);
    const auto now = labels ? std::optional(labels->find(step.label)) : std::nullopt;
    const QString where = now && *now != labels->end()
                              ? u"points at %1 of “%2” now"_s.arg((*now)->second.toString(), step.name.toString())
                              : u"is not on “%1” any more"_s.arg(step.name.toString());
    return refused(step.name, u"The label “%1” %2."_s.arg(step.label.toString(), where));
}

Result<void> Reverser::check(const LabelStep &step)
{
    const auto labels = unlessMissing(labelsOf(m_library.storage(), step.name, m_stop));
    if (!labels)
        return failure(labels);
    if (!*labels)
        return refused(step.name,
                       u"“%1” is not there any more: it was removed or renamed since."_s.arg(step.name.toString()));
    const auto now = (*labels)->find(step.label);
    if ((now == (*labels)->end() ? std::nullopt : std::optional(now->second)) != step.after)
        return labelMoved(step);
    if (!step.before)
        return {};
    const auto target = m_library.storage().exists(step.name, *step.before, m_stop);
    if (!target)
        return failure(target);
    if (!*target)
        return refused(step.name, u"%1 of “%2”, where the label “%3” was, is gone. Bring it back first."_s.arg(
                                      step.before->toString(), step.name.toString(), step.label.toString()));
    return {};
}

Result<ActivityStep> Reverser::reverse(const LabelStep &step)
{
    using Precondition = LabelStorage::Precondition;
    LabelStorage *labels = m_library.capabilities().labels;
    if (!labels)
        return cannot(u"label"_s, step.name.toString(), u"This library cannot keep labels."_s);
    const Precondition asLeft = step.after ? Precondition{Precondition::Kind::PointsTo, step.after}
                                           : Precondition{Precondition::Kind::Absent, {}};
    const auto outcome = step.before ? labels->setLabel(step.name, step.label, *step.before, asLeft, m_stop)
                                     : labels->removeLabel(step.name, step.label, asLeft, m_stop);
    if (outcome)
        return ActivityStep(LabelStep{step.name, step.label, step.after, step.before});
    if (outcome.error().code() == ErrorCode::Conflict)
        return labelMoved(step);
    return failure(outcome);
}

// ---- tags and descriptions

MetadataPatch inverseOf(const MetadataStep &step)
{
    MetadataPatch patch;
    patch.description = step.descriptionBefore;
    patch.expectedDescription = step.descriptionAfter;
    patch.addTags = patch.unexpectedTags = step.removedTags;
    patch.removeTags = patch.expectedTags = step.addedTags;
    return patch;
}

std::unexpected<Error> editedSince(const MetadataStep &step)
{
    return refused(step.key.name,
                   u"The tags or the description of “%1” were changed again since."_s.arg(step.key.toString()));
}

Result<void> Reverser::check(const MetadataStep &step)
{
    const auto now = unlessMissing(metadataOf(m_library.storage(), step.key.name, step.key.version, m_stop));
    if (!now)
        return failure(now);
    if (!*now)
        return refused(step.key.name,
                       u"“%1” is not there any more: it was removed or renamed since."_s.arg(step.key.toString()));
    if (const auto patched = inverseOf(step).applyTo(**now, (*now)->updatedAt); !patched)
        return patched.error().code() == ErrorCode::Conflict ? Result<void>(editedSince(step)) : failure(patched);
    return {};
}

Result<ActivityStep> Reverser::reverse(const MetadataStep &step)
{
    const auto done =
        m_library.updateMetadata(PromptRef{step.key.name, step.key.version, true}, inverseOf(step), m_stop);
    if (!done && done.error().code() == ErrorCode::Conflict)
        return editedSince(step);
    if (!done)
        return failure(done);
    return ActivityStep(
        MetadataStep{step.key, step.removedTags, step.addedTags, step.descriptionAfter, step.descriptionBefore});
}

Result<void> Reverser::check(const PurgeStep &step)
{
    return refused(step.name, u"“%1” was deleted for good."_s.arg(step.name.toString()));
}

Result<ActivityStep> Reverser::reverse(const PurgeStep &step)
{
    return refused(step.name, u"“%1” was deleted for good."_s.arg(step.name.toString()));
}

/// Several versions that came to a prompt go one by one, so that each is one entry of the trash.
std::vector<ActivityStep> singled(const std::vector<ActivityStep> &steps)
{
    std::vector<ActivityStep> result;
    for (const ActivityStep &step : steps) {
        const auto *arrival = std::get_if<ArrivalStep>(&step);
        if (!arrival || arrival->isWhole || arrival->versions.size() == 1) {
            result.push_back(step);
            continue;
        }
        for (const VersionPrint &print : arrival->versions) {
            ArrivalStep one{.name = arrival->name, .versions = {print}, .isWhole = false};
            one.isLatest = arrival->isLatest && print == arrival->versions.back();
            for (const auto &[label, version] : arrival->labels) {
                if (version == print.version)
                    one.labels.emplace(label, version);
            }
            result.push_back(std::move(one));
        }
    }
    return result;
}

} // namespace

Reversal reverse(Library &library, const std::vector<ActivityStep> &given, const std::stop_token &stop)
{
    const std::vector<ActivityStep> steps = singled(given);
    Reverser reverser(library, steps, stop);
    for (const ActivityStep &step : steps) {
        auto fine = checkCancelled(stop, u"undo"_s, nameOf(step).toString());
        if (fine)
            fine = std::visit([&](const auto &what) { return reverser.check(what); }, step);
        if (!fine)
            return {{}, steps, fine.error()};
    }
    Reversal reversal;
    std::size_t left = steps.size();
    for (; left > 0 && !reversal.error; --left) {
        auto done = std::visit([&](const auto &what) { return reverser.reverse(what); }, steps[left - 1]);
        if (!done) {
            reversal.error = done.error();
            const auto outcome =
                std::visit([&](const auto &what) { return reverser.outcomeOf(what); }, steps[left - 1]);
            if (outcome) {
                reversal.steps.push_back(*outcome);
                --left;
            }
            break;
        }
        reversal.steps.push_back(std::move(*done));
    }
    if (!reversal.error)
        return reversal;
    // All or nothing: what was reversed until then is done again.
    reversal.remaining.assign(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(left));
    Reverser forward(library, reversal.steps, {});
    while (!reversal.steps.empty()) {
        auto again = std::visit([&](const auto &what) { return forward.reverse(what); }, reversal.steps.back());
        if (!again)
            break;
        reversal.remaining.push_back(std::move(*again));
        reversal.steps.pop_back();
    }
    return reversal;
}

} // namespace pulse::detail
