// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace pulse::ui {

/// Text that a person or a program wrote, as a tool tip that shows just that: Qt takes what looks like HTML for HTML,
/// and anything else as it stands. What is long is wrapped.
[[nodiscard]] QString toolTipText(const QString &text);

} // namespace pulse::ui
