// SPDX-License-Identifier: Apache-2.0
#include "facts.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

QByteArray standInFor(const QString &text)
{
    return text.isEmpty() ? QByteArray() : Checksum::of(text.toUtf8()).hex().first(32).toLatin1();
}

VersionFacts factsOf(const Metadata &metadata)
{
    return {metadata.checksum, standInFor(metadata.description), metadata.tags};
}

VersionFacts commonOf(const VersionFacts &one, const VersionFacts &other)
{
    VersionFacts common{one.checksum, one.description == other.description ? one.description : QByteArray(), {}};
    for (const QString &tag : one.tags.toList()) {
        if (other.tags.contains(tag))
            (void)common.tags.insert(tag);
    }
    return common;
}

void apply(const MetadataPatch &patch, VersionFacts &facts)
{
    for (const QString &tag : patch.addTags)
        (void)facts.tags.insert(tag);
    for (const QString &tag : patch.removeTags)
        (void)facts.tags.remove(tag);
    if (patch.description)
        facts.description = standInFor(*patch.description);
}

namespace {

Result<Metadata> metadataOf(Storage &storage, const Name &name, const Version &version, const std::stop_token &stop)
{
    if (MetadataStorage *metadata = storage.capabilities().metadata)
        return metadata->metadata(name, version, stop);
    return storage.fetch(name, version, stop).transform([](Prompt prompt) { return std::move(prompt.metadata); });
}

Result<OverviewStorage::Overview> overviewOf(Storage &storage, const Name &name, const std::stop_token &stop)
{
    const Capabilities can = storage.capabilities();
    if (!can.versions)
        return failure(ErrorCode::Unsupported, u"synchronise"_s, name.toString(),
                       u"The library cannot list the versions of a prompt, so it cannot be synchronised."_s);
    OverviewStorage::Overview overview;
    auto versions = can.versions->versions(name, stop);
    if (!versions && versions.error().code() == ErrorCode::NotFound)
        return overview;
    if (!versions)
        return failure(versions);
    overview.versions = *std::move(versions);
    auto labels = can.labels ? can.labels->labels(name, stop) : Result<LabelMap>();
    if (!labels && labels.error().code() != ErrorCode::NotFound)
        return failure(std::move(labels));
    if (labels)
        overview.labels = *std::move(labels);
    return overview;
}

} // namespace

Result<PromptState> readPrompt(Storage &storage, const Name &name, const std::set<Version> *only,
                               const std::stop_token &stop, const OverviewStorage::Overview *known)
{
    const auto overview = known ? Result<OverviewStorage::Overview>(*known) : overviewOf(storage, name, stop);
    if (!overview)
        return failure(overview);
    PromptState state;
    for (const Version &version : overview->versions) {
        if (only && !only->contains(version)) {
            state.unread.insert(version);
            continue;
        }
        auto metadata = metadataOf(storage, name, version, stop);
        if (!metadata && metadata.error().code() == ErrorCode::NotFound)
            continue; // it was removed just now
        if (!metadata)
            return failure(std::move(metadata));
        state.facts.versions.emplace(version, factsOf(*metadata));
        state.metadata.emplace(version, *std::move(metadata));
    }
    state.facts.labels = overview->labels;
    return state;
}

} // namespace pulse::replica
