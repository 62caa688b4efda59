// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/s3/environment.h"

#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"

#include <QFile>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

constexpr qint64 largestFile = 1024 * 1024;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::PermissionDenied, u"open"_s, path,
                       u"%1 cannot be read. Check its permissions, or name another file with "
                       u"AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE."_s.arg(quoted(path)));
    const QByteArray bytes = file.read(largestFile + 1);
    if (bytes.size() > largestFile)
        return failure(ErrorCode::Invalid, u"open"_s, path,
                       u"%1 is larger than a file with profiles can be. Check which file it is."_s.arg(quoted(path)));
    return bytes;
}

QString sectionName(QStringView header, bool plainNames)
{
    const QStringView name = header.trimmed();
    if (plainNames || name == u"default")
        return name.toString();
    constexpr QStringView kind = u"profile";
    if (name.startsWith(kind) && name.size() > kind.size() && name[kind.size()].isSpace())
        return name.sliced(kind.size()).trimmed().toString();
    return {}; // sso-session, services: no profile
}

/// Without a comment: a # or ; that follows white space.
QStringView withoutComment(QStringView value)
{
    for (qsizetype i = 0; i + 1 < value.size(); ++i) {
        if (value[i].isSpace() && (value[i + 1] == u'#' || value[i + 1] == u';'))
            return value.first(i).trimmed();
    }
    return value.trimmed();
}

QString pathOf(const Environment &environment, const QString &variable, QLatin1StringView usual)
{
    const QString named = environment.variable(variable);
    if (named.isEmpty())
        return environment.home.isEmpty() ? QString() : environment.home + usual;
    return named.startsWith("~/"_L1) ? environment.home + named.sliced(1) : named;
}

} // namespace

Environment Environment::ofProcess()
{
    return {.variable = [](const QString &name) { return qEnvironmentVariable(name.toLatin1().constData()); },
            .home = homeFolder(),
            .read = readFile};
}

std::map<QString, std::map<QString, QString>> parseProfiles(const QByteArray &utf8, bool plainNames)
{
    std::map<QString, std::map<QString, QString>> profiles;
    QString section;
    QString parent; // a key without a value, for the indented keys below it
    const QString text = QString::fromUtf8(utf8);
    for (const QStringView raw : QStringView(text).split(u'\n')) {
        const QStringView line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';'))
            continue;
        if (line.startsWith(u'[')) {
            const qsizetype end = line.indexOf(u']');
            section = end < 0 ? QString() : sectionName(line.sliced(1, end - 1), plainNames);
            parent.clear();
            if (!section.isEmpty())
                profiles[section];
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        if (section.isEmpty() || equals <= 0)
            continue;
        const QString key = line.first(equals).trimmed().toString().toLower();
        const QString value = withoutComment(line.sliced(equals + 1)).toString();
        const bool nested = raw.front().isSpace() && !parent.isEmpty();
        if (!nested)
            parent = value.isEmpty() ? key : QString();
        profiles[section][nested ? parent + u'.' + key : key] = value;
    }
    return profiles;
}

QString Profile::value(const QString &key) const
{
    const auto place = values.find(key);
    return place == values.end() ? QString() : place->second;
}

Result<Profile> readProfile(const Environment &environment, const QString &name)
{
    Profile profile{.name = name, .found = false, .values = {}};
    if (profile.name.isEmpty())
        profile.name = environment.variable(u"AWS_PROFILE"_s);
    if (profile.name.isEmpty())
        profile.name = u"default"_s;
    const struct
    {
        QString path;
        bool plainNames;
    } files[] = {{pathOf(environment, u"AWS_CONFIG_FILE"_s, "/.aws/config"_L1), false},
                 {pathOf(environment, u"AWS_SHARED_CREDENTIALS_FILE"_s, "/.aws/credentials"_L1), true}};
    for (const auto &file : files) {
        const auto bytes = environment.read(file.path);
        if (!bytes)
            return failure(bytes);
        const auto profiles = parseProfiles(*bytes, file.plainNames);
        const auto place = profiles.find(profile.name);
        if (place == profiles.end())
            continue;
        profile.found = true;
        // A key belongs together with its secret and token: a half of one file is never joined to a half of the other.
        if (place->second.contains(u"aws_access_key_id"_s)) {
            for (const auto &key : {u"aws_access_key_id"_s, u"aws_secret_access_key"_s, u"aws_session_token"_s})
                profile.values.erase(key);
        }
        for (const auto &[key, value] : place->second)
            profile.values[key] = value;
    }
    return profile;
}

} // namespace pulse::s3
