// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/metadata.h"
#include "pulse/storage/capabilities.h"

#include <map>
#include <set>

namespace pulse::replica {

/// What a version is to a comparison: its bytes, and what stays editable. Dates are left out, so that no clock decides.
struct VersionFacts
{
    Checksum checksum;
    QByteArray description; ///< stands for the text (see standInFor); `unknownText` where it is not known
    TagSet tags;

    friend bool operator==(const VersionFacts &, const VersionFacts &) = default;
};

/// Equal for equal texts only; empty for an empty one.
[[nodiscard]] QByteArray standInFor(const QString &text);
inline constexpr char unknownText[] = "?"; ///< stands for no text

/// All of a prompt that is compared.
struct PromptFacts
{
    std::map<Version, VersionFacts> versions;
    LabelMap labels;

    [[nodiscard]] bool isEmpty() const { return versions.empty(); }
    [[nodiscard]] const VersionFacts *find(const Version &version) const
    {
        const auto found = versions.find(version);
        return found == versions.end() ? nullptr : &found->second;
    }
    friend bool operator==(const PromptFacts &, const PromptFacts &) = default;
};

[[nodiscard]] VersionFacts factsOf(const Metadata &metadata);
/// What two sides with the same bytes have in common.
[[nodiscard]] VersionFacts commonOf(const VersionFacts &one, const VersionFacts &other);
/// As `patch` leaves them.
void apply(const MetadataPatch &patch, VersionFacts &facts);

/// One side's prompt as it is now.
struct PromptState
{
    PromptFacts facts;
    std::map<Version, Metadata> metadata; ///< of those that were asked for
    std::set<Version> unread;             ///< versions whose facts were not asked for

    [[nodiscard]] bool isEmpty() const { return facts.isEmpty() && unread.empty(); }
    [[nodiscard]] bool has(const Version &version) const { return facts.find(version) || unread.contains(version); }
};

/// Reads a prompt; one that is not there is empty. With `only`, the metadata of no other versions is read. Its versions
/// and labels are asked for, unless `known` tells them.
[[nodiscard]] Result<PromptState> readPrompt(Storage &storage, const Name &name, const std::set<Version> *only,
                                             const std::stop_token &stop,
                                             const OverviewStorage::Overview *known = nullptr);

} // namespace pulse::replica
