// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <map>

namespace pulse {

/// One way to authenticate that a server offers (RFC 9110, 11.3). Scheme and names of parameters in lower case.
struct AuthChallenge
{
    QByteArray scheme;
    std::map<QByteArray, QByteArray> parameters; ///< quotes and escapes removed

    [[nodiscard]] QByteArray parameter(const QByteArray &name) const;
};

/// All challenges of the WWW-Authenticate fields, in their order; what cannot be understood is left out.
[[nodiscard]] std::vector<AuthChallenge> challengesOf(const HttpHeaders &headers);

/// The parameters of a list such as Authentication-Info's.
[[nodiscard]] std::map<QByteArray, QByteArray> authParameters(QByteArrayView list);

} // namespace pulse
