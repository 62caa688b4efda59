// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/profiles.h"

namespace pulse {

/// Whether two libraries, of which one is to be copied into the other, have places apart from each other: neither is
/// the other, however it is written, nor lies within it. Nothing is opened; what only the servers could tell (two names
/// of one host) is not seen. Errors: Invalid.
[[nodiscard]] Result<void> checkApart(const LibraryProfile &from, const LibraryProfile &to);

} // namespace pulse
