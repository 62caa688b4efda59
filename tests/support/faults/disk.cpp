// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/disk.h"

#include <QHashFunctions>
#include <array>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::faults {
namespace {

EntryType typeOf(mode_t mode)
{
    return S_ISREG(mode)   ? EntryType::File
           : S_ISDIR(mode) ? EntryType::Directory
           : S_ISLNK(mode) ? EntryType::Link
                           : EntryType::Other;
}

QByteArray contentOf(int directory, const char *name, qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    const int file = ::openat(directory, name, O_RDONLY | O_CLOEXEC);
    qint64 filled = 0;
    while (file != -1 && filled < size) {
        const auto got = ::read(file, bytes.data() + filled, static_cast<size_t>(size - filled));
        if (got <= 0)
            break;
        filled += got;
    }
    if (file != -1)
        ::close(file);
    bytes.truncate(filled);
    return bytes;
}

template <typename Visit>
void eachEntry(int directory, Visit visit)
{
    const int copy = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy == -1 ? nullptr : ::fdopendir(copy);
    if (listing == nullptr)
        qFatal("a folder under test cannot be listed");
    std::vector<QByteArray> names; // all before the first is removed
    while (const dirent *entry = ::readdir(listing)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.push_back(name);
    }
    ::closedir(listing);
    for (const QByteArray &name : names)
        visit(name);
}

void readInto(Disk &disk, int number, int directory)
{
    eachEntry(directory, [&](const QByteArray &name) {
        struct stat status{};
        if (::fstatat(directory, name.constData(), &status, AT_SYMLINK_NOFOLLOW) == -1)
            return;
        const int child = static_cast<int>(disk.inodes.size());
        disk.inodes.push_back(
            {.type = typeOf(status.st_mode), .mode = status.st_mode & 07777U, .data = {}, .entries = {}});
        disk[number].entries.insert(name, child);
        if (disk[child].type == EntryType::File) {
            disk[child].data = contentOf(directory, name.constData(), status.st_size);
        } else if (disk[child].type == EntryType::Link) {
            QByteArray target(status.st_size + 1, Qt::Uninitialized);
            const auto length =
                ::readlinkat(directory, name.constData(), target.data(), static_cast<size_t>(target.size()));
            disk[child].data = target.left(std::max<qsizetype>(0, length));
        } else if (disk[child].type == EntryType::Directory) {
            const int below = ::openat(directory, name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below == -1)
                return;
            readInto(disk, child, below);
            ::close(below);
        }
    });
}

void empty(int directory)
{
    eachEntry(directory, [&](const QByteArray &name) {
        if (::unlinkat(directory, name.constData(), 0) == 0)
            return;
        if (::fchmodat(directory, name.constData(), 0700, 0) != 0)
            qFatal("the folder for states of a disk could not be emptied");
        const int below = ::openat(directory, name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below != -1) {
            empty(below);
            ::close(below);
        }
        ::unlinkat(directory, name.constData(), AT_REMOVEDIR);
    });
}

void writeInto(const Disk &disk, int number, int directory)
{
    for (const auto &[name, child] : disk[number].entries.asKeyValueRange()) {
        const Disk::Inode &inode = disk[child];
        int made = -1;
        if (inode.type == EntryType::Directory) {
            ::mkdirat(directory, name.constData(), 0700);
            made = ::openat(directory, name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            writeInto(disk, child, made);
        } else if (inode.type == EntryType::Link) {
            if (::symlinkat(inode.data.constData(), directory, name.constData()) != 0)
                qFatal("a link of a disk's state could not be written");
            continue;
        } else {
            made = ::openat(directory, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (made != -1 &&
                ::write(made, inode.data.constData(), static_cast<size_t>(inode.data.size())) != inode.data.size())
                qFatal("the folder for states of a disk is full");
        }
        if (made == -1)
            qFatal("a state of a disk could not be written");
        if (inode.type == EntryType::Directory ? inode.mode != 0700 : inode.mode != 0600)
            ::fchmod(made, inode.mode);
        ::close(made);
    }
}

int openFolder(const QString &folder)
{
    const int opened = ::open(folder.toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened == -1)
        qFatal("the folder under test cannot be opened: %s", qPrintable(folder));
    return opened;
}

/// Two independent sums of 64 bits: states are told apart by the hundred thousand, and nobody forges one.
struct Sum
{
    size_t one = 1;
    size_t other = 2;

    void add(const void *bytes, qsizetype size)
    {
        one = qHashBits(bytes, static_cast<size_t>(size), one);
        other = qHashBits(bytes, static_cast<size_t>(size), ~other);
    }
};

void addTo(Sum &sum, const Disk &disk, int number)
{
    const Disk::Inode &inode = disk[number];
    const std::array<qint64, 4> head{static_cast<qint64>(inode.type),
                                     inode.type == EntryType::Link ? 0 : static_cast<qint64>(inode.mode),
                                     inode.data.size(), inode.entries.size()};
    sum.add(head.data(), sizeof head);
    sum.add(inode.data.constData(), inode.data.size());
    for (const auto &[name, child] : inode.entries.asKeyValueRange()) {
        sum.add(name.constData(), name.size() + 1);
        addTo(sum, disk, child);
    }
}

void describeInto(QStringList &lines, const Disk &disk, int number, const QString &prefix)
{
    for (const auto &[name, child] : disk[number].entries.asKeyValueRange()) {
        const Disk::Inode &inode = disk[child];
        const QString path = prefix + QString::fromUtf8(name);
        if (inode.type == EntryType::Directory) {
            lines.append(u"%1/ %2"_s.arg(path, QString::number(inode.mode, 8)));
            describeInto(lines, disk, child, path + u'/');
        } else if (inode.type == EntryType::Link) {
            lines.append(u"%1 -> %2"_s.arg(path, QString::fromUtf8(inode.data)));
        } else {
            lines.append(u"%1 %2 %3 bytes “%4”"_s.arg(path, QString::number(inode.mode, 8))
                             .arg(inode.data.size())
                             .arg(QString::fromUtf8(inode.data.first(std::min<qsizetype>(30, inode.data.size())))
                                      .replace(QChar::Null, u'0')
                                      .simplified()));
        }
    }
}

} // namespace

Disk readDisk(const QString &folder)
{
    Disk disk;
    const int opened = openFolder(folder);
    struct stat status{};
    ::fstat(opened, &status);
    disk.inodes.push_back({.type = EntryType::Directory, .mode = status.st_mode & 07777U, .data = {}, .entries = {}});
    readInto(disk, 0, opened);
    ::close(opened);
    return disk;
}

void writeDisk(const Disk &disk, const QString &folder)
{
    const int opened = openFolder(folder);
    empty(opened);
    writeInto(disk, 0, opened);
    ::close(opened);
}

QByteArray fingerprint(const Disk &disk)
{
    Sum sum;
    addTo(sum, disk, 0);
    return QByteArray(reinterpret_cast<const char *>(&sum), sizeof sum);
}

QString describe(const Disk &disk)
{
    QStringList lines;
    describeInto(lines, disk, 0, {});
    return lines.join(u'\n');
}

} // namespace pulse::faults
