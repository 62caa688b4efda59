// SPDX-License-Identifier: Apache-2.0
// Repositories that somebody made to do harm, and ends in mid-change.
#include "git_workshop.h"
#include "raw_tree.h"

#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace pulse;
using namespace pulse::test;

class TestGitHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void configurationRunsNothing();
    void filesElsewhereAreRefused();
    void aFileInsteadOfTheFolderIsRefused();
    void aTransportThatRunsProgramsIsRefused();
    void dangerousPathsAreNotWritten_data();
    void dangerousPathsAreNotWritten();
    void linksInTheTreeAreNotFollowed();
    void linksInTheFolderAreNotFollowed();
    void treesThatGitWouldNotWriteAreRefused();
    void manyTimesTheSameTreeEnds();
    void foldersWithoutFilesEnd();
    void deepTreesEnd();
    void forgedPointersAreNoLabels();
    void badMetadataCostsOnlyItsVersion();
    void dangerousNames_data();
    void dangerousNames();
    void aNewerSchemaIsRefused();

    void aWriterThatEndsLeavesOldOrNew_data();
    void aWriterThatEndsLeavesOldOrNew();
    void aSwitchThatEndsLeavesOldOrNew_data();
    void aSwitchThatEndsLeavesOldOrNew();
    void aForeignLockIsRespected_data();
    void aForeignLockIsRespected();
    void gitRacesWithPulse();

private:
    /// A commit of a tree on the branch that is made of lines as git mktree takes them.
    void commitTree(const QByteArray &lines) const
    {
        const QByteArray tree = m_workshop->git(u"library"_s, {u"mktree"_s, u"--missing"_s}, lines);
        commit(tree);
    }
    void commit(const QByteArray &tree) const
    {
        const QByteArray made = m_workshop->git(
            u"library"_s, {u"commit-tree"_s, u"-p"_s, u"other"_s, u"-m"_s, u"hostile"_s, QString::fromLatin1(tree)});
        m_workshop->git(u"library"_s, {u"update-ref"_s, u"refs/heads/other"_s, QString::fromLatin1(made)});
    }
    [[nodiscard]] QByteArray blob(const QByteArray &bytes) const
    {
        return m_workshop->git(u"library"_s, {u"hash-object"_s, u"-w"_s, u"--stdin"_s}, bytes);
    }
    /// A tree object whatever it holds.
    [[nodiscard]] QByteArray rawTree(const QByteArray &bytes) const
    {
        return m_workshop->git(u"library"_s,
                               {u"hash-object"_s, u"-w"_s, u"--literally"_s, u"-t"_s, u"tree"_s, u"--stdin"_s}, bytes);
    }
    [[nodiscard]] static QByteArray entry(const QByteArray &mode, const QByteArray &name, const QByteArray &hex)
    {
        return mode + ' ' + name + '\0' + QByteArray::fromHex(hex);
    }
    [[nodiscard]] Result<void> switchToOther() const
    {
        return m_storage->capabilities().branches->switchBranch(u"other"_s, {});
    }

    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestGitHostile::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    m_storage = m_workshop->open(u"library"_s);
    publish(*m_storage, u"a", u"1.0.0", "first\n");
    QVERIFY(m_storage->capabilities().branches->createBranch(u"other"_s, {}));
}

