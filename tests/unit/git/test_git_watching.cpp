// SPDX-License-Identifier: Apache-2.0
// The branch is looked at now and then; what is changed and changed back between two looks was there all the same. The
// rounds are many because a look that falls in between by chance tells of it too.
#include "git_workshop.h"
#include "pulse/test/heard.h"

using namespace pulse;
using namespace pulse::test;

class TestGitWatching : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatWasGoneWhenTheWatchBegan();
    void whatIsChangedAndChangedBack();
    void moreCommitsThanAreLookedInto();
    void anotherBranchAndBack();
    void anotherBranchWhileItCannotBeRead();

private:
    static constexpr int rounds = 12;

    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
    std::shared_ptr<Storage> m_other; // another handle, of which m_storage knows nothing
    std::unique_ptr<WatchableStorage::Watch> m_watch;
};

void TestGitWatching::init()
{
    m_watch.reset();
    m_workshop = std::make_unique<GitWorkshop>();
    m_storage = m_workshop->open(u"library.git"_s);
    m_other = m_workshop->open(u"library.git"_s);
    publish(*m_other, u"kept", u"1.0.0");
    publish(*m_other, u"gone", u"1.0.0");
    auto watch = m_storage->capabilities().watching->watch([](const ChangeSet &) {});
    VERIFY_OK(watch);
    m_watch = *std::move(watch);
}

// Who begins to watch has seen the library without the prompt, whatever the watch that goes on already has seen.
void TestGitWatching::whatWasGoneWhenTheWatchBegan()
{
    for (int round = 0; round < rounds; ++round) {
        const auto gone = m_other->remove(makeName(u"gone"), {}, {});
        VERIFY_OK(gone);
        Heard heard;
        const auto watch =
            m_storage->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
        VERIFY_OK(watch);
        VERIFY_OK(m_other->capabilities().trash->restore(*gone->trashId, {}, {}));
        QTRY_VERIFY(heard.of(u"gone"_s));
    }
}

void TestGitWatching::whatIsChangedAndChangedBack()
{
    Heard heard;
    const auto watch =
        m_storage->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
    VERIFY_OK(watch);
    LabelStorage *labels = m_other->capabilities().labels;
    for (int round = 0; round < rounds; ++round) {
        const QString name = u"prompt-%1"_s.arg(round);
        publish(*m_other, name, u"1.0.0");
        QTRY_VERIFY(heard.of(name));
    }
    Heard again;
    const auto second =
        m_storage->capabilities().watching->watch([&again](const ChangeSet &changes) { again.add(changes); });
    VERIFY_OK(second);
    for (int round = 0; round < rounds; ++round) {
        const QString name = u"prompt-%1"_s.arg(round);
        VERIFY_OK(labels->setLabel(makeName(name), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
        VERIFY_OK(labels->removeLabel(makeName(name), makeLabel(u"production"), {}, {}));
        QTRY_VERIFY(again.of(name));
    }
    QVERIFY(!again.ofEverything());
    QVERIFY(!again.of(u"kept"_s));
}

void TestGitWatching::moreCommitsThanAreLookedInto()
{
    Heard heard;
    const auto watch =
        m_storage->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
    VERIFY_OK(watch);
    // Far more than are looked into, made where nobody watches and moved to at once.
    QByteArray stream;
    const QByteArray tip = m_workshop->git(u"library.git"_s, {u"rev-parse"_s, u"main"_s});
    for (int commit = 0; commit < 150; ++commit) {
        stream += "commit refs/heads/main\ncommitter Grace <grace@example.org> 1700000000 +0000\ndata 2\nx\n";
        stream += commit == 0 ? "from " + tip + '\n' : QByteArray();
        stream += '\n';
    }
    m_workshop->git(u"library.git"_s, {u"fast-import"_s, u"--quiet"_s}, stream);
    QTRY_VERIFY(heard.ofEverything());
}

// The library is as it was; who read it in between has seen the other branch.
void TestGitWatching::anotherBranchAndBack()
{
    BranchStorage *branches = m_storage->capabilities().branches;
    VERIFY_OK(branches->createBranch(u"draft"_s, {}));
    for (int round = 0; round < rounds; ++round) {
        Heard heard;
        const auto watch =
            m_storage->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
        VERIFY_OK(watch);
        VERIFY_OK(branches->switchBranch(u"draft"_s, {}));
        VERIFY_OK(branches->switchBranch(u"main"_s, {}));
        QTRY_VERIFY(heard.ofEverything());
    }
}

// The looks at the branch fail for a while just when it was switched; the first that succeeds sees the same commit.
void TestGitWatching::anotherBranchWhileItCannotBeRead()
{
    const QString head = m_workshop->path(u"library.git/HEAD"_s);
    const QString aside = m_workshop->path(u"library.git/HEAD.aside"_s);
    bool isAside = false;
    git::Parts parts = git::defaultParts();
    parts.atStep = [&](const char *step) {
        if (step == "done"_ba)
            isAside = QFile::rename(head, aside);
    };
    const auto storage = m_workshop->open(u"library.git"_s, makeOptions(), parts);
    VERIFY_OK(storage->capabilities().branches->createBranch(u"draft"_s, {}));
    QVERIFY(!isAside);
    Heard heard;
    const auto watch =
        storage->capabilities().watching->watch([&heard](const ChangeSet &changes) { heard.add(changes); });
    VERIFY_OK(watch);
    VERIFY_OK(storage->capabilities().branches->switchBranch(u"draft"_s, {}));
    QVERIFY(isAside);
    QTest::qWait(1000); // several looks
    QVERIFY(!heard.ofEverything());
    QVERIFY(QFile::rename(aside, head));
    QTRY_VERIFY(heard.ofEverything());
}

QTEST_GUILESS_MAIN(TestGitWatching)
#include "test_git_watching.moc"
