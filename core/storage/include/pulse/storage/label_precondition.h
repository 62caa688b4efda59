// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

namespace pulse {

/// Refuses to change the label of the prompt where what the caller takes for granted does not hold: Conflict. `now` is
/// the version that the label points to; none where there is no such label. Any storage asks this before it looks
/// whether there is something to remove.
[[nodiscard]] Result<void> checkPrecondition(const LabelStorage::Precondition &precondition, const Name &name,
                                             const Label &label, const std::optional<Version> &now,
                                             const QString &operation);

/// Where the label points to among these; none where it is not among them.
[[nodiscard]] std::optional<Version> targetOf(const LabelMap &labels, const Label &label);

} // namespace pulse
