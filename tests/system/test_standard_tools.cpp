// SPDX-License-Identifier: Apache-2.0
// What Pulse keeps elsewhere can be fetched without Pulse: what rclone, s3cmd, curl and git bring home opens as a
// library in a folder, verifies, and holds the same.
#include "pulse/backends/filesystem.h"
#include "pulse/backends/git.h"
#include "pulse/backends/s3.h"
#include "pulse/backends/webdav.h"
#include "pulse/storage/capabilities.h"
#include "pulse/test/makers.h"
#include "pulse/test/servers.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

namespace {

class OneCredential final : public CredentialSource
{
public:
    OneCredential(QString user, QString secret)
        : m_credential{std::move(user), std::move(secret), {}}
    {}
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        return request.rejected ? std::nullopt : std::optional(m_credential);
    }
    void accepted(const CredentialRequest &, const Credential &) override {}

private:
    Credential m_credential;
};

OpenOptions options(OpenOptions::Mode mode, std::map<QString, QString> settings = {})
{
    return {.mode = mode,
            .author = u"Ada Example <ada@example.org>"_s,
            .settings = std::move(settings),
            .clock = std::make_shared<SystemClock>()};
}

// Names that a tool may stumble over, several versions, labels, edited metadata, a prompt that is also a folder, and
// something removed.
std::vector<Prompt> samples()
{
    std::vector<Prompt> all;
    for (const auto &name : {u"greeting"_s, u"support/refund-reply"_s, u"support/refund-reply/short"_s,
                             u"größe/naïve prompt"_s, u"日本語/挨拶"_s, u"a b/c.d-e_f"_s})
        for (const auto &version : {u"1.0.0"_s, u"1.1.0"_s, u"2.0.0-rc.1+build.7"_s})
            all.push_back(makePrompt(makeName(name), makeVersion(version),
                                     u"# %1 %2\n\nHello {{name}}.\n"_s.arg(name, version).toUtf8().repeated(40)));
    return all;
}

void fill(Storage &storage)
{
    for (const Prompt &prompt : samples()) {
        const auto stored = storage.store(prompt, {});
        QVERIFY2(stored, qUtf8Printable(stored ? QString() : stored.error().toString()));
    }
    const Capabilities can = storage.capabilities();
    const Name name = makeName(u"support/refund-reply");
    QVERIFY(can.labels->setLabel(name, makeLabel(u"production"), makeVersion(u"1.1.0"), {}, {}));
    MetadataPatch patch;
    patch.description = u"Answers to customers — “kind”, short."_s;
    patch.addTags = {u"support"_s, u"größe"_s};
    QVERIFY(can.metadata->updateMetadata(name, makeVersion(u"1.0.0"), patch, {}));
    QVERIFY(storage.store(makePrompt(u"gone", u"1.0.0"), {}));
    QVERIFY(storage.remove(makeName(u"gone"), {}, {}));
}

QStringList kindsIn(const InspectionReport &report)
{
    QStringList kinds;
    for (const Finding &finding : report.findings)
        kinds.append(finding.kind);
    kinds.removeDuplicates();
    return kinds;
}

// A tool gives files the modes of its user; nothing else may be worth a word.
void verifyCopy(const QString &folder)
{
    const auto library = openFilesystemLibrary(QUrl::fromLocalFile(folder), options(OpenOptions::Mode::Existing));
    QVERIFY2(library, qUtf8Printable(library ? QString() : library.error().toString()));
    Storage &copy = **library;
    InspectableStorage &inspection = *copy.capabilities().inspection;
    const auto found = inspection.inspect(true, {}, {});
    QVERIFY(found);
    QStringList others = kindsIn(*found);
    others.removeAll(u"loose-mode"_s);
    QCOMPARE(others, QStringList());
    QCOMPARE(found->versions, std::ssize(samples()));
    QCOMPARE(found->intact, found->versions);
    const auto after = inspection.inspect(false, {}, {});
    QVERIFY(after);
    QCOMPARE(kindsIn(*after), QStringList());
    for (const Prompt &prompt : samples()) {
        const auto fetched = copy.fetch(prompt.name(), prompt.version(), {});
        QVERIFY2(fetched, qUtf8Printable(fetched ? QString() : fetched.error().toString()));
        QCOMPARE(fetched->content, prompt.content);
    }
    const Capabilities can = copy.capabilities();
    const Name name = makeName(u"support/refund-reply");
    const auto labels = can.labels->labels(name, {});
    QVERIFY(labels);
    QCOMPARE(labels->size(), 1);
    QCOMPARE(labels->begin()->second, makeVersion(u"1.1.0"));
    const auto facts = can.metadata->metadata(name, makeVersion(u"1.0.0"), {});
    QVERIFY(facts);
    QCOMPARE(facts->tags.toList(), QStringList({u"größe"_s, u"support"_s}));
    const auto trash = can.trash->trash({});
    QVERIFY(trash);
    QCOMPARE(std::ssize(*trash), 1);
    QVERIFY(can.trash->restore(trash->front().id, {}, {}));
    QVERIFY(copy.fetch(makeName(u"gone"), makeVersion(u"1.0.0"), {}));
}

void writeText(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

} // namespace

class TestStandardTools : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void rcloneCopiesTheBucket();
    void s3cmdCopiesTheBucket();
    void curlFetchesTheFolder();
    void gitClonesTheRepository();

private:
    [[nodiscard]] QString out(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] S3Server &filledBucket();

    QTemporaryDir m_folder;
    std::unique_ptr<S3Server> m_s3;
};

void TestStandardTools::initTestCase()
{
    if (const QString why = whyNoServers(); !why.isEmpty())
        QSKIP(qUtf8Printable(why));
}

