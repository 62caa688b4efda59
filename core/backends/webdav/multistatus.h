// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "paths.h"

#include <QDateTime>
#include <vector>

namespace pulse::webdav {

/// What a server says of one resource below the base.
struct Resource
{
    QString key; ///< ends with a slash where it is a folder; empty for the base itself
    bool isFolder = false;
    qint64 size = -1; ///< negative where it is not said
    QByteArray etag;  ///< as it came, weak or strong
    QDateTime modified;
};

struct MultistatusLimits
{
    int entries = 200'000;
    int depth = 32; ///< of elements in elements
};

/// Reads an answer to PROPFIND (RFC 4918, 13), in its order. Refused (Corrupt): what is not well-formed to its end, any
/// DOCTYPE, more than the limits, an href outside of the base, the same resource twice.
[[nodiscard]] Result<std::vector<Resource>> readMultistatus(const QByteArray &xml, const Base &base,
                                                            const MultistatusLimits &limits);

} // namespace pulse::webdav