void TestGitHostile::configurationRunsNothing()
{
    const QString canary = m_workshop->path(u"canary"_s);
    const QByteArray script = "#!/bin/sh\ntouch '" + canary.toUtf8() + "'\n";
    for (const auto &hook : {u"pre-commit"_s, u"post-commit"_s, u"commit-msg"_s, u"post-checkout"_s, u"pre-push"_s,
                             u"reference-transaction"_s, u"post-merge"_s, u"fsmonitor-watchman"_s}) {
        m_workshop->write(u"library/.git/hooks/"_s + hook, script);
        QFile(m_workshop->path(u"library/.git/hooks/"_s + hook)).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    }
    m_workshop->write(u"evil"_s, script);
    QFile(m_workshop->path(u"evil"_s)).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    const QString evil = m_workshop->path(u"evil"_s);
    for (const auto &key : {u"core.fsmonitor"_s, u"core.sshCommand"_s, u"filter.evil.clean"_s, u"filter.evil.smudge"_s,
                            u"filter.evil.process"_s, u"core.askPass"_s, u"credential.helper"_s, u"gpg.program"_s,
                            u"core.editor"_s, u"core.pager"_s, u"diff.external"_s})
        m_workshop->git(u"library"_s, {u"config"_s, u"--local"_s, key, evil});
    m_workshop->git(u"library"_s, {u"config"_s, u"--local"_s, u"commit.gpgSign"_s, u"true"_s});
    m_workshop->write(u"library/.git/info/attributes"_s, "* filter=evil\n");

    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"b", u"1.0.0", "not filtered\n");
    VERIFY_OK(storage->capabilities().branches->switchBranch(u"other"_s, {}));
    VERIFY_OK(storage->capabilities().branches->mergeBranch(u"main"_s, {}, {}));
    QCOMPARE(contentOf(*storage, u"b", u"1.0.0"), "not filtered\n");
    QCOMPARE(m_workshop->read(u"library/prompts/b/1.0.0/content.md"_s), "not filtered\n");
    QVERIFY(!QFileInfo::exists(canary));
}

void TestGitHostile::filesElsewhereAreRefused()
{
    QDir().mkpath(m_workshop->path(u"elsewhere"_s));
    m_workshop->git(u"library"_s, {u"config"_s, u"core.worktree"_s, m_workshop->path(u"elsewhere"_s)});
    COMPARE_CODE(m_workshop->tryOpen(u"library"_s), ErrorCode::Unsupported);
    QVERIFY(QDir(m_workshop->path(u"elsewhere"_s)).isEmpty());
}

void TestGitHostile::aFileInsteadOfTheFolderIsRefused()
{
    m_workshop->write(u"linked/.git"_s, "gitdir: " + m_workshop->path(u"library/.git"_s).toUtf8() + "\n");
    COMPARE_CODE(m_workshop->tryOpen(u"linked"_s), ErrorCode::Unsupported);
    m_workshop->write(u"library/.git/commondir"_s, "../../other.git\n");
    QVERIFY(!m_workshop->tryOpen(u"library"_s));
}

void TestGitHostile::aTransportThatRunsProgramsIsRefused()
{
    const QString canary = m_workshop->path(u"canary"_s);
    for (const auto &url :
         {u"ext::sh -c 'touch "_s + canary + u"'"_s, u"--upload-pack=touch "_s + canary, u"git://127.0.0.1:1/x"_s}) {
        m_workshop->git(u"library"_s, {u"config"_s, u"remote.origin.url"_s, url});
        const auto storage = m_workshop->open(u"library"_s);
        auto *home = storage->capabilities().synchronisation;
        QVERIFY(home != nullptr);
        COMPARE_CODE(home->synchronise({}, {}, {}), ErrorCode::Unsupported);
    }
    QVERIFY(!QFileInfo::exists(canary));
}

void TestGitHostile::dangerousPathsAreNotWritten_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("Git's folder") << QByteArray("40000") << QByteArray(".git");
    QTest::newRow("in capitals") << QByteArray("40000") << QByteArray(".GIT");
    QTest::newRow("by its short name") << QByteArray("40000") << QByteArray("git~1");
    QTest::newRow("with an invisible character") << QByteArray("40000") << QByteArray(".g\xE2\x80\x8Cit");
    QTest::newRow("with a dot") << QByteArray("40000") << QByteArray(".git.");
    QTest::newRow("upwards") << QByteArray("40000") << QByteArray("..");
    QTest::newRow("a stream of a file") << QByteArray("40000") << QByteArray(".git::$INDEX_ALLOCATION");
    QTest::newRow("a submodule") << QByteArray("160000") << QByteArray("module");
    QTest::newRow("a link") << QByteArray("120000") << QByteArray("link");
}

