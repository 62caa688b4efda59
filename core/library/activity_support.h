// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_support.h"
#include "pulse/library/activity_log.h"

namespace pulse::detail {

/// The version with what it holds; without a checksum where it is damaged.
[[nodiscard]] VersionPrint printOf(Storage &storage, const Name &name, const Version &version, std::stop_token stop);
/// Whether the version is there and holds what the print says; true for a print without a checksum.
[[nodiscard]] Result<bool> matches(Storage &storage, const Name &name, const VersionPrint &print, std::stop_token stop);
/// All versions of a prompt, ascending; empty where there is no such prompt.
[[nodiscard]] Result<std::vector<Version>> versionsThere(Storage &storage, const Name &name, std::stop_token stop);
/// What is there now, as if it had just come; only `wanted` versions, or all.
[[nodiscard]] Result<ArrivalStep> arrivalOf(Library &library, const Name &name,
                                            const std::optional<std::vector<Version>> &wanted, std::stop_token stop);

/// Reverses steps, the last first: all, or none and the reason. Checks everything before it changes anything; where a
/// change fails after all, what was reversed already is done again.
[[nodiscard]] Reversal reverse(Library &library, const std::vector<ActivityStep> &steps, const std::stop_token &stop);

} // namespace pulse::detail
