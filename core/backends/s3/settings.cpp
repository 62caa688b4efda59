// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/settings.h"

#include "pulse/base/quote.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

std::unexpected<Error> invalid(const QString &subject, const QString &message)
{
    return failure(ErrorCode::Invalid, u"open"_s, subject, message);
}

Result<bool> readFlag(const std::map<QString, QString> &given, const QString &name, bool otherwise)
{
    const auto place = given.find(name);
    if (place == given.end() || place->second.isEmpty())
        return otherwise;
    const QString value = place->second.toLower();
    if (value == u"yes" || value == u"true" || value == u"on" || value == u"1")
        return true;
    if (value == u"no" || value == u"false" || value == u"off" || value == u"0")
        return false;
    return invalid(name, u"The setting %1 is yes or no, not %2."_s.arg(name, quoted(place->second)));
}

Result<int> readConnections(const std::map<QString, QString> &given, int otherwise)
{
    constexpr int most = 64;
    const auto place = given.find(u"connections"_s);
    if (place == given.end() || place->second.isEmpty())
        return otherwise;
    bool isNumber = false;
    const int number = place->second.toInt(&isNumber);
    if (!isNumber || number < 1 || number > most)
        return invalid(place->first, u"The setting connections is a number from 1 to %1, not %2."_s.arg(
                                         QString::number(most), quoted(place->second)));
    return number;
}

QString settingOf(const std::map<QString, QString> &given, const QString &name)
{
    const auto place = given.find(name);
    return place == given.end() ? QString() : place->second;
}

QString firstOf(std::initializer_list<QString> values)
{
    for (const auto &value : values) {
        if (!value.isEmpty())
            return value;
    }
    return {};
}

Result<void> checkNames(const std::map<QString, QString> &given)
{
    static const QStringList known{u"ca-file"_s,  u"connections"_s, u"credentials"_s,
                                   u"endpoint"_s, u"path-style"_s,  u"profile"_s,
                                   u"proxy"_s,    u"region"_s,      u"unsigned-payload"_s};
    for (const auto &[name, value] : given) {
        if (!known.contains(name))
            return invalid(
                name, u"%1 is no setting of an S3 library. There are: %2."_s.arg(quoted(name), known.join(", "_L1)));
    }
    return {};
}

Result<void> readPlace(const QUrl &url, Settings &settings)
{
    const QString shown = url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment() || url.port() != -1)
        return invalid(shown,
                       u"An S3 library is written s3://BUCKET or s3://BUCKET/PREFIX, with nothing else in it. Keys "
                       u"belong into the keychain, the environment or ~/.aws/credentials."_s);
    // AWS's rules, and the underscore of older buckets.
    static const QRegularExpression bucket(u"^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$"_s);
    settings.bucket = url.host();
    if (!bucket.match(settings.bucket).hasMatch() || settings.bucket.contains(".."_L1))
        return invalid(shown, u"%1 cannot be the name of a bucket: it takes 3 to 63 small letters, digits, dots and "
                              u"hyphens."_s.arg(quoted(settings.bucket)));
    QString prefix = url.path(QUrl::FullyDecoded);
    while (prefix.startsWith(u'/'))
        prefix.removeFirst();
    if (!prefix.isEmpty() && !prefix.endsWith(u'/'))
        prefix += u'/';
    for (const auto &segment : QStringView(prefix).split(u'/')) {
        if (segment == u"." || segment == u"..")
            return invalid(shown,
                           u"The prefix %1 has “.” or “..” in it, which mean nothing in a bucket. Write the prefix "
                           u"itself."_s.arg(quoted(prefix)));
    }
    if (prefix.contains("//"_L1) || prefix.contains(QChar(0)) || prefix.contains(QChar::ReplacementCharacter) ||
        prefix.toUtf8().size() > 400)
        return invalid(shown, u"The prefix %1 cannot be used: it is too long, or has empty parts or characters that no "
                              u"name can have."_s.arg(quoted(prefix)));
    settings.prefix = prefix;
    return {};
}

