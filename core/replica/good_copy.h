// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "pulse/storage/storage.h"

#include <memory>

namespace pulse::replica {

/// A version of the home that has come here whole, before anything makes room for it: what is long in a file without a
/// name, never in memory.
class GoodCopy
{
public:
    /// `folder` is on the disk of the replica. Errors: Corrupt, NotFound, NoSpace, Cancelled, those of the home.
    [[nodiscard]] static Result<GoodCopy> fetch(Storage &home, const VersionKey &key, const QString &folder,
                                                std::stop_token stop);

    [[nodiscard]] const Metadata &metadata() const { return m_metadata; }
    [[nodiscard]] Result<void> storeIn(Storage &library);

private:
    GoodCopy(Metadata metadata, std::unique_ptr<RepeatableSource> content)
        : m_metadata(std::move(metadata))
        , m_content(std::move(content))
    {}

    Metadata m_metadata;
    std::unique_ptr<RepeatableSource> m_content;
};

/// Whether the version's bytes can be read here and are what its checksum says, however many there are. Errors:
/// Corrupt, NotFound, Cancelled.
[[nodiscard]] Result<void> readThrough(Storage &library, const VersionKey &key, std::stop_token stop);

} // namespace pulse::replica
