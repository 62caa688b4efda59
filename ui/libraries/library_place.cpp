// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/library_place.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 64;
const QString nextcloudPath = u"/remote.php/dav/files/"_s;

// Names the context of the texts below for the translators.
struct LibraryPlace
{
    Q_DECLARE_TR_FUNCTIONS(LibraryPlace)
};

std::unexpected<Error> wrong(const QString &message)
{
    return failure(ErrorCode::Invalid, u"configure"_s, {}, message);
}

QString valueOf(const PlaceValues &values, QLatin1StringView id)
{
    const auto found = values.find(id);
    return found == values.end() ? QString() : found->second.trimmed();
}

QString withoutSlashes(QString path)
{
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

Result<QUrl> folderUrl(const PlaceValues &values)
{
    QString path = valueOf(values, "path"_L1);
    if (path == "~"_L1 || path.startsWith("~/"_L1))
        path = QDir::homePath() + path.sliced(1);
    if (QDir::isRelativePath(path))
        return wrong(LibraryPlace::tr("Give the whole path of the folder, beginning with “/”."));
    return QUrl::fromLocalFile(QDir::cleanPath(path));
}

Result<QUrl> s3Url(const PlaceValues &values)
{
    const QString bucket = valueOf(values, "bucket"_L1);
    const bool isPlain = std::ranges::all_of(bucket, [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'.' || c == u'_';
    });
    if (!isPlain || bucket.size() < 3 || bucket.size() > 63)
        return wrong(LibraryPlace::tr("A bucket’s name has 3 to 63 small letters, digits, dots and hyphens."));
    QUrl url;
    url.setScheme(u"s3"_s);
    url.setHost(bucket);
    if (const QString prefix = withoutSlashes(valueOf(values, "prefix"_L1)); !prefix.isEmpty())
        url.setPath(u'/' + prefix);
    return url;
}

Result<QUrl> webUrl(const QString &text)
{
    const QString whole = text.contains("://"_L1) ? text : "https://"_L1 + text;
    const QUrl url(whole, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return wrong(LibraryPlace::tr("That is no web address. An example: https://dav.example.org/prompts"));
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return wrong(LibraryPlace::tr("The address begins with “https://”."));
    return url;
}

Result<QUrl> nextcloudUrl(const PlaceValues &values)
{
    auto server = webUrl(valueOf(values, "server"_L1));
    if (!server)
        return server;
    QString base = server->path();
    if (const qsizetype at = base.indexOf("/remote.php"_L1); at >= 0)
        base.truncate(at);
    server->setPath(u'/' + withoutSlashes(base) + (base.size() > 1 ? nextcloudPath : nextcloudPath.sliced(1)) +
                    valueOf(values, "user"_L1) + u'/' + withoutSlashes(valueOf(values, "folder"_L1)));
    return server;
}

// As a person finds it on the page of a repository: https, ssh, the short form of ssh, or a path.
Result<QUrl> gitUrl(const PlaceValues &values)
{
    QString text = valueOf(values, "repository"_L1);
    if (text.startsWith("~/"_L1))
        text = QDir::homePath() + text.sliced(1);
    if (text.startsWith(u'/'))
        text.prepend("git+file://"_L1);
    else if (!text.contains("://"_L1) && text.contains(u':'))
        text = "git+ssh://"_L1 + text.section(u':', 0, 0) + u'/' + withoutSlashes(text.section(u':', 1));
    else if (!text.startsWith("git+"_L1) && text.contains("://"_L1))
        text.prepend("git+"_L1);
    const QUrl url(text, QUrl::StrictMode);
    static const QStringList schemes{u"git+https"_s, u"git+http"_s, u"git+ssh"_s, u"git+file"_s};
    if (!url.isValid() || !schemes.contains(url.scheme()) || (url.host().isEmpty() && url.scheme() != "git+file"_L1))
        return wrong(
            LibraryPlace::tr("That is no repository’s address. Examples: https://git.example.org/team/prompts.git, "
                             "git@git.example.org:team/prompts.git, or a path."));
    return url;
}

void setOption(LibraryProfile &profile, const PlaceValues &values, QLatin1StringView id)
{
    if (const QString value = valueOf(values, id); !value.isEmpty())
        profile.settings[id] = value;
}

} // namespace

std::vector<PlaceKindInfo> placeKinds()
{
    return {
        {PlaceKind::Folder, LibraryPlace::tr("A folder on this computer"),
         LibraryPlace::tr("Plain files, on a disk here or one that is mounted here."), "folder"_L1, "file"_L1, false},
        {PlaceKind::S3, LibraryPlace::tr("S3 storage"),
         LibraryPlace::tr("A bucket at Amazon, Ceph, MinIO or another service that speaks S3."), "cloud"_L1, "s3"_L1,
         true},
        {PlaceKind::Nextcloud, LibraryPlace::tr("Nextcloud or ownCloud"),
         LibraryPlace::tr("A folder of yours on such a server."), "cloud-check"_L1, "https"_L1, true},
        {PlaceKind::WebDav, LibraryPlace::tr("A WebDAV server"),
         LibraryPlace::tr("A folder on Apache, nginx, lighttpd, rclone or another web server."), "globe"_L1, "https"_L1,
         true},
        {PlaceKind::Git, LibraryPlace::tr("A Git repository"),
         LibraryPlace::tr("Every change a commit, branches as sets of prompts."), "branch"_L1, "git+https"_L1, true}};
}

PlaceKindInfo placeKindInfo(PlaceKind kind)
{
    const auto kinds = placeKinds();
    return *std::ranges::find(kinds, kind, &PlaceKindInfo::kind);
}

PlaceKind placeKindOf(const QUrl &url)
{
    const QString scheme = url.scheme();
    if (scheme == "s3"_L1)
        return PlaceKind::S3;
    if (scheme.startsWith("git+"_L1))
        return PlaceKind::Git;
    if (scheme.startsWith("http"_L1))
        return url.path().contains(nextcloudPath) ? PlaceKind::Nextcloud : PlaceKind::WebDav;
    return PlaceKind::Folder;
}

std::vector<PlaceField> placeFields(PlaceKind kind)
{
    const PlaceField authority{
        "ca-file"_L1, LibraryPlace::tr("&Certificates:"), u"/etc/ssl/own-ca.pem"_s,
        LibraryPlace::tr("A file of your own authority’s certificates (ca-file); stays empty for the system’s."),
        false};
    switch (kind) {
    case PlaceKind::Folder:
        return {{"path"_L1, LibraryPlace::tr("&Folder:"), u"/home/ada/prompts"_s,
                 LibraryPlace::tr("A library is made there when there is none."), true}};
    case PlaceKind::S3:
        return {{"bucket"_L1, LibraryPlace::tr("&Bucket:"), u"team-prompts"_s, {}, true},
                {"prefix"_L1, LibraryPlace::tr("&Folder in it:"), LibraryPlace::tr("prompts (may stay empty)"),
                 LibraryPlace::tr("Everything of the library is kept below it."), false},
                {"endpoint"_L1, LibraryPlace::tr("&Service:"), u"https://s3.example.org"_s,
                 LibraryPlace::tr("The address of the service; stays empty for Amazon."), false},
                {"region"_L1, LibraryPlace::tr("&Region:"), u"eu-central-1"_s,
                 LibraryPlace::tr("As the service names it; many have only one."), false},
                authority};
    case PlaceKind::WebDav:
        return {{"address"_L1, LibraryPlace::tr("&Address:"), u"https://dav.example.org/prompts"_s,
                 LibraryPlace::tr("The folder in which the library is, or shall be."), true},
                authority};
    case PlaceKind::Nextcloud:
        return {{"server"_L1, LibraryPlace::tr("&Server:"), u"https://cloud.example.org"_s, {}, true},
                {"user"_L1, LibraryPlace::tr("&User name:"), u"ada"_s,
                 LibraryPlace::tr("As in the address of your files, under “Settings” in Nextcloud’s file view."), true},
                {"folder"_L1, LibraryPlace::tr("&Folder:"), LibraryPlace::tr("Prompts"),
                 LibraryPlace::tr("Of your files there; it is made when it is missing."), true},
                authority};
    case PlaceKind::Git:
        break;
    }
    return {{"repository"_L1, LibraryPlace::tr("&Repository:"), u"git@git.example.org:team/prompts.git"_s,
             LibraryPlace::tr("As its page shows it, for https or ssh; or the path of one on this computer."), true},
            {"ssh-key"_L1, LibraryPlace::tr("SSH &key:"), u"~/.ssh/id_ed25519"_s,
             LibraryPlace::tr("The file of a private key (ssh-key); stays empty for the agent’s and the usual ones."),
             false},
            authority};
}

Result<LibraryProfile> profileOf(PlaceKind kind, const PlaceValues &values)
{
    for (const PlaceField &field : placeFields(kind)) {
        if (field.isRequired && valueOf(values, field.id).isEmpty())
            return wrong(LibraryPlace::tr("“%1” is still empty.").arg(QString(field.label).remove(u'&').remove(u':')));
    }
    LibraryProfile profile;
    Result<QUrl> url = kind == PlaceKind::Folder      ? folderUrl(values)
                       : kind == PlaceKind::S3        ? s3Url(values)
                       : kind == PlaceKind::Nextcloud ? nextcloudUrl(values)
                       : kind == PlaceKind::WebDav    ? webUrl(valueOf(values, "address"_L1))
                                                      : gitUrl(values);
    if (!url)
        return failure(std::move(url));
    profile.url = *url;
    if (kind == PlaceKind::S3) {
        setOption(profile, values, "endpoint"_L1);
        setOption(profile, values, "region"_L1);
    } else if (kind == PlaceKind::Nextcloud) {
        profile.user = valueOf(values, "user"_L1);
    }
    if (kind == PlaceKind::Git)
        setOption(profile, values, "ssh-key"_L1);
    setOption(profile, values, "ca-file"_L1);
    return profile;
}

PlaceValues valuesOf(const LibraryProfile &profile)
{
    PlaceValues values;
    const auto option = [&](QLatin1StringView id) {
        if (const auto found = profile.settings.find(id); found != profile.settings.end())
            values[id] = found->second;
    };
    option("ca-file"_L1);
    switch (placeKindOf(profile.url)) {
    case PlaceKind::Folder:
        values[u"path"_s] = QDir::toNativeSeparators(profile.url.toLocalFile());
        break;
    case PlaceKind::S3:
        values[u"bucket"_s] = profile.url.host();
        values[u"prefix"_s] = withoutSlashes(profile.url.path());
        option("endpoint"_L1);
        option("region"_L1);
        break;
    case PlaceKind::WebDav:
        values[u"address"_s] = profile.url.toString();
        break;
    case PlaceKind::Nextcloud: {
        const QString path = profile.url.path();
        const qsizetype at = path.indexOf(nextcloudPath);
        const QString rest = path.sliced(at + nextcloudPath.size());
        QUrl server = profile.url;
        server.setPath(path.first(at));
        values[u"server"_s] = server.toString();
        values[u"user"_s] = rest.section(u'/', 0, 0);
        values[u"folder"_s] = withoutSlashes(rest.section(u'/', 1));
        break;
    }
    case PlaceKind::Git:
        values[u"repository"_s] = profile.url.toString();
        option("ssh-key"_L1);
        break;
    }
    return values;
}

QString nameProblem(const QString &name, const QStringList &taken)
{
    if (name.isEmpty())
        return LibraryPlace::tr("The library needs a name.");
    if (name.size() > longestName)
        return LibraryPlace::tr("A name has at most %1 characters.").arg(longestName);
    const bool isPlain =
        std::ranges::all_of(name, [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-'); });
    if (!isPlain)
        return LibraryPlace::tr("A name has letters from a to z, digits and hyphens only.");
    if (taken.contains(name, Qt::CaseInsensitive))
        return LibraryPlace::tr("There is a library of this name already.");
    return {};
}

QString suggestedName(const LibraryProfile &profile, const QStringList &taken)
{
    QString base = profile.url.adjusted(QUrl::StripTrailingSlash).fileName();
    if (base.endsWith(".git"_L1))
        base.chop(4);
    if (base.isEmpty())
        base = profile.url.host().section(u'.', 0, 0);
    QString name;
    for (const QChar c : base) {
        if (c.unicode() < 128 && c.isLetterOrNumber())
            name.append(c.toLower());
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name.append(u'-');
    }
    while (name.endsWith(u'-'))
        name.chop(1);
    name = name.isEmpty() ? u"library"_s : name.first(std::min(name.size(), longestName - 4));
    QString free = name;
    for (int number = 2; taken.contains(free, Qt::CaseInsensitive); ++number)
        free = u"%1-%2"_s.arg(name).arg(number);
    return free;
}

} // namespace pulse::ui
