// SPDX-License-Identifier: Apache-2.0
// What Pulse writes is an ordinary repository, and what Git writes is read.
#include "git_workshop.h"
#include "pulse/backends/filesystem.h"

#include <sys/stat.h>

using namespace pulse;
using namespace pulse::test;

class TestGitRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_workshop = std::make_unique<GitWorkshop>(); }

    void gitFindsNothingWrong_data();
    void gitFindsNothingWrong();
    void historyReadsWell();
    void aBatchIsOneCommit();
    void gitsConfigurationSigns();
    void nobodyToSignIsAnError();
    void aCloneIsALibraryInAFolder();
    void aLibraryMadeByGitOpens();
    void aLibraryByHandOpensAndIsAccepted();
    void anExistingRepositoryTakesALibrary();
    void whatHoldsSomethingElseIsRefused();
    void filesFollowTheBranch();
    void editsByHandAreLeftAlone();
    void stagedChangesAreLeftAlone();
    void gitAndPulseCommitInTurns();
    void packedRefsAndObjectsAreRead();
    void aDetachedHeadIsRefused();
    void aLargeBatchIsAPack();
    void theTrashIsInTheHistory();
    void repairSetsLatest();
    void changesAreToldSinceACommit();

private:
    [[nodiscard]] QString fsck(const QString &folder) const
    {
        const auto ran = m_workshop->tryGit(folder, {u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
        return QString::fromUtf8(ran.code == 0 ? ran.out.trimmed() : ran.out + ran.error);
    }
    void doOneOfEach(Storage &storage) const;

    std::unique_ptr<GitWorkshop> m_workshop;
};

void TestGitRepository::doOneOfEach(Storage &storage) const
{
    const auto can = storage.capabilities();
    publish(storage, u"support/refund", u"1.0.0", "one\n");
    publish(storage, u"support/refund", u"1.1.0", "two\n");
    publish(storage, u"support", u"1.0.0", "a folder too\n");
    publish(storage, u"größe/日本", u"1.0.0-rc.1+build", "");
    const Name name = makeName(u"support/refund");
    QVERIFY(can.labels->setLabel(name, makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    QVERIFY(can.metadata->updateMetadata(name, makeVersion(u"1.0.0"), {.addTags = {u"tag"_s}}, {}));
    QVERIFY(can.renaming->rename(makeName(u"größe/日本"), makeName(u"Größe/x"), {}));
    const auto removed = storage.remove(makeName(u"support"), {}, {});
    QVERIFY(removed);
    QVERIFY(can.trash->restore(*removed->trashId, makeName(u"kept/support"), {}));
    QVERIFY(storage.remove(name, makeVersion(u"1.1.0"), {}));
}

void TestGitRepository::gitFindsNothingWrong_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("bare") << u"library.git"_s;
    QTest::newRow("with files") << u"library"_s;
}

void TestGitRepository::gitFindsNothingWrong()
{
    QFETCH(const QString, folder);
    const auto storage = m_workshop->open(folder);
    doOneOfEach(*storage);
    QCOMPARE(fsck(folder), QString());
    QCOMPARE(findingsOf(*storage), QString());
    if (folder == u"library")
        QCOMPARE(m_workshop->git(folder, {u"status"_s, u"--porcelain"_s}), QByteArray());
}

void TestGitRepository::historyReadsWell()
{
    const auto storage = m_workshop->open(u"library"_s);
    Prompt prompt = makePrompt(u"greet", u"1.0.0", "Hello\n");
    prompt.metadata.message = u"says hello\n\nBecause people like it."_s;
    VERIFY_OK(storage->store(prompt, {}));
    publish(*storage, u"greet", u"1.1.0", "Hello you\n");
    QCOMPARE(m_workshop->git(u"library"_s, {u"log"_s, u"--format=%s"_s}),
             "Publish greet 1.1.0\ngreet 1.0.0: says hello\nMake a library of prompts");
    QCOMPARE(m_workshop->git(u"library"_s, {u"log"_s, u"-1"_s, u"--format=%b"_s, u"HEAD~1"_s}),
             "Because people like it.");
    QCOMPARE(m_workshop->git(u"library"_s, {u"diff"_s, u"--name-status"_s, u"HEAD~1"_s}),
             "A\tprompts/greet/1.1.0/content.md\nA\tprompts/greet/1.1.0/metadata.json\nM\tprompts/greet/latest");
    QCOMPARE(m_workshop->read(u"library/prompts/greet/latest/content.md"_s), "Hello you\n");
}

void TestGitRepository::aBatchIsOneCommit()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    std::vector<Prompt> prompts;
    for (int i = 0; i < 30; ++i)
        prompts.push_back(makePrompt(u"p/%1"_s.arg(i), u"1.0.0"));
    for (const auto &receipt : storage->capabilities().batches->storeMany(prompts, {}, {}))
        VERIFY_OK(receipt);
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"rev-list"_s, u"--count"_s, u"HEAD"_s}), "2");
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"log"_s, u"-1"_s, u"--format=%s"_s}), "Publish 30 versions");
    for (const auto &receipt : storage->capabilities().batches->storeMany(prompts, {}, {}))
        QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Unchanged);
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"rev-list"_s, u"--count"_s, u"HEAD"_s}), "2");
}

