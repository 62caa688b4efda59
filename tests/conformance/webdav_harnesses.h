// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"
#include "pulse/test/servers.h"

namespace pulse::test {

/// How a WebDAV server is reached.
struct WebdavWay
{
    WebdavServer::Kind server;
    QString folder = QStringLiteral("open"); ///< or "basic" or "digest": how it lets in
    bool isSecure = false;
};

// A folder of its own on a real server, which the program starts when the first case asks.
[[nodiscard]] std::function<RemotePlace()> placeOnWebdav(const WebdavWay &way);
[[nodiscard]] std::function<LibraryUnderTest()> onWebdav(const WebdavWay &way);
/// nginx, and the ways in that every run tries on another row, answer as the others do to nearly everything, so that
/// the suite runs on them only when all is to be tried.
[[nodiscard]] QString whyNotEveryWay();

} // namespace pulse::test
