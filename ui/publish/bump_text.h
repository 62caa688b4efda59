// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/text/bump_suggestion.h"

namespace pulse::ui {

/// Why a version is proposed, in the person's language: "Variable `tone` is new and required → major".
[[nodiscard]] QString bumpText(const BumpReason &reason);

} // namespace pulse::ui
