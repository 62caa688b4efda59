// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "facts.h"

namespace pulse::replica {

/// What a synchronisation was about to carry over: an intention, on the disk before the first of it is done. The record
/// of the outcome takes its place; so it is met by others only where the synchronisation died, or ended without knowing
/// the outcome, and then each single thing of it was done or was not. docs/adr/0076 says why that is enough.
struct UnderWay
{
    PromptFacts received;       ///< what both sides hold in common once all that comes from the home is here
    PromptFacts agreed;         ///< the same once everything else is at the home as well
    std::set<Version> arriving; ///< versions that come here; what is edited of them is known when they are there
    /// What of it was done here is in the common past already, and this side may have changed since.
    bool isSettled = false;

    friend bool operator==(const UnderWay &, const UnderWay &) = default;
};

/// The facts as in `from`, and as in `to` wherever `side` shows it so: fields, labels, and versions that come or go. Of
/// bytes that change, nothing is left where the side holds neither.
[[nodiscard]] PromptFacts carried(const PromptFacts &from, const PromptFacts &to, const PromptFacts &side);

/// That `agreed`, without the facts of those that are `arriving`, comes after `past`, of which the home shows a part.
[[nodiscard]] UnderWay underWay(const PromptFacts &past, PromptFacts agreed, const std::vector<Version> &arriving,
                                const PromptFacts &home);

/// Takes into `past` what of it this side shows, which nobody has changed since.
void settle(UnderWay &way, PromptFacts &past, const PromptFacts &here);

/// The common past when the home shows this now: what it holds as it was to be sent was sent. Where it holds neither
/// that nor what was there before, either may have been changed there: then the past is the one from which this side
/// has gone as well, so that a person is asked.
[[nodiscard]] PromptFacts pastAfter(const UnderWay &way, const PromptFacts &past, const PromptFacts &here,
                                    const PromptFacts &home);

} // namespace pulse::replica
