// SPDX-License-Identifier: Apache-2.0
// Real servers: Git behind Apache over https with a password, and behind sshd with a key.
#include "clone.h"
#include "git_workshop.h"
#include "pulse/storage/unknown_host.h"
#include "pulse/test/servers.h"
#include "remote.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace pulse;
using namespace pulse::test;

namespace {

/// Gives one password, and counts.
class OnePassword final : public CredentialSource
{
public:
    explicit OnePassword(QString password)
        : m_password(std::move(password))
    {}
    Result<std::optional<Credential>> credential(const CredentialRequest &request, std::stop_token) override
    {
        ++asked;
        places.append(request.place.toString());
        if (request.kind != CredentialRequest::Kind::Password || request.rejected)
            return std::nullopt;
        return Credential{GitServer::user(), m_password, {}};
    }
    void accepted(const CredentialRequest &, const Credential &) override { ++kept; }

    int asked = 0;
    int kept = 0;
    QStringList places;

private:
    const QString m_password;
};

} // namespace

class TestGitServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aLibraryGoesThereAndBack_data() { ways(); }
    void aLibraryGoesThereAndBack();
    void whatOthersPushedIsMerged_data() { ways(); }
    void whatOthersPushedIsMerged();
    void aSwitchDoesNotChangeWhatIsPushed_data() { ways(); }
    void aSwitchDoesNotChangeWhatIsPushed();
    void aCloneIsStopped_data() { ways(); }
    void aCloneIsStopped();
    void aCloneIsKilled_data() { ways(); }
    void aCloneIsKilled();
    void aCloneInTheMakingIsLeftAlone();
    void aRefusalIsTold_data() { ways(); }
    void aRefusalIsTold();
    void aWrongPasswordIsRefused();
    void aHelperOfGitsIsAsked();
    void anUnknownCertificateIsRefused();
    void aChangedHostKeyIsRefused();
    void aKeyOfAnotherKindIsRefused();
    void anUnknownHostIsRefused();
    void anUnknownHostIsTrustedByItsKey();
    void anUnknownKeyIsRefused();
    void onlyALockedKeyAsksForItsPassphrase();
    void theCheckGoesStepByStep_data() { ways(); }
    void theCheckGoesStepByStep();
    void theCheckShowsWhereItEnds();
    void aRepositoryThatIsNotThereIsNotFound_data() { ways(); }
    void aRepositoryThatIsNotThereIsNotFound();
    void offlineItGoesOn();

private:
    static void ways()
    {
        QTest::addColumn<bool>("isSsh");
        QTest::newRow("https") << false;
        QTest::newRow("ssh") << true;
    }
    [[nodiscard]] OpenOptions options() const
    {
        OpenOptions options = makeOptions();
        options.settings = {{u"ca-file"_s, m_server->caFile()},
                            {u"known-hosts"_s, m_server->knownHosts()},
                            {u"ssh-key"_s, m_server->keyFile()}};
        options.credentials = m_password;
        return options;
    }
    [[nodiscard]] QUrl urlBy(bool isSsh) const { return isSsh ? m_server->sshUrl() : m_server->httpsUrl(); }
    /// Through a clone of its own.
    [[nodiscard]] Result<std::shared_ptr<Storage>> open(const QUrl &url, const OpenOptions &options,
                                                        const QString &clone = u"clones"_s) const
    {
        git::Parts parts = git::defaultParts();
        parts.clones = m_workshop->path(clone);
        return git::openLibrary(url, options, parts);
    }
    [[nodiscard]] static Result<SyncStorage::Report> sync(Storage &storage)
    {
        return storage.capabilities().synchronisation->synchronise({}, {}, {});
    }
    /// Puts a library of some size there.
    void fill(const QUrl &url) const
    {
        const auto library = open(url, options(), u"filling"_s);
        if (!library)
            qFatal("The library could not be made: %s", qUtf8Printable(library.error().toString()));
        std::vector<Prompt> prompts;
        for (int i = 0; i < 100; ++i)
            prompts.push_back(makePrompt(u"many/%1"_s.arg(i), u"1.0.0", QByteArray::number(i)));
        for (const auto &stored : (*library)->capabilities().batches->storeMany(prompts, {}, {}))
            VERIFY_OK(stored);
        VERIFY_OK(sync(**library));
    }
    [[nodiscard]] QStringList left(const QString &clones) const
    {
        return QDir(m_workshop->path(clones)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    void empty() const
    {
        const QString refs = m_server->repository() + u"/refs/heads"_s;
        QDir(refs).removeRecursively();
        QDir().mkpath(refs);
        QFile::remove(m_server->repository() + u"/packed-refs"_s);
    }

    std::unique_ptr<GitServer> m_server;
    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<OnePassword> m_password;
};

void TestGitServers::initTestCase()
{
    if (const QString why = whyNoServers(); !why.isEmpty())
        QSKIP(qUtf8Printable(why));
    m_server = std::make_unique<GitServer>();
}

void TestGitServers::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    m_password = std::make_shared<OnePassword>(GitServer::password());
    qunsetenv("SSH_AUTH_SOCK");
    empty();
}

