// SPDX-License-Identifier: Apache-2.0
// That each call really asks the system, with the flags that the promises rest on, and tells of failure.
#include "pulse/fs/file_io.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;

class TestRealFs : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<Fs> m_fs = realFs();
    Descriptor m_root;

    void write(const char *name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    [[nodiscard]] QByteArray read(const char *name) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
    }
    template <typename T>
    static int failureOf(const Sys<T> &answer)
    {
        return answer ? 0 : answer.error().number;
    }

    void makeWaysOut() const
    {
        QVERIFY(QDir(m_folder.path()).mkdir(u"inside"_s));
        write("inside/file", "x");
        QVERIFY(QFile::link(u"inside"_s, m_folder.filePath(u"link"_s)));
        QVERIFY(QFile::link(u"file"_s, m_folder.filePath(u"inside/alias"_s)));
        QVERIFY(QFile::link(u"nothing"_s, m_folder.filePath(u"inside/dangling"_s)));
    }
    /// What is open that should not be; empty when all is well.
    static QString waysOut(Fs &fs, const Descriptor &root)
    {
        QStringList wrong;
        const auto expect = [&](int directory, const char *path, Fs::Access access, QList<int> failures) {
            const auto answer = fs.open(directory, path, access);
            if (!failures.contains(failureOf(answer)))
                wrong.append(u"%1: %2"_s.arg(QLatin1StringView(path)).arg(failureOf(answer)));
            if (answer)
                fs.close(*answer);
        };
        const auto inside = pulse::open(fs, root.get(), "inside", Fs::Access::Directory);
        if (!inside)
            return u"inside: %1"_s.arg(inside.error().number);
        using enum Fs::Access;
        expect(inside->get(), "../inside/file", Read, {EXDEV});
        expect(root.get(), "/etc/passwd", Read, {EXDEV});
        expect(root.get(), "link/file", Read, {ELOOP, ENOTDIR});
        for (const Fs::Access access : {Read, Append, Lock})
            expect(inside->get(), "alias", access, {ELOOP});
        for (const Fs::Access access : {Append, Lock})
            expect(inside->get(), "dangling", access, {ELOOP});
        expect(inside->get(), "dangling", Create, {EEXIST, ELOOP});
        expect(root.get(), "link", Directory, {ELOOP, ENOTDIR});
        expect(root.get(), "inside/file", Read, {0});
        return wrong.join(u", ");
    }
    /// For the rest of this process, openat2 is unknown to the system.
    static bool forbidOpenat2()
    {
        std::array filter{sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                          sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
                          sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
                          sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
        const sock_fprog program{filter.size(), filter.data()};
        return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
    }

private slots:
    void init()
    {
        m_folder = QTemporaryDir();
        const auto root = m_fs->openRoot(m_folder.path().toUtf8());
        QVERIFY(root);
        m_root = Descriptor(*m_fs, *root);
    }

    // A descriptor that only names a place cannot be synced: whoever asks the system hears that.
    void syncsAskTheSystem()
    {
        const int place = ::open(m_folder.path().toUtf8().constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        QVERIFY(place != -1);
        QCOMPARE(failureOf(m_fs->sync(place)), EBADF);
        QVERIFY(failureOf(m_fs->syncAll(place)) != 0);
        ::close(place);
        QCOMPARE(failureOf(m_fs->syncAll(-1)), EBADF);
        QVERIFY(m_fs->sync(m_root.get()));
    }

    // On others than the known ones it may stop short of the disk.
    void syncsAllOnlyWhereThatIsEnough()
    {
        const auto other = m_fs->openRoot("/proc");
        QVERIFY(other);
        const Descriptor held(*m_fs, *other);
        QCOMPARE(failureOf(m_fs->syncAll(held.get())), EOPNOTSUPP);
    }

    void aFolderThatIsGoneIsNotEmpty()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(u"gone"_s));
        const auto opened = pulse::open(*m_fs, m_root.get(), "gone", Fs::Access::Directory);
        QVERIFY(QDir(m_folder.path()).rmdir(u"gone"_s));
        QCOMPARE(failureOf(m_fs->entries(opened->get())), ENOENT);
    }

    void createsOnlyWhatIsNew()
    {
        write("there", "old");
        QCOMPARE(failureOf(m_fs->open(m_root.get(), "there", Fs::Access::Create)), EEXIST);
        QCOMPARE(read("there"), "old");
        const auto made = createFile(*m_fs, m_root.get(), "new", "bytes");
        QVERIFY(made);
        QCOMPARE(m_fs->status(made->get())->mode, 0600U);
        QCOMPARE(read("new"), "bytes");
    }

    void replacesOnlyWhereAskedTo()
    {
        write("a", "1");
        write("b", "2");
        QCOMPARE(failureOf(m_fs->renameNoReplace(m_root.get(), "a", m_root.get(), "b")), EEXIST);
        QCOMPARE(failureOf(renameWithoutReplacing(*m_fs, m_root.get(), "a", m_root.get(), "b")), EEXIST);
        QCOMPARE(read("b"), "2");
        QVERIFY(m_fs->exchange(m_root.get(), "a", m_root.get(), "b"));
        QCOMPARE(read("a"), "2");
        QVERIFY(m_fs->rename(m_root.get(), "a", m_root.get(), "b"));
        QCOMPARE(read("b"), "2");
    }

    void staysInsideAndFollowsNothing()
    {
        makeWaysOut();
        QCOMPARE(waysOut(*m_fs, m_root), QString());
    }

    // Old kernels and some sandboxes have no openat2.
    void staysInsideWithoutTheNewCall()
    {
        makeWaysOut();
        const pid_t child = ::fork();
        QVERIFY(child != -1);
        if (child == 0) {
            if (!forbidOpenat2())
                ::_exit(77);
            const auto fs = realFs(); // which learns for itself what there is
            const auto root = fs->openRoot(m_folder.path().toUtf8());
            const QString open = root ? waysOut(*fs, Descriptor(*fs, *root)) : u"no root"_s;
            std::fputs(open.toUtf8().constData(), stderr);
            ::_exit(open.isEmpty() ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        if (WEXITSTATUS(status) == 77)
            QSKIP("System calls cannot be filtered here.");
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void locksAgainstEverybodyElse()
    {
        const auto one = open(*m_fs, m_root.get(), "lock", Fs::Access::Lock);
        const auto other = open(*m_fs, m_root.get(), "lock", Fs::Access::Lock);
        QVERIFY(one && other);
        QVERIFY(m_fs->tryLock(one->get()));
        QCOMPARE(failureOf(m_fs->tryLock(other->get())), EAGAIN);
        m_fs->unlock(one->get());
        QVERIFY(m_fs->tryLock(other->get()));
    }

    void setsModesWhateverTheUmask()
    {
        const mode_t before = ::umask(0777);
        const auto folder = createDirectory(*m_fs, m_root.get(), "folder");
        const auto file = createFile(*m_fs, m_root.get(), "file", {});
        ::umask(before);
        QVERIFY(folder && file);
        QCOMPARE(m_fs->status(folder->get())->mode, 0700U);
        QCOMPARE(m_fs->status(file->get())->mode, 0600U);
        QVERIFY(m_fs->setModeAt(m_root.get(), "file", 0640));
        QCOMPARE(m_fs->statusAt(m_root.get(), "file")->mode, 0640U);
    }

    void removesTreesAndNothingElse()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(u"tree/below"_s));
        write("tree/below/file", "x");
        write("stays", "y");
        QVERIFY(QFile::link(m_folder.filePath(u"stays"_s), m_folder.filePath(u"tree/link"_s)));
        QVERIFY(removeTree(*m_fs, m_root.get(), "tree"));
        QVERIFY(removeTree(*m_fs, m_root.get(), "tree"));
        QCOMPARE(failureOf(m_fs->statusAt(m_root.get(), "tree")), ENOENT);
        QCOMPARE(read("stays"), "y");
    }

    void tellsWhatFailed()
    {
        std::array<char, 4> buffer{};
        QCOMPARE(failureOf(m_fs->openRoot("/nowhere/at/all")), ENOENT);
        QCOMPARE(failureOf(m_fs->open(m_root.get(), "nothing", Fs::Access::Read)), ENOENT);
        QCOMPARE(failureOf(m_fs->read(-1, buffer)), EBADF);
        QCOMPARE(failureOf(m_fs->readAt(-1, buffer, 0)), EBADF);
        QCOMPARE(failureOf(m_fs->write(-1, "x")), EBADF);
        QCOMPARE(failureOf(m_fs->writeAt(-1, "x", 0)), EBADF);
        QCOMPARE(failureOf(writeAll(*m_fs, -1, "x")), EBADF);
        QCOMPARE(failureOf(readFully(*m_fs, -1, buffer)), EBADF);
        QVERIFY(failureOf(m_fs->truncate(-1, 0)) != 0);
        QCOMPARE(failureOf(m_fs->setMode(-1, 0600)), EBADF);
        QCOMPARE(failureOf(m_fs->touch(-1)), EBADF);
        QCOMPARE(failureOf(m_fs->status(-1)), EBADF);
        QCOMPARE(failureOf(m_fs->statusAt(m_root.get(), "nothing")), ENOENT);
        QCOMPARE(failureOf(m_fs->entries(-1)), EBADF);
        QCOMPARE(failureOf(m_fs->makeDirectory(-1, "x", 0700)), EBADF);
        QCOMPARE(failureOf(m_fs->setModeAt(m_root.get(), "nothing", 0600)), ENOENT);
        QCOMPARE(failureOf(m_fs->makeLink("x", -1, "x")), EBADF);
        QCOMPARE(failureOf(m_fs->readLink(m_root.get(), "nothing")), ENOENT);
        QCOMPARE(failureOf(m_fs->rename(m_root.get(), "nothing", m_root.get(), "x")), ENOENT);
        QCOMPARE(failureOf(m_fs->removeFile(m_root.get(), "nothing")), ENOENT);
        QCOMPARE(failureOf(m_fs->removeDirectory(m_root.get(), "nothing")), ENOENT);
        QCOMPARE(failureOf(m_fs->tryLock(-1)), EBADF);
        QCOMPARE(failureOf(createFile(*m_fs, -1, "x", {})), EBADF);
        QCOMPARE(failureOf(createDirectory(*m_fs, -1, "x")), EBADF);
        QCOMPARE(failureOf(renameWithoutReplacing(*m_fs, m_root.get(), "nothing", m_root.get(), "x")), ENOENT);
    }

    void listsEverythingAgainEachTime()
    {
        for (int i = 0; i < 700; ++i) // more than one call of the system gives
            write(QByteArray("file-with-a-long-name-" + QByteArray::number(i)).constData(), {});
        for (int round = 0; round < 2; ++round) {
            const auto entries = m_fs->entries(m_root.get());
            QVERIFY(entries);
            QCOMPARE(entries->size(), 700U);
            QVERIFY(std::ranges::all_of(*entries, [](const auto &entry) { return entry.type == EntryType::File; }));
        }
    }
};

QTEST_GUILESS_MAIN(TestRealFs)
#include "test_real_fs.moc"
