// SPDX-License-Identifier: Apache-2.0
// Somebody switches the branch while something is being done: nothing lands on a branch that it was not meant for.
#include "git_workshop.h"

using namespace pulse;
using namespace pulse::test;

class TestGitSwitched : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void beforeACommitMovesTheBranch_data() { places(); }
    void beforeACommitMovesTheBranch();
    void whileACommitMovesTheBranch_data() { places(); }
    void whileACommitMovesTheBranch();
    void beforeASwitchMovesHead_data() { places(); }
    void beforeASwitchMovesHead();
    void whileTheHomeIsFetched_data() { places(); }
    void whileTheHomeIsFetched();
    void beforeAFastForward_data() { places(); }
    void beforeAFastForward();
    void beforeAMerge_data() { places(); }
    void beforeAMerge();

private:
    static void places()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("with files") << u"work"_s;
        QTest::newRow("bare") << u"bare.git"_s;
    }
    /// As a person would, with Git's own program.
    [[nodiscard]] bool switchByHand(const QString &folder, const QString &branch) const
    {
        const QStringList arguments = folder.endsWith(u".git")
                                          ? QStringList{u"symbolic-ref"_s, u"HEAD"_s, u"refs/heads/"_s + branch}
                                          : QStringList{u"switch"_s, u"-q"_s, branch};
        return m_workshop->tryGit(folder, arguments).code == 0;
    }
    /// Opened so that `act` is called once, when that step of a change begins.
    [[nodiscard]] std::shared_ptr<Storage> openWith(const QString &folder, const QByteArray &step,
                                                    std::function<void()> act) const
    {
        git::Parts parts = git::defaultParts();
        parts.atStep = [step, act = std::move(act), isDone = false](const char *at) mutable {
            if (step == at && !std::exchange(isDone, true))
                act();
        };
        return m_workshop->open(folder, makeOptions(), parts);
    }
    [[nodiscard]] QByteArray tip(const QString &folder, const QString &branch) const
    {
        return m_workshop->git(folder, {u"rev-parse"_s, branch});
    }
    void isClean(const QString &folder) const
    {
        if (!folder.endsWith(u".git"))
            QCOMPARE(m_workshop->git(folder, {u"status"_s, u"--porcelain"_s}), QByteArray());
        QCOMPARE(m_workshop->tryGit(folder, {u"fsck"_s, u"--strict"_s}).code, 0);
        QCOMPARE(findingsOf(*m_workshop->open(folder)), QString());
    }

    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitSwitched::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    publish(*m_workshop->open(u"home.git"_s), u"a", u"1.0.0", "first\n");
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"home.git"_s, u"work"_s});
    m_workshop->git(u"."_s,
                    {u"clone"_s, u"-q"_s, u"--bare"_s, u"-c"_s,
                     u"remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*"_s, u"home.git"_s, u"bare.git"_s});
    for (const auto &folder : {u"work"_s, u"bare.git"_s})
        m_workshop->git(folder, {u"branch"_s, u"other"_s});
}

// What is published goes to the branch that the library is on when it is done.
void TestGitSwitched::beforeACommitMovesTheBranch()
{
    QFETCH(const QString, folder);
    bool isSwitched = false;
    const auto storage = openWith(folder, "head", [&] { isSwitched = switchByHand(folder, u"other"_s); });
    const QByteArray before = tip(folder, u"main"_s);
    publish(*storage, u"b", u"1.0.0", "new\n");
    QVERIFY(isSwitched);
    QCOMPARE(tip(folder, u"main"_s), before);
    QCOMPARE(tip(folder, u"other~1"_s), before);
    QCOMPARE(contentOf(*storage, u"b", u"1.0.0"), "new\n");
    isClean(folder);
}

void TestGitSwitched::whileACommitMovesTheBranch()
{
    QFETCH(const QString, folder);
    bool isRefused = false;
    const auto storage = openWith(folder, "ref", [&] { isRefused = !switchByHand(folder, u"other"_s); });
    const QByteArray before = tip(folder, u"main"_s);
    publish(*storage, u"b", u"1.0.0", "new\n");
    QVERIFY(isRefused);
    QCOMPARE(tip(folder, u"main~1"_s), before);
    QCOMPARE(tip(folder, u"other"_s), before);
    isClean(folder);
    QVERIFY(switchByHand(folder, u"other"_s)); // the lock is gone
}

void TestGitSwitched::beforeASwitchMovesHead()
{
    QFETCH(const QString, folder);
    m_workshop->git(folder, {u"branch"_s, u"third"_s});
    const auto storage = openWith(folder, "head", [&] { QVERIFY(switchByHand(folder, u"third"_s)); });
    VERIFY_OK(storage->capabilities().branches->switchBranch(u"other"_s, {}));
    QCOMPARE(m_workshop->git(folder, {u"symbolic-ref"_s, u"HEAD"_s}), "refs/heads/other");
    isClean(folder);
}

void TestGitSwitched::whileTheHomeIsFetched()
{
    QFETCH(const QString, folder);
    const auto storage = m_workshop->open(folder);
    publish(*m_workshop->open(u"home.git"_s), u"c", u"1.0.0");
    publish(*storage, u"b", u"1.0.0");
    const QByteArray main = tip(folder, u"main"_s);
    const QByteArray other = tip(folder, u"other"_s);
    const QByteArray home = tip(u"home.git"_s, u"main"_s);
    bool isSwitched = false;
    const auto synced = storage->capabilities().synchronisation->synchronise(
        {}, [&](const Progress &) { isSwitched = isSwitched || switchByHand(folder, u"other"_s); }, {});
    QVERIFY(isSwitched);
    COMPARE_CODE(synced, ErrorCode::Unavailable);
    QCOMPARE(tip(folder, u"main"_s), main);
    QCOMPARE(tip(folder, u"other"_s), other);
    QCOMPARE(tip(u"home.git"_s, u"main"_s), home);
    isClean(folder);
}

void TestGitSwitched::beforeAFastForward()
{
    QFETCH(const QString, folder);
    bool isSwitched = false;
    const auto storage = openWith(folder, "head", [&] { isSwitched = switchByHand(folder, u"other"_s); });
    publish(*m_workshop->open(u"home.git"_s), u"c", u"1.0.0");
    const QByteArray before = tip(folder, u"main"_s);
    COMPARE_CODE(storage->capabilities().synchronisation->synchronise({}, {}, {}), ErrorCode::Unavailable);
    QVERIFY(isSwitched);
    QCOMPARE(tip(folder, u"main"_s), before);
    QCOMPARE(tip(folder, u"other"_s), before);
    isClean(folder);
}

void TestGitSwitched::beforeAMerge()
{
    QFETCH(const QString, folder);
    publish(*m_workshop->open(folder), u"b", u"1.0.0");
    publish(*m_workshop->open(u"home.git"_s), u"c", u"1.0.0");
    bool isSwitched = false;
    const auto storage = openWith(folder, "objects", [&] { isSwitched = switchByHand(folder, u"other"_s); });
    const QByteArray main = tip(folder, u"main"_s);
    const QByteArray other = tip(folder, u"other"_s);
    COMPARE_CODE(storage->capabilities().synchronisation->synchronise({}, {}, {}), ErrorCode::Unavailable);
    QVERIFY(isSwitched);
    QCOMPARE(tip(folder, u"main"_s), main);
    QCOMPARE(tip(folder, u"other"_s), other);
    isClean(folder);
}

QTEST_GUILESS_MAIN(TestGitSwitched)
#include "test_git_switched.moc"
