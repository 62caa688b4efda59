// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/loopback.h"

#include <arpa/inet.h>
#include <array>

using namespace Qt::StringLiterals;

namespace pulse {

bool isLoopback(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    if (host == u"localhost"_s || host.endsWith(u".localhost"_s))
        return true;
    std::array<unsigned char, sizeof(in6_addr)> address{};
    if (::inet_pton(AF_INET, host.toLatin1().constData(), address.data()) == 1)
        return address[0] == 127;
    if (::inet_pton(AF_INET6, host.toLatin1().constData(), address.data()) != 1)
        return false;
    constexpr std::array<unsigned char, sizeof(in6_addr)> loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return address == loopback;
}

} // namespace pulse
