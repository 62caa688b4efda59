// SPDX-License-Identifier: Apache-2.0
// Branches as sets of prompts, and their merging.
#include "git_workshop.h"

using namespace pulse;
using namespace pulse::test;
using Choice = SyncStorage::Choice;
using Kind = SyncStorage::Conflict::Kind;

class TestGitBranches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void branchesAreListedMadeAndSwitched();
    void badNamesAreRefused_data();
    void badNamesAreRefused();
    void switchingChangesTheFiles();
    void switchingLeavesEditsAlone();
    void branchesAreCompared();
    void versionsAreAdded();
    void metadataIsMergedByField();
    void labelsAreMergedOneByOne();
    void aRemovalIsMerged();
    void aLabelKeepsItsVersion();
    void otherBytesAreAConflict_data();
    void otherBytesAreAConflict();
    void fieldsThatBothChangedAreConflicts();
    void aLabelThatBothMovedIsAConflict();
    void removedHereChangedThere();
    void anotherLibraryIsNotMerged();
    void otherFilesComeAlong();
    void namesThatDifferByCaseAreNotMerged();
    void mergingTwiceChangesNothing();

private:
    [[nodiscard]] BranchStorage &branches() const { return *m_storage->capabilities().branches; }
    void switchTo(const QString &name) const
    {
        if (const auto switched = branches().switchBranch(name, {}); !switched)
            qFatal("%s", qUtf8Printable(switched.error().toString()));
    }
    void patch(QStringView version, const MetadataPatch &patch) const
    {
        const auto patched =
            m_storage->capabilities().metadata->updateMetadata(makeName(u"a"), makeVersion(version), patch, {});
        if (!patched)
            qFatal("%s", qUtf8Printable(patched.error().toString()));
    }
    void point(QStringView label, QStringView version) const
    {
        const auto set =
            m_storage->capabilities().labels->setLabel(makeName(u"a"), makeLabel(label), makeVersion(version), {}, {});
        if (!set)
            qFatal("%s", qUtf8Printable(set.error().toString()));
    }
    [[nodiscard]] QString labels() const
    {
        QStringList texts;
        const auto all = m_storage->capabilities().labels->labels(makeName(u"a"), {});
        for (const auto &[label, version] : all.value_or(LabelMap()))
            texts.append(label.toString() + u'=' + version.toString());
        return texts.join(u' ');
    }
    [[nodiscard]] QString sound() const
    {
        const auto ran = m_workshop->tryGit(u"library"_s, {u"fsck"_s, u"--strict"_s});
        const QByteArray status = m_workshop->git(u"library"_s, {u"status"_s, u"--porcelain"_s});
        return QString::fromUtf8(ran.code == 0 ? status : ran.error) + findingsOf(*m_storage);
    }

    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestGitBranches::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    m_storage = m_workshop->open(u"library"_s);
    publish(*m_storage, u"a", u"1.0.0", "first\n");
    QVERIFY(branches().createBranch(u"other"_s, {}));
}

void TestGitBranches::branchesAreListedMadeAndSwitched()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"b", u"1.0.0");
    const auto all = branches().branches({});
    VERIFY_OK(all);
    QCOMPARE(all->size(), 2u);
    QCOMPARE(all->at(0).name, u"main"_s);
    QCOMPARE(all->at(0).lastMessage, u"Publish a 1.0.0"_s);
    QVERIFY(!all->at(0).current);
    QVERIFY(all->at(1).current);
    QCOMPARE(all->at(1).lastAuthor, u"Grace"_s);
    COMPARE_CODE(branches().createBranch(u"main"_s, {}), ErrorCode::AlreadyExists);
    COMPARE_CODE(branches().switchBranch(u"nothing"_s, {}), ErrorCode::NotFound);
    QCOMPARE(m_workshop->git(u"library"_s, {u"branch"_s, u"--show-current"_s}), "other");
    QCOMPARE(versionsOf(*m_workshop->open(u"library"_s), u"b"), u"1.0.0"_s);
}

void TestGitBranches::badNamesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &name :
         {u""_s, u"-d"_s, u"a..b"_s, u"a b"_s, u"../x"_s, u"x.lock"_s, u"HEAD"_s, u"a\nb"_s, u"@{1}"_s})
        QTest::addRow("“%s”", qUtf8Printable(name)) << name;
}

void TestGitBranches::badNamesAreRefused()
{
    QFETCH(const QString, name);
    COMPARE_CODE(branches().createBranch(name, {}), ErrorCode::Invalid);
    COMPARE_CODE(branches().switchBranch(name, {}), ErrorCode::NotFound);
}

