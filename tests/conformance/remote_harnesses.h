// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

/// A new library on the Ceph gateway that all cases of a program share; the gateway ends with the program.
[[nodiscard]] LibraryUnderTest makeOnCeph();
[[nodiscard]] RemotePlace placeOnCeph();

} // namespace pulse::test