void TestGitRepository::gitsConfigurationSigns()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    publish(*storage, u"a", u"1.0.0");
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"log"_s, u"-1"_s, u"--format=%an <%ae> %cn %ad"_s, u"--date=unix"_s}),
             "Grace <grace@example.org> Grace 1717243200");
    m_workshop->write(u".gitconfig"_s, "");
    const auto another = m_workshop->open(u"library.git"_s);
    publish(*another, u"a", u"1.1.0");
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"log"_s, u"-1"_s, u"--format=%an <%ae>"_s}), "Ada <>");
    // Who it is may change while the library is open.
    QString author = u"Mary <mary@example.org>"_s;
    OpenOptions options = makeOptions();
    options.author = Author([&author] { return author; });
    const auto open = m_workshop->tryOpen(u"library.git"_s, options);
    QVERIFY(open);
    author = u"Joan <joan@example.org>"_s;
    publish(**open, u"a", u"1.2.0");
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"log"_s, u"-1"_s, u"--format=%an <%ae>"_s}),
             "Joan <joan@example.org>");
    QCOMPARE(fsck(u"library.git"_s), QString());
}

void TestGitRepository::nobodyToSignIsAnError()
{
    m_workshop->write(u".gitconfig"_s, "");
    OpenOptions options = makeOptions();
    options.author = {};
    const auto library = m_workshop->tryOpen(u"library.git"_s, options);
    COMPARE_CODE(library, ErrorCode::Invalid);
    QVERIFY(library.error().message().contains(u"user.name"_s));
}

void TestGitRepository::aCloneIsALibraryInAFolder()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    doOneOfEach(*storage);
    const mode_t before = ::umask(0077);
    m_workshop->git(u"."_s, {u"clone"_s, u"-q"_s, u"library.git"_s, u"clone"_s});
    ::umask(before);
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    const auto folder = openFilesystemLibrary(QUrl::fromLocalFile(m_workshop->path(u"clone"_s)), options);
    VERIFY_OK(folder);
    QCOMPARE((*folder)->info().id, storage->info().id);
    QCOMPARE(findingsOf(**folder), QString());
    QCOMPARE(contentOf(**folder, u"support/refund", u"1.0.0"), "one\n");
    QCOMPARE((*folder)->capabilities().trash->trash({})->size(), storage->capabilities().trash->trash({})->size());
    QCOMPARE((*folder)->capabilities().labels->labels(makeName(u"support/refund"), {})->size(), 1u);
}

void TestGitRepository::aLibraryMadeByGitOpens()
{
    const auto folder = openFilesystemLibrary(QUrl::fromLocalFile(m_workshop->path(u"library"_s)), makeOptions());
    VERIFY_OK(folder);
    publish(**folder, u"support/refund", u"1.0.0", "from a folder\n");
    m_workshop->git(u"library"_s, {u"init"_s, u"-q"_s});
    m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"by git"_s});
    const auto storage = m_workshop->open(u"library"_s);
    QCOMPARE(storage->info().id, (*folder)->info().id);
    QCOMPARE(contentOf(*storage, u"support/refund", u"1.0.0"), "from a folder\n");
    publish(*storage, u"support/refund", u"1.1.0");
    QCOMPARE(versionsOf(**folder, u"support/refund"), u"1.0.0 1.1.0"_s);
    QCOMPARE(findingsOf(*storage), QString());
}

void TestGitRepository::aLibraryByHandOpensAndIsAccepted()
{
    m_workshop->write(u"library/prompts/hand/made/1.0.0/content.md"_s, "by hand\n");
    m_workshop->git(u"library"_s, {u"init"_s, u"-q"_s});
    m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"by hand"_s});
    const auto storage = m_workshop->open(u"library"_s);
    QCOMPARE(storage->info().schema, 1);
    QCOMPARE(contentOf(*storage, u"hand/made", u"1.0.0"), "by hand\n");
    const VersionKey key{makeName(u"hand/made"), makeVersion(u"1.0.0")};
    auto *inspection = storage->capabilities().inspection;
    VERIFY_OK(inspection->accept(inspection->pathOf(key), {}));
    VERIFY_OK(inspection->inspect(true, {}, {}));
    QCOMPARE(findingsOf(*storage), u"missing-library-file library.json"_s);
}

