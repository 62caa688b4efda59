// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

/// What the window opens of a library behind a network: the cache over the replica in a data folder of its own over the
/// backend of the program's module, made and kept in step by the functions that the program itself uses.
[[nodiscard]] std::function<LibraryUnderTest()> inProductionStack(std::function<RemotePlace()> makePlace,
                                                                  bool writeThrough);

} // namespace pulse::test
