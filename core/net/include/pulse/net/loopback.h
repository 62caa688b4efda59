// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUrl>

namespace pulse {

/// Whether what is sent there stays in this computer: "localhost" and what ends with it (RFC 6761), 127.0.0.0/8, ::1.
[[nodiscard]] bool isLoopback(const QUrl &url);

} // namespace pulse
