// SPDX-License-Identifier: Apache-2.0
// Clones and their home: fetch, merge, push; never a force, and questions instead of guesses.
#include "clone.h"
#include "git_workshop.h"
#include "remote_access.h"
#include <git2/sys/errors.h>

#include <thread>

using namespace pulse;
using namespace pulse::test;
using Choice = SyncStorage::Choice;
using State = SyncStorage::State;
using Connection = SyncStorage::Status::Connection;

class TestGitHome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRepositoryWithoutAHomeHasNothingToSynchronise();
    void aFullDiskIsCalledThat();
    void whatIsMadeHereGoesHome();
    void whatOthersMadeComesHere();
    void bothSidesComeTogether();
    void filesOfACloneFollow();
    void conflictsWaitForAPerson();
    void aNewHomeIsFilled();
    void aHomeThatIsEmptyIsQuestioned();
    void aHistoryThatWasRewrittenIsQuestioned();
    void anotherLibraryIsQuestioned();
    void aHomeThatIsGoneIsOffline();
    void aHomeThatTakesNothingIsTold();
    void messagesNameTheAddressOfAClone();
    void racingClonesLoseNothing();
    void aDryRunChangesNothing();
    void changesAreSentByThemselves();

private:
    void clone(const QString &name, bool bare = true) const
    {
        QStringList arguments{u"clone"_s, u"-q"_s};
        if (bare)
            arguments << u"--bare"_s << u"-c"_s << u"remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*"_s;
        m_workshop->git(u"."_s, arguments << u"home.git"_s << name);
    }
    [[nodiscard]] static SyncStorage &syncOf(Storage &storage) { return *storage.capabilities().synchronisation; }
    [[nodiscard]] static Result<SyncStorage::Report> sync(Storage &storage)
    {
        return syncOf(storage).synchronise({}, {}, {});
    }
    [[nodiscard]] static QString states(Storage &storage)
    {
        QStringList texts;
        const auto all = syncOf(storage).unsynced({});
        if (!all)
            return all.error().toString();
        for (const auto &[name, state] : *all)
            texts.append(name.toString() + u':' + QString::number(static_cast<int>(state)));
        return texts.join(u' ');
    }

    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitHome::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    publish(*m_workshop->open(u"home.git"_s), u"a", u"1.0.0", "first\n");
}

void TestGitHome::aRepositoryWithoutAHomeHasNothingToSynchronise()
{
    QVERIFY(m_workshop->open(u"home.git"_s)->capabilities().synchronisation == nullptr);
}

void TestGitHome::aFullDiskIsCalledThat()
{
    const git::LibGit started;
    const git::Call call{u"open"_s, u"home.git"_s};
    git_error_set_str(GIT_ERROR_OS, "could not write: No space left on device");
    errno = 0;
    QCOMPARE(git::gitFailure(call, -1, u"No copy could be made"_s).error().code(), ErrorCode::NoSpace);
    git_error_set_str(GIT_ERROR_OS, "could not write: Input/output error");
    QVERIFY(git::gitFailure(call, -1, u"No copy could be made"_s).error().code() != ErrorCode::NoSpace);
}

void TestGitHome::whatIsMadeHereGoesHome()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    publish(*one, u"new", u"1.0.0");
    publish(*one, u"a", u"1.1.0");
    QCOMPARE(states(*one), u"a:1 new:0"_s);
    const auto branches = one->capabilities().branches->branches({});
    QCOMPARE(branches->front().upstream, u"origin/main"_s);
    QCOMPARE(branches->front().ahead, 2);
    const auto report = sync(*one);
    VERIFY_OK(report);
    QCOMPARE(report->sent, 2);
    QCOMPARE(report->received, 0);
    QCOMPARE(states(*one), QString());
    QCOMPARE(versionsOf(*m_workshop->open(u"home.git"_s), u"a"), u"1.0.0 1.1.0"_s);
    const auto status = syncOf(*one).status();
    QCOMPARE(status.connection, Connection::Online);
    QVERIFY(status.lastSynced.isValid());
    QCOMPARE(syncOf(*m_workshop->open(u"one.git"_s)).status().lastSynced, status.lastSynced); // another program knows
    QCOMPARE(m_workshop->tryGit(u"home.git"_s, {u"fsck"_s, u"--strict"_s}).code, 0);
    QCOMPARE(sync(*one)->sent, 0);
}

