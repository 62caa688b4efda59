// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/client.h"
#include "pulse/storage/connection_check.h"

namespace pulse::s3 {

/// What is said of several writers where the bucket has these abilities.
using DescribeConcurrency = std::function<QString(const ObjectAbilities &)>;

/// Goes the way step by step and reports each. Changes nothing that stays.
[[nodiscard]] Result<void> checkConnection(const Settings &settings, ClientParts parts, bool readOnly,
                                           const DescribeConcurrency &describe, const ConnectionReport &report,
                                           std::stop_token stop);
/// All steps as failed or skipped, for settings that make no sense.
void reportUnusable(const Error &error, const ConnectionReport &report);

} // namespace pulse::s3
