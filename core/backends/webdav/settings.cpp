// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include "paths.h"
#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::webdav {

namespace {

constexpr int mostConnections = 64;

std::unexpected<Error> invalid(const QUrl &url, const QString &message)
{
    return failure(ErrorCode::Invalid, u"open"_s, url.toDisplayString(QUrl::RemoveUserInfo), message);
}

std::optional<Settings::Authentication> authenticationOf(const QString &name)
{
    using Authentication = Settings::Authentication;
    static const std::map<QString, Authentication> known{{u"auto"_s, Authentication::Auto},
                                                         {u"none"_s, Authentication::None},
                                                         {u"basic"_s, Authentication::Basic},
                                                         {u"digest"_s, Authentication::Digest},
                                                         {u"bearer"_s, Authentication::Bearer}};
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// Why the value will not do; empty where it does.
QString apply(Settings &settings, const QString &name, const QString &value)
{
    if (name == "authentication"_L1) {
        const auto authentication = authenticationOf(value);
        if (!authentication)
            return u"“authentication” is auto, none, basic, digest or bearer, not %1."_s.arg(quoted(value));
        settings.authentication = *authentication;
    } else if (name == "user"_L1) {
        settings.user = value;
    } else if (name == "ca-file"_L1) {
        settings.transport.caFile = value;
    } else if (name == "client-certificate"_L1) {
        settings.transport.clientCertificateFile = value;
    } else if (name == "client-key"_L1) {
        settings.transport.clientKeyFile = value;
    } else if (name == "proxy"_L1) {
        settings.transport.proxy = value;
    } else if (name == "connections"_L1) {
        bool isNumber = false;
        settings.transport.connectionsPerHost = value.toInt(&isNumber);
        if (!isNumber || settings.transport.connectionsPerHost < 1 ||
            settings.transport.connectionsPerHost > mostConnections)
            return u"“connections” is a number from 1 to %1, not %2."_s.arg(QString::number(mostConnections),
                                                                            quoted(value));
    } else {
        return u"There is no setting %1 for a WebDAV library. There are: authentication, ca-file, client-certificate, "
               u"client-key, connections, proxy, user."_s.arg(quoted(name));
    }
    return {};
}

} // namespace

Result<Settings> Settings::read(const QUrl &url, const std::map<QString, QString> &settings)
{
    const bool isWeb = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    if (!url.isValid() || !isWeb || url.host().isEmpty())
        return invalid(url, u"%1 is no address of a WebDAV folder. It has to look like https://host/folder."_s.arg(
                                quoted(url.toDisplayString(QUrl::RemoveUserInfo))));
    if (!url.password().isEmpty())
        return invalid(url, u"The address of the library carries a password. Remove it: it is asked for, or kept in "
                            u"the system's keychain."_s);
    if (url.hasQuery() || url.hasFragment())
        return invalid(url, u"The address of a WebDAV folder ends with its path: remove what follows “?” or “#”."_s);
    Settings result{.folder = Base(url).url(), .user = url.userName()};
    for (const auto &[name, value] : settings)
        if (const QString why = apply(result, name, value); !why.isEmpty())
            return invalid(url, why);
    return result;
}

} // namespace pulse::webdav
