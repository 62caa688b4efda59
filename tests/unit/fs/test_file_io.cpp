// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/file_io.h"

#include "pulse/faults/scripted_fs.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <sys/stat.h>

using namespace pulse;
using namespace pulse::faults;
using namespace Qt::StringLiterals;

namespace {

/// errno of the failure, 0 for success.
template <typename T>
int numberOf(const Sys<T> &answer)
{
    return answer ? 0 : answer.error().number;
}

mode_t modeOf(const QString &path)
{
    struct ::stat facts = {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

} // namespace

/// The compositions of calls on which everything durable rests, each of whose calls fails here in its own way.
class TestFileIo : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    std::unique_ptr<ScriptedFs> m_fs;
    Descriptor m_folder;

    QString path(const QString &name) const { return m_place->filePath(name); }
    QStringList all() const
    {
        return QDir(m_place->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }
    /// From now on the n-th call of the kind (from 0) fails.
    void fail(const QByteArray &kind, int number, int which = 0)
    {
        m_fs->setScript(
            [=, count = 0](const FsCall &call) mutable { return call.kind == kind && count++ == which ? number : 0; });
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
    }

private slots:
    void init()
    {
        m_folder.reset();
        m_place = std::make_unique<QTemporaryDir>();
        m_fs = std::make_unique<ScriptedFs>();
        m_folder = Descriptor(*m_fs, m_fs->openRoot(QFile::encodeName(m_place->path())).value());
    }
    void cleanup() { m_folder.reset(); }

    void aFileIsWrittenWhole()
    {
        m_fs->setShortWrites(2);
        QVERIFY(createFile(*m_fs, m_folder.get(), "a", "seven letters"));
        QCOMPARE(read(u"a"_s), "seven letters");
        QCOMPARE(modeOf(path(u"a"_s)), mode_t(0600));
    }

    void everyFailureOfAFileIsTold()
    {
        QCOMPARE(numberOf(open(*m_fs, m_folder.get(), "none", Fs::Access::Read)), ENOENT);
        for (const QByteArray kind : {"create", "setMode", "write"}) {
            init();
            fail(kind, EIO);
            QCOMPARE(numberOf(createFile(*m_fs, m_folder.get(), "a", "x")), EIO);
        }
    }

    // A device may take nothing without saying why; asking it for ever would be no answer.
    void aWriteOfNothingFails()
    {
        class Taking final : public Fs
        {
        public:
            int asked = 0;
            Sys<qsizetype> write(int, QByteArrayView bytes) override { return ++asked == 1 ? 0 : bytes.size(); }
            // Nothing else is called.
            Sys<int> openRoot(const QByteArray &) override { return std::unexpected(SystemFailure{ENOSYS}); }
            Sys<int> open(int, const QByteArray &, Access) override { return std::unexpected(SystemFailure{ENOSYS}); }
            void close(int) override {}
            Sys<qsizetype> read(int, std::span<char>) override { return 0; }
            Sys<qsizetype> readAt(int, std::span<char>, qint64) override { return 0; }
            Sys<qsizetype> writeAt(int, QByteArrayView, qint64) override { return 0; }
            Sys<void> truncate(int, qint64) override { return {}; }
            void startWriteback(int) override {}
            Sys<void> sync(int) override { return {}; }
            Sys<void> syncAll(int) override { return {}; }
            Sys<void> setMode(int, unsigned) override { return {}; }
            Sys<void> touch(int) override { return {}; }
            Sys<FileStatus> status(int) override { return FileStatus{}; }
            Sys<FileStatus> statusAt(int, const QByteArray &) override { return FileStatus{}; }
            Sys<void> checkWritable(int) override { return {}; }
            Sys<std::vector<DirectoryEntry>> entries(int) override { return {}; }
            Sys<void> makeDirectory(int, const QByteArray &, unsigned) override { return {}; }
            Sys<void> setModeAt(int, const QByteArray &, unsigned) override { return {}; }
            Sys<void> makeLink(const QByteArray &, int, const QByteArray &) override { return {}; }
            Sys<QByteArray> readLink(int, const QByteArray &) override { return QByteArray(); }
            Sys<void> rename(int, const QByteArray &, int, const QByteArray &) override { return {}; }
            Sys<void> renameNoReplace(int, const QByteArray &, int, const QByteArray &) override { return {}; }
            Sys<void> exchange(int, const QByteArray &, int, const QByteArray &) override { return {}; }
            Sys<void> removeFile(int, const QByteArray &) override { return {}; }
            Sys<void> removeDirectory(int, const QByteArray &) override { return {}; }
            Sys<void> tryLock(int) override { return {}; }
            void unlock(int) override {}
        };
        Taking fs;
        QCOMPARE(numberOf(writeAll(fs, 3, "x")), EIO);
        QCOMPARE(fs.asked, 1);
    }

    void readsToTheEnd()
    {
        write(u"a"_s, "some bytes");
        const auto file = open(*m_fs, m_folder.get(), "a", Fs::Access::Read);
        std::array<char, 20> buffer{};
        QCOMPARE(readFully(*m_fs, file->get(), buffer).value(), 10);
        fail("read", EIO);
        QCOMPARE(numberOf(readFully(*m_fs, file->get(), buffer)), EIO);
    }

    // Under such a umask the owner may not enter what was just made; a privileged user could, so it is told here.
    void aDirectoryThatTheUmaskClosedIsOpened()
    {
        bool isRepaired = false;
        m_fs->setScript([&](const FsCall &call) {
            isRepaired = isRepaired || call.kind == "setModeAt";
            return call.kind == "open" && !isRepaired ? EACCES : 0;
        });
        QVERIFY(createDirectory(*m_fs, m_folder.get(), "new"));
        QCOMPARE(modeOf(path(u"new"_s)), mode_t(0700));
        m_fs->setScript([](const FsCall &call) {
            return call.kind == "open" ? EACCES : call.kind == "setModeAt" ? EPERM : 0;
        });
        QCOMPARE(numberOf(createDirectory(*m_fs, m_folder.get(), "other")), EPERM);
        QCOMPARE(all(), QStringList(u"new"_s));
    }

    void aDirectoryThatCannotBeOpenedIsTakenBack()
    {
        fail("makeDirectory", EIO);
        QCOMPARE(numberOf(createDirectory(*m_fs, m_folder.get(), "new")), EIO);
        fail("open", EIO);
        QCOMPARE(numberOf(createDirectory(*m_fs, m_folder.get(), "new")), EIO);
        QVERIFY(all().isEmpty());
        fail("setMode", EIO);
        QCOMPARE(numberOf(createDirectory(*m_fs, m_folder.get(), "new")), EIO);
        QVERIFY(all().isEmpty());
    }

    void renamesNothingOverAnother()
    {
        for (const int without : {0, EINVAL, ENOSYS}) {
            init();
            write(u"a"_s, "one");
            write(u"b"_s, "two");
            const auto rename = [this](const char *to) {
                return numberOf(renameWithoutReplacing(*m_fs, m_folder.get(), "a", m_folder.get(), to));
            };
            fail("renameNoReplace", without);
            QCOMPARE(rename("b"), EEXIST);
            QCOMPARE(read(u"b"_s), "two");
            fail("renameNoReplace", without);
            QCOMPARE(rename("c"), 0);
            QCOMPARE(all(), (QStringList{u"b"_s, u"c"_s}));
        }
    }

    void everyFailureOfARenameIsTold()
    {
        write(u"a"_s, "one");
        const auto with = [this](const QMap<QByteArray, int> &failing) {
            m_fs->setScript([failing](const FsCall &call) { return failing.value(call.kind); });
            return numberOf(renameWithoutReplacing(*m_fs, m_folder.get(), "a", m_folder.get(), "b"));
        };
        QCOMPARE(with({{"renameNoReplace", EIO}}), EIO);
        QCOMPARE(with({{"renameNoReplace", EINVAL}, {"statusAt", EIO}}), EIO);
        QCOMPARE(with({{"renameNoReplace", EINVAL}, {"rename", EIO}}), EIO);
        // A directory that came meanwhile and holds something.
        QCOMPARE(with({{"renameNoReplace", EINVAL}, {"rename", ENOTEMPTY}}), EEXIST);
        QCOMPARE(all(), QStringList(u"a"_s));
    }

    void removesAllBelow()
    {
        QVERIFY(removeTree(*m_fs, m_folder.get(), "none"));
        const auto make = [this] {
            QDir().mkpath(path(u"tree/below/deep"_s));
            write(u"tree/one"_s, "x");
            write(u"tree/below/two"_s, "x");
            write(u"kept"_s, "x");
            (void)QFile::link(path(u"kept"_s), path(u"tree/link"_s));
        };
        make();
        QVERIFY(removeTree(*m_fs, m_folder.get(), "tree"));
        QCOMPARE(all(), QStringList(u"kept"_s));
        QVERIFY(removeTree(*m_fs, m_folder.get(), "kept"));
        QVERIFY(all().isEmpty());
        for (const QByteArray kind : {"removeFile", "open", "entries", "removeDirectory"}) {
            for (int which = 0; which < 2; ++which) {
                make();
                fail(kind, EIO, which);
                QVERIFY2(numberOf(removeTree(*m_fs, m_folder.get(), "tree")) == EIO, kind.constData());
            }
        }
        // Some file systems call it so when a directory is to be unlinked as a file.
        make();
        m_fs->setScript([](const FsCall &call) { return call.text == u"removeFile tree"_s ? EPERM : 0; });
        QVERIFY(removeTree(*m_fs, m_folder.get(), "tree"));
        QCOMPARE(all(), QStringList(u"kept"_s));
    }

    // Another process may take away what is just about to be removed.
    void whatVanishesMeanwhileIsRemoved()
    {
        QDir().mkpath(path(u"tree"_s));
        write(u"tree/one"_s, "x");
        m_fs->setScript([this](const FsCall &call) {
            if (call.kind == "removeFile" && call.text.endsWith(u"one"))
                QFile::remove(path(u"tree/one"_s));
            if (call.kind == "removeDirectory")
                QDir().rmdir(path(u"tree"_s));
            return 0;
        });
        QVERIFY(removeTree(*m_fs, m_folder.get(), "tree"));
        QVERIFY(all().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFileIo)
#include "test_file_io.moc"
