// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/credentials/keychain.h"
#include "pulse/storage/registry.h"

#include <memory>

namespace pulse {

/// The schemes of the libraries that live behind the module for networks.
[[nodiscard]] QStringList remoteSchemes();

/// Adds the backends that reach a network; the module that has them is loaded when the first of them is used. Errors of
/// loading it come from the backend: Unsupported.
void addRemoteBackends(StorageRegistry &registry);

/// The system's keychain, of the same module, loaded when it is first asked.
[[nodiscard]] std::shared_ptr<Keychain> makeDeferredKeychain();

} // namespace pulse
