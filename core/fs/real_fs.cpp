// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/fs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE (1 << 0)
#endif

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE (1 << 1)
#endif

#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif

namespace pulse {
namespace {

std::unexpected<SystemFailure> lastFailure()
{
    return std::unexpected(SystemFailure{errno});
}

template <typename Call>
auto uninterrupted(Call call)
{
    auto answer = call();
    while (answer == -1 && errno == EINTR)
        answer = call();
    return answer;
}

template <typename Call>
Sys<void> perform(Call call)
{
    if (uninterrupted(call) == -1)
        return lastFailure();
    return {};
}

EntryType typeOfMode(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return EntryType::File;
    case S_IFDIR:
        return EntryType::Directory;
    case S_IFLNK:
        return EntryType::Link;
    default:
        return EntryType::Other;
    }
}

FileStatus toStatus(const struct stat &from)
{
    constexpr std::int64_t second = 1'000'000'000;
    return {.type = typeOfMode(from.st_mode),
            .mode = from.st_mode & 07777U,
            .device = from.st_dev,
            .inode = from.st_ino,
            .links = from.st_nlink,
            .size = from.st_size,
            .modifiedNs = from.st_mtim.tv_sec * second + from.st_mtim.tv_nsec,
            .changedNs = from.st_ctim.tv_sec * second + from.st_ctim.tv_nsec,
            .owner = from.st_uid};
}

int openFlags(Fs::Access access)
{
    switch (access) {
    case Fs::Access::Directory:
        return O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    case Fs::Access::Read:
        return O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    case Fs::Access::Create:
        return O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    case Fs::Access::Append:
        return O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    case Fs::Access::Lock:
        return O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    }
    return O_RDONLY | O_CLOEXEC;
}

// Local file systems on which syncfs does what fsync does. On others (FUSE, network) it may stop short of the disk.
constexpr std::array<std::uint64_t, 5> syncedByFileSystem{EXT4_SUPER_MAGIC, BTRFS_SUPER_MAGIC, XFS_SUPER_MAGIC,
                                                          F2FS_SUPER_MAGIC, TMPFS_MAGIC};

// Before Linux 5.8 syncfs did not report that writing failed.
bool syncfsTellsOfFailures()
{
    utsname system{};
    int major = 0;
    int minor = 0;
    return ::uname(&system) == 0 && std::sscanf(system.release, "%d.%d", &major, &minor) == 2 &&
           (major > 5 || (major == 5 && minor >= 8));
}

class RealFs final : public Fs
{
public:
    Sys<int> openRoot(const QByteArray &path) override
    {
        return opened(uninterrupted([&] { return ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    }

    Sys<int> open(int directory, const QByteArray &path, Access access) override
    {
        const int flags = openFlags(access);
        const mode_t mode = (flags & O_CREAT) != 0 ? 0600 : 0;
        if (m_hasOpenat2.load(std::memory_order_relaxed)) {
            open_how how{};
            how.flags = static_cast<std::uint64_t>(flags);
            how.mode = mode;
            how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
            const auto descriptor =
                uninterrupted([&] { return ::syscall(SYS_openat2, directory, path.constData(), &how, sizeof how); });
            if (descriptor != -1 || errno != ENOSYS)
                return opened(static_cast<int>(descriptor));
            m_hasOpenat2.store(false, std::memory_order_relaxed);
        }
        return openStepwise(directory, path, flags, mode);
    }

    void close(int descriptor) override { ::close(descriptor); }

    Sys<qsizetype> read(int file, std::span<char> buffer) override
    {
        return counted(uninterrupted([&] { return ::read(file, buffer.data(), buffer.size()); }));
    }

    Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) override
    {
        return counted(uninterrupted([&] { return ::pread(file, buffer.data(), buffer.size(), offset); }));
    }

    Sys<qsizetype> write(int file, QByteArrayView bytes) override
    {
        return counted(uninterrupted([&] { return ::write(file, bytes.data(), static_cast<size_t>(bytes.size())); }));
    }

    Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) override
    {
        return counted(
            uninterrupted([&] { return ::pwrite(file, bytes.data(), static_cast<size_t>(bytes.size()), offset); }));
    }

    Sys<void> truncate(int file, qint64 size) override
    {
        return perform([&] { return ::ftruncate(file, size); });
    }

    void startWriteback(int file) override { ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); }

    Sys<void> sync(int descriptor) override
    {
        return perform([&] { return ::fsync(descriptor); });
    }

    Sys<void> syncAll(int directory) override
    {
        struct statfs status{};
        if (::fstatfs(directory, &status) == -1)
            return lastFailure();
        if (!m_syncfsTells || !std::ranges::contains(syncedByFileSystem, static_cast<std::uint64_t>(status.f_type)))
            return std::unexpected(SystemFailure{EOPNOTSUPP});
        return perform([&] { return ::syncfs(directory); });
    }

    Sys<void> setMode(int descriptor, unsigned mode) override
    {
        return perform([&] { return ::fchmod(descriptor, mode); });
    }

    Sys<void> touch(int descriptor) override
    {
        return perform([&] { return ::futimens(descriptor, nullptr); });
    }

    Sys<FileStatus> status(int descriptor) override
    {
        struct stat status{};
        if (::fstat(descriptor, &status) == -1)
            return lastFailure();
        return toStatus(status);
    }