void TestGitHome::whatOthersMadeComesHere()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    publish(*m_workshop->open(u"home.git"_s), u"b", u"1.0.0");
    const auto report = sync(*one);
    VERIFY_OK(report);
    QCOMPARE(report->received, 1);
    QCOMPARE(versionsOf(*one, u"b"), u"1.0.0"_s);
    QCOMPARE(m_workshop->git(u"one.git"_s, {u"rev-parse"_s, u"main"_s}),
             m_workshop->git(u"home.git"_s, {u"rev-parse"_s, u"main"_s}));
}

void TestGitHome::bothSidesComeTogether()
{
    clone(u"one.git"_s);
    clone(u"two.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    const auto two = m_workshop->open(u"two.git"_s);
    publish(*one, u"a", u"1.1.0", "by one\n");
    publish(*two, u"a", u"1.2.0", "by two\n");
    publish(*two, u"two", u"1.0.0");
    VERIFY_OK(sync(*one));
    VERIFY_OK(sync(*two));
    VERIFY_OK(sync(*one));
    for (const auto &storage : {one, two, m_workshop->open(u"home.git"_s)}) {
        QCOMPARE(versionsOf(*storage, u"a"), u"1.0.0 1.1.0 1.2.0"_s);
        QCOMPARE(versionsOf(*storage, u"two"), u"1.0.0"_s);
        QCOMPARE(findingsOf(*storage), QString());
    }
}

void TestGitHome::filesOfACloneFollow()
{
    clone(u"work"_s, false);
    const auto work = m_workshop->open(u"work"_s);
    publish(*m_workshop->open(u"home.git"_s), u"b", u"1.0.0", "from home\n");
    VERIFY_OK(sync(*work));
    QCOMPARE(m_workshop->read(u"work/prompts/b/1.0.0/content.md"_s), "from home\n");
    publish(*work, u"c", u"1.0.0");
    publish(*m_workshop->open(u"home.git"_s), u"d", u"1.0.0", "again\n");
    VERIFY_OK(sync(*work));
    QCOMPARE(m_workshop->read(u"work/prompts/d/1.0.0/content.md"_s), "again\n");
    QCOMPARE(m_workshop->git(u"work"_s, {u"status"_s, u"--porcelain"_s}), QByteArray());
}

void TestGitHome::conflictsWaitForAPerson()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    const auto home = m_workshop->open(u"home.git"_s);
    publish(*one, u"a", u"1.1.0", "mine\n");
    publish(*one, u"other", u"1.0.0");
    publish(*home, u"a", u"1.1.0", "theirs\n");
    const auto report = sync(*one);
    VERIFY_OK(report);
    QCOMPARE(report->conflicts, 1);
    QCOMPARE(states(*one), u"a:3 other:0"_s);
    QCOMPARE(contentOf(*one, u"a", u"1.1.0"), "mine\n");
    QCOMPARE(contentOf(*home, u"a", u"1.1.0"), "theirs\n");

    const auto conflicts = syncOf(*one).conflicts({});
    VERIFY_OK(conflicts);
    QCOMPARE(conflicts->size(), 1u);
    COMPARE_CODE(syncOf(*one).resolve(u"nothing"_s, Choice::Home, {}), ErrorCode::NotFound);
    VERIFY_OK(syncOf(*one).resolve(conflicts->front().id, Choice::Home, {}));
    // The choice outlives this handle.
    const auto again = m_workshop->open(u"one.git"_s);
    QVERIFY(syncOf(*again).conflicts({})->empty());
    const auto sent = sync(*again);
    VERIFY_OK(sent);
    QCOMPARE(sent->conflicts, 0);
    const QString aside = u"1.1.0-conflict.x"_s + Checksum::of("mine\n").hex().first(8);
    for (const auto &storage : {again, home}) {
        QCOMPARE(contentOf(*storage, u"a", u"1.1.0"), "theirs\n");
        QCOMPARE(contentOf(*storage, u"a", aside), "mine\n");
        QCOMPARE(versionsOf(*storage, u"other"), u"1.0.0"_s);
    }
}

void TestGitHome::aNewHomeIsFilled()
{
    m_workshop->git(u"."_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"empty.git"_s});
    const auto library = m_workshop->open(u"library"_s);
    publish(*library, u"a", u"1.0.0");
    m_workshop->git(u"library"_s, {u"remote"_s, u"add"_s, u"origin"_s, m_workshop->path(u"empty.git"_s)});
    const auto again = m_workshop->open(u"library"_s);
    VERIFY_OK(sync(*again));
    QCOMPARE(versionsOf(*m_workshop->open(u"empty.git"_s), u"a"), u"1.0.0"_s);
}

