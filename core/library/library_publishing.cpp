// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"
#include "pulse/text/text_encoding.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr int mostPublishingRaces = 64; // with other publishers, before giving up

/// What is published of a prompt now.
struct Standing
{
    std::vector<Version> versions; // ascending; empty for a new prompt
    std::optional<Version> latest;
    std::optional<Metadata> metadata; // of the latest; empty when it is damaged
};

Result<Standing> standingOf(Storage &storage, const Name &name, const std::stop_token &stop)
{
    auto versions = unlessMissing(versionsOf(storage, name, stop));
    if (!versions)
        return failure(std::move(versions));
    Standing standing;
    if (!*versions)
        return standing;
    standing.versions = std::move(**versions);
    standing.latest = latestOf(standing.versions);
    if (!standing.latest)
        return standing;
    auto metadata = metadataOf(storage, name, *standing.latest, stop);
    if (metadata)
        standing.metadata = std::move(*metadata);
    else if (!isDamage(metadata.error()) && metadata.error().code() != ErrorCode::NotFound)
        return failure(std::move(metadata));
    return standing;
}

Bump bumpOf(SuggestedBump suggested)
{
    switch (suggested) {
    case SuggestedBump::Major:
        return Bump::Major;
    case SuggestedBump::Minor:
        return Bump::Minor;
    case SuggestedBump::None:
    case SuggestedBump::Patch:
        break;
    }
    return Bump::Patch;
}

Version raised(const Standing &standing, Bump bump)
{
    if (!standing.latest)
        return Version::first();
    // A second pre-release follows the first one, which `latest` does not mean while there is a release.
    return (bump == Bump::Prerelease ? standing.versions.back() : *standing.latest).next(bump);
}

QString decoded(const QByteArray &content)
{
    const auto text = decodeText(content);
    return text ? text->text : QString();
}

/// The bump that the change from the latest version suggests. A latest version that cannot be read is no hindrance
/// to publishing a good one after it.
Result<BumpSuggestion> suggestionFor(Storage &storage, const Name &name, const Standing &standing,
                                     const QByteArray &content, const std::stop_token &stop)
{
    const BumpSuggestion wording{SuggestedBump::Patch, {BumpReason{BumpReason::Kind::Wording, {}, {}}}};
    if (!standing.latest)
        return wording;
    const auto before = storage.fetch(name, *standing.latest, stop);
    if (before)
        return suggestBump(decoded(before->content), decoded(content));
    if (isDamage(before.error()) || before.error().code() == ErrorCode::NotFound)
        return wording;
    return failure(before);
}

std::unexpected<Error> taken(const Name &name, const Version &version, const Standing &standing)
{
    return failure(ErrorCode::AlreadyExists, u"publish"_s, VersionKey{name, version}.toString(),
                   u"%1 is already published with other content. Publish it as %2, %3 or %4."_s.arg(
                       version.toString(), raised(standing, Bump::Patch).toString(),
                       raised(standing, Bump::Minor).toString(), raised(standing, Bump::Major).toString()));
}

std::unexpected<Error> outdated(const Name &name, const Version &base, const Standing &standing)
{
    const QString now = standing.latest ? u"the latest version is %1 now"_s.arg(standing.latest->toString())
                                        : u"the prompt has been removed"_s;
    return failure(
        ErrorCode::Conflict, u"publish"_s, name.toString(),
        u"“%1” changed since you began: your text is based on %2, but %3. Compare the two, then publish again."_s.arg(
            name.toString(), base.toString(), now));
}

Result<void> checkSize(const Name &name, const QByteArray &content)
{
    if (content.size() <= Storage::maxBufferedBytes)
        return {};
    return failure(
        ErrorCode::Invalid, u"publish"_s, name.toString(),
        u"The content is larger than %1 MiB, which is the most a prompt can hold. Shorten it, or split it into "
        "several prompts."_s.arg(Storage::maxBufferedBytes / (1024 * 1024)));
}

Result<Version> versionFor(Storage &storage, const PublishRequest &request, const Standing &standing,
                           const std::stop_token &stop)
{
    if (request.version)
        return *request.version;
    if (request.bump)
        return raised(standing, *request.bump);
    const auto suggestion = suggestionFor(storage, request.name, standing, request.content, stop);
    if (!suggestion)
        return failure(suggestion);
    return raised(standing, bumpOf(suggestion->bump));
}

// `createdAt` and `author` are those of who gives none.
Result<Prompt> promptFor(const PublishRequest &request, const Standing &standing, const Version &version,
                         const Checksum &checksum, const QDateTime &createdAt, const QString &author)
{
    const auto &known = standing.metadata;
    Prompt prompt{.metadata = {.name = request.name,
                               .version = version,
                               .createdAt = request.createdAt ? request.createdAt->toUTC() : createdAt,
                               .updatedAt = {},
                               .size = request.content.size(),
                               .checksum = checksum,
                               .tags = request.tags.value_or(known ? known->tags : TagSet()),
                               .description = request.description.value_or(known ? known->description : QString()),
                               .author = request.author.value_or(author),
                               .message = request.message,
                               .unknown = {}},
                  .content = request.content};
    prompt.metadata.updatedAt = prompt.metadata.createdAt;
    if (auto valid = validateMetadata(prompt.metadata); !valid)
        return std::unexpected(valid.error().addContext(u"publish"_s, request.name.toString()));
    return prompt;
}

} // namespace