void TestGitBranches::switchingChangesTheFiles()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"b", u"1.0.0", "there\n");
    switchTo(u"main"_s);
    QVERIFY(!QFileInfo::exists(m_workshop->path(u"library/prompts/b"_s)));
    QCOMPARE(versionsOf(*m_storage, u"b"), QString());
    switchTo(u"other"_s);
    QCOMPARE(m_workshop->read(u"library/prompts/b/1.0.0/content.md"_s), "there\n");
    QCOMPARE(sound(), QString());
}

void TestGitBranches::switchingLeavesEditsAlone()
{
    publish(*m_storage, u"b", u"1.0.0", "here\n");
    m_workshop->write(u"library/prompts/b/1.0.0/content.md"_s, "edited\n");
    COMPARE_CODE(branches().switchBranch(u"other"_s, {}), ErrorCode::Conflict);
    QCOMPARE(m_workshop->read(u"library/prompts/b/1.0.0/content.md"_s), "edited\n");
    QCOMPARE(m_workshop->git(u"library"_s, {u"branch"_s, u"--show-current"_s}), "main");
}

void TestGitBranches::branchesAreCompared()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"a", u"1.1.0");
    publish(*m_storage, u"new", u"1.0.0");
    point(u"production", u"1.0.0");
    patch(u"1.0.0", {.addTags = {u"tag"_s}});
    const auto found = branches().compareBranches(u"main"_s, u"other"_s, {});
    VERIFY_OK(found);
    QCOMPARE(found->size(), 2u);
    QCOMPARE(found->at(0).name.toString(), u"a"_s);
    QCOMPARE(found->at(0).added, std::vector{makeVersion(u"1.1.0")});
    QCOMPARE(found->at(0).facts, QStringList({u"tags of 1.0.0"_s, u"label production"_s}));
    QCOMPARE(found->at(1).kind, BranchStorage::Difference::Kind::Added);
    QVERIFY(branches().compareBranches(u"main"_s, u"main"_s, {})->empty());
}

void TestGitBranches::versionsAreAdded()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"a", u"1.2.0", "theirs\n");
    publish(*m_storage, u"only/there", u"1.0.0");
    switchTo(u"main"_s);
    publish(*m_storage, u"a", u"1.1.0", "ours\n");
    publish(*m_storage, u"only/here", u"1.0.0");
    const auto merged = branches().mergeBranch(u"other"_s, {}, {});
    VERIFY_OK(merged);
    QVERIFY(merged->merged);
    QCOMPARE(merged->changes, 2);
    QCOMPARE(versionsOf(*m_storage, u"a"), u"1.0.0 1.1.0 1.2.0"_s);
    QCOMPARE(versionsOf(*m_storage, u"only/there"), u"1.0.0"_s);
    QCOMPARE(m_workshop->git(u"library"_s, {u"rev-list"_s, u"--parents"_s, u"-1"_s, u"HEAD"_s}).split(' ').size(), 3);
    QCOMPARE(m_workshop->read(u"library/prompts/a/latest/content.md"_s), "theirs\n");
    QCOMPARE(sound(), QString());
}

void TestGitBranches::metadataIsMergedByField()
{
    patch(u"1.0.0", {.addTags = {u"common"_s, u"dropped"_s}});
    QVERIFY(branches().createBranch(u"third"_s, {}));
    switchTo(u"third"_s);
    patch(u"1.0.0", {.description = u"their words"_s, .addTags = {u"theirs"_s}});
    switchTo(u"main"_s);
    patch(u"1.0.0", {.addTags = {u"ours"_s}, .removeTags = {u"dropped"_s}});
    QVERIFY(branches().mergeBranch(u"third"_s, {}, {})->merged);
    const auto metadata = m_storage->capabilities().metadata->metadata(makeName(u"a"), makeVersion(u"1.0.0"), {});
    VERIFY_OK(metadata);
    QCOMPARE(metadata->description, u"their words"_s);
    QCOMPARE(metadata->tags.toList(), QStringList({u"common"_s, u"ours"_s, u"theirs"_s}));
    QCOMPARE(sound(), QString());
}

void TestGitBranches::labelsAreMergedOneByOne()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"a", u"1.1.0");
    point(u"staging", u"1.1.0");
    switchTo(u"main"_s);
    point(u"production", u"1.0.0");
    QVERIFY(branches().mergeBranch(u"other"_s, {}, {})->merged);
    QCOMPARE(labels(), u"production=1.0.0 staging=1.1.0"_s);
}