void TestGitHome::aHomeThatIsEmptyIsQuestioned()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    VERIFY_OK(sync(*one));
    QDir(m_workshop->path(u"home.git"_s)).removeRecursively();
    m_workshop->git(u"."_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"home.git"_s});
    publish(*one, u"b", u"1.0.0");
    COMPARE_CODE(sync(*one), ErrorCode::Conflict);
    QCOMPARE(syncOf(*one).status().connection, Connection::Questioned);
    QCOMPARE(versionsOf(*one, u"a"), u"1.0.0"_s);
    QCOMPARE(m_workshop->git(u"home.git"_s, {u"for-each-ref"_s}), QByteArray());
    VERIFY_OK(syncOf(*one).synchronise({.acceptHome = true}, {}, {}));
    QCOMPARE(versionsOf(*m_workshop->open(u"home.git"_s), u"b"), u"1.0.0"_s);
}

void TestGitHome::aHistoryThatWasRewrittenIsQuestioned()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    publish(*one, u"b", u"1.0.0");
    VERIFY_OK(sync(*one));
    m_workshop->git(u"home.git"_s, {u"update-ref"_s, u"refs/heads/main"_s, u"main~1"_s});
    publish(*one, u"c", u"1.0.0");
    for (int i = 0; i < 2; ++i) // asked again, not taken for settled
        COMPARE_CODE(sync(*one), ErrorCode::Conflict);
    QCOMPARE(versionsOf(*one, u"b"), u"1.0.0"_s);
}

void TestGitHome::anotherLibraryIsQuestioned()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    publish(*m_workshop->open(u"foreign.git"_s), u"x", u"1.0.0");
    m_workshop->git(u"one.git"_s, {u"config"_s, u"remote.origin.url"_s, m_workshop->path(u"foreign.git"_s)});
    COMPARE_CODE(sync(*m_workshop->open(u"one.git"_s)), ErrorCode::Conflict);
    QCOMPARE(versionsOf(*one, u"x"), QString());
    QCOMPARE(versionsOf(*m_workshop->open(u"foreign.git"_s), u"a"), QString());
}

void TestGitHome::aHomeThatIsGoneIsOffline()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    QVERIFY(QDir().rename(m_workshop->path(u"home.git"_s), m_workshop->path(u"moved.git"_s)));
    publish(*one, u"b", u"1.0.0");
    QVERIFY(!sync(*one));
    QVERIFY(syncOf(*one).status().error.has_value());
    QVERIFY(syncOf(*one).status().failingSince.isValid());
    QVERIFY(QDir().rename(m_workshop->path(u"moved.git"_s), m_workshop->path(u"home.git"_s)));
    VERIFY_OK(sync(*one));
    QVERIFY(!syncOf(*one).status().error.has_value());
}

// What comes from there is here, and what is here waits: with the reason, also for who looks on.
void TestGitHome::aHomeThatTakesNothingIsTold()
{
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"home.git"_s, u"files"_s});
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"-c"_s,
                             u"remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*"_s, u"files"_s, u"one.git"_s});
    const auto one = m_workshop->open(u"one.git"_s);
    std::mutex mutex;
    SyncStorage::Status told;
    const auto watch = syncOf(*one).watchStatus([&](const SyncStorage::Status &status) {
        const std::scoped_lock lock(mutex);
        told = status;
    });
    const auto isTold = [&](qint64 queued) {
        const std::scoped_lock lock(mutex);
        return told.connection == Connection::Online && told.queued == queued && told.failingSince.isValid() &&
               told.nextAttempt.isValid() && told.error && told.error->code() == ErrorCode::PermissionDenied &&
               told.error->message().contains(u"Use a bare repository"_s);
    };
    publish(*one, u"b", u"1.0.0");
    syncOf(*one).keepSynchronised(std::chrono::hours(1));
    QTRY_VERIFY(isTold(1));
    publish(*one, u"c", u"1.0.0"); // it is not tried for that, and counted all the same
    QTRY_VERIFY(isTold(2));
    syncOf(*one).keepSynchronised(std::chrono::milliseconds(0));
    const auto report = sync(*one);
    VERIFY_OK(report);
    QCOMPARE(report->sent, 0);
    QCOMPARE(report->failed.size(), 1U);
    m_workshop->git(u"files"_s, {u"switch"_s, u"-q"_s, u"-c"_s, u"other"_s});
    QCOMPARE(sync(*one)->sent, 2);
    QVERIFY(!syncOf(*one).status().error);
    QVERIFY(!syncOf(*one).status().failingSince.isValid());
    QCOMPARE(syncOf(*one).status().queued, 0);
}