void TestGitServers::aLibraryGoesThereAndBack()
{
    QFETCH(const bool, isSsh);
    const auto first = open(urlBy(isSsh), options());
    VERIFY_OK(first);
    publish(**first, u"a", u"1.0.0", "over the wire\n");
    const auto sent = sync(**first);
    VERIFY_OK(sent);
    OpenOptions existing = options();
    existing.mode = OpenOptions::Mode::Existing;
    const auto second = open(urlBy(isSsh), existing, u"second"_s);
    VERIFY_OK(second);
    QCOMPARE((*second)->info().id, (*first)->info().id);
    QCOMPARE(contentOf(**second, u"a", u"1.0.0"), "over the wire\n");
    QCOMPARE(findingsOf(**second), QString());
    QVERIFY(isSsh || m_password->kept > 0);
    QVERIFY(std::ranges::none_of(m_password->places, [](const QString &place) { return place.contains(u'@'); }));
    QCOMPARE(
        m_workshop->tryGit(m_server->repository(), {u"-c"_s, u"safe.directory=*"_s, u"fsck"_s, u"--strict"_s}).code, 0);
}

void TestGitServers::whatOthersPushedIsMerged()
{
    QFETCH(const bool, isSsh);
    const auto first = open(urlBy(isSsh), options());
    VERIFY_OK(first);
    publish(**first, u"a", u"1.0.0");
    VERIFY_OK(sync(**first));
    const auto second = open(urlBy(isSsh), options(), u"second"_s);
    VERIFY_OK(second);
    publish(**first, u"a", u"1.1.0");
    publish(**second, u"a", u"1.2.0");
    VERIFY_OK(sync(**first));
    VERIFY_OK(sync(**second));
    VERIFY_OK(sync(**first));
    QCOMPARE(versionsOf(**first, u"a"), u"1.0.0 1.1.0 1.2.0"_s);
    QCOMPARE(versionsOf(**second, u"a"), u"1.0.0 1.1.0 1.2.0"_s);
}

// A push names its branch: it is not the one that HEAD is on when it begins.
void TestGitServers::aSwitchDoesNotChangeWhatIsPushed()
{
    QFETCH(const bool, isSsh);
    const auto library = open(urlBy(isSsh), options());
    VERIFY_OK(library);
    publish(**library, u"a", u"1.0.0");
    VERIFY_OK(sync(**library));
    git::Parts parts = git::defaultParts();
    parts.clones = m_workshop->path(u"clones"_s);
    const git::Call call{u"push"_s, u"clone"_s};
    const auto address = git::RemoteAddress::parse(urlBy(isSsh).toString(), call);
    VERIFY_OK(address);
    const OpenOptions opened = options();
    const auto repository = git::Repository::open({git::cloneFolder(*address, opened, parts), {}}, realFs(), call);
    VERIFY_OK(repository);
    const auto before = (*repository)->snapshot(call);
    VERIFY_OK(before);
    publish(**library, u"a", u"1.1.0");
    const auto after = (*repository)->snapshot(call);
    VERIFY_OK(after);
    const auto place = git::Remote::of(**repository, after->branch, call);
    QVERIFY(place && *place);

    BranchStorage &branches = *(*library)->capabilities().branches;
    VERIFY_OK(branches.createBranch(u"other"_s, {}));
    VERIFY_OK(branches.switchBranch(u"other"_s, {}));
    publish(**library, u"unfinished", u"1.0.0");
    git::Writer writer(**repository, {});
    const auto pushed =
        git::Remote(**repository, **place, opened).push(before->commit, after->commit, writer, call, {}, {});
    VERIFY_OK(pushed);
    QCOMPARE(m_workshop->read(m_server->repository() + u"/refs/heads/main"_s).trimmed(), after->commit.hex());
}

