// SPDX-License-Identifier: Apache-2.0
#include "durable_file.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QThread>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <functional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr size_t pieceBytes = 256 * 1024;

template <typename Call>
auto uninterrupted(Call call)
{
    decltype(call()) result;
    do
        result = call();
    while (result < 0 && errno == EINTR);
    return result;
}

std::unexpected<Error> systemFailure(const QString &operation, const QString &path)
{
    return std::unexpected(systemError(errno, operation, path));
}

int openAt(int folder, const QByteArray &name, int flags, mode_t mode = 0)
{
    return uninterrupted([&] { return ::openat(folder, name.constData(), flags | O_CLOEXEC, mode); });
}

bool writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written =
            uninterrupted([&] { return ::write(fd, bytes.data(), static_cast<size_t>(bytes.size())); });
        if (written < 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

bool sync(int fd)
{
    return uninterrupted([fd] { return ::fsync(fd); }) == 0;
}

mode_t currentUmask()
{
    // Asking for the umask by setting it would race with other threads.
    QFile status(u"/proc/self/status"_s);
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("Umask:"))
                return static_cast<mode_t>(line.sliced(6).trimmed().toUInt(nullptr, 8));
        }
    }
    return 022;
}

QByteArray temporaryName()
{
    return ".tmp-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
}

using Fill = std::function<Result<void>(int file)>;