// A person knows the address; where Pulse keeps its copy is of use only to who has to mend that.
void TestGitHome::messagesNameTheAddressOfAClone()
{
    const QUrl url(u"git+https://git.example/team/prompts.git"_s);
    const git::Call call{u"open"_s, {}};
    const auto address = git::RemoteAddress::parse(url.toString(), call);
    VERIFY_OK(address);
    git::Parts parts = git::defaultParts();
    parts.clones = m_workshop->path(u"clones"_s);
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    const QString copy = *git::cloneFolder(*address, options, parts);
    m_workshop->git(u"."_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, copy});
    const auto opened = git::openLibrary(url, options, parts);
    COMPARE_CODE(opened, ErrorCode::NotFound);
    QCOMPARE(opened.error().message(),
             u"The branch “main” of the repository “git+https://git.example/team/prompts.git” "
             "holds no library. Make a new one there, or choose another branch."_s);
    QCOMPARE(opened.error().subject(), url.toString());
    // What has to be mended in the copy names both.
    QVERIFY(QDir(copy + u"/objects"_s).removeRecursively());
    const auto broken = git::openLibrary(url, options, parts);
    COMPARE_CODE(broken, ErrorCode::Corrupt);
    QVERIFY(broken.error().message().contains(url.toString()));
    QVERIFY(broken.error().message().contains(copy));
    // None of these verbs is there in a window.
    QVERIFY(!broken.error().message().contains(u"“%1” is no Git"_s.arg(copy)));
    for (const auto &name : {u"nothing"_s, u"home.git/refs"_s})
        QVERIFY(!m_workshop->tryOpen(name, options).error().message().contains(u"with init"_s));
}

// Every version that was published by anybody is everywhere in the end (G12).
void TestGitHome::racingClonesLoseNothing()
{
    constexpr int clones = 3;
    constexpr int versions = 6;
    for (int i = 0; i < clones; ++i)
        clone(u"clone-%1.git"_s.arg(i));
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clones; ++i) {
            threads.emplace_back([&, i] {
                const auto storage = m_workshop->open(u"clone-%1.git"_s.arg(i));
                for (int j = 0; j < versions; ++j) {
                    publish(*storage, u"shared", u"%1.%2.0"_s.arg(i).arg(j), "by " + QByteArray::number(i));
                    // Overtaken too often is an answer; losing is not.
                    const auto done = sync(*storage);
                    failures += !done && done.error().code() != ErrorCode::Unavailable ? 1 : 0;
                }
            });
        }
    }
    QCOMPARE(failures.load(), 0);
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < clones; ++i)
            VERIFY_OK(sync(*m_workshop->open(u"clone-%1.git"_s.arg(i))));
    }
    for (int i = 0; i < clones; ++i) {
        const auto storage = m_workshop->open(u"clone-%1.git"_s.arg(i));
        QCOMPARE(storage->capabilities().versions->versions(makeName(u"shared"), {})->size(),
                 size_t(clones * versions));
    }
    QCOMPARE(m_workshop->tryGit(u"home.git"_s, {u"fsck"_s, u"--strict"_s}).code, 0);
}

void TestGitHome::aDryRunChangesNothing()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    publish(*one, u"mine", u"1.0.0");
    publish(*m_workshop->open(u"home.git"_s), u"theirs", u"1.0.0");
    const QByteArray before = m_workshop->git(u"one.git"_s, {u"rev-parse"_s, u"main"_s});
    const auto report = syncOf(*one).synchronise({.dryRun = true}, {}, {});
    VERIFY_OK(report);
    QCOMPARE(report->received, 1);
    QCOMPARE(m_workshop->git(u"one.git"_s, {u"rev-parse"_s, u"main"_s}), before);
    QCOMPARE(versionsOf(*m_workshop->open(u"home.git"_s), u"mine"), QString());
}

void TestGitHome::changesAreSentByThemselves()
{
    clone(u"one.git"_s);
    const auto one = m_workshop->open(u"one.git"_s);
    std::atomic<int> told = 0;
    const auto watch = syncOf(*one).watchStatus([&](const SyncStorage::Status &) { ++told; });
    syncOf(*one).keepSynchronised(std::chrono::milliseconds(50));
    publish(*one, u"b", u"1.0.0");
    const auto home = m_workshop->open(u"home.git"_s);
    QTRY_COMPARE(versionsOf(*home, u"b"), u"1.0.0"_s);
    QTRY_VERIFY(told.load() > 0);
    syncOf(*one).keepSynchronised(std::chrono::milliseconds(0));
}

QTEST_GUILESS_MAIN(TestGitHome)
#include "test_git_home.moc"
