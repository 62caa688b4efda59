// SPDX-License-Identifier: Apache-2.0
// Objects that are large where small ones belong: somebody who may push must not be able to exhaust the memory of
// everybody else.
#include "git_workshop.h"
#include "pulse/test/peak_memory.h"

using namespace pulse;
using namespace pulse::test;

namespace {

constexpr qint64 MiB = 1024 * 1024;
constexpr qint64 bombSize = 128 * MiB;
constexpr qint64 mostGrown = 32 * MiB;

QStringList messagesOf(const Result<InspectionReport> &report)
{
    QStringList kinds;
    for (const Finding &finding : report ? report->findings : std::vector<Finding>())
        kinds.append(finding.kind);
    return kinds;
}

} // namespace

class TestGitBombs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aLibraryFileIsNotOpened_data();
    void aLibraryFileIsNotOpened();
    void aLibraryFileIsVerified();
    void aLibraryFileAtHomeIsNotCompared();
    void aLibraryFileIsNotMerged();
    void metadataIsNotAccepted();
    void aRecordOfTheTrashIsPassedOver();
    void aPointerIsSetAnew();
    void aLabelIsVerified();
    void aTreeIsNotListed();
    void aCommitIsNotOpened();

private:
    /// Makes an object of many zeroes, which take little room; its name.
    [[nodiscard]] QByteArray makeBomb(const QString &type, const QByteArray &head = {}, const QByteArray &tail = {})
    {
        const QString path = m_bombs.path(u"bomb-"_s + type);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(head) != head.size() || !file.resize(bombSize) ||
            !file.seek(bombSize) || file.write(tail) != tail.size() || !file.flush())
            qFatal("The file %s could not be written.", qUtf8Printable(path));
        return m_bombs.git(u"bombs.git"_s, {u"hash-object"_s, u"-w"_s, u"--literally"_s, u"-t"_s, type, u"--"_s, path});
    }
    void bring(const QByteArray &object) const
    {
        const QString path =
            u"objects/%1/%2"_s.arg(QString::fromLatin1(object.first(2)), QString::fromLatin1(object.sliced(2)));
        m_workshop->write(u"library.git/"_s + path, m_bombs.read(u"bombs.git/"_s + path));
    }
    /// The branch's tree with one path changed, by Git's own means, as a commit on a branch.
    void put(const QString &mode, const QByteArray &object, const QString &path,
             const QString &branch = u"main"_s) const
    {
        bring(object);
        const auto git = [this](const QStringList &arguments) { return m_workshop->git(u"library.git"_s, arguments); };
        git({u"read-tree"_s, u"main"_s});
        git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
             mode + u","_s + QString::fromLatin1(object) + u","_s + path});
        commit(git({u"write-tree"_s}), branch);
    }
    void commit(const QByteArray &tree, const QString &branch = u"main"_s) const
    {
        const QByteArray made = m_workshop->git(
            u"library.git"_s, {u"commit-tree"_s, u"-p"_s, u"main"_s, u"-m"_s, u"hostile"_s, QString::fromLatin1(tree)});
        m_workshop->git(u"library.git"_s, {u"update-ref"_s, u"refs/heads/"_s + branch, QString::fromLatin1(made)});
    }
    static void isSmall(const PeakMemory &peak)
    {
        const qint64 grown = peak.grown();
        QVERIFY2(grown < mostGrown, qPrintable(u"%1 MiB"_s.arg(grown / MiB)));
    }

    GitWorkshop m_bombs;
    QByteArray m_blob;
    QByteArray m_tree;
    std::unique_ptr<GitWorkshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestGitBombs::initTestCase()
{
    if (!PeakMemory().isKnown())
        QSKIP("This system does not tell how much memory a program has had at most.");
    m_bombs.git(u"."_s, {u"init"_s, u"-q"_s, u"--bare"_s, u"bombs.git"_s});
    m_blob = makeBomb(u"blob"_s);
}

void TestGitBombs::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    m_storage = m_workshop->open(u"library.git"_s);
    publish(*m_storage, u"a", u"1.0.0", "first\n");
}

void TestGitBombs::aLibraryFileIsNotOpened_data()
{
    QTest::addColumn<bool>("isPacked");
    QTest::newRow("as a file of its own") << false;
    QTest::newRow("in a pack") << true;
}

void TestGitBombs::aLibraryFileIsNotOpened()
{
    QFETCH(const bool, isPacked);
    put(u"100644"_s, m_blob, u"library.json"_s);
    if (isPacked)
        m_workshop->git(u"library.git"_s, {u"repack"_s, u"-adq"_s});
    const PeakMemory peak;
    COMPARE_CODE(m_workshop->tryOpen(u"library.git"_s), ErrorCode::Corrupt);
    isSmall(peak);
}

void TestGitBombs::aLibraryFileIsVerified()
{
    put(u"100644"_s, m_blob, u"library.json"_s);
    const PeakMemory peak;
    QVERIFY(messagesOf(m_storage->capabilities().inspection->inspect(false, {}, {})).contains(u"bad-library-file"_s));
    isSmall(peak);
}

