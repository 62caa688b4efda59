// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/durable_file.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

mode_t modeOf(const QString &path)
{
    struct ::stat facts = {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

} // namespace

class TestDurableFile : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    std::shared_ptr<Fs> m_fs = realFs();
    QString path(const QString &name) const { return m_place->filePath(name); }
    QStringList files() const { return QDir(m_place->path()).entryList(QDir::Files | QDir::Hidden); }

private slots:
    void init() { m_place = std::make_unique<QTemporaryDir>(); }

    void writesAndReads()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(folder);
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {}, path(u"a"_s)));
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "two", {}, path(u"a"_s)));
        QCOMPARE(readFile(m_fs, path(u"a"_s), 3).value_or(""), "two"_ba);
        QCOMPARE(modeOf(path(u"a"_s)), mode_t(0600));
        QCOMPARE(files(), QStringList(u"a"_s));
        const auto tooLarge = readFile(m_fs, path(u"a"_s), 2);
        QVERIFY(!tooLarge && tooLarge.error().code() == ErrorCode::Invalid);
        QCOMPARE(removeFile(*m_fs, *folder, u"a"_s, path(u"a"_s)).value_or(false), true);
        QCOMPARE(removeFile(*m_fs, *folder, u"a"_s, path(u"a"_s)).value_or(true), false);
    }

    void replacesNothingUnasked()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {.replace = false}, path(u"a"_s)));
        const auto again = writeFile(*m_fs, *folder, u"a"_s, "two", {.replace = false}, path(u"a"_s));
        QVERIFY(!again && again.error().code() == ErrorCode::AlreadyExists);
        QCOMPARE(readFile(m_fs, path(u"a"_s), 100).value_or(""), "one"_ba);
        QCOMPARE(files(), QStringList(u"a"_s));
    }

    void aFailingSourceLeavesNothing()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        int pulls = 0;
        const BytePull pull = [&](std::span<char> buffer) -> Result<qsizetype> {
            if (++pulls > 1)
                return failure(ErrorCode::Corrupt, u"read"_s, {}, u"No more."_s);
            buffer.front() = 'x';
            return 1;
        };
        QVERIFY(!writeFile(*m_fs, *folder, u"a"_s, pull, {}, path(u"a"_s)));
        QVERIFY(files().isEmpty());
    }

    void makesPrivateFolders()
    {
        const mode_t before = ::umask(0777);
        const auto made = openPrivateFolder(*m_fs, path(u"a/b/c"_s));
        ::umask(before);
        QVERIFY(made);
        QCOMPARE(modeOf(path(u"a"_s)), mode_t(0700));
        QCOMPARE(modeOf(path(u"a/b/c"_s)), mode_t(0700));
        QVERIFY(openPrivateFolder(*m_fs, path(u"a/b/c"_s)));
    }

    void linksAreFollowedOnlyWhereAsked()
    {
        const auto folder = openFolder(*m_fs, m_place->path());
        QVERIFY(writeFile(*m_fs, *folder, u"a"_s, "one", {}, path(u"a"_s)));
        QVERIFY(QFile::link(path(u"a"_s), path(u"link"_s)));
        const auto refused = readFile(m_fs, path(u"link"_s), 100);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Invalid);
        QCOMPARE(readFile(m_fs, path(u"link"_s), 100, FollowLinks::Yes).value_or(""), "one"_ba);
        QVERIFY(!readFile(m_fs, path(u"none"_s), 100, FollowLinks::Yes));
        QVERIFY(!readFile(m_fs, m_place->path(), 100));
        QVERIFY(!readFile(m_fs, u"/dev/zero"_s, 100));
    }

    void oneHoldsTheLock()
    {
        std::optional<FolderLock> lock = *FolderLock::take(*m_fs, path(u"x"_s));
        const auto other = openFolder(*m_fs, path(u"x"_s));
        const auto refused = waitForLock(*m_fs, *other, path(u"x"_s), std::chrono::milliseconds(20));
        QVERIFY(!refused && refused.error().code() == ErrorCode::Unavailable);
        lock.reset();
        QVERIFY(waitForLock(*m_fs, *other, path(u"x"_s)));
    }
};

QTEST_GUILESS_MAIN(TestDurableFile)
#include "test_durable_file.moc"