    Sys<FileStatus> statusAt(int directory, const QByteArray &name) override
    {
        struct stat status{};
        if (::fstatat(directory, name.constData(), &status, AT_SYMLINK_NOFOLLOW) == -1)
            return lastFailure();
        return toStatus(status);
    }

    Sys<void> checkWritable(int directory) override
    {
        return perform([&] { return ::faccessat(directory, ".", W_OK | X_OK, AT_EACCESS); });
    }

    Sys<std::vector<DirectoryEntry>> entries(int directory) override;

    Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) override
    {
        return perform([&] { return ::mkdirat(directory, name.constData(), mode); });
    }

    Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) override
    {
        return perform([&] { return ::fchmodat(directory, name.constData(), mode, 0); });
    }

    Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) override
    {
        return perform([&] { return ::symlinkat(target.constData(), directory, name.constData()); });
    }

    Sys<QByteArray> readLink(int directory, const QByteArray &name) override
    {
        QByteArray target(1024, Qt::Uninitialized);
        const auto length =
            ::readlinkat(directory, name.constData(), target.data(), static_cast<size_t>(target.size()));
        if (length == -1)
            return lastFailure();
        target.truncate(length);
        return target;
    }

    Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return perform([&] { return ::renameat(fromDirectory, from.constData(), toDirectory, to.constData()); });
    }

    Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return perform([&] {
            return ::syscall(SYS_renameat2, fromDirectory, from.constData(), toDirectory, to.constData(),
                             RENAME_NOREPLACE);
        });
    }

    Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return perform([&] {
            return ::syscall(SYS_renameat2, fromDirectory, from.constData(), toDirectory, to.constData(),
                             RENAME_EXCHANGE);
        });
    }

    Sys<void> removeFile(int directory, const QByteArray &name) override
    {
        return perform([&] { return ::unlinkat(directory, name.constData(), 0); });
    }

    Sys<void> removeDirectory(int directory, const QByteArray &name) override
    {
        return perform([&] { return ::unlinkat(directory, name.constData(), AT_REMOVEDIR); });
    }

    Sys<void> tryLock(int descriptor) override
    {
        return perform([&] { return ::flock(descriptor, LOCK_EX | LOCK_NB); });
    }

    void unlock(int descriptor) override { ::flock(descriptor, LOCK_UN); }

private:
    static Sys<int> opened(int descriptor)
    {
        if (descriptor == -1)
            return lastFailure();
        return descriptor;
    }

    static Sys<qsizetype> counted(ssize_t count)
    {
        if (count == -1)
            return lastFailure();
        return count;
    }

    // Kernels before 5.6 and some sandboxes have no openat2: each segment is opened by itself, no link followed.
    static Sys<int> openStepwise(int directory, const QByteArray &path, int flags, mode_t mode)
    {
        const QList<QByteArray> segments = path.split('/');
        int base = directory;
        int answer = -1;
        for (qsizetype i = 0; i < segments.size(); ++i) {
            const bool last = i + 1 == segments.size();
            const int stepFlags = last ? flags : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
            errno = EXDEV;
            answer = segments[i].isEmpty() || segments[i] == ".."
                         ? -1
                         : uninterrupted([&] { return ::openat(base, segments[i].constData(), stepFlags, mode); });
            const int failure = errno;
            if (base != directory)
                ::close(base);
            if (answer == -1)
                return std::unexpected(SystemFailure{failure});
            base = answer;
        }
        return answer;
    }

    const bool m_syncfsTells = syncfsTellsOfFailures();
    std::atomic<bool> m_hasOpenat2 = true;
};

struct KernelEntry
{
    std::uint64_t inode;
    std::int64_t offset;
    std::uint16_t length;
    std::uint8_t type;
    char name[1]; // NUL-terminated, as long as `length` says
};

EntryType typeOfEntry(int directory, const KernelEntry &entry)
{
    switch (entry.type) {
    case DT_REG:
        return EntryType::File;
    case DT_DIR:
        return EntryType::Directory;
    case DT_LNK:
        return EntryType::Link;
    case DT_UNKNOWN: {
        struct stat status{};
        return ::fstatat(directory, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? typeOfMode(status.st_mode)
                                                                                   : EntryType::Other;
    }
    default:
        return EntryType::Other;
    }
}

Sys<std::vector<DirectoryEntry>> RealFs::entries(int directory)
{
    alignas(KernelEntry) std::array<char, 32 * 1024> buffer;
    if (::lseek(directory, 0, SEEK_SET) == -1)
        return lastFailure();
    std::vector<DirectoryEntry> found;
    for (;;) {
        const auto filled =
            uninterrupted([&] { return ::syscall(SYS_getdents64, directory, buffer.data(), buffer.size()); });
        if (filled == -1)
            return lastFailure();
        if (filled == 0)
            return found;
        for (const char *at = buffer.data(); at < buffer.data() + filled;) {
            const auto *entry = reinterpret_cast<const KernelEntry *>(at);
            const char *name = at + offsetof(KernelEntry, name);
            if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0)
                found.push_back({QByteArray(name), typeOfEntry(directory, *entry)});
            at += entry->length;
        }
    }
}

} // namespace

std::shared_ptr<Fs> realFs()
{
    return std::make_shared<RealFs>();
}

} // namespace pulse
