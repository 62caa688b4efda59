// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/settings.h"
#include "pulse/net/retry.h"
#include "pulse/objects/object_client.h"
#include "pulse/storage/credentials.h"

#include <memory>

namespace pulse::s3 {

/// What a client is made of. Everything may be replaced by a test.
struct ClientParts
{
    std::shared_ptr<HttpTransport> transport;
    std::shared_ptr<const Clock> clock;
    std::shared_ptr<CredentialSource> credentials; ///< may be null
    Environment environment;
    RetryPolicy retry = {};
    std::shared_ptr<Sleeper> sleeper;
    /// A clock that nobody sets, from any beginning.
    using Ticks = std::function<std::chrono::milliseconds()>;
    Ticks ticks;

    /// The system's, over libcurl with the settings' certificates and proxy.
    [[nodiscard]] static ClientParts ofSystem(const Settings &settings);
};

/// How content is cut.
struct Cutting
{
    /// What is longer goes in parts, where it may; what is not longer than `buffered` is hashed in memory.
    qint64 single = 16LL * 1024 * 1024;
    qint64 buffered = 1024 * 1024;
    qint64 part = 8LL * 1024 * 1024; ///< at least 5 MiB, or AWS refuses it; grows where 10,000 would not do
    int atOnce = 6;                  ///< parts in memory, of all uploads of the client together
};

/// A bucket, or the keys below a prefix of it, as an ObjectClient: `claims` is never there, `createsOnce`,
/// `replacesMatching` and `copies` where the bucket is seen to honour them.
[[nodiscard]] std::shared_ptr<ObjectClient> makeS3Client(const Settings &settings, ClientParts parts,
                                                         const Cutting &cutting = {});

} // namespace pulse::s3
