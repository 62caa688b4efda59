// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "records.h"

#include <functional>

namespace pulse::replica {

/// What three views of one prompt are compared from.
struct Views
{
    const Name &name;
    const std::optional<BaseRecord> &base;
    const ChangeMark &mark;  ///< an empty one where there is none
    const PromptState &here; ///< all of it
    const PromptState &home; ///< at least the versions that the other views know
    /// Whether it is on record that somebody removed the version at the home.
    std::function<bool(const Version &)> isRemovedAtHome;
    std::set<Label> contested = {}; ///< about which a person is asked already
};

struct LabelMove
{
    Label label;
    std::optional<Version> from; ///< as it was seen
    std::optional<Version> to;
};

struct Patch
{
    Version version;
    MetadataPatch patch;
};

/// This side's bytes of a version get a number of their own, because the home's keep the common one.
struct Separation
{
    Version version;
    Version ours;
};

/// What makes both sides the same, as far as that needs no person.
struct Plan
{
    std::vector<Version> send;
    std::vector<Version> receive;
    std::vector<Version> replaceAtHome; ///< removed here and published anew
    std::vector<Version> replaceHere;   ///< the same at the home
    std::vector<Separation> separate;   ///< and then as replaceHere
    std::vector<Patch> patchHere;
    std::vector<Patch> patchHome;
    std::vector<LabelMove> labelsHere;
    std::vector<LabelMove> labelsHome;
    std::vector<Version> removeHere;
    std::vector<Version> removeAtHome;
    bool removeAllHere = false;
    bool removeAllAtHome = false;
    std::vector<ConflictRecord> conflicts;
    /// What both sides hold afterwards; of `receive` and `replaceHere` the facts are known only then.
    PromptFacts agreed;
    std::map<Version, Checksum> pendingRemovals; ///< what was removed here and waits for a person
    /// Something is missing at the home without a record.
    bool isUnexplained = false;

    [[nodiscard]] qint64 toSend() const;
    [[nodiscard]] qint64 toReceive() const;
};

[[nodiscard]] Plan planOf(const Views &views);

/// The number under which bytes survive that lost theirs: `1.2.0-conflict.` and the first eight digits of their
/// checksum. Of a pre-release the number sorts below all named ones of its release, so that `latest` does not move.
[[nodiscard]] Version conflictVersion(const Version &version, const Checksum &bytes);

} // namespace pulse::replica
