// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/http.h"

#include <QDateTime>

namespace pulse {

/// A date of any of HTTP's three formats (RFC 9110, 5.6.7) in UTC; not valid when the text is anything else. A year of
/// two digits is taken as RFC 9110 asks: never more than 50 years after `now`.
[[nodiscard]] QDateTime fromHttpDate(QByteArrayView text, const QDateTime &now);

/// The server's time as its Date field says it; not valid where there is none.
[[nodiscard]] QDateTime serverTime(const HttpHeaders &headers, const QDateTime &now);

/// By how much the server's clock is ahead of one that showed `sent` and `received` around the request (negative: it is
/// behind); nothing where the answer has no Date. Zero where the difference lies within what cannot be known: the
/// time between both, and the second to which Date is cut.
[[nodiscard]] std::optional<std::chrono::milliseconds> clockSkew(const HttpHeaders &headers, const QDateTime &sent,
                                                                 const QDateTime &received);

} // namespace pulse
