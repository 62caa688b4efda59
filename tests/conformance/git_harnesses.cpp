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

using Opener = std::function<Result<std::shared_ptr<Storage>>(const OpenOptions &)>;

// Not as another object of Git's, which would be another version of history: the bytes of this very object are changed,
// as a failing disk would, in a form that Git's own reader does not notice.
bool damageContent(const Opener &open, const QString &gitFolder, const VersionKey &key)
{
    OpenOptions options = makeOptions();
    options.readOnly = true;
    const auto library = open(options);
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

LibraryUnderTest makeOnServer(GitWay way)
{
    GitServer &server = shared();
    const QString name = QUuid::createUuid().toString(QUuid::Id128);
    server.makeRepository(name);
    const auto clones = std::make_shared<QTemporaryDir>();
    const QUrl url = way == GitWay::Https ? server.httpsUrl(name) : server.sshUrl(name);
    const std::map<QString, QString> settings{
        {u"ca-file"_s, server.caFile()}, {u"known-hosts"_s, server.knownHosts()}, {u"ssh-key"_s, server.keyFile()}};
    const Opener open = [=](const OpenOptions &given) {
        OpenOptions options = given;
        options.settings = settings;
        options.credentials = std::make_shared<ServersPassword>();
        git::Parts parts = git::defaultParts();
        parts.clones = clones->path();
        return git::openLibrary(url, options, std::move(parts));
    };
    return {.open = open, .damage = [open, clones](const VersionKey &key) {
                const QStringList all = QDir(clones->path()).entryList({u"*.git"_s}, QDir::Dirs);
                return all.size() == 1 && damageContent(open, clones->filePath(all.front()), key);
            }};
}

} // namespace

std::function<LibraryUnderTest()> inRepository(const QString &folderName)
{
    return [folderName] {
        const auto folder = std::make_shared<QTemporaryDir>();
        const QString path = folder->filePath(folderName);
        QUrl url = QUrl::fromLocalFile(path);
        url.setScheme(u"git+file"_s);
        const Opener open = [folder, url](const OpenOptions &options) { return openGitLibrary(url, options); };
        const QString gitFolder = path.endsWith(u".git") ? path : path + u"/.git"_s;
        return LibraryUnderTest{.open = open, .damage = [open, gitFolder](const VersionKey &key) {
                                    return damageContent(open, gitFolder, key);
                                }};
    };
}

std::function<LibraryUnderTest()> onGitServer(GitWay way)
{
    return [way] { return makeOnServer(way); };
}

} // namespace pulse::test
