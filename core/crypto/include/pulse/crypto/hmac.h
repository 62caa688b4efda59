// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/crypto/checksum.h"

namespace pulse {

/// HMAC (RFC 2104) with SHA-256: 32 bytes. A key of any length.
[[nodiscard]] QByteArray hmacSha256(QByteArrayView key, QByteArrayView message);

} // namespace pulse
