// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backends/s3/client.h"
#include "pulse/test/servers.h"

#include <QUuid>

namespace pulse::test {

inline constexpr qint64 MiB = 1024 * 1024;

template <typename T>
ErrorCode codeOf(const ObjectResult<T> &result)
{
    return result ? ErrorCode::Internal : result.error().error.code();
}

/// Sleeps for real, but not for long.
inline RetryPolicy quickRetries()
{
    return {.attempts = 6,
            .firstDelay = std::chrono::milliseconds(5),
            .longestDelay = std::chrono::milliseconds(200),
            .deadline = std::chrono::milliseconds(60'000)};
}

/// An environment with the given variables alone, without files.
inline s3::Environment environmentOf(std::map<QString, QString> variables)
{
    return {.variable =
                [variables = std::move(variables)](const QString &name) {
                    const auto place = variables.find(name);
                    return place == variables.end() ? QString() : place->second;
                },
            .home = QStringLiteral("/nonexistent"),
            .read = [](const QString &) -> Result<QByteArray> { return QByteArray(); }};
}

inline s3::Environment environmentOfOwner()
{
    return environmentOf({{QStringLiteral("AWS_ACCESS_KEY_ID"), S3Server::accessKey()},
                          {QStringLiteral("AWS_SECRET_ACCESS_KEY"), S3Server::secretKey()}});
}

/// The settings for a bucket, or a prefix in it ("bucket/prefix"), at an endpoint.
inline s3::Settings settingsFor(const QUrl &endpoint, const QString &place, std::map<QString, QString> more = {})
{
    more.emplace(QStringLiteral("endpoint"), endpoint.toString());
    more.emplace(QStringLiteral("proxy"), QStringLiteral("direct"));
    auto settings = s3::readSettings(QUrl(QStringLiteral("s3://") + place), more, environmentOf({}));
    if (!settings)
        qFatal("settings: %s", qUtf8Printable(settings.error().toString()));
    return *settings;
}

inline s3::ClientParts partsFor(const s3::Settings &settings, const s3::Environment &environment)
{
    s3::ClientParts parts = s3::ClientParts::ofSystem(settings);
    parts.environment = environment;
    parts.retry = quickRetries();
    return parts;
}

inline std::shared_ptr<ObjectClient> clientFor(const s3::Settings &settings, const s3::Cutting &cutting = {},
                                               const RetryPolicy &retry = quickRetries())
{
    s3::ClientParts parts = partsFor(settings, environmentOfOwner());
    parts.retry = retry;
    return s3::makeS3Client(settings, parts, cutting);
}

} // namespace pulse::test
