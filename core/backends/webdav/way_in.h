// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/curl_transport.h"
#include "settings.h"

namespace pulse::webdav {

/// A way to the server on which it lets us in.
struct WayIn
{
    std::shared_ptr<HttpTransport> transport;
    HttpResponse folder; ///< the answer about the library's folder (PROPFIND, Depth 0): anything but 401
};

/// Asks for the library's folder, with credentials where the settings or the server want them: from the source, again
/// while it has others when the server refuses some. Errors: those of the transport; PermissionDenied (stage Exchange)
/// where there are no credentials, or none that the server accepts.
[[nodiscard]] std::expected<WayIn, HttpFailure>
findWayIn(const Settings &settings, const std::shared_ptr<CredentialSource> &credentials, std::stop_token stop);

} // namespace pulse::webdav
