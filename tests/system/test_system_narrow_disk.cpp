// SPDX-License-Identifier: Apache-2.0
// Every changing command on a real small disk that is full to the last page, or out of files, or read-only: it says so,
// leaves nothing half made, and works again when there is room. The disk is a tmpfs in a mount namespace of this
// process.
#include "command_trial.h"

#include <QFile>
#include <QTest>
#include <fcntl.h>
#include <filesystem>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse::system_test;

namespace {

bool writeText(const char *path, const QByteArray &text)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

// Inside the namespace the way to this program may not be told any more, and so not to the one that lies beside it.
void rememberProgram()
{
    std::error_code failure;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (!failure && !qEnvironmentVariableIsSet("PULSE_PROGRAM"))
        qputenv("PULSE_PROGRAM", QByteArray::fromStdString((self.parent_path() / "../bin/pulse-gui").string()));
}

// Only this process and its children see what is mounted from here on. Without administrator rights that takes a user
// namespace as well.
QString enterNamespace()
{
    const QByteArray user = QByteArray::number(::getuid());
    const QByteArray group = QByteArray::number(::getgid());
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return u"A mount namespace of its own is not permitted here, so there is no small disk to fill: "_s +
                   QString::fromLocal8Bit(std::strerror(errno));
        writeText("/proc/self/setgroups", "deny");
        if (!writeText("/proc/self/uid_map", user + ' ' + user + " 1") ||
            !writeText("/proc/self/gid_map", group + ' ' + group + " 1"))
            return u"A user namespace is not permitted here, so there is no small disk to fill."_s;
    }
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return u"Mounting is not permitted here, so there is no small disk to fill."_s;
    return {};
}

/// A tmpfs whose room can be changed.
class SmallDisk
{
public:
    SmallDisk()
    {
        m_isMounted = ::mount("tmpfs", path().constData(), "tmpfs", 0, "size=16m,nr_inodes=20000") == 0;
        m_pageBytes = static_cast<unsigned long>(::sysconf(_SC_PAGESIZE));
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(path().constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    [[nodiscard]] bool isMounted() const { return m_isMounted; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    /// Leaves room for so many pages.
    [[nodiscard]] bool leavePages(unsigned long pages) const
    {
        struct statvfs status{};
        ::statvfs(path().constData(), &status);
        const auto used = (status.f_blocks - status.f_bfree) * status.f_frsize / m_pageBytes;
        return remount("size=" + QByteArray::number(qulonglong((used + pages) * m_pageBytes)));
    }
    /// Leaves room for so many files, folders and links.
    [[nodiscard]] bool leaveFiles(unsigned long files) const
    {
        struct statvfs status{};
        ::statvfs(path().constData(), &status);
        return remount("nr_inodes=" + QByteArray::number(qulonglong(status.f_files - status.f_ffree + files)));
    }
    void makeRoom() const { (void)remount("size=16m,nr_inodes=20000"); }

private:
    [[nodiscard]] QByteArray path() const { return m_folder.path().toUtf8(); }
    [[nodiscard]] bool remount(const QByteArray &options) const
    {
        return ::mount("tmpfs", path().constData(), "tmpfs", MS_REMOUNT, options.constData()) == 0;
    }
    QTemporaryDir m_folder;
    bool m_isMounted = false;
    unsigned long m_pageBytes = 4096;
};

void report(const QString &operation, int errors, qsizetype violations)
{
    QFile file(qEnvironmentVariable("PULSE_DURABILITY_REPORT"));
    if (!file.fileName().isEmpty() && file.open(QIODevice::Append))
        file.write(u"small disk: %1\t0\t%2\t0\t%3\n"_s.arg(operation).arg(errors).arg(violations).toUtf8());
}

} // namespace

class TestSystemNarrowDisk : public QObject
{
    Q_OBJECT

    QString m_whyNot;

    static void addOperations()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const SystemOperation &operation : systemOperations())
            QTest::newRow(qPrintable(operation.name)) << index++;
    }

    static QStringList tightenTo(CommandTrial &trial, const SmallDisk &disk, unsigned long left, bool pages,
                                 bool &failed)
    {
        bool isTight = false;
        const CommandTrial::Narrowness narrowness{
            .tighten = [&](const QString &) { isTight = pages ? disk.leavePages(left) : disk.leaveFiles(left); },
            .loosen = [&](const QString &) { disk.makeRoom(); },
            .code = 10,
            .word = u"no-space"_s};
        QStringList wrong = trial.confine(narrowness, failed);
        if (!isTight)
            wrong.append(u"the disk could not be made small"_s);
        for (QString &sentence : wrong)
            sentence = u"with room for %1 %2: "_s.arg(left).arg(pages ? u"pages"_s : u"files"_s) + sentence;
        return wrong;
    }

public:
    explicit TestSystemNarrowDisk(QString whyNot)
        : m_whyNot(std::move(whyNot))
    {}

private slots:
    void initTestCase()
    {
        if (m_whyNot.isEmpty() && !SmallDisk().isMounted())
            m_whyNot = u"A tmpfs cannot be mounted here, so there is no small disk to fill."_s;
        if (!m_whyNot.isEmpty())
            QSKIP(qPrintable(m_whyNot));
    }

    void fullDisk_data() { addOperations(); }
    void fullDisk()
    {
        QFETCH(int, index);
        const SmallDisk disk;
        CommandTrial trial(systemOperations()[static_cast<size_t>(index)], disk.folder());
        QVERIFY2(trial.prepare(), qPrintable(trial.complaint()));
        QStringList wrong;
        int failures = 0;
        for (const bool pages : {true, false}) {
            bool failed = true;
            // Page by page (file by file) until there is enough.
            for (unsigned long left = 0; failed && left < 4000; left += left < 40 ? 1 : left) {
                wrong += tightenTo(trial, disk, left, pages, failed);
                failures += failed ? 1 : 0;
            }
            QVERIFY(!failed);
        }
        report(u"full, "_s + trial.operation().name, failures, wrong.size());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n').left(10'000)));
    }

    void readOnlyDisk_data() { addOperations(); }
    void readOnlyDisk()
    {
        QFETCH(int, index);
        const SmallDisk disk;
        CommandTrial trial(systemOperations()[static_cast<size_t>(index)], disk.folder());
        QVERIFY2(trial.prepare(), qPrintable(trial.complaint()));
        bool isReadOnly = false;
        const CommandTrial::Narrowness narrowness{
            .tighten =
                [&](const QString &folder) {
                    const QByteArray path = folder.toUtf8();
                    isReadOnly =
                        ::mount(path.constData(), path.constData(), nullptr, MS_BIND, nullptr) == 0 &&
                        ::mount(nullptr, path.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
                },
            .loosen = [](const QString &folder) { ::umount2(folder.toUtf8().constData(), MNT_DETACH); },
            .code = 5,
            .word = u"permission-denied"_s};
        bool failed = false;
        const QStringList wrong = trial.confine(narrowness, failed);
        report(u"read-only, "_s + trial.operation().name, 1, wrong.size());
        QVERIFY(isReadOnly);
        QVERIFY(failed);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n').left(10'000)));
    }
};

int main(int argc, char **argv)
{
    rememberProgram();
    const QString whyNot = enterNamespace(); // while there is one thread
    const QCoreApplication application(argc, argv);
    TestSystemNarrowDisk test(whyNot);
    return QTest::qExec(&test, argc, argv);
}

#include "test_system_narrow_disk.moc"
