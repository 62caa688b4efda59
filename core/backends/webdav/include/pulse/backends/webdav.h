// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

#include <stop_token>

namespace pulse {

/// A library in a folder of a WebDAV server (RFC 4918): `https://host/path`, http only where nobody listens on the way.
///
/// Settings: authentication (auto, none, basic, digest, bearer), user, ca-file, client-certificate, client-key, proxy,
/// connections; docs/backends/webdav.md says more. Errors: Invalid (the URL or a setting), NotFound (no such folder; no
/// library in it and Mode::Existing), PermissionDenied (credentials, certificate), Unsupported (no WebDAV there),
/// Unavailable. Mode::CreateIfNone makes the folder, but not those above it.
[[nodiscard]] Result<std::shared_ptr<Storage>> openWebdavLibrary(const QUrl &url, const OpenOptions &options);

/// Tries the way to such a library step by step, for a person to see where it ends.
[[nodiscard]] Result<void> checkWebdavConnection(const QUrl &url, const OpenOptions &options,
                                                 const ConnectionReport &report, std::stop_token stop);

} // namespace pulse
