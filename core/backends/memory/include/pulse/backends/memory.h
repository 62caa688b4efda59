// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

/// A library in memory, for tests and scratch: `memory:` is a new one, `memory:NAME` the one of that name while
/// somebody still holds it (names live in the registry's backend, not in the process). Every capability.
class MemoryBackend
{
public:
    MemoryBackend();
    [[nodiscard]] Result<std::shared_ptr<Storage>> operator()(const QUrl &url, const OpenOptions &options) const;

private:
    struct Named;
    std::shared_ptr<Named> m_named;
};

} // namespace pulse
