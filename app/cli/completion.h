// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "console.h"

#include <span>

namespace pulse::cli {

/// What the completion scripts ask for with `pulse-gui --cli __complete WORD…`, where the words are those of the
/// command line after the program's name and the last one is still being written (and may be empty). Prints a candidate
/// a line, a tab and what it is; a line `:files` or `:folders` asks the shell for its own. Never fails.
int complete(std::span<const char *const> words, Console &console);

} // namespace pulse::cli
