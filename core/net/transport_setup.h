// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/curl_transport.h"

namespace pulse {

/// What every request of a transport has in common, checked and read once.
struct TransportSetup
{
    TransportOptions options;
    /// PEM: the system's authorities and those of the options. Empty: libcurl's own default, which is the system's.
    QByteArray authorities;
    QByteArray systemAuthoritiesFile; ///< as libcurl was built to know it
    QByteArray userAgent;

    /// Errors: Invalid (a file that cannot be read or holds no certificate, a certificate without its key).
    [[nodiscard]] static Result<TransportSetup> make(TransportOptions options);
};

} // namespace pulse
