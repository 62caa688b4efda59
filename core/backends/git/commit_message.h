// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

#include <span>

namespace pulse::git {

/// What a commit says of a version's publication: what was published and, where a person gave a reason, that.
[[nodiscard]] QString publicationMessage(const Metadata &metadata);
/// The same for many in one commit.
[[nodiscard]] QString publicationMessage(std::span<const Metadata *const> published);
/// "Remove 3 prompts", with their names below.
[[nodiscard]] QString listMessage(const QString &one, const QString &many, const QStringList &subjects);

} // namespace pulse::git
