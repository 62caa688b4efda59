// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/profiles.h"

namespace pulse::detail {

/// The keys and values that stand for it; what is as it is without a key has none.
[[nodiscard]] std::map<QString, QString> valuesOf(const LibraryProfile &profile);

/// Invalid: no letters, digits and hyphens, or too many. `what` is "profile" or "environment".
[[nodiscard]] Result<void> validateConfigurationName(const QString &what, const QString &name);
/// Invalid: a key that cannot be one, or names a secret; a value with control characters, or that looks like a secret.
[[nodiscard]] Result<void> validateOption(const QString &profile, const QString &key, const QString &value);

} // namespace pulse::detail
