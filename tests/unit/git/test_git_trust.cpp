// SPDX-License-Identifier: Apache-2.0
// Whom a server believes, and which server is believed: passwords, certificates, keys of hosts and of people.
#include "pulse/storage/unknown_host.h"
#include "served_git.h"

using namespace pulse;
using namespace pulse::test;

class TestGitTrust : public QObject, private ServedGit
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = whyNoServers(); !why.isEmpty())
            QSKIP(qUtf8Printable(why));
        start();
    }
    void init() { begin(); }
    void aWrongPasswordIsRefused();
    void aHelperOfGitsIsAsked();
    void anUnknownCertificateIsRefused();
    void aChangedHostKeyIsRefused();
    void aKeyOfAnotherKindIsRefused();
    void anUnknownHostIsRefused();
    void anUnknownHostIsTrustedByItsKey();
    void anUnknownKeyIsRefused();
    void onlyALockedKeyAsksForItsPassphrase();
};

void TestGitTrust::aWrongPasswordIsRefused()
{
    OpenOptions wrong = options();
    wrong.credentials = std::make_shared<OnePassword>(u"canary-secret"_s);
    const auto library = open(m_server->httpsUrl(), wrong);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY(!library.error().toString().contains(u"canary-secret"_s));
    wrong.credentials = nullptr;
    COMPARE_CODE(open(m_server->httpsUrl(), wrong), ErrorCode::PermissionDenied);
    QVERIFY(QDir(m_workshop->path(u"clones"_s)).isEmpty());
}

void TestGitTrust::aHelperOfGitsIsAsked()
{
    m_workshop->write(u".gitconfig"_s, "[user]\n\tname = Grace\n\temail = grace@example.org\n[credential]\n\thelper = "
                                       "store --file=" +
                                           m_workshop->path(u"stored"_s).toUtf8() + '\n');
    m_workshop->write(u"stored"_s,
                      "https://alice:wonder-land@127.0.0.1%3a" + QByteArray::number(m_server->port(0)) + '\n');
    OpenOptions without = options();
    without.credentials = nullptr;
    VERIFY_OK(open(m_server->httpsUrl(), without));
}

void TestGitTrust::anUnknownCertificateIsRefused()
{
    OpenOptions strict = options();
    strict.settings.erase(u"ca-file"_s);
    const auto library = open(m_server->httpsUrl(), strict);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY(library.error().message().contains(u"certificate"_s));
    QCOMPARE(m_password->asked, 0);
}

void TestGitTrust::aChangedHostKeyIsRefused()
{
    VERIFY_OK(open(m_server->sshUrl(), options()));
    m_server->changeHostKey();
    const auto library = open(m_server->sshUrl(), options(), u"second"_s);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY2(library.error().message().contains(u"has changed"_s), qPrintable(library.error().message()));
    QVERIFY(!UnknownHost::of(library.error()));
    // Nor is it believed where somebody says that it is the right one: not even its true fingerprint.
    OpenOptions trusting = options();
    trusting.settings[hostKeyOption] = m_server->hostFingerprint();
    const QByteArray before = m_workshop->read(m_server->knownHosts());
    const auto trusted = open(m_server->sshUrl(), trusting, u"second"_s);
    COMPARE_CODE(trusted, ErrorCode::PermissionDenied);
    QVERIFY2(trusted.error().message().contains(u"has changed"_s), qPrintable(trusted.error().message()));
    QVERIFY(trusted.error().message().contains(m_server->hostFingerprint()));
    QCOMPARE(m_workshop->read(m_server->knownHosts()), before);
    QFile hosts(m_server->knownHosts());
    QFile key(m_server->file(u"ssh/host.pub"_s));
    QVERIFY(hosts.open(QIODevice::WriteOnly) && key.open(QIODevice::ReadOnly));
    hosts.write("[127.0.0.1]:" + QByteArray::number(m_server->port(1)) + ' ' + key.readAll());
}

// A server that is known by a key of another kind may be somebody else's who has none of the kind that is known.
void TestGitTrust::aKeyOfAnotherKindIsRefused()
{
    m_workshop->write(u"hosts"_s, "[127.0.0.1]:" + QByteArray::number(m_server->port(1)) + " ssh-rsa T1RIRVI=\n");
    OpenOptions trusting = options();
    trusting.settings[u"known-hosts"_s] = m_workshop->path(u"hosts"_s);
    trusting.settings[hostKeyOption] = m_server->hostFingerprint();
    const QByteArray before = m_workshop->read(u"hosts"_s);
    const auto library = open(m_server->sshUrl(), trusting);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY2(library.error().message().contains(u"another key"_s), qPrintable(library.error().message()));
    QVERIFY(!UnknownHost::of(library.error()));
    QCOMPARE(m_workshop->read(u"hosts"_s), before);
}

