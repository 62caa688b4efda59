// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

// In an object store the content of a version lies beside its metadata.json under a name of its own, which the metadata
// tells in the field "stored_as"; in a folder it is content.md. A copy of either can be read as the other.
namespace pulse {

inline constexpr QLatin1StringView plainContentName{"content.md"};

/// "content-<32 hex digits>-<12 hex digits>.md": the first digits of the checksum, and random ones.
[[nodiscard]] bool isContentName(QStringView name);

/// The name beside the metadata that tells where the content is: content.md unless it says another. Empty when it says
/// something that is no such name.
[[nodiscard]] QString contentNameIn(const Metadata &metadata);
/// Makes it say so.
void setContentName(Metadata &metadata, const QString &name);
/// As a reader of the library sees the metadata: where the content lies is none of its facts.
void forgetContentName(Metadata &metadata);

} // namespace pulse
