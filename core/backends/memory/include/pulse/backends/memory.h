// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

namespace pulse {

struct VersionKey;

/// A library in memory, for tests and scratch: `memory:` is a new one, `memory:NAME` the one of that name while
/// somebody still holds it (names live in the registry's backend, not in the process). Every capability.
///
/// `memory:` and OpenOptions::Mode::CreateIfNone always succeed; `memory:NAME` with Mode::Existing is NotFound when
/// nobody holds a library of that name. Copies of a backend know the same names. Thread-safe.
class MemoryBackend
{
public:
    MemoryBackend();
    [[nodiscard]] Result<std::shared_ptr<Storage>> operator()(const QUrl &url, const OpenOptions &options) const;

    /// Flips one bit of a version's content, as a failing disk would, so that tests of what lies above can see it
    /// refused. False when there is no such version or its content is empty.
    bool damage(const QUrl &url, const VersionKey &key) const;

private:
    struct Named;
    std::shared_ptr<Named> m_named;
};

} // namespace pulse
