// SPDX-License-Identifier: Apache-2.0
#include "transport_setup.h"
#include "pulse/base/quote.h"

#include <QFile>
#include <curl/curl.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr qint64 largestAuthorities = 16LL * 1024 * 1024;

Result<QByteArray> readPem(const QString &path, QByteArrayView what)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::Invalid, {}, path,
            u"The file %1 cannot be read. Check the path and its permissions in the library's settings."_s.arg(
                quoted(path)));
    const QByteArray bytes = file.read(largestAuthorities);
    if (!bytes.contains(what))
        return failure(ErrorCode::Invalid, {}, path,
                       u"The file %1 holds nothing in PEM format that could be used here. Name a file with a line "
                       u"“-----BEGIN …%2…-----” in the library's settings."_s.arg(
                           quoted(path), QString::fromLatin1(what.toByteArray())));
    return bytes;
}

Result<void> checkClientCertificate(const TransportOptions &options)
{
    if (options.clientCertificateFile.isEmpty() != options.clientKeyFile.isEmpty())
        return failure(ErrorCode::Invalid, {}, options.clientCertificateFile + options.clientKeyFile,
                       u"A client certificate needs its key, and a key its certificate. Set both “client-certificate” "
                       u"and “client-key”, or neither."_s);
    if (options.clientCertificateFile.isEmpty())
        return {};
    if (const auto certificate = readPem(options.clientCertificateFile, "CERTIFICATE"); !certificate)
        return failure(certificate);
    if (const auto key = readPem(options.clientKeyFile, "PRIVATE KEY"); !key)
        return failure(key);
    return {};
}

} // namespace

Result<TransportSetup> TransportSetup::make(TransportOptions options)
{
    TransportSetup setup;
    if (const char *file = curl_version_info(CURLVERSION_NOW)->cainfo)
        setup.systemAuthoritiesFile = file;
    if (const auto checked = checkClientCertificate(options); !checked)
        return failure(checked);
    if (!options.caFile.isEmpty()) {
        auto own = readPem(options.caFile, "BEGIN CERTIFICATE");
        if (!own)
            return failure(std::move(own));
        QFile system(QString::fromLocal8Bit(setup.systemAuthoritiesFile));
        if (system.open(QIODevice::ReadOnly))
            setup.authorities = system.read(largestAuthorities) + '\n';
        setup.authorities += *own;
    }
    setup.userAgent = "Pulse/" PULSE_VERSION;
    setup.options = std::move(options);
    return setup;
}

} // namespace pulse
