// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "console.h"
#include "invocation.h"

namespace pulse::cli {

/// What --help prints: all commands, those of a group, or one in full.
[[nodiscard]] QString helpText(const Invocation &invocation, const Console &console);

} // namespace pulse::cli