void TestGitBranches::aRemovalIsMerged()
{
    publish(*m_storage, u"b", u"1.0.0");
    QVERIFY(branches().createBranch(u"third"_s, {}));
    switchTo(u"third"_s);
    VERIFY_OK(m_storage->remove(makeName(u"b"), {}, {}));
    switchTo(u"main"_s);
    publish(*m_storage, u"a", u"1.1.0");
    QVERIFY(branches().mergeBranch(u"third"_s, {}, {})->merged);
    QCOMPARE(versionsOf(*m_storage, u"b"), QString());
    QCOMPARE(m_storage->capabilities().trash->trash({})->size(), 1u);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::aLabelKeepsItsVersion()
{
    publish(*m_storage, u"a", u"1.1.0");
    QVERIFY(branches().createBranch(u"third"_s, {}));
    switchTo(u"third"_s);
    VERIFY_OK(m_storage->remove(makeName(u"a"), makeVersion(u"1.1.0"), {}));
    switchTo(u"main"_s);
    point(u"production", u"1.1.0");
    QVERIFY(branches().mergeBranch(u"third"_s, {}, {})->merged);
    QCOMPARE(versionsOf(*m_storage, u"a"), u"1.0.0 1.1.0"_s);
    QCOMPARE(labels(), u"production=1.1.0"_s);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::otherBytesAreAConflict_data()
{
    QTest::addColumn<int>("choice");
    QTest::addColumn<QByteArray>("winner");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("here") << static_cast<int>(Choice::Here) << QByteArray("ours\n") << QByteArray("theirs\n");
    QTest::newRow("home") << static_cast<int>(Choice::Home) << QByteArray("theirs\n") << QByteArray("ours\n");
    QTest::newRow("both") << static_cast<int>(Choice::Both) << QByteArray("theirs\n") << QByteArray("ours\n");
}

void TestGitBranches::otherBytesAreAConflict()
{
    QFETCH(const int, choice);
    QFETCH(const QByteArray, winner);
    QFETCH(const QByteArray, kept);
    switchTo(u"other"_s);
    publish(*m_storage, u"a", u"1.1.0", "theirs\n");
    switchTo(u"main"_s);
    publish(*m_storage, u"a", u"1.1.0", "ours\n");
    const auto asked = branches().mergeBranch(u"other"_s, {}, {});
    VERIFY_OK(asked);
    QVERIFY(!asked->merged);
    QCOMPARE(asked->conflicts.size(), 1u);
    QCOMPARE(asked->conflicts[0].kind, Kind::Version);
    QCOMPARE(asked->conflicts[0].here.value, "ours\n");
    QCOMPARE(asked->conflicts[0].home.value, "theirs\n");
    QCOMPARE(versionsOf(*m_storage, u"a"), u"1.0.0 1.1.0"_s);

    const auto merged = branches().mergeBranch(u"other"_s, {{asked->conflicts[0].id, static_cast<Choice>(choice)}}, {});
    VERIFY_OK(merged);
    QVERIFY(merged->merged);
    const QString aside = u"1.1.0-conflict.x"_s + Checksum::of(kept).hex().first(8);
    QCOMPARE(contentOf(*m_storage, u"a", u"1.1.0"), winner);
    QCOMPARE(contentOf(*m_storage, u"a", aside), kept);
    QCOMPARE(m_storage->capabilities().versions->latest(makeName(u"a"), {})->toString(), u"1.1.0"_s);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::fieldsThatBothChangedAreConflicts()
{
    switchTo(u"other"_s);
    patch(u"1.0.0", {.description = u"theirs"_s});
    switchTo(u"main"_s);
    patch(u"1.0.0", {.description = u"ours"_s});
    const auto asked = branches().mergeBranch(u"other"_s, {}, {});
    VERIFY_OK(asked);
    QCOMPARE(asked->conflicts.size(), 1u);
    QCOMPARE(asked->conflicts[0].field, u"description"_s);
    QVERIFY(branches().mergeBranch(u"other"_s, {{asked->conflicts[0].id, Choice::Home}}, {})->merged);
    QCOMPARE(m_storage->fetch(makeName(u"a"), makeVersion(u"1.0.0"), {})->metadata.description, u"theirs"_s);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::aLabelThatBothMovedIsAConflict()
{
    publish(*m_storage, u"a", u"1.1.0");
    publish(*m_storage, u"a", u"1.2.0");
    point(u"production", u"1.0.0");
    QVERIFY(branches().createBranch(u"third"_s, {}));
    switchTo(u"third"_s);
    point(u"production", u"1.1.0");
    switchTo(u"main"_s);
    point(u"production", u"1.2.0");
    const auto asked = branches().mergeBranch(u"third"_s, {}, {});
    QCOMPARE(asked->conflicts.size(), 1u);
    QCOMPARE(asked->conflicts[0].kind, Kind::Label);
    QCOMPARE(asked->conflicts[0].here.value, "1.2.0");
    QVERIFY(branches().mergeBranch(u"third"_s, {{asked->conflicts[0].id, Choice::Home}}, {})->merged);
    QCOMPARE(labels(), u"production=1.1.0"_s);
}

void TestGitBranches::removedHereChangedThere()
{
    publish(*m_storage, u"a", u"1.1.0");
    QVERIFY(branches().createBranch(u"third"_s, {}));
    switchTo(u"third"_s);
    patch(u"1.1.0", {.description = u"still wanted"_s});
    switchTo(u"main"_s);
    VERIFY_OK(m_storage->remove(makeName(u"a"), makeVersion(u"1.1.0"), {}));
    const auto asked = branches().mergeBranch(u"third"_s, {}, {});
    QCOMPARE(asked->conflicts.size(), 1u);
    QCOMPARE(asked->conflicts[0].kind, Kind::Removal);
    QVERIFY(branches().mergeBranch(u"third"_s, {{asked->conflicts[0].id, Choice::Home}}, {})->merged);
    QCOMPARE(m_storage->fetch(makeName(u"a"), makeVersion(u"1.1.0"), {})->metadata.description, u"still wanted"_s);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::anotherLibraryIsNotMerged()
{
    publish(*m_workshop->open(u"foreign.git"_s), u"b", u"1.0.0");
    m_workshop->git(u"library"_s, {u"fetch"_s, u"-q"_s, u"../foreign.git"_s, u"main:foreign"_s});
    COMPARE_CODE(branches().mergeBranch(u"foreign"_s, {}, {}), ErrorCode::Conflict);
    QCOMPARE(versionsOf(*m_storage, u"b"), QString());
}

void TestGitBranches::otherFilesComeAlong()
{
    switchTo(u"other"_s);
    m_workshop->write(u"library/docs/notes.txt"_s, "theirs\n");
    m_workshop->git(u"library"_s, {u"add"_s, u"."_s});
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qm"_s, u"notes"_s});
    switchTo(u"main"_s);
    publish(*m_storage, u"a", u"1.1.0");
    QVERIFY(branches().mergeBranch(u"other"_s, {}, {})->merged);
    QCOMPARE(m_workshop->read(u"library/docs/notes.txt"_s), "theirs\n");

    switchTo(u"other"_s);
    m_workshop->write(u"library/docs/notes.txt"_s, "theirs again\n");
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qam"_s, u"notes"_s});
    switchTo(u"main"_s);
    m_workshop->write(u"library/docs/notes.txt"_s, "ours\n");
    m_workshop->git(u"library"_s, {u"commit"_s, u"-qam"_s, u"notes"_s});
    const auto refused = branches().mergeBranch(u"other"_s, {}, {});
    COMPARE_CODE(refused, ErrorCode::Conflict);
    QVERIFY(refused.error().message().contains(u"docs/notes.txt"_s));
}

void TestGitBranches::namesThatDifferByCaseAreNotMerged()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"Greet", u"1.0.0");
    switchTo(u"main"_s);
    publish(*m_storage, u"greet", u"1.0.0");
    COMPARE_CODE(branches().mergeBranch(u"other"_s, {}, {}), ErrorCode::Conflict);
    QCOMPARE(sound(), QString());
}

void TestGitBranches::mergingTwiceChangesNothing()
{
    switchTo(u"other"_s);
    publish(*m_storage, u"b", u"1.0.0");
    switchTo(u"main"_s);
    QVERIFY(branches().mergeBranch(u"other"_s, {}, {})->merged);
    const QByteArray before = m_workshop->git(u"library"_s, {u"rev-parse"_s, u"HEAD"_s});
    const auto again = branches().mergeBranch(u"other"_s, {}, {});
    QVERIFY(again->merged);
    QCOMPARE(again->changes, 0);
    QCOMPARE(m_workshop->git(u"library"_s, {u"rev-parse"_s, u"HEAD"_s}), before);
}

QTEST_GUILESS_MAIN(TestGitBranches)
#include "test_git_branches.moc"