void TestGitRepository::anExistingRepositoryTakesALibrary()
{
    m_workshop->write(u"library/README.md"_s, "Prompts of a team\n");
    m_workshop->git(u"library"_s, {u"init"_s, u"-q"_s});
    m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"begin"_s});
    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"a", u"1.0.0");
    QCOMPARE(m_workshop->read(u"library/README.md"_s), "Prompts of a team\n");
    QCOMPARE(m_workshop->git(u"library"_s, {u"status"_s, u"--porcelain"_s}), QByteArray());
}

void TestGitRepository::whatHoldsSomethingElseIsRefused()
{
    m_workshop->write(u"code/src/main.c"_s, "int main;\n");
    m_workshop->git(u"code"_s, {u"init"_s, u"-q"_s});
    m_workshop->git(u"code"_s, {u"add"_s, u"."_s});
    m_workshop->git(u"code"_s, {u"commit"_s, u"-qm"_s, u"code"_s});
    COMPARE_CODE(m_workshop->tryOpen(u"code"_s), ErrorCode::Invalid);
    m_workshop->write(u"plain/file"_s, "no repository");
    COMPARE_CODE(m_workshop->tryOpen(u"plain"_s), ErrorCode::NotFound);
    OpenOptions existing = makeOptions();
    existing.mode = OpenOptions::Mode::Existing;
    COMPARE_CODE(m_workshop->tryOpen(u"nothing"_s, existing), ErrorCode::NotFound);
    QVERIFY(!QFileInfo::exists(m_workshop->path(u"nothing"_s)));
}

void TestGitRepository::filesFollowTheBranch()
{
    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"a/b", u"1.0.0", "text\n");
    QCOMPARE(m_workshop->read(u"library/prompts/a/b/1.0.0/content.md"_s), "text\n");
    VERIFY_OK(storage->remove(makeName(u"a/b"), {}, {}));
    QVERIFY(!QFileInfo::exists(m_workshop->path(u"library/prompts/a"_s)));
    QCOMPARE(m_workshop->git(u"library"_s, {u"status"_s, u"--porcelain"_s}), QByteArray());
}

void TestGitRepository::editsByHandAreLeftAlone()
{
    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"a", u"1.0.0", "published\n");
    publish(*storage, u"b", u"1.0.0");
    m_workshop->write(u"library/prompts/a/1.0.0/content.md"_s, "edited by hand\n");
    QCOMPARE(contentOf(*storage, u"a", u"1.0.0"), "published\n");
    QCOMPARE(findingsOf(*storage), u"changed-by-hand prompts/a/1.0.0/content.md"_s);
    const auto removed = storage->remove(makeName(u"a"), {}, {});
    COMPARE_CODE(removed, ErrorCode::Conflict);
    QVERIFY(removed.error().message().contains(u"prompts/a/1.0.0/content.md"_s));
    QCOMPARE(m_workshop->read(u"library/prompts/a/1.0.0/content.md"_s), "edited by hand\n");
    publish(*storage, u"a", u"1.1.0"); // does not touch it
    VERIFY_OK(storage->remove(makeName(u"b"), {}, {}));
    m_workshop->write(u"library/prompts/c/1.0.0/content.md"_s, "made by hand\n");
    COMPARE_CODE(storage->store(makePrompt(u"c", u"1.0.0", "other\n"), {}), ErrorCode::Conflict);
    QCOMPARE(m_workshop->read(u"library/prompts/c/1.0.0/content.md"_s), "made by hand\n");
}

void TestGitRepository::stagedChangesAreLeftAlone()
{
    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"a", u"1.0.0", "published\n");
    m_workshop->write(u"library/prompts/a/1.0.0/content.md"_s, "staged\n");
    m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
    m_workshop->write(u"library/prompts/a/1.0.0/content.md"_s, "published\n");
    COMPARE_CODE(storage->remove(makeName(u"a"), {}, {}), ErrorCode::Conflict);
    QCOMPARE(m_workshop->git(u"library"_s, {u"show"_s, u":prompts/a/1.0.0/content.md"_s}), "staged");
}

void TestGitRepository::gitAndPulseCommitInTurns()
{
    const auto storage = m_workshop->open(u"library"_s);
    for (int i = 0; i < 4; ++i) {
        publish(*storage, u"pulse", u"1.%1.0"_s.arg(i));
        m_workshop->write(u"library/notes-%1.txt"_s.arg(i), "a note\n");
        m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
        m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"a note"_s});
    }
    QCOMPARE(versionsOf(*storage, u"pulse"), u"1.0.0 1.1.0 1.2.0 1.3.0"_s);
    QCOMPARE(m_workshop->git(u"library"_s, {u"rev-list"_s, u"--count"_s, u"HEAD"_s}), "9");
    QCOMPARE(fsck(u"library"_s), QString());
}

