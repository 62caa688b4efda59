// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

namespace pulse::detail {

/// What a text says of itself in its front matter, as far as a prompt can hold it.
struct ImportedFacts
{
    TagSet tags;
    std::optional<QString> description;
    QString note; ///< what cannot be held; empty when there is nothing
};

[[nodiscard]] ImportedFacts importedFacts(const QByteArray &content);

/// The bump between two revisions, as a version step; the least there is when nothing differs.
[[nodiscard]] Bump stepBetween(const QByteArray &before, const QByteArray &after);

} // namespace pulse::detail