void TestGitHostile::dangerousPathsAreNotWritten()
{
    QFETCH(const QByteArray, mode);
    QFETCH(const QByteArray, name);
    const QByteArray config = blob("../../outside");
    const QByteArray inner = rawTree(entry("100644", "config", config));
    const QByteArray target = mode == "40000" ? inner : config;
    const QByteArray before = m_workshop->read(u"library/.git/config"_s);
    commit(rawTree(entry(mode, name, target)));
    COMPARE_CODE(switchToOther(), ErrorCode::Invalid);
    QCOMPARE(m_workshop->read(u"library/.git/config"_s), before);
    QCOMPARE(m_workshop->git(u"library"_s, {u"branch"_s, u"--show-current"_s}), "main");
    QCOMPARE(m_workshop->read(u"library/prompts/a/1.0.0/content.md"_s), "first\n");
    QVERIFY(!QFileInfo(m_workshop->path(u"library/link"_s)).isSymLink());
    // Merging refuses it as well.
    QVERIFY(!m_storage->capabilities().branches->mergeBranch(u"other"_s, {}, {}));
    publish(*m_storage, u"b", u"1.0.0");
}

void TestGitHostile::linksInTheTreeAreNotFollowed()
{
    m_workshop->write(u"secret"_s, "a secret\n");
    const QByteArray link = blob(m_workshop->path(u"secret"_s).toUtf8());
    const QByteArray version = rawTree(entry("120000", "content.md", link));
    const QByteArray prompt = rawTree(entry("40000", "1.0.0", version));
    const QByteArray prompts = rawTree(entry("120000", "linked", link) + entry("40000", "x", prompt));
    commit(rawTree(entry("40000", "prompts", prompts)));
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"other"_s, u"library"_s, u"bare.git"_s});
    const auto bare = m_workshop->open(u"bare.git"_s);
    QVERIFY(contentOf(*bare, u"x", u"1.0.0").contains("corrupt"));
    const auto page = bare->list({}, {});
    VERIFY_OK(page);
    QCOMPARE(page->items.size(), 2u);
    QVERIFY(page->items[0].damage.contains(u"symbolic link"_s));
}

void TestGitHostile::linksInTheFolderAreNotFollowed()
{
    QDir().mkpath(m_workshop->path(u"outside"_s));
    QVERIFY(QFile::link(m_workshop->path(u"outside"_s), m_workshop->path(u"library/prompts/new"_s)));
    QVERIFY(!m_storage->store(makePrompt(u"new", u"1.0.0"), {}));
    QVERIFY(!m_storage->store(makePrompt(u"new/below", u"1.0.0"), {}) ||
            QDir(m_workshop->path(u"outside"_s)).isEmpty());
    QVERIFY(QDir(m_workshop->path(u"outside"_s)).isEmpty());
}

void TestGitHostile::treesThatGitWouldNotWriteAreRefused()
{
    const QByteArray file = blob("x");
    for (const QByteArray &bytes :
         {QByteArray("100644 short"), QByteArray("999999 x") + '\0' + QByteArray(20, 'x'), entry("100644", "a/b", file),
          entry("100644", "", file), entry("100644", "b", file) + entry("100644", "a", file),
          entry("100644", "a", file) + entry("100644", "a", file)})
        QVERIFY(!git::parseTree(bytes).has_value());
    QCOMPARE(git::parseTree(entry("100644", "a", file) + entry("40000", "b", file))->size(), 2u);
    commit(rawTree(entry("40000", "prompts", rawTree(entry("100644", "b", file) + entry("100644", "a", file)))));
    COMPARE_CODE(switchToOther(), ErrorCode::Corrupt);
}

// Ten folders in each of ten folders, twenty deep: a listing would never end if it looked into each.
void TestGitHostile::manyTimesTheSameTreeEnds()
{
    QByteArray tree = rawTree(entry("100644", "file", blob("x")));
    for (int depth = 0; depth < 20; ++depth) {
        QByteArray entries;
        for (char name = 'a'; name < 'k'; ++name)
            entries += entry("40000", QByteArray(1, name), tree);
        tree = rawTree(entries);
    }
    commit(rawTree(entry("40000", "prompts", tree)));
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"other"_s, u"library"_s, u"bare.git"_s});
    const auto bare = m_workshop->open(u"bare.git"_s);
    const auto page = bare->list({}, {});
    VERIFY_OK(page);
    QVERIFY(page->items.empty());
    publish(*bare, u"new", u"1.0.0");
    QCOMPARE(versionsOf(*bare, u"new"), u"1.0.0"_s);
}

