// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse {

/// The text as it can be shown inside a sentence or a log line: control, bidirectional, invisible and unassigned
/// characters and lone surrogates become `\u{202E}`, and what is longer than `maxLength` characters is cut with an
/// ellipsis. It cannot break a line or turn the direction of the text around it.
[[nodiscard]] QString visible(QStringView text, qsizetype maxLength = 120);

/// visible() between “ and ”.
[[nodiscard]] QString quoted(QStringView text, qsizetype maxLength = 120);

} // namespace pulse
