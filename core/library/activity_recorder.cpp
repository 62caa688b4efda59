// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/activity_recorder.h"

#include "activity_support.h"

#include <QHash>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr int mostUndoRaces = 16; // with others who change the same thing, before giving up

QStringList without(const QStringList &tags, const TagSet &others)
{
    QStringList rest;
    std::ranges::copy_if(tags, std::back_inserter(rest), [&](const QString &tag) { return !others.contains(tag); });
    return rest;
}

/// What was changed between the two, of what the patch is about.
MetadataStep differenceOf(const Metadata &before, const Metadata &after)
{
    MetadataStep step{.key = {after.name, after.version}};
    step.addedTags = without(after.tags.toList(), before.tags);
    step.removedTags = without(before.tags.toList(), after.tags);
    if (before.description != after.description) {
        step.descriptionBefore = before.description;
        step.descriptionAfter = after.description;
    }
    return step;
}

/// The patch, bound to what was read before it, so that nobody can come in between unseen.
MetadataPatch boundTo(const Metadata &before, const MetadataPatch &patch)
{
    MetadataPatch bound = patch;
    if (patch.description && !bound.expectedDescription)
        bound.expectedDescription = before.description;
    if (const auto after = patch.applyTo(before, before.updatedAt)) {
        bound.expectedTags += without(before.tags.toList(), after->tags);
        bound.unexpectedTags += without(after->tags.toList(), before.tags);
    }
    return bound;
}

} // namespace

ActivityRecorder::ActivityRecorder(Library &library)
    : m_library(library)
{}

Result<StoreReceipt> ActivityRecorder::publish(const PublishRequest &request, std::stop_token stop)
{
    auto receipt = m_library.publish(request, stop);
    if (!receipt || receipt->outcome != StoreReceipt::Outcome::Created)
        return receipt;
    // What was published is there, whether or not the rest can be read: then it is noted as one version of several.
    const Version &version = receipt->metadata.version;
    ArrivalStep step{.name = request.name, .versions = {{version, receipt->metadata.checksum}}, .isWhole = false};
    if (const auto there = versionsThere(m_library.storage(), request.name, std::move(stop))) {
        step.isWhole = there->size() == 1;
        step.isLatest = latestOf(*there) == version;
    }
    note(std::move(step));
    return receipt;
}

Result<StoreReceipt> ActivityRecorder::restoreVersion(const Name &name, const Version &old, Bump bump,
                                                      const QString &message, std::stop_token stop)
{
    auto receipt = m_library.restoreVersion(name, old, bump, message, std::move(stop));
    if (receipt && receipt->outcome == StoreReceipt::Outcome::Created)
        note(ArrivalStep{.name = name,
                         .versions = {{receipt->metadata.version, receipt->metadata.checksum}},
                         .isWhole = false,
                         .isLatest = true});
    return receipt;
}

Result<StoreReceipt> ActivityRecorder::duplicate(const Name &from, const Name &to, std::stop_token stop)
{
    auto receipt = m_library.duplicate(from, to, std::move(stop));
    if (receipt && receipt->outcome == StoreReceipt::Outcome::Created)
        note(ArrivalStep{.name = to, .versions = {{receipt->metadata.version, receipt->metadata.checksum}}});
    return receipt;
}

Result<ImportReport> ActivityRecorder::import(const ImportPlan &plan, const ImportOptions &options,
                                              const ProgressSink &progress, std::stop_token stop)
{
    // An import that is stopped does not say how far it came, so what is new is what is there afterwards and was not
    // before, and holds what the plan brings.
    struct Target
    {
        Name name;
        std::vector<Version> before;
        std::vector<Checksum> brought;
    };
    QHash<QString, qsizetype> places;
    std::vector<Target> targets;
    for (const ImportItem &item : plan.items) {
        const auto name = Name::parse(item.name);
        if (item.action != ImportItem::Action::Create || !name || !item.checksum)
            continue;
        auto place = places.constFind(item.name);
        if (place == places.cend()) {
            auto before = versionsThere(m_library.storage(), *name, stop);
            if (!before)
                return failure(std::move(before));
            place = places.insert(item.name, std::ssize(targets));
            targets.push_back({*name, std::move(*before), {}});
        }
        targets[static_cast<std::size_t>(*place)].brought.push_back(*item.checksum);
    }
    auto report = runImport(m_library, plan, options, progress, stop);
    for (const Target &target : targets) {
        // Noting is not to be stopped: what was published before is there.
        const auto there = versionsThere(m_library.storage(), target.name, {});
        if (!there)
            continue;
        ArrivalStep step{.name = target.name, .versions = {}};
        for (const Version &version : *there) {
            if (std::ranges::contains(target.before, version))
                continue;
            const VersionPrint print = printOf(m_library.storage(), target.name, version, {});
            if (print.checksum && std::ranges::contains(target.brought, *print.checksum))
                step.versions.push_back(print);
        }
        if (step.versions.empty())
            continue;
        const auto latest = latestOf(*there);
        step.isWhole = step.versions.size() == there->size();
        step.isLatest = latest && std::ranges::contains(step.versions, *latest, &VersionPrint::version);
        note(std::move(step));
    }
    return report;
}