void TestGitServers::aCloneIsStopped()
{
    QFETCH(const bool, isSsh);
    fill(urlBy(isSsh));
    OpenOptions stopped = options();
    std::stop_source stopping;
    stopped.stop = stopping.get_token();
    int told = 0;
    stopped.progress = [&](const Progress &) {
        ++told;
        stopping.request_stop();
    };
    COMPARE_CODE(open(urlBy(isSsh), stopped), ErrorCode::Cancelled);
    QVERIFY(told > 0);
    QVERIFY(left(u"clones"_s).isEmpty());
    COMPARE_CODE(open(urlBy(isSsh), stopped), ErrorCode::Cancelled); // before anything was asked

    // It begins again, and what is open does not mind a stop of its opening.
    std::stop_source later;
    OpenOptions whole = options();
    whole.stop = later.get_token();
    whole.progress = [&](const Progress &progress) { told += progress.total > 0 ? 1 : 0; };
    told = 0;
    const auto library = open(urlBy(isSsh), whole);
    VERIFY_OK(library);
    QVERIFY(told > 0);
    QCOMPARE(left(u"clones"_s).size(), 1);
    later.request_stop();
    publish(**library, u"new", u"1.0.0");
    VERIFY_OK(sync(**library));
    QCOMPARE(versionsOf(**library, u"many/7"), u"1.0.0"_s);
}

void TestGitServers::aCloneIsKilled()
{
    QFETCH(const bool, isSsh);
    fill(urlBy(isSsh));
    const pid_t child = ::fork();
    if (child == 0) {
        OpenOptions killed = options();
        killed.progress = [](const Progress &) { ::_exit(9); };
        (void)open(urlBy(isSsh), killed);
        ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 9);
    QCOMPARE(left(u"clones"_s).size(), 1);
    QVERIFY(left(u"clones"_s).front().startsWith(u".tmp-"_s));
    const auto library = open(urlBy(isSsh), options());
    VERIFY_OK(library);
    QCOMPARE(left(u"clones"_s).size(), 1);
    QVERIFY(!left(u"clones"_s).front().startsWith(u".tmp-"_s));
    QCOMPARE(findingsOf(**library), QString());
    QCOMPARE(versionsOf(**library, u"many/7"), u"1.0.0"_s);
}

// Two programs clone into the same folder, of two libraries: neither takes the other for a remainder.
void TestGitServers::aCloneInTheMakingIsLeftAlone()
{
    fill(m_server->httpsUrl());
    OpenOptions outer = options();
    bool isDone = false;
    outer.progress = [&](const Progress &) {
        if (!std::exchange(isDone, true))
            VERIFY_OK(open(m_server->sshUrl(), options()));
    };
    const auto library = open(m_server->httpsUrl(), outer);
    QVERIFY(isDone);
    VERIFY_OK(library);
    QCOMPARE(findingsOf(**library), QString());
    QCOMPARE(left(u"clones"_s).size(), 2);
}

void TestGitServers::aRefusalIsTold()
{
    QFETCH(const bool, isSsh);
    const auto library = open(urlBy(isSsh), options());
    VERIFY_OK(library);
    publish(**library, u"a", u"1.0.0");
    m_server->refuseWriting();
    const auto refused = sync(**library);
    m_server->allowWriting();
    // It let itself be read, so that the synchronisation went through; what it did not take waits, with the reason.
    VERIFY_OK(refused);
    QCOMPARE(refused->failed.size(), 1U);
    QCOMPARE(refused->failed.front().error.code(), ErrorCode::PermissionDenied);
    const auto status = (*library)->capabilities().synchronisation->status();
    QCOMPARE(status.connection, SyncStorage::Status::Connection::Online);
    QVERIFY(status.error && status.error->code() == ErrorCode::PermissionDenied);
    QCOMPARE(status.queued, 1);
    const auto taken = sync(**library);
    VERIFY_OK(taken);
    QVERIFY(taken->failed.empty());
}

void TestGitServers::aWrongPasswordIsRefused()
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

void TestGitServers::aHelperOfGitsIsAsked()
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

void TestGitServers::anUnknownCertificateIsRefused()
{
    OpenOptions strict = options();
    strict.settings.erase(u"ca-file"_s);
    const auto library = open(m_server->httpsUrl(), strict);
    COMPARE_CODE(library, ErrorCode::PermissionDenied);
    QVERIFY(library.error().message().contains(u"certificate"_s));
    QCOMPARE(m_password->asked, 0);
}

void TestGitServers::aChangedHostKeyIsRefused()
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
void TestGitServers::aKeyOfAnotherKindIsRefused()
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

void TestGitServers::anUnknownHostIsRefused()
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

void TestGitServers::anUnknownHostIsTrustedByItsKey()
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