void TestGitRepository::packedRefsAndObjectsAreRead()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    publish(*storage, u"a", u"1.0.0", "one\n");
    m_workshop->git(u"library.git"_s, {u"gc"_s, u"-q"_s});
    QCOMPARE(contentOf(*storage, u"a", u"1.0.0"), "one\n");
    publish(*storage, u"a", u"1.1.0", "two\n");
    m_workshop->git(u"library.git"_s, {u"pack-refs"_s, u"--all"_s});
    publish(*storage, u"a", u"1.2.0", "three\n");
    QCOMPARE(versionsOf(*m_workshop->open(u"library.git"_s), u"a"), u"1.0.0 1.1.0 1.2.0"_s);
    QCOMPARE(fsck(u"library.git"_s), QString());
}

void TestGitRepository::aDetachedHeadIsRefused()
{
    publish(*m_workshop->open(u"library"_s), u"a", u"1.0.0");
    m_workshop->git(u"library"_s, {u"checkout"_s, u"-q"_s, u"--detach"_s});
    COMPARE_CODE(m_workshop->tryOpen(u"library"_s), ErrorCode::Unsupported);
}

void TestGitRepository::aLargeBatchIsAPack()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    std::vector<Prompt> prompts;
    for (int i = 0; i < 500; ++i)
        prompts.push_back(makePrompt(u"p/%1"_s.arg(i), u"1.0.0", QByteArray::number(i)));
    for (const auto &receipt : storage->capabilities().batches->storeMany(prompts, {}, {}))
        VERIFY_OK(receipt);
    QCOMPARE(QDir(m_workshop->path(u"library.git/objects/pack"_s)).entryList({u"*.pack"_s}).size(), 1);
    QCOMPARE(fsck(u"library.git"_s), QString());
    const QByteArray counted = m_workshop->git(
        u"library.git"_s,
        {u"verify-pack"_s, u"-s"_s,
         u"objects/pack/"_s + QDir(m_workshop->path(u"library.git/objects/pack"_s)).entryList({u"*.idx"_s}).front()});
    QVERIFY2(counted.startsWith("non delta: "), counted.constData());
    QCOMPARE(contentOf(*storage, u"p/321", u"1.0.0"), "321");
}

void TestGitRepository::theTrashIsInTheHistory()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    publish(*storage, u"a", u"1.0.0", "gone\n");
    const auto removed = storage->remove(makeName(u"a"), {}, {});
    VERIFY_OK(removed);
    VERIFY_OK(storage->capabilities().trash->purge(*removed->trashId, {}));
    QVERIFY(storage->capabilities().trash->trash({})->empty());
    QCOMPARE(m_workshop->git(u"library.git"_s, {u"show"_s, u"HEAD~2:prompts/a/1.0.0/content.md"_s}), "gone");
}

void TestGitRepository::repairSetsLatest()
{
    const auto storage = m_workshop->open(u"library"_s);
    publish(*storage, u"a", u"1.0.0");
    publish(*storage, u"a", u"1.1.0");
    m_workshop->git(u"library"_s, {u"rm"_s, u"-q"_s, u"prompts/a/latest"_s});
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"by hand"_s});
    QCOMPARE(findingsOf(*storage), u"stale-pointer prompts/a/latest"_s);
    VERIFY_OK(storage->capabilities().inspection->inspect(true, {}, {}));
    QCOMPARE(findingsOf(*storage), QString());
    QCOMPARE(QFile::symLinkTarget(m_workshop->path(u"library/prompts/a/latest"_s)),
             m_workshop->path(u"library/prompts/a/1.1.0"_s));
}

void TestGitRepository::changesAreToldSinceACommit()
{
    const auto storage = m_workshop->open(u"library.git"_s);
    publish(*storage, u"old", u"1.0.0");
    auto *feed = storage->capabilities().changes;
    const auto start = feed->changesSince({}, {});
    VERIFY_OK(start);
    QVERIFY(!start->complete);
    publish(*storage, u"new/one", u"1.0.0");
    VERIFY_OK(storage->remove(makeName(u"old"), {}, {}));
    const auto since = m_workshop->open(u"library.git"_s)->capabilities().changes->changesSince(start->next, {});
    VERIFY_OK(since);
    QVERIFY(since->complete);
    QCOMPARE(since->prompts, QStringList({u"new/one"_s, u"old"_s}));
    QVERIFY(since->trash);
    const auto nothing = feed->changesSince(since->next, {});
    QVERIFY(nothing->complete && nothing->prompts.isEmpty() && !nothing->trash);
    QVERIFY(!feed->changesSince("0123456789012345678901234567890123456789", {})->complete);
    QVERIFY(!feed->changesSince("nonsense", {})->complete);
}

QTEST_GUILESS_MAIN(TestGitRepository)
#include "test_git_repository.moc"
