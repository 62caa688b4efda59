// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3.h"

#include "pulse/backends/s3/check.h"
#include "pulse/objects/object_library.h"

namespace pulse {

Result<std::shared_ptr<Storage>> openS3Library(const QUrl &url, const OpenOptions &options)
{
    const auto settings = s3::readSettings(url, options.settings, s3::Environment::ofProcess());
    if (!settings)
        return failure(settings);
    s3::ClientParts parts = s3::ClientParts::ofSystem(*settings);
    parts.credentials = options.credentials;
    return openObjectLibrary(s3::makeS3Client(*settings, std::move(parts)), options);
}

Result<void> checkS3Connection(const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                               std::stop_token stop)
{
    const auto settings = s3::readSettings(url, options.settings, s3::Environment::ofProcess());
    if (!settings) {
        s3::reportUnusable(settings.error(), report);
        return failure(settings);
    }
    s3::ClientParts parts = s3::ClientParts::ofSystem(*settings);
    parts.credentials = options.credentials;
    return s3::checkConnection(*settings, std::move(parts), options.readOnly, describeConcurrency, report,
                               std::move(stop));
}

} // namespace pulse