void TestGitServers::anUnknownKeyIsRefused()
{
    QProcess keygen;
    keygen.start(u"openssl"_s, {u"genpkey"_s, u"-algorithm"_s, u"ed25519"_s, u"-out"_s, m_workshop->path(u"key"_s)});
    if (!keygen.waitForFinished() || keygen.exitCode() != 0)
        QSKIP("openssl is not there to make a key.");
    OpenOptions stranger = options();
    stranger.settings[u"ssh-key"_s] = m_workshop->path(u"key"_s);
    COMPARE_CODE(open(m_server->sshUrl(), stranger), ErrorCode::PermissionDenied);
}

void TestGitServers::onlyALockedKeyAsksForItsPassphrase()
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

void TestGitServers::theCheckGoesStepByStep()
{
    QFETCH(const bool, isSsh);
    std::vector<ConnectionStep> steps;
    const auto checked =
        checkGitConnection(urlBy(isSsh), options(), [&](const ConnectionStep &step) { steps.push_back(step); }, {});
    VERIFY_OK(checked);
    for (const ConnectionStep &step : steps)
        QVERIFY2(step.outcome == ConnectionStep::Outcome::Passed, qPrintable(step.what));
    QCOMPARE(steps.front().kind, ConnectionStep::Kind::Address);
    QCOMPARE(steps.back().kind, ConnectionStep::Kind::Concurrency);
    QVERIFY(std::ranges::is_sorted(steps, {}, &ConnectionStep::kind));
}

void TestGitServers::theCheckShowsWhereItEnds()
{
    const auto failing = [&](const QUrl &url, const OpenOptions &options) {
        std::optional<ConnectionStep::Kind> kind;
        const auto checked = checkGitConnection(url, options,
                                                [&](const ConnectionStep &step) {
                                                    if (step.outcome == ConnectionStep::Outcome::Failed)
                                                        kind = step.kind;
                                                },
                                                {});
        return checked ? std::nullopt : kind;
    };
    using Kind = ConnectionStep::Kind;
    QCOMPARE(failing(QUrl(u"git+http://127.0.0.1/x"_s), options()), Kind::Address);
    QCOMPARE(failing(QUrl(u"git+https://host.invalid/x"_s), options()), Kind::Resolve);
    QCOMPARE(failing(QUrl(u"git+https://127.0.0.1:1/x"_s), options()), Kind::Connect);
    OpenOptions strict = options();
    strict.settings.erase(u"ca-file"_s);
    QCOMPARE(failing(m_server->httpsUrl(), strict), Kind::Certificate);
    OpenOptions wrong = options();
    wrong.credentials = std::make_shared<OnePassword>(u"wrong"_s);
    QCOMPARE(failing(m_server->httpsUrl(), wrong), Kind::Credentials);
    QUrl elsewhere = m_server->httpsUrl();
    elsewhere.setPath(u"/nothing.git"_s);
    QCOMPARE(failing(elsewhere, options()), Kind::Place);
    elsewhere = m_server->sshUrl();
    elsewhere.setPath(u"/srv/git/nothing.git"_s);
    QCOMPARE(failing(elsewhere, options()), Kind::Place);
}

void TestGitServers::aRepositoryThatIsNotThereIsNotFound()
{
    QFETCH(const bool, isSsh);
    QUrl url = urlBy(isSsh);
    url.setPath(u"/srv/git/nothing.git"_s);
    const auto library = open(url, options());
    QVERIFY(!library);
    COMPARE_CODE(library, ErrorCode::NotFound);
    QVERIFY2(!library.error().message().contains(u'\\'), qPrintable(library.error().message()));
}

void TestGitServers::offlineItGoesOn()
{
    const auto library = open(m_server->httpsUrl(), options());
    VERIFY_OK(library);
    publish(**library, u"a", u"1.0.0");
    VERIFY_OK(sync(**library));
    m_server.reset();
    OpenOptions offline = makeOptions();
    const auto again = git::openLibrary((*library)->info().url, offline, [&] {
        git::Parts parts = git::defaultParts();
        parts.clones = m_workshop->path(u"clones"_s);
        return parts;
    }());
    VERIFY_OK(again);
    publish(**again, u"a", u"1.1.0");
    COMPARE_CODE(sync(**again), ErrorCode::Unavailable);
    QCOMPARE((*again)->capabilities().synchronisation->status().connection, SyncStorage::Status::Connection::Offline);
    QCOMPARE(versionsOf(**again, u"a"), u"1.0.0 1.1.0"_s);
}

QTEST_GUILESS_MAIN(TestGitServers)
#include "test_git_servers.moc"
