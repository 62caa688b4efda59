// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

#include <stop_token>

namespace pulse {

/// A library in a bucket of S3 or of anything that speaks it: `s3://bucket` or `s3://bucket/prefix`.
///
/// Settings: endpoint (an http or https URL; AWS's own for the region unless given), region, path-style (yes, no),
/// ca-file, connections (at once, 1 to 64), proxy, profile, credentials (chain, environment, profile, keychain),
/// unsigned-payload (yes, no). What is not set comes from the AWS variables and files as the AWS programs read them;
/// docs/backends/s3.md has the order. Errors: Invalid (the URL or a setting), NotFound (no such bucket; no library in
/// it and Mode::Existing), PermissionDenied, Unavailable.
[[nodiscard]] Result<std::shared_ptr<Storage>> openS3Library(const QUrl &url, const OpenOptions &options);

/// Tries the way to such a library step by step, for a person to see where it ends.
[[nodiscard]] Result<void> checkS3Connection(const QUrl &url, const OpenOptions &options,
                                             const ConnectionReport &report, std::stop_token stop);

} // namespace pulse
