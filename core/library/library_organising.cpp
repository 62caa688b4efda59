// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/storage/one_by_one.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr int mostLabelRaces = 16; // with others who move the same label, before giving up

std::unexpected<Error> noLabels(const Name &name)
{
    return cannot(u"label"_s, name.toString(), u"This library cannot keep labels."_s);
}

std::unexpected<Error> protectedLabel(const Name &name, const Label &label, const std::optional<Version> &version)
{
    const QString where = version ? u" and points at %1"_s.arg(version->toString()) : QString();
    return failure(ErrorCode::PermissionDenied, u"label"_s, name.toString(),
                   u"The label “%1” is protected%2. Confirm explicitly that you want to move or remove it."_s.arg(
                       label.toString(), where));
}

} // namespace

bool Library::isProtected(const Label &label) const
{
    return policy().protectedLabels.contains(label.toString());
}

Result<void> Library::setLabel(const Name &name, const Label &label, const Selector &target, bool overrideProtection,
                               std::stop_token stop)
{
    using Precondition = LabelStorage::Precondition;
    LabelStorage *labels = capabilities().labels;
    if (!labels)
        return noLabels(name);
    const auto key = resolve(PromptRef{name, target, true}, stop);
    if (!key)
        return failure(key);
    if (overrideProtection || !isProtected(label))
        return labels->setLabel(name, label, key->version, {}, stop);

    // Protection guards against moving the label; putting it on for the first time is no move.
    const auto current = labels->labels(name, stop);
    if (!current)
        return failure(current);
    if (const auto at = current->find(label); at != current->end()) {
        if (at->second == key->version)
            return {};
        return protectedLabel(name, label, at->second);
    }
    auto outcome = labels->setLabel(name, label, key->version, {Precondition::Kind::Absent, {}}, stop);
    if (!outcome && outcome.error().code() == ErrorCode::Conflict)
        return protectedLabel(name, label, {});
    return outcome;
}

Result<void> Library::removeLabel(const Name &name, const Label &label, bool overrideProtection, std::stop_token stop)
{
    LabelStorage *labels = capabilities().labels;
    if (!labels)
        return noLabels(name);
    if (!overrideProtection && isProtected(label)) {
        const auto current = labels->labels(name, stop);
        if (!current)
            return failure(current);
        if (const auto at = current->find(label); at != current->end())
            return protectedLabel(name, label, at->second);
    }
    return labels->removeLabel(name, label, {}, std::move(stop));
}

Result<Library::LabelChange> Library::changeLabel(const Name &name, const Label &label,
                                                  const std::optional<Version> &target, bool overrideProtection,
                                                  std::stop_token stop)
{
    using Precondition = LabelStorage::Precondition;
    LabelStorage *labels = capabilities().labels;
    if (!labels)
        return noLabels(name);
    for (int race = 1;; ++race) {
        const auto current = labels->labels(name, stop);
        if (!current)
            return failure(current);
        const auto at = current->find(label);
        const auto before = at == current->end() ? std::nullopt : std::optional(at->second);
        if (target && before == target)
            return LabelChange{before, target};
        if (before && !overrideProtection && isProtected(label))
            return protectedLabel(name, label, before);
        const Precondition asFound =
            before ? Precondition{Precondition::Kind::PointsTo, before} : Precondition{Precondition::Kind::Absent, {}};
        // To take off what is not there is an error of the storage's own.
        const auto outcome = target ? labels->setLabel(name, label, *target, asFound, stop)
                                    : labels->removeLabel(name, label, before ? asFound : Precondition{}, stop);
        if (outcome)
            return LabelChange{before, target};
        if (outcome.error().code() != ErrorCode::Conflict || race == mostLabelRaces)
            return failure(outcome);
    }
}

Result<RemovalReceipt> Library::remove(const Name &name, const std::optional<Version> &version, std::stop_token stop)
{
    return m_storage->remove(name, version, std::move(stop));
}

std::vector<Result<RemovalReceipt>> Library::removeMany(std::span<const Name> names, const ProgressSink &progress,
                                                        std::stop_token stop)
{
    if (BatchStorage *batches = capabilities().batches)
        return batches->removeMany(names, progress, std::move(stop));
    return oneByOne(names, progress, &Name::toString, [&](const Name &name) { return remove(name, {}, stop); });
}

} // namespace pulse