// The same without a single file, where there are files to be written: Git itself makes no such tree, and takes it.
void TestGitHostile::foldersWithoutFilesEnd()
{
    QByteArray tree = rawTree({});
    for (int depth = 0; depth < 20; ++depth) {
        QByteArray entries;
        for (char name = 'a'; name < 'k'; ++name)
            entries += entry("40000", QByteArray(1, name), tree);
        tree = rawTree(entries);
    }
    commit(rawTree(entry("40000", "prompts", tree)));
    VERIFY_OK(switchToOther());
    QCOMPARE(versionsOf(*m_storage, u"a"), QString());
    publish(*m_storage, u"new", u"1.0.0");
    QCOMPARE(m_workshop->read(u"library/prompts/new/1.0.0/content.md"_s), "words\n");
}

void TestGitHostile::deepTreesEnd()
{
    QByteArray tree = rawTree(entry("100644", "file", blob("x")));
    for (int depth = 0; depth < 600; ++depth)
        tree = QByteArray(tree).isEmpty() ? tree : rawTree(entry("40000", "d", tree));
    commit(rawTree(entry("40000", "prompts", tree)));
    QVERIFY(!switchToOther());
    QCOMPARE(m_workshop->git(u"library"_s, {u"branch"_s, u"--show-current"_s}), "main");
}

void TestGitHostile::forgedPointersAreNoLabels()
{
    const QByteArray versions = m_workshop->git(u"library"_s, {u"rev-parse"_s, u"main:prompts/a/1.0.0"_s});
    const QByteArray long1 = blob(QByteArray(100'000, '1'));
    commitTree("040000 tree " +
               m_workshop->git(u"library"_s, {u"mktree"_s},
                               "040000 tree " +
                                   m_workshop->git(u"library"_s, {u"mktree"_s},
                                                   "040000 tree " + versions + "\t1.0.0\n120000 blob " +
                                                       blob("../../../../etc/passwd") + "\t@evil\n120000 blob " +
                                                       blob("9.9.9") + "\t@dangling\n120000 blob " + long1 +
                                                       "\t@long\n100644 blob " + blob("1.0.0\n") + "\t@file\n") +
                                   "\ta\n") +
               "\tprompts\n");
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"other"_s, u"library"_s, u"bare.git"_s});
    const auto bare = m_workshop->open(u"bare.git"_s);
    const auto labels = bare->capabilities().labels->labels(makeName(u"a"), {});
    VERIFY_OK(labels);
    QCOMPARE(labels->size(), 1u);
    QCOMPARE(labels->begin()->first.toString(), u"file"_s);
    QVERIFY(findingsOf(*bare).contains(u"dangling-label"_s));
    COMPARE_CODE(switchToOther(), ErrorCode::Invalid); // nothing of it becomes a link on the disk
}

void TestGitHostile::badMetadataCostsOnlyItsVersion()
{
    publish(*m_storage, u"a", u"1.1.0", "second\n");
    for (const QByteArray &json : {QByteArray(100'000, '['), QByteArray("{\"name\":\"a\",\"name\":\"a\"}"),
                                   QByteArray(), QByteArray(2 * 1024 * 1024, ' ')}) {
        m_workshop->write(u"library/prompts/a/1.0.0/metadata.json"_s, json);
        m_workshop->git(u"library"_s, {u"commit"_s, u"-qam"_s, u"damage"_s});
        QVERIFY(contentOf(*m_storage, u"a", u"1.0.0").contains("corrupt"));
        QCOMPARE(contentOf(*m_storage, u"a", u"1.1.0"), "second\n");
        QVERIFY(findingsOf(*m_storage).contains(u"bad-metadata"_s));
    }
}

void TestGitHostile::dangerousNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isDangerous");
    for (const char *name : {"", ".", "..", ".git", ".GIT", ".Git ", ".git...", "git~1", "GIT~2", ".g\u200cit", "a/b",
                             "a\\b", ".git::$INDEX", "\u202e.git"})
        QTest::addRow("dangerous: %s", name) << QByteArray(name) << true;
    for (const char *name :
         {"prompts", ".gitignore", ".gitattributes", "git", "latest", "1.0.0", "@production", "größe"})
        QTest::addRow("fine: %s", name) << QByteArray(name) << false;
}

void TestGitHostile::dangerousNames()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isDangerous);
    QCOMPARE(git::isDangerousName(name), isDangerous);
}