Result<void> readEndpoint(const QString &text, Settings &settings)
{
    if (text.isEmpty()) {
        const auto top = settings.region.startsWith("cn-") ? "amazonaws.com.cn"_L1 : "amazonaws.com"_L1;
        settings.endpoint = QUrl(u"https://s3.%1.%2"_s.arg(QString::fromLatin1(settings.region), top));
        return {};
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool sound = url.isValid() && (url.scheme() == u"https" || url.scheme() == u"http") &&
                       !url.host().isEmpty() && url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment() &&
                       (url.path().isEmpty() || url.path() == u"/");
    if (!sound)
        return invalid(
            u"endpoint"_s,
            u"The endpoint %1 is not the address of a server. Write it as https://HOST or https://HOST:PORT."_s.arg(
                quoted(url.isValid() ? url.toString(QUrl::RemoveUserInfo) : u"…"_s)));
    settings.endpoint = url;
    settings.endpoint.setPath({});
    return {};
}

Result<void> readKeys(const QString &text, Settings &settings)
{
    static const std::map<QString, Settings::Keys> words{{u""_s, Settings::Keys::Chain},
                                                         {u"chain"_s, Settings::Keys::Chain},
                                                         {u"environment"_s, Settings::Keys::Environment},
                                                         {u"profile"_s, Settings::Keys::Profile},
                                                         {u"keychain"_s, Settings::Keys::Keychain}};
    const auto place = words.find(text);
    if (place == words.end())
        return invalid(
            u"credentials"_s,
            u"The setting credentials is chain, environment, profile or keychain, not %1."_s.arg(quoted(text)));
    settings.keys = place->second;
    return {};
}

} // namespace

QUrl Settings::shown() const
{
    QUrl url;
    url.setScheme(u"s3"_s);
    url.setHost(bucket);
    if (!prefix.isEmpty())
        url.setPath(u'/' + prefix.chopped(1));
    return url;
}

bool Settings::isAws() const
{
    return endpoint.host().endsWith(".amazonaws.com"_L1) || endpoint.host().endsWith(".amazonaws.com.cn"_L1);
}

QUrl Settings::origin() const
{
    QUrl url = endpoint;
    if (!pathStyle)
        url.setHost(bucket + u'.' + endpoint.host());
    return url;
}

QByteArray Settings::pathOf(const QString &key) const
{
    return (pathStyle ? '/' + bucket.toUtf8() + '/' : "/"_ba) +
           (key.isEmpty() ? QByteArray() : (prefix + key).toUtf8());
}

Result<Settings> readSettings(const QUrl &url, const std::map<QString, QString> &given, const Environment &environment)
{
    Settings settings;
    if (auto checked = checkNames(given); !checked)
        return failure(checked);
    if (auto read = readPlace(url, settings); !read)
        return failure(read);
    auto profile = readProfile(environment, settingOf(given, u"profile"_s));
    if (!profile)
        return failure(profile);
    settings.profile = *std::move(profile);
    if (!settingOf(given, u"profile"_s).isEmpty() && !settings.profile.found)
        return invalid(u"profile"_s, u"There is no profile %1 in ~/.aws/config or ~/.aws/credentials. Add it there, or "
                                     u"name another."_s.arg(quoted(settings.profile.name)));
    const QString region =
        firstOf({settingOf(given, u"region"_s), environment.variable(u"AWS_REGION"_s),
                 environment.variable(u"AWS_DEFAULT_REGION"_s), settings.profile.value(u"region"_s), u"us-east-1"_s});
    static const QRegularExpression sound(u"^[A-Za-z0-9._-]{1,64}$"_s);
    if (!sound.match(region).hasMatch())
        return invalid(u"region"_s, u"%1 is no region. It looks like eu-central-1."_s.arg(quoted(region)));
    settings.region = region.toLatin1();
    const QString endpoint =
        firstOf({settingOf(given, u"endpoint"_s), environment.variable(u"AWS_ENDPOINT_URL_S3"_s),
                 environment.variable(u"AWS_ENDPOINT_URL"_s), settings.profile.value(u"s3.endpoint_url"_s),
                 settings.profile.value(u"endpoint_url"_s)});
    if (auto read = readEndpoint(endpoint, settings); !read)
        return failure(read);
    // A wildcard certificate covers one label, so a bucket with dots cannot be part of the host's name.
    const bool dotted = settings.bucket.contains(u'.') || settings.bucket.contains(u'_');
    const QString style = settings.profile.value(u"s3.addressing_style"_s);
    const bool usual = style == u"path" || (style != u"virtual" && (!settings.isAws() || dotted));
    const auto pathStyle = readFlag(given, u"path-style"_s, usual);
    const auto unsignedPayload = readFlag(given, u"unsigned-payload"_s, false);
    if (!pathStyle || !unsignedPayload)
        return failure(!pathStyle ? pathStyle : unsignedPayload);
    settings.pathStyle = *pathStyle;
    settings.unsignedPayload = *unsignedPayload;
    if (auto read = readKeys(settingOf(given, u"credentials"_s), settings); !read)
        return failure(read);
    settings.transport.caFile = firstOf({settingOf(given, u"ca-file"_s), environment.variable(u"AWS_CA_BUNDLE"_s),
                                         settings.profile.value(u"ca_bundle"_s)});
    settings.transport.proxy = settingOf(given, u"proxy"_s);
    const auto connections = readConnections(given, settings.transport.connectionsPerHost);
    if (!connections)
        return failure(connections);
    settings.transport.connectionsPerHost = *connections;
    return settings;
}

} // namespace pulse::s3
