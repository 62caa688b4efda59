// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>

namespace pulse {

/// The fields of `metadata.json` that this Pulse knows, in the order in which they are written.
enum class MetadataField { Name, Version, CreatedAt, UpdatedAt, Size, Checksum, Tags, Description, Author, Message };

[[nodiscard]] std::optional<MetadataField> fieldOf(QStringView name);

/// What breaks the field's limit, as the end of a sentence without its full stop; or nothing.
[[nodiscard]] std::optional<QString> brokenDescription(const QString &description);
[[nodiscard]] std::optional<QString> brokenAuthor(const QString &author);
[[nodiscard]] std::optional<QString> brokenMessage(const QString &message);
[[nodiscard]] std::optional<QString> brokenTextRule(QStringView field, const QString &text, int maxBytes);

} // namespace pulse
