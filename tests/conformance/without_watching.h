// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/layer.h"

namespace pulse::test {

/// A storage that does not tell of changes, whatever lies beneath.
class WithoutWatching final : public Layer
{
public:
    using Layer::Layer;

    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities shown = beneath();
        shown.watching = nullptr;
        return shown;
    }
};

} // namespace pulse::test