Result<Library::Proposal> Library::propose(const Name &name, const QByteArray &content, std::stop_token stop)
{
    const auto standing = standingOf(*m_storage, name, stop);
    if (!standing)
        return failure(standing);
    auto suggestion = suggestionFor(*m_storage, name, *standing, content, stop);
    if (!suggestion)
        return failure(std::move(suggestion));
    const bool unchanged = standing->metadata && standing->metadata->checksum == Checksum::of(content);
    // Bytes can differ where the decoded texts do not, such as in a byte-order mark.
    if (!unchanged && suggestion->bump == SuggestedBump::None)
        *suggestion = {SuggestedBump::Patch, {BumpReason{BumpReason::Kind::Wording, {}, {}}}};
    const Bump bump = bumpOf(suggestion->bump);
    return Proposal{.latest = standing->latest,
                    .suggestion = std::move(*suggestion),
                    .patch = raised(*standing, Bump::Patch),
                    .minor = raised(*standing, Bump::Minor),
                    .major = raised(*standing, Bump::Major),
                    .proposed = unchanged ? *standing->latest : raised(*standing, bump),
                    .unchanged = unchanged};
}

Result<StoreReceipt> Library::publish(const PublishRequest &request, std::stop_token stop)
{
    if (const auto fits = checkSize(request.name, request.content); !fits)
        return failure(fits);
    const Checksum checksum = Checksum::of(request.content);
    for (int race = 1;; ++race) {
        if (const auto going = checkCancelled(stop, u"publish"_s, request.name.toString()); !going)
            return failure(going);
        const auto standing = standingOf(*m_storage, request.name, stop);
        if (!standing)
            return failure(standing);
        const bool unchanged = standing->metadata && standing->metadata->checksum == checksum;
        if (unchanged && (!request.version || *request.version == *standing->latest)) {
            // Only the storage can tell whether what is there is intact and safe on the disk.
            auto confirmed = m_storage->store({*standing->metadata, request.content}, stop);
            const bool isDamaged = !confirmed && confirmed.error().code() == ErrorCode::Corrupt;
            if (!isDamaged || request.version)
                return confirmed;
        }
        if (request.basedOn && standing->latest != request.basedOn)
            return outdated(request.name, *request.basedOn, *standing);
        const auto version = versionFor(*m_storage, request, *standing, stop);
        const auto prompt = version ? promptFor(request, *standing, *version, checksum, m_clock->now(), policy().author)
                                    : failure(version);
        if (!prompt)
            return failure(prompt);
        auto receipt = m_storage->store(*prompt, stop);
        if (receipt || receipt.error().code() != ErrorCode::AlreadyExists)
            return receipt;
        // Either somebody else has published meanwhile, or the name collides with another one.
        const auto there = m_storage->exists(request.name, *version, stop);
        if (!there || !*there)
            return receipt;
        if (request.version) {
            const auto now = standingOf(*m_storage, request.name, stop);
            return taken(request.name, *version, now ? *now : *standing);
        }
        if (race == mostPublishingRaces)
            return receipt;
        // Those who lost together must not meet again. Whether the wait was ended is asked above.
        (void)m_pause.wait(race, stop);
    }
}

Result<StoreReceipt> Library::restoreVersion(const Name &name, const Version &old, Bump bump, const QString &message,
                                             std::stop_token stop)
{
    auto prompt = m_storage->fetch(name, old, stop);
    if (!prompt)
        return failure(std::move(prompt));
    return publish({.name = name,
                    .content = std::move(prompt->content),
                    .version = {},
                    .bump = bump,
                    .message = message.isEmpty() ? u"Restored from %1"_s.arg(old.toString()) : message,
                    .author = {},
                    .tags = {},
                    .description = {},
                    .createdAt = {},
                    .basedOn = {}},
                   std::move(stop));
}

Result<StoreReceipt> Library::duplicate(const Name &from, const Name &to, std::stop_token stop)
{
    const auto there = m_storage->exists(to, {}, stop);
    if (!there)
        return failure(there);
    if (*there)
        return failure(ErrorCode::AlreadyExists, u"duplicate"_s, to.toString(),
                       u"There is already a prompt called “%1”. Choose another name."_s.arg(to.toString()));
    auto prompt = fetch(PromptRef{from, {}, false}, stop);
    if (!prompt)
        return failure(std::move(prompt));
    return publish({.name = to,
                    .content = std::move(prompt->content),
                    .version = Version::first(),
                    .bump = {},
                    .message = u"Duplicate of %1"_s.arg(VersionKey{from, prompt->version()}.toString()),
                    .author = {},
                    .tags = prompt->metadata.tags,
                    .description = prompt->metadata.description,
                    .createdAt = {},
                    .basedOn = {}},
                   std::move(stop));
}

Result<Metadata> Library::updateMetadata(const PromptRef &ref, const MetadataPatch &patch, std::stop_token stop)
{
    MetadataStorage *metadata = capabilities().metadata;
    if (!metadata)
        return cannot(u"update"_s, ref.toString(), u"This library cannot change tags or descriptions."_s);
    return resolve(ref, stop).and_then(
        [&](const VersionKey &key) { return metadata->updateMetadata(key.name, key.version, patch, stop); });
}

} // namespace pulse
