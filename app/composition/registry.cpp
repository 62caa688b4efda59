// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/registry.h"

#include "pulse/backends/filesystem.h"
#include "pulse/backends/memory.h"
#include "pulse/composition/remote_module.h"
#include "pulse/layers/cache.h"

using namespace Qt::StringLiterals;

namespace pulse {

StorageRegistry makeRegistry(qsizetype cacheItems, qint64 cacheBytes)
{
    StorageRegistry registry;
    registry.addBackend(u"file"_s, openFilesystemLibrary);
    registry.addBackend(u"memory"_s, MemoryBackend());
    addRemoteBackends(registry);
    registry.addLayer(u"cache"_s,
                      [limits = CacheLimits{.items = cacheItems, .bytes = cacheBytes, .timeToLive = {}}](
                          std::shared_ptr<Storage> next) { return makeCacheLayer(std::move(next), limits, nullptr); });
    return registry;
}

std::shared_ptr<Storage> stackLayers(const StorageRegistry &registry, std::shared_ptr<Storage> driver, LayerStack stack)
{
    if (stack == LayerStack::Bare)
        return driver;
    for (const auto &layer : {u"cache"_s}) {
        if (auto stacked = registry.stack(layer, driver))
            driver = std::move(stacked);
    }
    return driver;
}

} // namespace pulse
