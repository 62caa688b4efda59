// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/activity.h"

#include "activity_support.h"

namespace pulse {

namespace {
template <typename... Fs>
struct Overloaded : Fs...
{
    using Fs::operator()...;
};
} // namespace

const Name &nameOf(const ActivityStep &step)
{
    return std::visit(Overloaded{[](const RenameStep &rename) -> const Name & { return rename.to; },
                                 [](const MetadataStep &edit) -> const Name & { return edit.key.name; },
                                 [](const auto &other) -> const Name & { return other.name; }},
                      step);
}

bool isReversible(const ActivityStep &step, bool hasTrash)
{
    return std::visit(Overloaded{[](const RemovalStep &removal) { return removal.trashId.has_value(); },
                                 [hasTrash](const ArrivalStep &) { return hasTrash; },
                                 [](const PurgeStep &) { return false; }, [](const auto &) { return true; }},
                      step);
}

namespace detail {

VersionPrint printOf(Storage &storage, const Name &name, const Version &version, std::stop_token stop)
{
    const auto metadata = metadataOf(storage, name, version, std::move(stop));
    return {version, metadata ? std::optional(metadata->checksum) : std::nullopt};
}

Result<bool> matches(Storage &storage, const Name &name, const VersionPrint &print, std::stop_token stop)
{
    if (!print.checksum)
        return true;
    const auto metadata = metadataOf(storage, name, print.version, std::move(stop));
    if (metadata)
        return metadata->checksum == *print.checksum;
    const ErrorCode code = metadata.error().code();
    if (code == ErrorCode::NotFound || code == ErrorCode::Corrupt)
        return false;
    return failure(metadata);
}

Result<std::vector<Version>> versionsThere(Storage &storage, const Name &name, std::stop_token stop)
{
    return unlessMissing(versionsOf(storage, name, std::move(stop)))
        .transform([](std::optional<std::vector<Version>> versions) {
            return std::move(versions).value_or(std::vector<Version>());
        });
}

Result<ArrivalStep> arrivalOf(Library &library, const Name &name, const std::optional<std::vector<Version>> &wanted,
                              std::stop_token stop)
{
    const auto there = versionsThere(library.storage(), name, stop);
    if (!there)
        return failure(there);
    const auto labels = unlessMissing(labelsOf(library.storage(), name, stop));
    if (!labels)
        return failure(labels);
    ArrivalStep step{.name = name, .versions = {}};
    for (const Version &version : *there) {
        if (!wanted || std::ranges::contains(*wanted, version))
            step.versions.push_back(printOf(library.storage(), name, version, stop));
    }
    for (const auto &[label, version] : labels->value_or(LabelMap())) {
        if (std::ranges::contains(step.versions, version, &VersionPrint::version))
            step.labels.emplace(label, version);
    }
    step.isWhole = step.versions.size() == there->size();
    return step;
}

} // namespace detail
} // namespace pulse
