// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

/// What the window opens of a library that is not a plain folder: the cache over the replica in a data folder of its
/// own, where the library is one that has a replica, over the backend of the program's module; made and kept in step by
/// the functions that the program itself uses.
[[nodiscard]] std::function<LibraryUnderTest()> inProductionStack(std::function<RemotePlace()> makePlace,
                                                                  bool writeThrough);

} // namespace pulse::test
