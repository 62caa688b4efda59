// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

#include <optional>

// In an object store the content of a version lies beside its metadata.json under a name of its own, which the metadata
// tells in the field "stored_as"; in a folder it is content.md. A copy of either can be read as the other. A small
// content stands in the metadata as well, in the field "stored_inline", so that one request gets both; it is a copy, and
// nothing depends on it.
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

/// Puts a copy of the content into the metadata where it is UTF-8; otherwise there is none afterwards.
void setInlineContent(Metadata &metadata, const QByteArray &content);
/// Takes the copy out of the metadata, if that tells where the content is stored. Nothing where there is none, or one
/// whose checksum is not that of the content.
std::optional<QByteArray> takeInlineContent(Metadata &metadata);

} // namespace pulse
