// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <memory>

namespace pulse {

struct TransportOptions
{
    /// Beyond the system's store; PEM. Empty: the system's store alone.
    QString caFile{};
    /// PEM; both or none.
    QString clientCertificateFile{};
    QString clientKeyFile{};

    /// Sent to no other host than that of the request it was meant for.
    enum class Authentication { None, Basic, Digest, Bearer };
    Authentication authentication = Authentication::None;
    QString user{};
    QString secret{}; ///< password or token

    int connectionsPerHost = 16;
    std::chrono::milliseconds connectTimeout{15'000};
    std::chrono::milliseconds stallTimeout{30'000}; ///< no byte in either direction for so long
    std::chrono::milliseconds deadline{600'000};    ///< of a whole request
    /// From the environment (http_proxy, https_proxy, no_proxy) when empty; "direct" for none.
    QString proxy{};
};

/// A transport over libcurl: HTTP/1.1 and, where a TLS server offers it, HTTP/2. TLS 1.2 at least. See
/// docs/adr/0040-libcurl-transport.md.
[[nodiscard]] std::shared_ptr<HttpTransport> makeCurlTransport(TransportOptions options);

} // namespace pulse
