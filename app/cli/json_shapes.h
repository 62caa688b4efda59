// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/json.h"
#include "pulse/library/library.h"

namespace pulse::cli {

// The shapes that --json prints; docs/cli.md documents them.

/// The fields of metadata.json.
[[nodiscard]] JsonObject metadataJson(const Metadata &metadata);
/// How commands that an error names begin and which library they are about.
struct Wording
{
    QString program = QStringLiteral("pulse-gui --cli "); ///< with what has to be given before a command
    QString library = QStringLiteral("LIBRARY");          ///< empty for the one that needs no name
    /// The profile that wanted credentials which nobody gave, empty for a library without one; nothing where none did.
    std::optional<QString> unanswered = {};
};
/// The error's message, and the command that does what a person can do about it.
[[nodiscard]] QString messageOf(const Error &error, const Wording &wording = {});
[[nodiscard]] JsonValue errorJson(const Error &error, const Wording &wording = {});
[[nodiscard]] JsonValue listJson(const QStringList &texts);
[[nodiscard]] JsonValue optionalJson(const std::optional<Version> &version);
/// RFC 3339, or null for a time that is not known.
[[nodiscard]] JsonValue timeJson(const QDateTime &time);
[[nodiscard]] JsonValue labelsJson(const LabelMap &labels);
/// "content" for UTF-8, "content_base64" for anything else.
void insertContent(JsonObject &object, const QString &member, const QByteArray &content);

} // namespace pulse::cli