Result<Metadata> ActivityRecorder::updateMetadata(const PromptRef &ref, const MetadataPatch &patch,
                                                  std::stop_token stop)
{
    for (int race = 1;; ++race) {
        const auto before = m_library.metadata(ref, stop);
        if (!before)
            return failure(before);
        const MetadataPatch bound = boundTo(*before, patch);
        auto after = m_library.updateMetadata(PromptRef{before->name, before->version, true}, bound, stop);
        if (!after) {
            if (after.error().code() == ErrorCode::Conflict && race < mostUndoRaces)
                continue;
            return after;
        }
        MetadataStep step = differenceOf(*before, *after);
        // What others changed beside it is not ours.
        if (!patch.description)
            step.descriptionBefore = step.descriptionAfter = std::nullopt;
        const auto isOurs = [](const QStringList &ours) {
            return [&ours](const QString &tag) { return !ours.contains(tag); };
        };
        step.addedTags.removeIf(isOurs(bound.unexpectedTags));
        step.removedTags.removeIf(isOurs(bound.expectedTags));
        if (step.descriptionAfter || !step.addedTags.isEmpty() || !step.removedTags.isEmpty())
            note(std::move(step));
        return after;
    }
}

Result<void> ActivityRecorder::setLabel(const Name &name, const Label &label, const Version &target,
                                        bool overrideProtection, std::stop_token stop)
{
    const auto change = m_library.changeLabel(name, label, target, overrideProtection, std::move(stop));
    if (!change)
        return failure(change);
    if (change->before != change->after)
        note(LabelStep{name, label, change->before, change->after});
    return {};
}

Result<void> ActivityRecorder::removeLabel(const Name &name, const Label &label, bool overrideProtection,
                                           std::stop_token stop)
{
    const auto change = m_library.changeLabel(name, label, {}, overrideProtection, std::move(stop));
    if (!change)
        return failure(change);
    note(LabelStep{name, label, change->before, {}});
    return {};
}

Result<RemovalReceipt> ActivityRecorder::remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop)
{
    auto receipt = m_library.remove(name, version, stop);
    if (!receipt)
        return receipt;
    bool isWhole = !version;
    if (version) {
        const auto left = m_library.storage().exists(name, {}, {});
        isWhole = left && !*left;
    }
    note(RemovalStep{name, version, isWhole, receipt->trashId});
    return receipt;
}

std::vector<Result<RemovalReceipt>> ActivityRecorder::removeMany(std::span<const Name> names,
                                                                 const ProgressSink &progress, std::stop_token stop)
{
    auto receipts = m_library.removeMany(names, progress, std::move(stop));
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        if (receipts[i])
            note(RemovalStep{names[i], {}, true, receipts[i]->trashId});
    }
    return receipts;
}

std::optional<std::vector<Version>> ActivityRecorder::versionsInTrash(const QString &id, const std::stop_token &stop)
{
    auto entry = std::ranges::find(m_trash, id, &TrashEntry::id);
    if (entry == m_trash.end()) {
        if (auto entries = m_library.trash(stop))
            m_trash = std::move(*entries);
        entry = std::ranges::find(m_trash, id, &TrashEntry::id);
    }
    return entry == m_trash.end() ? std::nullopt : std::optional(entry->versions);
}

Result<Name> ActivityRecorder::restoreFromTrash(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    const auto versions = versionsInTrash(id, stop);
    auto name = m_library.restoreFromTrash(id, as, std::move(stop));
    if (!name)
        return name;
    if (auto step = arrivalOf(m_library, *name, versions, {}); step && !step->versions.empty())
        note(std::move(*step));
    return name;
}

std::vector<Result<void>> ActivityRecorder::purgeMany(std::span<const TrashEntry> entries, const ProgressSink &progress,
                                                      std::stop_token stop)
{
    QStringList ids;
    for (const TrashEntry &entry : entries)
        ids.append(entry.id);
    auto outcomes = m_library.purgeMany(ids, progress, std::move(stop));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i])
            note(PurgeStep{entries[i].name});
    }
    return outcomes;
}

Result<void> ActivityRecorder::rename(const Name &from, const Name &to, std::stop_token stop)
{
    if (auto renamed = m_library.rename(from, to, std::move(stop)); !renamed)
        return renamed;
    RenameStep step{from, to};
    if (const auto there = versionsThere(m_library.storage(), to, {}); there && !there->empty())
        step.latest = printOf(m_library.storage(), to, there->back(), {});
    note(std::move(step));
    return {};
}

Result<std::vector<RenameResult>> ActivityRecorder::renameFolder(const QString &from, const QString &to,
                                                                 const ProgressSink &progress, std::stop_token stop)
{
    auto results = m_library.renameFolder(from, to, progress, std::move(stop));
    if (!results)
        return results;
    for (const RenameResult &result : *results) {
        if (!result.outcome)
            continue;
        RenameStep step{result.from, result.to};
        if (const auto there = versionsThere(m_library.storage(), result.to, {}); there && !there->empty())
            step.latest = printOf(m_library.storage(), result.to, there->back(), {});
        note(std::move(step));
    }
    return results;
}

std::optional<Activity> ActivityRecorder::finish(ActivityKind kind)
{
    if (m_steps.empty())
        return {};
    Activity activity{.at = m_library.clock().now(), .kind = kind};
    const bool hasTrash = m_library.capabilities().trash != nullptr;
    activity.isReversible =
        std::ranges::all_of(m_steps, [&](const ActivityStep &step) { return isReversible(step, hasTrash); });
    activity.original = std::exchange(m_steps, {});
    activity.steps = activity.original;
    return activity;
}

} // namespace pulse
