// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.h"
#include "pulse/objects/object_client.h"

namespace pulse::s3 {

/// What a bucket was seen to do.
struct Probed
{
    ObjectAbilities abilities;
    /// How If-Match takes an ETag: in quotes as HTTP and AWS say, or bare as Ceph 18 wants it on a PUT.
    bool quotedMatch = true;
};

/// Writes some small objects below a key of its own, looks at what happened, and removes them.
[[nodiscard]] Outcome<Probed> probe(Connection &connection, std::stop_token stop);

/// The same for a condition on the completion of an upload in parts, which not every server honours that honours one on
/// a PUT.
[[nodiscard]] Outcome<bool> probeCompletion(Connection &connection, std::stop_token stop);

} // namespace pulse::s3
