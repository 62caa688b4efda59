// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/keychain.h"

#include <chrono>
#include <memory>

namespace pulse {

/// The keychain of the desktop (Secret Service, KWallet, …) through QtKeychain. Its jobs run one after the other on a
/// thread of its own, which has the event loop that they need, and which begins with the first of them. Where nothing
/// answers within `patience` (a person may have to unlock it) the answer is Unavailable. It never falls back to a file.
[[nodiscard]] std::shared_ptr<Keychain>
makeSystemKeychain(std::chrono::milliseconds patience = std::chrono::minutes(2));

} // namespace pulse
