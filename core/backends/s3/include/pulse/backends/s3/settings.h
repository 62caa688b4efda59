// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/environment.h"
#include "pulse/net/curl_transport.h"

#include <QUrl>

namespace pulse::s3 {

/// Where a library is and how it is reached. A value.
struct Settings
{
    enum class Keys {
        Chain,       ///< the environment, the profile's files, then OpenOptions::credentials
        Environment, ///< each alone
        Profile,
        Keychain
    };

    QString bucket;
    QString prefix; ///< empty, or ends with a slash
    QUrl endpoint;  ///< scheme, host, port; no path
    QByteArray region;
    bool pathStyle = false; ///< the bucket in the path instead of in the host's name
    bool unsignedPayload = false;
    Keys keys = Keys::Chain;
    Profile profile;
    TransportOptions transport;

    /// `s3://bucket/prefix`.
    [[nodiscard]] QUrl shown() const;
    [[nodiscard]] bool isAws() const;
    /// Scheme, host and port of requests on the bucket.
    [[nodiscard]] QUrl origin() const;
    /// The path of a key, or of the bucket itself where it is empty, before encoding.
    [[nodiscard]] QByteArray pathOf(const QString &key) const;
};

/// Reads the URL and the profile's settings, and what they leave open from the environment. Errors: Invalid, which
/// names the setting.
[[nodiscard]] Result<Settings> readSettings(const QUrl &url, const std::map<QString, QString> &given,
                                            const Environment &environment);

} // namespace pulse::s3
