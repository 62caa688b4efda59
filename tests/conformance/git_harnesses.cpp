// SPDX-License-Identifier: Apache-2.0
#include "git_harnesses.h"

#include "pulse/backends/git.h"
#include "pulse/backends/git/open.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"
#include "pulse/test/temporary_library.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

QUrl urlOf(const QString &repository)
{
    QUrl url = QUrl::fromLocalFile(repository);
    url.setScheme(u"git+file"_s);
    return url;
}

// Not as another object of Git's, which would be another version of history: the bytes of this very object are changed,
// as a failing disk would, in a form that Git's own reader does not notice.
bool damageContent(const QUrl &repository, const QString &gitFolder, const VersionKey &key)
{
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    options.readOnly = true;
    const auto library = openGitLibrary(repository, options);
    const auto prompt =
        library ? (*library)->fetch(key.name, key.version, {}) : Result<Prompt>(std::unexpected(library.error()));
    if (!prompt)
        return false;
    const QByteArray object = "blob " + QByteArray::number(prompt->content.size()) + '\0' + prompt->content;
    const QString hex = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha1).toHex());
    return damageFile(u"%1/objects/%2/%3"_s.arg(gitFolder, hex.first(2), hex.sliced(2)));
}

/// Gives the server's one password.
class ServersPassword final : public CredentialSource
{
public:
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        if (request.kind != CredentialRequest::Kind::Password || request.rejected)
            return std::nullopt;
        return Credential{GitServer::user(), GitServer::password(), {}};
    }
    void accepted(const CredentialRequest &, const Credential &) override {}
};

/// Ended before the application is.
GitServer &shared()
{
    static std::unique_ptr<GitServer> server;
    if (!server) {
        server = std::make_unique<GitServer>();
        qAddPostRoutine([] { server.reset(); });
    }
    return *server;
}

/// A new repository on the server; `clones` is where its clone will be.
RemotePlace makeOnServer(GitWay way, const QString &clones)
{
    GitServer &server = shared();
    const QString name = QUuid::createUuid().toString(QUuid::Id128);
    server.makeRepository(name);
    return {.url = way == GitWay::Https ? server.httpsUrl(name) : server.sshUrl(name),
            .settings = {{u"ca-file"_s, server.caFile()},
                         {u"known-hosts"_s, server.knownHosts()},
                         {u"ssh-key"_s, server.keyFile()}},
            .credentials = std::make_shared<ServersPassword>(),
            .damage =
                [clones, name](const VersionKey &key) {
                    const QStringList all = QDir(clones).entryList({name + u"*.git"_s}, QDir::Dirs);
                    const QString clone = clones + u'/' + all.join(u' ');
                    return all.size() == 1 && damageContent(urlOf(clone), clone, key);
                },
            .openThere = [there = urlOf(server.file(u"git/%1.git"_s.arg(name)))](
                             const OpenOptions &options) { return openGitLibrary(there, options); }};
}

/// Where clones are in the data folder of a person, which from now on is one of the program's own.
QString clonesInDataFolder()
{
    static const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", QFile::encodeName(folder.path()));
    return folder.filePath(u"pulse/git"_s);
}

} // namespace

std::function<RemotePlace()> placeInRepository(const QString &folderName)
{
    return [folderName] {
        const auto folder = std::make_shared<QTemporaryDir>();
        const QString path = folder->filePath(folderName);
        const QString gitFolder = path.endsWith(u".git") ? path : path + u"/.git"_s;
        return RemotePlace{.url = urlOf(path), .damage = [folder, path, gitFolder](const VersionKey &key) {
                               return damageContent(urlOf(path), gitFolder, key);
                           }};
    };
}

std::function<LibraryUnderTest()> inRepository(const QString &folderName)
{
    return [makePlace = placeInRepository(folderName)] {
        const RemotePlace place = makePlace();
        return LibraryUnderTest{
            .open = [place](const OpenOptions &options) { return openGitLibrary(place.url, options); },
            .damage = place.damage};
    };
}

std::function<LibraryUnderTest()> onGitServer(GitWay way)
{
    return [way] {
        const auto clones = std::make_shared<QTemporaryDir>();
        const RemotePlace place = makeOnServer(way, clones->path());
        return LibraryUnderTest{.open =
                                    [place, clones](OpenOptions options) {
                                        options.settings = place.settings;
                                        options.credentials = place.credentials;
                                        git::Parts parts = git::defaultParts();
                                        parts.clones = clones->path();
                                        return git::openLibrary(place.url, options, std::move(parts));
                                    },
                                .damage = place.damage,
                                .openHome = place.openThere};
    };
}

std::function<RemotePlace()> placeOnGitServer(GitWay way)
{
    return [way, clones = clonesInDataFolder()] { return makeOnServer(way, clones); };
}

} // namespace pulse::test
