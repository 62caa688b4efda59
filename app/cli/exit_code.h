// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"

namespace pulse::cli {

/// The exit codes of the command line: stable, and part of the documentation.
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int notFound = 1;
inline constexpr int usage = 2;
inline constexpr int alreadyExists = 3;
inline constexpr int conflict = 4;
inline constexpr int permissionDenied = 5;
inline constexpr int unsupported = 6;
inline constexpr int rateLimited = 7;
inline constexpr int unavailable = 8;
inline constexpr int corrupt = 9;
inline constexpr int noSpace = 10;
inline constexpr int durabilityUnknown = 11;
inline constexpr int internal = 12;
inline constexpr int cancelled = 130;  ///< 128 + SIGINT, as shells have it
inline constexpr int brokenPipe = 141; ///< 128 + SIGPIPE
inline constexpr int terminated = 143; ///< 128 + SIGTERM
} // namespace exit_code

[[nodiscard]] int exitCodeOf(ErrorCode code);

} // namespace pulse::cli