void TestGitHostile::aNewerSchemaIsRefused()
{
    m_workshop->write(u"library/library.json"_s, "{\n  \"schema\": 99,\n  \"id\": \"x\"\n}\n");
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qam"_s, u"newer"_s});
    COMPARE_CODE(m_workshop->tryOpen(u"library"_s), ErrorCode::Unsupported);
}

void TestGitHostile::aWriterThatEndsLeavesOldOrNew_data()
{
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<QString>("folder");
    for (const char *step : {"objects", "note", "head", "ref", "files", "done"}) {
        QTest::addRow("%s, with files", step) << QByteArray(step) << u"library"_s;
        QTest::addRow("%s, bare", step) << QByteArray(step) << u"bare.git"_s;
    }
}

void TestGitHostile::aWriterThatEndsLeavesOldOrNew()
{
    QFETCH(const QByteArray, step);
    QFETCH(const QString, folder);
    if (folder == u"bare.git")
        publish(*m_workshop->open(folder), u"a", u"1.0.0", "first\n");
    const pid_t child = ::fork();
    if (child == 0) {
        git::Parts parts = git::defaultParts();
        parts.atStep = [&step](const char *at) {
            if (step == at)
                ::_exit(9);
        };
        const auto storage = m_workshop->open(folder, makeOptions(), parts);
        (void)storage->store(makePrompt(u"a", u"1.1.0", "second\n"), {});
        ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    const bool happens = folder == u"library" || step != "note";
    QCOMPARE(WEXITSTATUS(status), happens ? 9 : 0);

    const bool isCommitted = !happens || step == "files" || step == "done";
    const auto storage = m_workshop->open(folder);
    QCOMPARE(versionsOf(*storage, u"a"), isCommitted ? u"1.0.0 1.1.0"_s : u"1.0.0"_s);
    QCOMPARE(findingsOf(*storage), QString());
    publish(*storage, u"a", u"1.2.0", "third\n");
    publish(*storage, u"a", u"1.1.0", "second\n");
    QCOMPARE(contentOf(*storage, u"a", u"1.1.0"), "second\n");
    QCOMPARE(m_workshop->tryGit(folder, {u"fsck"_s, u"--strict"_s}).code, 0);
    if (folder == u"library") {
        QCOMPARE(m_workshop->git(folder, {u"status"_s, u"--porcelain"_s}), QByteArray());
        QCOMPARE(m_workshop->read(u"library/prompts/a/latest/content.md"_s), "third\n");
    }
}

void TestGitHostile::aSwitchThatEndsLeavesOldOrNew_data()
{
    aWriterThatEndsLeavesOldOrNew_data();
}

void TestGitHostile::aSwitchThatEndsLeavesOldOrNew()
{
    QFETCH(const QByteArray, step);
    QFETCH(const QString, folder);
    if (folder == u"bare.git")
        m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"--bare"_s, u"library"_s, u"bare.git"_s});
    publish(*m_workshop->open(folder), u"b", u"1.0.0", "only in main\n");
    const pid_t child = ::fork();
    if (child == 0) {
        git::Parts parts = git::defaultParts();
        parts.atStep = [&step](const char *at) {
            if (step == at)
                ::_exit(9);
        };
        const auto storage = m_workshop->open(folder, makeOptions(), parts);
        (void)storage->capabilities().branches->switchBranch(u"other"_s, {});
        ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    const bool happens = step != "objects" && (folder == u"library" || step != "note");
    QCOMPARE(WEXITSTATUS(status), happens ? 9 : 0);

    const bool isSwitched = !happens || step == "files" || step == "done";
    const auto storage = m_workshop->open(folder);
    QVERIFY(!QFileInfo(m_workshop->path(folder + (folder == u"library" ? u"/.git"_s : QString()) + u"/HEAD.lock"_s))
                 .isSymLink());
    QCOMPARE(versionsOf(*storage, u"b"), isSwitched ? QString() : u"1.0.0"_s);
    QCOMPARE(findingsOf(*storage), QString());
    if (folder == u"library") {
        QCOMPARE(m_workshop->git(folder, {u"status"_s, u"--porcelain"_s}), QByteArray());
        QCOMPARE(QFileInfo::exists(m_workshop->path(u"library/prompts/b"_s)), !isSwitched);
    }
    // Git's own program and Pulse switch again.
    m_workshop->git(folder, {u"symbolic-ref"_s, u"HEAD"_s, u"refs/heads/other"_s});
    m_workshop->git(folder, {u"symbolic-ref"_s, u"HEAD"_s, isSwitched ? u"refs/heads/other"_s : u"refs/heads/main"_s});
    VERIFY_OK(storage->capabilities().branches->switchBranch(u"main"_s, {}));
    QCOMPARE(contentOf(*storage, u"b", u"1.0.0"), "only in main\n");
}

