// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/webdav.h"

#include "answers.h"
#include "pulse/backends/webdav/client.h"
#include "pulse/base/quote.h"
#include "pulse/objects/object_library.h"
#include "way_in.h"

using namespace Qt::StringLiterals;

namespace pulse {

using namespace webdav;

namespace {

Result<void> makeFolder(const Settings &settings, HttpTransport &transport)
{
    const auto made = transport.send({.method = "MKCOL", .url = settings.folder}, {});
    if (!made)
        return failure(Result<void>(std::unexpected(made.error().error)));
    if (made->status / 100 == 2 || made->status == 405) // 405: somebody else made it meanwhile
        return {};
    return std::unexpected(explainStatus(*made, {u"open"_s, {}, settings.folder}));
}

} // namespace

Result<std::shared_ptr<Storage>> openWebdavLibrary(const QUrl &url, const OpenOptions &options)
{
    const auto settings = Settings::read(url, options.settings);
    if (!settings)
        return failure(settings);
    auto way = findWayIn(*settings, options.credentials, options.stop);
    if (!way)
        return std::unexpected(way.error().error.addContext(u"open"_s, settings->folder.toDisplayString()));
    const bool makesOne = options.mode == OpenOptions::Mode::CreateIfNone && !options.readOnly;
    if (way->folder.status == 404 && makesOne) {
        if (auto made = makeFolder(*settings, *way->transport); !made)
            return failure(std::move(made));
    } else if (way->folder.status != 207) {
        const bool isNoWebdav = way->folder.status / 100 == 2;
        const HttpResponse judged = isNoWebdav ? HttpResponse{.status = 405} : way->folder;
        return std::unexpected(explainStatus(judged, {u"open"_s, {}, settings->folder}));
    }
    auto client = makeWebdavClient(settings->folder, systemWebdavParts(std::move(way->transport)));
    return openObjectLibrary(std::move(client), options);
}

} // namespace pulse
