// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity.h"

namespace pulse::ui {

/// What was done, as a sentence without its full stop: “Renamed “support/a” to “b””.
[[nodiscard]] QString describeActivity(const Activity &activity);
/// For a menu: “Undo rename of support/a”.
[[nodiscard]] QString undoActivityText(const Activity &activity);
[[nodiscard]] QString redoActivityText(const Activity &activity);

} // namespace pulse::ui