Result<void> fillTemporary(const Descriptor &folder, const QByteArray &temporary, const Fill &fill,
                           const WriteOptions &options, const QString &shownPath)
{
    const Descriptor file(openAt(folder.get(), temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return systemFailure(u"write"_s, shownPath);
    const mode_t mode = static_cast<mode_t>(options.mode) & (options.obeyUmask ? ~currentUmask() : ~mode_t(0));
    if (::fchmod(file.get(), mode) != 0)
        return systemFailure(u"write"_s, shownPath);
    if (auto filled = fill(file.get()); !filled)
        return filled;
    if (!sync(file.get()))
        return systemFailure(u"write"_s, shownPath);
    return {};
}

/// Gives the temporary file its name. A link is the portable way not to replace anything.
bool place(int folder, const QByteArray &temporary, const QByteArray &name, bool replace)
{
    if (replace)
        return ::renameat(folder, temporary.constData(), folder, name.constData()) == 0;
    if (::linkat(folder, temporary.constData(), folder, name.constData(), 0) == 0) {
        ::unlinkat(folder, temporary.constData(), 0);
        return true;
    }
    if (errno != EPERM && errno != ENOTSUP)
        return false;
    // A file system without hard links.
    return ::renameat2(folder, temporary.constData(), folder, name.constData(), RENAME_NOREPLACE) == 0;
}

Result<void> writeWith(const Descriptor &folder, const QString &name, const Fill &fill, const WriteOptions &options,
                       const QString &shownPath)
{
    const QByteArray temporary = temporaryName();
    auto outcome = fillTemporary(folder, temporary, fill, options, shownPath);
    if (outcome && !place(folder.get(), temporary, QFile::encodeName(name), options.replace)) {
        outcome = errno == EEXIST ? failure(ErrorCode::AlreadyExists, u"write"_s, shownPath,
                                            u"“%1” already exists and was left as it is. Choose another place, or "
                                            "allow overwriting."_s.arg(shownPath))
                                  : systemFailure(u"write"_s, shownPath);
    }
    if (!outcome) {
        ::unlinkat(folder.get(), temporary.constData(), 0);
        return outcome;
    }
    if (options.syncFolder && !sync(folder.get()))
        return failure(ErrorCode::DurabilityUnknown, u"write"_s, shownPath,
                       u"“%1” was written, but the disk did not confirm it. Check the disk."_s.arg(shownPath));
    return {};
}

Result<void> makePrivateFolder(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    const QString parent = info.absolutePath();
    if (parent == path)
        return failure(ErrorCode::NotFound, u"open"_s, path, u"There is no folder “%1”."_s.arg(path));
    if (auto made = makePrivateFolder(parent); !made)
        return made;
    const QByteArray encoded = QFile::encodeName(path);
    if (::mkdir(encoded.constData(), 0700) != 0) {
        if (errno != EEXIST)
            return systemFailure(u"create"_s, path);
    } else if (::chmod(encoded.constData(), 0700) != 0) { // whatever the umask took away
        return systemFailure(u"create"_s, path);
    }
    const auto above = openFolder(parent);
    if (!above)
        return failure(above);
    if (!sync(above->get()))
        return systemFailure(u"create"_s, path);
    return {};
}

} // namespace

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> writeFile(const Descriptor &folder, const QString &name, QByteArrayView bytes, const WriteOptions &options,
                       const QString &shownPath)
{
    const Fill fill = [&](int file) -> Result<void> {
        return writeAll(file, bytes) ? Result<void>() : systemFailure(u"write"_s, shownPath);
    };
    return writeWith(folder, name, fill, options, shownPath);
}

Result<qint64> writeFile(const Descriptor &folder, const QString &name, ByteSource &source, const WriteOptions &options,
                         const QString &shownPath)
{
    qint64 size = 0;
    const Fill fill = [&](int file) -> Result<void> {
        std::vector<char> piece(pieceBytes);
        while (true) {
            const auto length = source.read(piece);
            if (!length)
                return failure(length);
            if (*length == 0)
                return {};
            if (!writeAll(file, {piece.data(), *length}))
                return systemFailure(u"write"_s, shownPath);
            size += *length;
        }
    };
    return writeWith(folder, name, fill, options, shownPath).transform([&] { return size; });
}

Result<bool> removeFile(const Descriptor &folder, const QString &name, const QString &shownPath)
{
    if (::unlinkat(folder.get(), QFile::encodeName(name).constData(), 0) != 0) {
        if (errno == ENOENT)
            return false;
        return systemFailure(u"remove"_s, shownPath);
    }
    if (!sync(folder.get()))
        return systemFailure(u"remove"_s, shownPath);
    return true;
}

Result<Descriptor> openPrivateFolder(const QString &path)
{
    if (auto made = makePrivateFolder(QDir::cleanPath(path)); !made)
        return failure(made);
    return openFolder(path);
}

Result<Descriptor> openFolder(const QString &path)
{
    Descriptor folder(openAt(AT_FDCWD, QFile::encodeName(path), O_RDONLY | O_DIRECTORY));
    if (!folder.isOpen())
        return systemFailure(u"open"_s, path);
    return folder;
}

Result<Descriptor> openOrMakeFolderIn(const Descriptor &parent, const QString &name, const QString &shownPath)
{
    const QByteArray encoded = QFile::encodeName(name);
    if (::mkdirat(parent.get(), encoded.constData(), 0777) != 0 && errno != EEXIST)
        return systemFailure(u"create"_s, shownPath);
    Descriptor folder(openAt(parent.get(), encoded, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    if (folder.isOpen())
        return folder;
    if (errno == ELOOP || errno == ENOTDIR)
        return failure(
            ErrorCode::AlreadyExists, u"create"_s, shownPath,
            u"“%1” is a link or a file where a folder is needed. Move it away, or choose another place."_s.arg(
                shownPath));
    return systemFailure(u"open"_s, shownPath);
}

Result<std::unique_ptr<FileSource>> FileSource::open(const QString &path, FollowLinks follow)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (follow == FollowLinks::No ? O_NOFOLLOW : 0);
    Descriptor file(openAt(AT_FDCWD, QFile::encodeName(path), flags));
    if (!file.isOpen()) {
        if (errno == ELOOP)
            return failure(
                ErrorCode::Invalid, u"read"_s, path,
                u"“%1” is a symbolic link, which is not followed here. Name the file it points at."_s.arg(path));
        return systemFailure(u"read"_s, path);
    }
    struct ::stat facts = {};
    if (::fstat(file.get(), &facts) != 0)
        return systemFailure(u"read"_s, path);
    if (!S_ISREG(facts.st_mode))
        return failure(ErrorCode::Invalid, u"read"_s, path,
                       u"“%1” is not a regular file. Name a file that can be read to its end."_s.arg(path));
    return std::unique_ptr<FileSource>(new FileSource(std::move(file), facts.st_size, path));
}

Result<qsizetype> FileSource::read(std::span<char> buffer)
{
    const ssize_t count = uninterrupted([&] { return ::read(m_file.get(), buffer.data(), buffer.size()); });
    if (count < 0)
        return systemFailure(u"read"_s, m_path);
    return static_cast<qsizetype>(count);
}

Result<QByteArray> readFile(const QString &path, qint64 mostBytes, FollowLinks follow)
{
    const auto file = FileSource::open(path, follow);
    if (!file)
        return failure(file);
    const qint64 size = (*file)->size();
    if (size > mostBytes)
        return failure(
            ErrorCode::Invalid, u"read"_s, path,
            u"“%1” is larger than %2 MiB, which is the most that can be read."_s.arg(path).arg(mostBytes >> 20));
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < bytes.size()) {
        const auto count = (*file)->read({bytes.data() + filled, static_cast<size_t>(bytes.size() - filled)});
        if (!count)
            return failure(count);
        if (*count == 0)
            break;
        filled += *count;
    }
    bytes.truncate(filled);
    return bytes;
}

Result<FolderLock> FolderLock::take(const QString &folder)
{
    using namespace std::chrono_literals;
    auto opened = openPrivateFolder(folder);
    if (!opened)
        return failure(std::move(opened));
    const QDeadlineTimer deadline(5s);
    while (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return systemFailure(u"lock"_s, folder);
        if (deadline.hasExpired())
            return failure(ErrorCode::Unavailable, u"lock"_s, folder,
                           u"Another program holds “%1” for too long. Try again in a moment."_s.arg(folder));
        QThread::sleep(10ms);
    }
    return FolderLock(std::move(*opened));
}

} // namespace pulse::detail
