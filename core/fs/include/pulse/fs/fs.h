// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <vector>

namespace pulse {

/// errno of a system call that failed.
struct SystemFailure
{
    int number = 0;
    friend bool operator==(SystemFailure, SystemFailure) = default;
};

template <typename T>
using Sys = std::expected<T, SystemFailure>;

enum class EntryType : std::uint8_t { File, Directory, Link, Other };

struct DirectoryEntry
{
    QByteArray name; ///< raw bytes; never `.` or `..`
    EntryType type = EntryType::Other;
};

struct FileStatus
{
    EntryType type = EntryType::Other;
    unsigned mode = 0; ///< permission bits, 07777
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t links = 0;
    std::int64_t size = 0;
    std::int64_t modifiedNs = 0; ///< since the epoch
    std::int64_t changedNs = 0;
    std::uint64_t owner = 0; ///< user id
};

/// Every file-system call of the parts that must be durable, one method a call.
///
/// Names are relative to an open directory. `open` never leaves that directory and never passes a symbolic link;
/// the other methods take a single name without a slash. Methods return when the system call does: a write may be
/// short, nothing is retried except after an interruption, and no method syncs that does not say so. That makes it
/// possible to record the calls, to fail any of them, and to model what a power cut leaves of them.
///
/// Thread-safe. Descriptors are closed by `close` only.
class Fs
{
public:
    enum class Access {
        Directory, ///< an existing directory, for reading and as the base of other calls
        Read,      ///< an existing file; never blocks, whatever the file is
        Create,    ///< a new file of mode 0600 for writing; fails when the name exists
        Append,    ///< a file whose writes all go to its end, made (0600) where there is none
        Lock       ///< a file for locking, made (0600) where there is none
    };

    Fs() = default;
    Fs(const Fs &) = delete;
    Fs &operator=(const Fs &) = delete;
    virtual ~Fs() = default;

    /// A directory anywhere; symbolic links on the way are followed. The one entrance into the file system.
    [[nodiscard]] virtual Sys<int> openRoot(const QByteArray &path) = 0;
    /// `path` may have several segments below `directory`.
    [[nodiscard]] virtual Sys<int> open(int directory, const QByteArray &path, Access access) = 0;
    virtual void close(int descriptor) = 0;

    [[nodiscard]] virtual Sys<qsizetype> read(int file, std::span<char> buffer) = 0; ///< 0 at the end
    [[nodiscard]] virtual Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) = 0;
    [[nodiscard]] virtual Sys<qsizetype> write(int file, QByteArrayView bytes) = 0; ///< may be short
    [[nodiscard]] virtual Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) = 0;
    /// Cuts the file to `size` bytes, or fills it up with zeroes.
    [[nodiscard]] virtual Sys<void> truncate(int file, qint64 size) = 0;
    /// Begins to write a file's pages to the disk; a hint, without a promise and without a failure.
    virtual void startWriteback(int file) = 0;
    /// fsync of a file or directory. After a failure the descriptor says nothing any more about what is on the disk.
    [[nodiscard]] virtual Sys<void> sync(int descriptor) = 0;
    /// Syncs everything on the file system that holds the directory, also what others wrote. EOPNOTSUPP where that is
    /// not known to be as good as `sync` of each file and directory.
    [[nodiscard]] virtual Sys<void> syncAll(int directory) = 0;

    [[nodiscard]] virtual Sys<void> setMode(int descriptor, unsigned mode) = 0;
    /// Sets the modification time to now, which watchers of the directory above notice.
    [[nodiscard]] virtual Sys<void> touch(int descriptor) = 0;
    [[nodiscard]] virtual Sys<FileStatus> status(int descriptor) = 0;
    [[nodiscard]] virtual Sys<FileStatus> statusAt(int directory, const QByteArray &name) = 0; ///< of a link itself
    /// Whether this process may change the directory; EACCES or EROFS when not.
    [[nodiscard]] virtual Sys<void> checkWritable(int directory) = 0;
    /// All entries, in no order. Reads from the start whatever was read before.
    [[nodiscard]] virtual Sys<std::vector<DirectoryEntry>> entries(int directory) = 0;

    [[nodiscard]] virtual Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) = 0;
    /// Repairs the mode of a directory that was just made under a umask which forbids its owner to open it.
    [[nodiscard]] virtual Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) = 0;
    [[nodiscard]] virtual Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) = 0;
    [[nodiscard]] virtual Sys<QByteArray> readLink(int directory, const QByteArray &name) = 0;
    /// Replaces a file or link at the target.
    [[nodiscard]] virtual Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory,
                                           const QByteArray &to) = 0;
    /// EEXIST when the target exists; EINVAL or ENOSYS where the file system cannot do it.
    [[nodiscard]] virtual Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory,
                                                    const QByteArray &to) = 0;
    /// Both names exist, before and after, and nobody sees one without the other; EINVAL or ENOSYS where the file
    /// system cannot do it.
    [[nodiscard]] virtual Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory,
                                             const QByteArray &to) = 0;
    [[nodiscard]] virtual Sys<void> removeFile(int directory, const QByteArray &name) = 0;
    [[nodiscard]] virtual Sys<void> removeDirectory(int directory, const QByteArray &name) = 0;

    /// Takes the exclusive advisory lock of an open file or directory; EAGAIN (at once) when another has it. The
    /// kernel releases it when the holder dies.
    [[nodiscard]] virtual Sys<void> tryLock(int descriptor) = 0;
    virtual void unlock(int descriptor) = 0;
};

/// The system calls themselves.
[[nodiscard]] std::shared_ptr<Fs> realFs();

} // namespace pulse
