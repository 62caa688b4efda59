// SPDX-License-Identifier: Apache-2.0
// Real servers: Git behind Apache over https with a password, and behind sshd with a key.
#include "clone.h"
#include "remote.h"
#include "served_git.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace pulse;
using namespace pulse::test;

class TestGitServers : public QObject, private ServedGit
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
    void theCheckGoesStepByStep_data() { ways(); }
    void theCheckGoesStepByStep();
    void theCheckShowsWhereItEnds();
    void aRepositoryThatIsNotThereIsNotFound_data() { ways(); }
    void aRepositoryThatIsNotThereIsNotFound();
    void offlineItGoesOn();
};

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
    const auto repository = git::Repository::open({*git::cloneFolder(*address, opened, parts), {}}, realFs(), call);
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