void TestGitBombs::aLibraryFileAtHomeIsNotCompared()
{
    m_workshop->git(u"."_s,
                    {u"clone"_s, u"-q"_s, u"--bare"_s, u"-c"_s,
                     u"remote.origin.fetch=+refs/heads/*:refs/remotes/origin/*"_s, u"library.git"_s, u"clone.git"_s});
    const auto clone = m_workshop->open(u"clone.git"_s);
    put(u"100644"_s, m_blob, u"library.json"_s);
    // What Git itself brings here takes what memory Git takes; this is about what is done with it.
    m_workshop->git(u"clone.git"_s, {u"fetch"_s, u"-q"_s});
    const PeakMemory peak;
    COMPARE_CODE(clone->capabilities().synchronisation->synchronise({}, {}, {}), ErrorCode::Corrupt);
    isSmall(peak);
    QCOMPARE(versionsOf(*clone, u"a"), u"1.0.0"_s);
}

void TestGitBombs::aLibraryFileIsNotMerged()
{
    put(u"100644"_s, m_blob, u"library.json"_s, u"other"_s);
    publish(*m_storage, u"b", u"1.0.0");
    const PeakMemory peak;
    COMPARE_CODE(m_storage->capabilities().branches->mergeBranch(u"other"_s, {}, {}), ErrorCode::Corrupt);
    isSmall(peak);
}

void TestGitBombs::metadataIsNotAccepted()
{
    put(u"100644"_s, m_blob, u"prompts/a/1.0.0/metadata.json"_s);
    const PeakMemory peak;
    QVERIFY(!m_storage->capabilities().inspection->accept(u"prompts/a/1.0.0/metadata.json"_s, {}));
    QVERIFY(contentOf(*m_storage, u"a", u"1.0.0").contains("corrupt"));
    isSmall(peak);
}

void TestGitBombs::aRecordOfTheTrashIsPassedOver()
{
    publish(*m_storage, u"b", u"1.0.0");
    const auto receipt = m_storage->remove(makeName(u"b"), std::nullopt, {});
    VERIFY_OK(receipt);
    QVERIFY(receipt->trashId.has_value());
    const QString id = *receipt->trashId;
    put(u"100644"_s, m_blob, u"trash/%1/record.json"_s.arg(id));
    const PeakMemory peak;
    const auto entries = m_storage->capabilities().trash->trash({});
    VERIFY_OK(entries);
    QVERIFY(entries->empty());
    COMPARE_CODE(m_storage->capabilities().trash->restore(id, {}, {}), ErrorCode::Corrupt);
    QVERIFY(messagesOf(m_storage->capabilities().inspection->inspect(false, {}, {})).contains(u"bad-metadata"_s));
    isSmall(peak);
}

void TestGitBombs::aPointerIsSetAnew()
{
    put(u"120000"_s, m_blob, u"prompts/a/latest"_s);
    const PeakMemory peak;
    QVERIFY(messagesOf(m_storage->capabilities().inspection->inspect(false, {}, {})).contains(u"stale-pointer"_s));
    publish(*m_storage, u"a", u"1.1.0");
    isSmall(peak);
    QCOMPARE(findingsOf(*m_storage), QString());
}

void TestGitBombs::aLabelIsVerified()
{
    put(u"120000"_s, m_blob, u"prompts/a/@production"_s);
    const PeakMemory peak;
    QVERIFY(m_storage->capabilities().labels->labels(makeName(u"a"), {})->empty());
    QVERIFY(messagesOf(m_storage->capabilities().inspection->inspect(false, {}, {})).contains(u"bad-label"_s));
    isSmall(peak);
}

void TestGitBombs::aTreeIsNotListed()
{
    // One entry with a very long name.
    QByteArray head = "100644 x";
    const QByteArray tree = makeBomb(u"tree"_s, head, QByteArray(1, '\0') + QByteArray(20, '\1'));
    bring(tree);
    commit(m_workshop->git(u"library.git"_s, {u"mktree"_s, u"--missing"_s}, "040000 tree " + tree + "\tprompts\n"));
    const PeakMemory peak;
    COMPARE_CODE(m_storage->list({}, {}), ErrorCode::Corrupt);
    QVERIFY(!m_storage->store(makePrompt(u"b", u"1.0.0"), {}));
    isSmall(peak);
}

void TestGitBombs::aCommitIsNotOpened()
{
    const QByteArray tree = m_workshop->git(u"library.git"_s, {u"rev-parse"_s, u"main^{tree}"_s});
    const QByteArray commit =
        makeBomb(u"commit"_s, "tree " + tree +
                                  "\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 "
                                  "+0000\n\nlong");
    bring(commit);
    m_workshop->write(u"library.git/refs/heads/main"_s, commit + '\n');
    const PeakMemory peak;
    COMPARE_CODE(m_workshop->tryOpen(u"library.git"_s), ErrorCode::Corrupt);
    COMPARE_CODE(m_storage->fetch(makeName(u"a"), makeVersion(u"1.0.0"), {}), ErrorCode::Corrupt);
    isSmall(peak);
}

QTEST_GUILESS_MAIN(TestGitBombs)
#include "test_git_bombs.moc"
