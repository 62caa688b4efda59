// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"
#include "pulse/storage/connection_check.h"

namespace pulse {

/// A step that failed for this reason. The last sentence of an error says what to do; the others, what happened.
[[nodiscard]] ConnectionStep failedStep(ConnectionStep::Kind kind, const Error &error);
/// One that comes after a step that failed.
[[nodiscard]] ConnectionStep stepNotTried(ConnectionStep::Kind kind);

} // namespace pulse
