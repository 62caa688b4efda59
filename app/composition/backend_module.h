// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

/// A backend in a module of its own, `NAME.so`, beside the program or in the library folder where it is installed;
/// loaded when it is first used, and never unloaded. Internal where the module is missing or of another version.
[[nodiscard]] StorageRegistry::Backend backendInModule(const QString &name);
[[nodiscard]] StorageRegistry::ConnectionCheck checkInModule(const QString &name);

} // namespace pulse
