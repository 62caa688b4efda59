// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

/// Every backend and layer that Pulse has: one line each.
[[nodiscard]] StorageRegistry makeRegistry(qsizetype cacheItems = 100, qint64 cacheBytes = 16LL * 1024 * 1024);

/// What stands between a library's use cases and its driver.
enum class LayerStack {
    Bare,  ///< the driver alone: for a program that reads once and ends
    Cached ///< recently read versions are kept in memory: for the window
};

/// The layers over a driver, outermost last. The one place that knows their order.
[[nodiscard]] std::shared_ptr<Storage> stackLayers(const StorageRegistry &registry, std::shared_ptr<Storage> driver,
                                                   LayerStack stack);

} // namespace pulse
