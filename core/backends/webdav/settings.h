// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/curl_transport.h"
#include "pulse/storage/registry.h"

namespace pulse::webdav {

/// What the URL and the profile say, checked.
struct Settings
{
    enum class Authentication { Auto, None, Basic, Digest, Bearer };

    QUrl folder; ///< ends with a slash; without user information
    Authentication authentication = Authentication::Auto;
    QString user{};
    TransportOptions transport{}; ///< without credentials

    /// Errors: Invalid, with the names of the settings that there are.
    [[nodiscard]] static Result<Settings> read(const QUrl &url, const std::map<QString, QString> &settings);
};

} // namespace pulse::webdav
