// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace pulse::cli {

/// Runs `pulse-gui --cli …`; `arguments` are those after `--cli`. Needs no QCoreApplication. Returns the exit code
/// (see docs/cli.md). Call it once, from the main thread, before any other thread runs.
[[nodiscard]] int run(std::span<const char *const> arguments);

} // namespace pulse::cli
