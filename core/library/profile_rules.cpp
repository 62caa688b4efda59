// SPDX-License-Identifier: Apache-2.0
#include "profile_rules.h"

#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"

#include <QDir>
#include <QUrlQuery>
#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr auto whereSecretsGo = "Pulse asks for secrets when they are needed and keeps them in the system's keychain; "
                                "docs/configuration.md says how "
                                "a script gives them.";

std::unexpected<Error> refused(const QString &subject, const QString &sentence)
{
    return failure(ErrorCode::Invalid, u"configure"_s, visible(subject), sentence);
}

std::unexpected<Error> secretRefused(const QString &subject, const QString &sentence)
{
    return refused(subject, sentence + u' ' + QString::fromLatin1(whereSecretsGo));
}

bool isPlain(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

bool namesSecret(const QString &key)
{
    static constexpr std::array words{"password"_L1, "passwd"_L1, "pwd"_L1,       "passphrase"_L1, "secret"_L1,
                                      "token"_L1,    "apikey"_L1, "signature"_L1, "sig"_L1};
    static constexpr std::array pairs{"api-key"_L1, "access-key"_L1, "private-key"_L1};
    const QString lower = key.toLower().replace(u'_', u'-').replace(u'.', u'-');
    return std::ranges::any_of(lower.split(u'-'),
                               [](const QString &word) { return std::ranges::contains(words, word); }) ||
           std::ranges::contains(pairs, lower);
}

// A secret access key of S3: 40 characters of base64 that no name and no path consists of.
bool looksLikeAccessKey(const QString &value)
{
    const auto has = [&](auto isOne) { return std::ranges::any_of(value, isOne); };
    const bool fits = std::ranges::all_of(value, [](QChar c) { return isPlain(c) || c == u'/' || c == u'+'; });
    return value.size() == 40 && fits && has([](QChar c) { return c.isUpper(); }) &&
           has([](QChar c) { return c.isLower(); }) && has([](QChar c) { return c.isDigit(); });
}

bool looksLikeSecret(const QString &value)
{
    static constexpr std::array beginnings{"ghp_"_L1,    "gho_"_L1,   "ghs_"_L1,           "github_pat_"_L1,
                                           "glpat-"_L1,  "xoxb-"_L1,  "xoxp-"_L1,          "-----BEGIN "_L1,
                                           "Bearer "_L1, "Basic "_L1, "AGE-SECRET-KEY-"_L1};
    const qsizetype slashes = value.indexOf("://"_L1);
    const QString authority = slashes < 0 ? QString() : value.sliced(slashes + 3).section(u'/', 0, 0);
    const bool passwordInUrl = authority.contains(u'@') && authority.section(u'@', 0, -2).contains(u':');
    return std::ranges::any_of(beginnings, [&](QLatin1StringView text) { return value.startsWith(text); }) ||
           passwordInUrl || looksLikeAccessKey(value);
}

bool isLoopback(const QString &host)
{
    if (host == "localhost"_L1 || host.endsWith(".localhost"_L1) || host == "::1"_L1)
        return true;
    const QStringList numbers = host.split(u'.');
    return numbers.size() == 4 && numbers.first() == "127"_L1 &&
           std::ranges::all_of(numbers, [](const QString &number) {
               return !number.isEmpty() && std::ranges::all_of(number, [](QChar c) { return c >= u'0' && c <= u'9'; });
           });
}

Result<bool> flagOf(const QString &name, const QString &key, const QString &value)
{
    const QString lower = value.trimmed().toLower();
    if (lower == u"true" || lower == u"yes" || lower == u"on" || lower == u"1")
        return true;
    if (lower == u"false" || lower == u"no" || lower == u"off" || lower == u"0")
        return false;
    return refused(name, u"“%1” of the library “%2” is either true or false, not %3."_s.arg(key, name, quoted(value)));
}

Result<QUrl> urlOf(const QString &name, const QString &value)
{
    if (value.startsWith(u'/') || value == u"~" || value.startsWith("~/"_L1))
        return expandedHome(value).transform(
            [](const QString &path) { return QUrl::fromLocalFile(QDir::cleanPath(path)); });
    const QUrl url(value, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().size() < 2)
        return refused(name, u"The library “%1” has no usable address. Write a URL (s3://bucket/folder, https://…, "
                             "git+ssh://…, file:///…) or a path that begins with / or ~/."_s.arg(name));
    return url;
}

Result<void> readValue(LibraryProfile &profile, const QString &key, const QString &value)
{
    const auto flag = [&](bool &into) -> Result<void> {
        const auto read = flagOf(profile.name, key, value);
        if (!read)
            return failure(read);
        into = *read;
        return {};
    };
    if (key == "url"_L1) {
        auto url = urlOf(profile.name, value);
        if (!url)
            return failure(std::move(url));
        profile.url = *std::move(url);
    } else if (key == "user"_L1) {
        profile.user = value;
    } else if (key == "mirror"_L1) {
        profile.mirror = value;
    } else if (key == "read-only"_L1) {
        return flag(profile.readOnly);
    } else if (key == "write-through"_L1) {
        return flag(profile.writeThrough);
    } else if (key == "layers"_L1) {
        QStringList layers;
        for (const QString &layer : value.split(u',', Qt::SkipEmptyParts))
            layers.append(layer.trimmed());
        profile.layers = layers == QStringList{u"none"_s} ? QStringList() : layers;
    } else if (key == "sync-interval"_L1) {
        bool isNumber = false;
        const int seconds = value.trimmed().toInt(&isNumber);
        if (!isNumber || seconds < 0 || seconds > 604'800)
            return refused(profile.name,
                           u"“sync-interval” of the library “%1” is a number of seconds from 0 (only when "
                           "asked) to 604800 (a week)."_s.arg(profile.name));
        profile.syncInterval = std::chrono::seconds(seconds);
    } else {
        profile.settings.insert_or_assign(key, value);
    }
    return {};
}

} // namespace

QStringList commonProfileKeys()
{
    return {u"url"_s, u"user"_s, u"layers"_s, u"read-only"_s, u"write-through"_s, u"sync-interval"_s, u"mirror"_s};
}

bool isConfigurationName(QStringView name)
{
    return !name.isEmpty() && name.size() <= 64 && isPlain(name.front()) &&
           std::ranges::all_of(name, [](QChar c) { return isPlain(c) || c == u'-'; });
}

Result<void> validateLibraryUrl(const QUrl &url, bool allowHttp)
{
    const QString shown = url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    if (!url.isValid() || url.scheme().isEmpty())
        return refused(shown, u"%1 is not a well-formed URL."_s.arg(quoted(shown)));
    if (!url.password().isEmpty() || url.authority().contains(u":@"_s))
        return secretRefused(shown,
                             u"The address %1 was given with a password in it, which would be kept in the open and "
                             "shown to others. Leave it out."_s.arg(quoted(shown)));
    if (!url.userName().isEmpty() && url.scheme() != "git+ssh"_L1)
        return secretRefused(shown,
                             u"The address %1 was given with a user name in it. Write the user as an option of its "
                             "profile: user = NAME."_s.arg(quoted(shown)));
    for (const auto &[key, value] : QUrlQuery(url).queryItems()) {
        if (namesSecret(key) || key.compare("X-Amz-Signature"_L1, Qt::CaseInsensitive) == 0 || looksLikeSecret(value))
            return secretRefused(shown, u"The address %1 was given with a secret in it (%2). Leave it out."_s.arg(
                                            quoted(shown), quoted(key)));
    }
    if (url.scheme() == "http"_L1 && !allowHttp && !isLoopback(url.host()))
        return refused(shown,
                       u"%1 is not encrypted: whoever is on the way could read and change prompts and passwords. "
                       "Use https, or accept it for a network that you trust with the profile's option "
                       "allow-http = true."_s.arg(quoted(shown)));
    return {};
}

Result<void> detail::validateConfigurationName(const QString &what, const QString &name)
{
    if (isConfigurationName(name))
        return {};
    return refused(name, u"%1 cannot be the name of a %2: it has 1 to 64 letters (A–Z), digits and hyphens, and begins "
                         "with no hyphen."_s.arg(quoted(name), what == "profile"_L1 ? u"library"_s : what));
}

Result<void> detail::validateOption(const QString &profile, const QString &key, const QString &value)
{
    if (!isConfigurationName(key) || key != key.toLower())
        return refused(profile, u"%1 cannot be an option of a library: it has 1 to 64 small letters (a–z), digits and "
                                "hyphens."_s.arg(quoted(key)));
    if (namesSecret(key))
        return secretRefused(
            profile, u"The option “%1” names a secret, which does not belong into the configuration."_s.arg(key));
    if (std::ranges::any_of(value, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return refused(profile, u"The option “%1” must be a single line without control characters."_s.arg(key));
    if (looksLikeSecret(value))
        return secretRefused(profile,
                             u"The value of the option “%1” looks like a secret, which does not belong into the "
                             "configuration."_s.arg(key));
    return {};
}

Result<void> validateProfile(const LibraryProfile &profile)
{
    if (!profile.name.isEmpty()) {
        if (auto named = validateConfigurationName(u"profile"_s, profile.name); !named)
            return named;
    }
    if (profile.url.isEmpty())
        return refused(profile.name,
                       u"The library “%1” has no address. Give it a URL or a path (url = …)."_s.arg(profile.name));
    const auto allows = profile.settings.find(u"allow-http"_s);
    bool allowHttp = false;
    if (allows != profile.settings.end()) {
        const auto flag = flagOf(profile.name, allows->first, allows->second);
        if (!flag)
            return failure(flag);
        allowHttp = *flag;
    }
    if (auto fit = validateLibraryUrl(profile.url, allowHttp); !fit)
        return fit;
    for (const auto &[key, value] : valuesOf(profile)) {
        if (key == "url"_L1)
            continue;
        if (auto fit = validateOption(profile.name, key, value); !fit)
            return fit;
    }
    return {};
}

std::map<QString, QString> detail::valuesOf(const LibraryProfile &profile)
{
    std::map<QString, QString> values = profile.settings;
    const LibraryProfile usual;
    if (!profile.url.isEmpty())
        values[u"url"_s] = profile.url.isLocalFile() ? profile.url.toLocalFile() : profile.url.toString();
    if (!profile.user.isEmpty())
        values[u"user"_s] = profile.user;
    if (!profile.mirror.isEmpty())
        values[u"mirror"_s] = profile.mirror;
    if (profile.readOnly)
        values[u"read-only"_s] = u"true"_s;
    if (profile.writeThrough)
        values[u"write-through"_s] = u"true"_s;
    if (profile.layers)
        values[u"layers"_s] = profile.layers->isEmpty() ? u"none"_s : profile.layers->join(u", "_s);
    if (profile.syncInterval != usual.syncInterval)
        values[u"sync-interval"_s] = QString::number(profile.syncInterval.count());
    return values;
}

Result<LibraryProfile> parseProfile(const QString &name, const std::map<QString, QString> &values)
{
    LibraryProfile profile;
    profile.name = name;
    for (const auto &[key, value] : values) {
        if (auto fit = key == "url"_L1 ? Result<void>() : validateOption(name, key, value); !fit)
            return failure(std::move(fit));
        if (auto read = readValue(profile, key, value); !read)
            return failure(std::move(read));
    }
    if (auto valid = validateProfile(profile); !valid)
        return failure(std::move(valid));
    return profile;
}

} // namespace pulse