S3Server &TestStandardTools::filledBucket()
{
    if (m_s3)
        return *m_s3;
    m_s3 = std::make_unique<S3Server>();
    m_s3->makeBucket(u"prompts"_s);
    OpenOptions open = options(OpenOptions::Mode::CreateIfNone, {{u"endpoint"_s, m_s3->endpoint().toString()},
                                                                 {u"region"_s, S3Server::region()},
                                                                 {u"credentials"_s, u"keychain"_s},
                                                                 {u"proxy"_s, u"direct"_s}});
    open.credentials = std::make_shared<OneCredential>(S3Server::accessKey(), S3Server::secretKey());
    const auto library = openS3Library(QUrl(u"s3://prompts/team/library"_s), open);
    if (!library)
        qFatal("%s", qUtf8Printable(library.error().toString()));
    fill(**library);
    return *m_s3;
}

void TestStandardTools::rcloneCopiesTheBucket()
{
    S3Server &server = filledBucket();
    runTool({.command = {u"rclone"_s, u"copy"_s, u"home:prompts/team/library"_s, out(u"by-rclone"_s)},
             .folder = m_folder.path(),
             .variables = {{u"RCLONE_CONFIG_HOME_TYPE"_s, u"s3"_s},
                           {u"RCLONE_CONFIG_HOME_PROVIDER"_s, u"Ceph"_s},
                           {u"RCLONE_CONFIG_HOME_ENDPOINT"_s, server.endpoint().toString()},
                           {u"RCLONE_CONFIG_HOME_ACCESS_KEY_ID"_s, S3Server::accessKey()},
                           {u"RCLONE_CONFIG_HOME_SECRET_ACCESS_KEY"_s, S3Server::secretKey()}}});
    verifyCopy(out(u"by-rclone"_s));
}

void TestStandardTools::s3cmdCopiesTheBucket()
{
    S3Server &server = filledBucket();
    const QString host = server.endpoint().authority();
    writeText(out(u".s3cfg"_s), u"[default]\naccess_key = %1\nsecret_key = %2\nhost_base = %3\nhost_bucket = %3\n"
                                u"use_https = False\n"_s.arg(S3Server::accessKey(), S3Server::secretKey(), host)
                                    .toUtf8());
    QVERIFY(QDir(m_folder.path()).mkdir(u"by-s3cmd"_s));
    runTool({.command = {u"s3cmd"_s, u"-q"_s, u"sync"_s, u"s3://prompts/team/library/"_s, out(u"by-s3cmd/"_s)},
             .folder = m_folder.path()});
    verifyCopy(out(u"by-s3cmd"_s));
}

// curl knows no folders, so a person asks for what lies in one (PROPFIND) and then for each file.
void TestStandardTools::curlFetchesTheFolder()
{
    const WebdavServer server(WebdavServer::Kind::Apache);
    OpenOptions open =
        options(OpenOptions::Mode::CreateIfNone, {{u"user"_s, WebdavServer::user()}, {u"proxy"_s, u"direct"_s}});
    open.credentials = std::make_shared<OneCredential>(WebdavServer::user(), WebdavServer::password());
    const QUrl place = server.url(u"basic/library"_s);
    const auto library = openWebdavLibrary(place, open);
    QVERIFY2(library, qUtf8Printable(library ? QString() : library.error().toString()));
    fill(**library);
    writeText(out(u".netrc"_s),
              u"machine %1 login %2 password %3\n"_s.arg(place.host(), WebdavServer::user(), WebdavServer::password())
                  .toUtf8());
    writeText(out(u"fetch.sh"_s), R"sh(set -euo pipefail
base=$1 out=$2
host=$(printf %s "$base" | sed 's#^\([a-z]*://[^/]*\).*#\1#') top=${base#"$host"}
fetch() { curl -sSf --noproxy '*' --netrc-file "$HOME/.netrc" "$@"; }
decoded() { printf '%b' "$(printf %s "$1" | sed 's/%/\\x/g')"; }
folder() {
    local href
    fetch -X PROPFIND -H 'Depth: 1' "$host$1" | grep -o '<D:href>[^<]*' | sed 's/<D:href>//' | while read -r href; do
        case $href in
            "$1") ;;
            */) folder "$href" ;;
            *) fetch --create-dirs -o "$out/$(decoded "${href#"$top"}")" "$host$href" ;;
        esac
    done
}
folder "$top"
)sh");
    QVERIFY(QDir(m_folder.path()).mkdir(u"by-curl"_s));
    const QString base = place.toString(QUrl::FullyEncoded);
    runTool({.command = {u"bash"_s, out(u"fetch.sh"_s), base.endsWith(u'/') ? base : base + u'/', out(u"by-curl"_s)},
             .folder = m_folder.path()});
    verifyCopy(out(u"by-curl"_s));
}

void TestStandardTools::gitClonesTheRepository()
{
    QUrl place = QUrl::fromLocalFile(out(u"origin.git"_s));
    place.setScheme(u"git+file"_s);
    const auto library = openGitLibrary(place, options(OpenOptions::Mode::CreateIfNone));
    QVERIFY2(library, qUtf8Printable(library ? QString() : library.error().toString()));
    fill(**library);
    runTool({.command = {u"git"_s, u"clone"_s, u"-q"_s, out(u"origin.git"_s), out(u"by-git"_s)},
             .folder = m_folder.path()});
    QVERIFY(QDir(out(u"by-git/.git"_s)).exists());
    verifyCopy(out(u"by-git"_s));
}

QTEST_GUILESS_MAIN(TestStandardTools)
#include "test_standard_tools.moc"
