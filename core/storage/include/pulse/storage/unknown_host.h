// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"

namespace pulse {

/// A server of which nothing is known yet, and the key that it shows. A person may compare the key and trust it: the
/// option of the library's profile that backends call "host-key" is then its fingerprint.
struct UnknownHost
{
    QString name;        ///< as a file of known hosts names it: "host" or "[host]:port"
    QString kind;        ///< as ssh-keygen -l prints it: "ED25519"
    QString fingerprint; ///< as ssh-keygen -l prints it: "SHA256:…"

    /// The error that says so: PermissionDenied.
    [[nodiscard]] Error refused(const QString &message) const;
    /// The host that an error is about, if that is what it says. Of a key that has changed it never is.
    [[nodiscard]] static std::optional<UnknownHost> of(const Error &error);
};

/// The option, for a profile's settings.
inline constexpr QLatin1StringView hostKeyOption{"host-key"};

} // namespace pulse
