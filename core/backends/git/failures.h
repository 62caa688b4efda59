// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "pulse/storage/storage.h"

// The errors that several operations give, in the same words everywhere.
namespace pulse::git {

[[nodiscard]] std::unexpected<Error> noSuchPrompt(const QString &operation, const Name &name);
[[nodiscard]] std::unexpected<Error> noSuchVersion(const QString &operation, const VersionKey &key);
[[nodiscard]] std::unexpected<Error> versionTaken(const QString &operation, const VersionKey &key);
[[nodiscard]] std::unexpected<Error> nameTakenByCase(const QString &operation, const Name &name,
                                                     const QString &existing);
[[nodiscard]] std::unexpected<Error> damagedContent(const QString &operation, const VersionKey &key);
[[nodiscard]] std::unexpected<Error> damagedFacts(const QString &operation, const VersionKey &key, const QString &why);
[[nodiscard]] std::unexpected<Error> notInTrash(const QString &operation, const QString &id);

} // namespace pulse::git
