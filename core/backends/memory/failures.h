// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/storage.h"

namespace pulse::memory {

// The errors that several operations give, in the same words everywhere.

[[nodiscard]] std::unexpected<Error> noSuchPrompt(const QString &operation, const Name &name);
[[nodiscard]] std::unexpected<Error> noSuchVersion(const QString &operation, const Name &name, const Version &version);
[[nodiscard]] std::unexpected<Error> versionTaken(const QString &operation, const Name &name, const Version &version);
[[nodiscard]] std::unexpected<Error> nameTakenByCase(const QString &operation, const Name &name,
                                                     const QString &existing);
[[nodiscard]] std::unexpected<Error> changedSinceSeen(const QString &operation, const QString &subject);
[[nodiscard]] std::unexpected<Error> damaged(const QString &operation, const Name &name, const Version &version);

} // namespace pulse::memory