void TestGitTrust::anUnknownHostIsRefused()
{
    m_workshop->write(u"hosts"_s, "");
    OpenOptions strict = options();
    strict.settings[u"known-hosts"_s] = m_workshop->path(u"hosts"_s);
    const auto library = open(m_server->sshUrl(), strict);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY2(library.error().message().contains(m_server->hostFingerprint()), qPrintable(library.error().message()));
    const auto host = UnknownHost::of(library.error());
    QVERIFY(host);
    QCOMPARE(host->name, u"[127.0.0.1]:%1"_s.arg(m_server->port(1)));
    QCOMPARE(host->kind, u"ED25519"_s);
    QCOMPARE(host->fingerprint, m_server->hostFingerprint());
    QCOMPARE(m_workshop->read(u"hosts"_s), QByteArray());
}

void TestGitTrust::anUnknownHostIsTrustedByItsKey()
{
    const QString hosts = m_workshop->path(u"hosts"_s);
    OpenOptions trusting = options();
    trusting.settings[u"known-hosts"_s] = hosts;
    trusting.settings[hostKeyOption] = u"SHA256:"_s + QString(43, u'A');
    const auto other = open(m_server->sshUrl(), trusting);
    COMPARE_CODE(other, ErrorCode::PermissionDenied);
    QVERIFY2(other.error().message().contains(u"not the one that you trust"_s), qPrintable(other.error().message()));
    QVERIFY(!QFile::exists(hosts));

    trusting.settings[hostKeyOption] = m_server->hostFingerprint();
    VERIFY_OK(checkGitConnection(m_server->sshUrl(), trusting, [](const ConnectionStep &) {}, {}));
    trusting.settings.erase(hostKeyOption);
    VERIFY_OK(open(m_server->sshUrl(), trusting));
    QFile key(m_server->file(u"ssh/host.pub"_s));
    QVERIFY(key.open(QIODevice::ReadOnly));
    const QList<QByteArray> parts = key.readAll().split(' ');
    QCOMPARE(m_workshop->read(hosts),
             "[127.0.0.1]:" + QByteArray::number(m_server->port(1)) + ' ' + parts[0] + ' ' + parts[1] + '\n');
}

void TestGitTrust::anUnknownKeyIsRefused()
{
    QProcess keygen;
    keygen.start(u"openssl"_s, {u"genpkey"_s, u"-algorithm"_s, u"ed25519"_s, u"-out"_s, m_workshop->path(u"key"_s)});
    if (!keygen.waitForFinished() || keygen.exitCode() != 0)
        QSKIP("openssl is not there to make a key.");
    OpenOptions stranger = options();
    stranger.settings[u"ssh-key"_s] = m_workshop->path(u"key"_s);
    COMPARE_CODE(open(m_server->sshUrl(), stranger), ErrorCode::PermissionDenied);
}

void TestGitTrust::onlyALockedKeyAsksForItsPassphrase()
{
    VERIFY_OK(open(m_server->sshUrl(), options()));
    QCOMPARE(m_password->asked, 0);

    class Passphrase final : public CredentialSource
    {
    public:
        Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
        {
            return request.kind == CredentialRequest::Kind::KeyPassphrase
                       ? std::optional(Credential{{}, u"open sesame"_s, {}})
                       : std::nullopt;
        }
        void accepted(const CredentialRequest &, const Credential &) override {}
    };
    const QString locked = m_workshop->path(u"locked"_s);
    QVERIFY(QFile::copy(m_server->keyFile(), locked));
    (void)runTool({.command = {u"ssh-keygen"_s, u"-q"_s, u"-p"_s, u"-N"_s, u"open sesame"_s, u"-f"_s, locked},
                   .folder = QFileInfo(locked).path()});
    OpenOptions careful = options();
    careful.settings[u"ssh-key"_s] = locked;
    careful.credentials = std::make_shared<Passphrase>();
    VERIFY_OK(open(m_server->sshUrl(), careful, u"careful"_s));
}

QTEST_GUILESS_MAIN(TestGitTrust)
#include "test_git_trust.moc"