void TestGitHostile::aForeignLockIsRespected_data()
{
    QTest::addColumn<QString>("lock");
    QTest::newRow("of the branch") << u"refs/heads/main.lock"_s;
    QTest::newRow("of HEAD") << u"HEAD.lock"_s;
}

void TestGitHostile::aForeignLockIsRespected()
{
    QFETCH(const QString, lock);
    const QString path = u"library/.git/"_s + lock;
    for (const QByteArray &held : {QByteArray(), QByteArray("ref: refs/heads/other\n")}) {
        m_workshop->write(path, held);
        const auto refused = m_workshop->open(u"library"_s)->store(makePrompt(u"b", u"1.0.0"), {});
        COMPARE_CODE(refused, ErrorCode::Unavailable);
        QVERIFY(refused.error().message().contains(lock));
        QVERIFY(QFileInfo::exists(m_workshop->path(path)));
        QCOMPARE(m_workshop->read(path), held);
        QVERIFY(QFile::remove(m_workshop->path(path)));
    }
    publish(*m_storage, u"b", u"1.0.0");
}

// Git's own program commits to the same branch meanwhile, by the same compare and swap: nobody's commit is lost.
void TestGitHostile::gitRacesWithPulse()
{
    const auto bare = m_workshop->open(u"race.git"_s);
    publish(*bare, u"a", u"1.0.0");
    constexpr int rounds = 12;
    std::atomic<int> committed = 0;
    std::jthread other([&] {
        for (int i = 0; i < 200 && committed < rounds; ++i) {
            const QByteArray tip = m_workshop->git(u"race.git"_s, {u"rev-parse"_s, u"main"_s});
            const QByteArray made =
                m_workshop->git(u"race.git"_s, {u"commit-tree"_s, u"-p"_s, QString::fromLatin1(tip), u"-m"_s,
                                                u"by git"_s, QString::fromLatin1(tip) + u"^{tree}"_s});
            committed += m_workshop->tryGit(u"race.git"_s, {u"update-ref"_s, u"refs/heads/main"_s,
                                                            QString::fromLatin1(made), QString::fromLatin1(tip)})
                                     .code == 0
                             ? 1
                             : 0;
        }
    });
    int published = 0;
    for (int i = 0; i < 400 && (published < rounds || committed < rounds); ++i) {
        const auto stored = bare->store(makePrompt(u"a", u"2.%1.0"_s.arg(i)), {});
        if (stored)
            ++published;
        else
            COMPARE_CODE(stored, ErrorCode::Unavailable); // Git held the lock of the branch
    }
    other.join();
    const QByteArray log = m_workshop->git(u"race.git"_s, {u"log"_s, u"--format=%s"_s});
    QCOMPARE(log.split('\n').count("by git"), committed.load());
    QCOMPARE(bare->capabilities().versions->versions(makeName(u"a"), {})->size(), size_t(published + 1));
    QCOMPARE(m_workshop->tryGit(u"race.git"_s, {u"fsck"_s, u"--strict"_s}).code, 0);
}

QTEST_GUILESS_MAIN(TestGitHostile)
#include "test_git_hostile.moc"
