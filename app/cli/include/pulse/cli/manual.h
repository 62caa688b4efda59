// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace pulse::cli {

/// The manual page: `page`, a man(7) source, with its lines `@COMMANDS@`, `@OPTIONS@`, `@EXIT_CODES@` and `@VERSION@`
/// replaced by what the grammar says.
[[nodiscard]] QByteArray fillManualPage(const QByteArray &page);

} // namespace pulse::cli
