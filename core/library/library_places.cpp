// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/library_places.h"

#include "pulse/base/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

enum class PlaceRelation { Apart, Same, Within }; // the second in the first

QString shownPlace(const LibraryProfile &profile)
{
    const QString place = profile.url.isLocalFile()
                              ? profile.url.toLocalFile()
                              : profile.url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    return quoted(place, 400);
}

bool isRepository(const QUrl &url)
{
    return url.scheme().startsWith("git+"_L1);
}

bool isFolderHere(const QUrl &url)
{
    return url.isLocalFile() || url.scheme() == "git+file"_L1;
}

QString optionOf(const LibraryProfile &profile, const QString &key)
{
    const auto at = profile.settings.find(key);
    return at == profile.settings.end() ? QString() : at->second;
}

// ---- folders

// Where it is or will be: links are followed as far as there is anything.
QString realPath(const QString &path)
{
    QString there = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    QString rest;
    while (true) {
        if (const QString real = QFileInfo(there).canonicalFilePath(); !real.isEmpty())
            return QDir::cleanPath(real + rest);
        const qsizetype slash = there.lastIndexOf(u'/');
        if (slash < 0)
            return path;
        rest.prepend(there.sliced(slash));
        there.truncate(std::max<qsizetype>(slash, 1));
    }
}

// By what the system calls one file, which also sees through mounts and names that differ in case only.
bool isOneFolder(const QString &a, const QString &b)
{
    struct stat one{}, other{};
    return ::stat(QFile::encodeName(a).constData(), &one) == 0 &&
           ::stat(QFile::encodeName(b).constData(), &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

PlaceRelation relationOfFolders(const QString &outer, const QString &inner)
{
    QString at = realPath(inner);
    if (at == realPath(outer) || isOneFolder(at, outer))
        return PlaceRelation::Same;
    while (at.size() > 1) {
        at = QFileInfo(at).path();
        if (at == realPath(outer) || isOneFolder(at, outer))
            return PlaceRelation::Within;
    }
    return PlaceRelation::Apart;
}

// ---- places on servers

struct ServerPlace
{
    QString server;
    QStringList path;
};

QString serverAddressOf(const QUrl &url)
{
    const QString scheme = url.scheme().sliced(isRepository(url) ? 4 : 0);
    const int usual = scheme == "http"_L1 ? 80 : scheme == "ssh"_L1 ? 22 : 443;
    const int port = url.port(usual);
    // A server that answers with and without encryption has the same folders either way.
    const bool isWeb = scheme.startsWith("http"_L1) && port == usual;
    return url.host().toLower() + u':' + (isWeb ? u"web"_s : QString::number(port));
}

ServerPlace serverPlaceOf(const LibraryProfile &profile)
{
    const QUrl &url = profile.url;
    ServerPlace place{serverAddressOf(url), QDir::cleanPath(url.path()).split(u'/', Qt::SkipEmptyParts)};
    if (url.scheme() == "s3"_L1) {
        const QUrl endpoint(optionOf(profile, u"endpoint"_s));
        const bool isAmazon = endpoint.isEmpty() || endpoint.host().endsWith(".amazonaws.com"_L1);
        place.server = u"s3 "_s + (isAmazon ? QString() : serverAddressOf(endpoint));
        place.path.prepend(url.host());
    } else if (isRepository(url) && !place.path.isEmpty() && place.path.last().endsWith(".git"_L1)) {
        place.path.last().chop(4);
    }
    return place;
}

PlaceRelation relationOfPlaces(const LibraryProfile &outer, const LibraryProfile &inner)
{
    const auto familyOf = [](const QUrl &url) { return url.scheme() == "https"_L1 ? u"http"_s : url.scheme(); };
    if (familyOf(outer.url) != familyOf(inner.url))
        return PlaceRelation::Apart;
    const ServerPlace out = serverPlaceOf(outer);
    const ServerPlace in = serverPlaceOf(inner);
    const bool begins = out.path.size() <= in.path.size() &&
                        std::equal(out.path.begin(), out.path.end(), in.path.begin()) && out.server == in.server;
    if (!begins)
        return PlaceRelation::Apart;
    if (out.path.size() == in.path.size())
        return PlaceRelation::Same;
    return isRepository(inner.url) ? PlaceRelation::Apart
                                   : PlaceRelation::Within; // servers put repositories beside each other
}

PlaceRelation relationOf(const LibraryProfile &outer, const LibraryProfile &inner)
{
    if (isFolderHere(outer.url) && isFolderHere(inner.url))
        return relationOfFolders(outer.url.path(), inner.url.path());
    if (isFolderHere(outer.url) || isFolderHere(inner.url))
        return PlaceRelation::Apart;
    static const QStringList places{u"s3"_s, u"http"_s, u"https"_s, u"git+https"_s, u"git+ssh"_s};
    if (places.contains(outer.url.scheme()))
        return relationOfPlaces(outer, inner);
    return outer.url == inner.url ? PlaceRelation::Same : PlaceRelation::Apart;
}

} // namespace

Result<void> checkApart(const LibraryProfile &from, const LibraryProfile &to)
{
    const auto refuse = [&](const QString &sentence) {
        return failure(ErrorCode::Invalid, u"migrate"_s, to.url.toDisplayString(), sentence);
    };
    const QString branch = u"branch"_s;
    const bool areBranches =
        isRepository(from.url) && isRepository(to.url) && optionOf(from, branch) != optionOf(to, branch);
    const PlaceRelation relation = relationOf(from, to);
    if (relation == PlaceRelation::Same && !areBranches)
        return refuse(
            u"The source and the target are the same library, %1. Choose another target."_s.arg(shownPlace(to)));
    const QString outside = u" A library within another damages both, so nothing was copied. Choose a place outside."_s;
    if (relation == PlaceRelation::Within)
        return refuse(u"The target %1 lies within the source %2."_s.arg(shownPlace(to), shownPlace(from)) + outside);
    if (relationOf(to, from) == PlaceRelation::Within)
        return refuse(u"The source %1 lies within the target %2."_s.arg(shownPlace(from), shownPlace(to)) + outside);
    return {};
}

} // namespace pulse
