// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/net/retry.h"
#include "pulse/objects/object_client.h"

#include <functional>
#include <memory>

namespace pulse {

/// What a client needs of the machine, so that tests can choose it. All of it is thread-safe.
struct WebdavParts
{
    std::shared_ptr<HttpTransport> transport;
    std::shared_ptr<Sleeper> sleeper;
    std::shared_ptr<const Clock> clock;
    /// Time that nobody sets, and that goes on while the machine is suspended.
    std::function<std::chrono::milliseconds()> elapsed;
    /// So many bytes that nobody can guess.
    std::function<QByteArray(int)> random;
    RetryPolicy retry{};
    /// How far a listing is read ahead: requests at once.
    int workers = 8;
    /// Most that one answer about a folder may hold.
    int entriesPerFolder = 200'000;
    qint64 bytesPerFolder = 128LL * 1024 * 1024;
};

/// The system's, over the given transport.
[[nodiscard]] WebdavParts systemWebdavParts(std::shared_ptr<HttpTransport> transport);

/// The objects below a WebDAV folder: an object is a file, a key its path. `folder` is http or https, without user
/// information. Conditions are sent with every put, but what the server makes of them is not relied upon: of several
/// conditional puts at once a threaded server lets several win. MKCOL is what it decides (`claims`).
[[nodiscard]] std::shared_ptr<ObjectClient> makeWebdavClient(const QUrl &folder, WebdavParts parts);

} // namespace pulse
