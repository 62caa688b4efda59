// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"

namespace pulse::test {

// A folder of its own on a real server, which the program starts when the first case asks.
[[nodiscard]] RemotePlace placeOnApache();
[[nodiscard]] LibraryUnderTest makeOnApache();
[[nodiscard]] LibraryUnderTest makeOnLighttpd();
[[nodiscard]] LibraryUnderTest makeOnNginx();
/// It answers as the others do to nearly everything, so that the suite runs on it only when all is to be tried.
[[nodiscard]] QString whyNoNginx();

} // namespace pulse::test
