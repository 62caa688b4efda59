// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/metadata.h"

namespace pulse::test {

// Values that a test writes out in full. A text that is not valid ends the test program: that is a mistake in the
// test itself.

[[nodiscard]] Name makeName(QStringView text);
[[nodiscard]] Version makeVersion(QStringView text);
[[nodiscard]] Label makeLabel(QStringView text);
[[nodiscard]] TagSet makeTags(const QStringList &tags);
[[nodiscard]] QDateTime makeTime(QStringView rfc3339);

/// Metadata whose size and checksum fit the content; both dates are 2024-01-02T03:04:05Z.
[[nodiscard]] Metadata makeMetadata(const Name &name, const Version &version, QByteArrayView content);
[[nodiscard]] Prompt makePrompt(const Name &name, const Version &version, const QByteArray &content);
[[nodiscard]] Prompt makePrompt(QStringView name, QStringView version, const QByteArray &content);
/// With a content that names the version.
[[nodiscard]] Prompt makePrompt(QStringView name, QStringView version);

} // namespace pulse::test
