// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/drafts.h"

namespace pulse::detail {

/// The value under which a journal keeps a draft: a line of JSON with the facts, then the content as it is.
[[nodiscard]] QByteArray encodeDraft(const Draft &draft);
[[nodiscard]] std::optional<Draft> decodeDraft(const QByteArray &value);

/// A draft in a file of its own, as Pulse kept them before the journal: a line with the format and the checksum of all
/// that follows it, then the same as above.
[[nodiscard]] std::optional<Draft> decodeDraftFile(const QByteArray &bytes);
[[nodiscard]] QString draftFileName(const QString &key);

inline constexpr qint64 mostDraftFactBytes = 64LL * 1024;

} // namespace pulse::detail
