// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/layers/bounded_cache.h"
#include "pulse/storage/layer.h"

namespace pulse {

/// Keeps what was read lately in memory: versions with their content, metadata, version lists and labels.
///
/// Shows every capability that the storage beneath has. What changed through this layer is never answered from before
/// the change, not even while the change is under way. What others changed is answered anew as soon as the storage
/// beneath tells of it, and before any listener of this layer's own watching hears of it. Where the storage beneath
/// cannot watch, only contents are kept, and each is used only after its metadata was read again and names the same
/// checksum. Listings, streams, the trash and inspections always ask beneath. Errors are never kept.
///
/// Thread-safe.
class CacheLayer : public Layer
{
public:
    using Layer::Layer;

    [[nodiscard]] virtual CacheStatistics statistics() const = 0;
    /// Forgets everything, such as before a measurement.
    virtual void clear() = 0;
};

/// `limits` bounds the whole: its items count contents; a share of its bytes goes to the small facts (metadata,
/// version lists, labels), ten of each an item. The clock is asked only when there is a time to live; never null then.
[[nodiscard]] std::shared_ptr<CacheLayer> makeCacheLayer(std::shared_ptr<Storage> next, const CacheLimits &limits,
                                                         std::shared_ptr<const Clock> clock);

} // namespace pulse
