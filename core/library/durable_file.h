// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/storage/byte_source.h"

#include <QByteArray>
#include <QString>
#include <memory>

namespace pulse::detail {

/// An open file descriptor, closed at the end.
class Descriptor
{
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd)
    {}
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

struct WriteOptions
{
    unsigned mode = 0600;   ///< of the new file; exactly this, whatever the umask is
    bool obeyUmask = false; ///< take the umask's bits off the mode
    bool replace = true;    ///< else AlreadyExists where there is a file
    bool syncFolder = true; ///< else the file may be missing after a power cut, but never torn
};

/// Writes `name` in the open `folder`: whole or not at all, also across a power cut, and durable on return where the
/// options ask for it. `shownPath` names the file in errors.
[[nodiscard]] Result<void> writeFile(const Descriptor &folder, const QString &name, QByteArrayView bytes,
                                     const WriteOptions &options, const QString &shownPath);
/// The same for content of any size; returns how many bytes there were. An error of the source leaves nothing behind.
[[nodiscard]] Result<qint64> writeFile(const Descriptor &folder, const QString &name, ByteSource &source,
                                       const WriteOptions &options, const QString &shownPath);

/// Removes a file durably; true when there was one.
[[nodiscard]] Result<bool> removeFile(const Descriptor &folder, const QString &name, const QString &shownPath);

/// Opens a folder of the program's own, making it and what is missing above it (0700), durably.
[[nodiscard]] Result<Descriptor> openPrivateFolder(const QString &path);
/// Opens an existing folder. NotFound when there is none.
[[nodiscard]] Result<Descriptor> openFolder(const QString &path);
/// Opens, or makes (by the umask), a folder inside another; a symbolic link is refused.
[[nodiscard]] Result<Descriptor> openOrMakeFolderIn(const Descriptor &parent, const QString &name,
                                                    const QString &shownPath);

enum class FollowLinks : bool { No, Yes };

/// A regular file, read in pieces; anything else (a device, a pipe) is refused without waiting for it.
class FileSource final : public ByteSource
{
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(const QString &path,
                                                                  FollowLinks follow = FollowLinks::No);

    /// In bytes, when it was opened.
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer) override;

private:
    FileSource(Descriptor file, qint64 size, QString path)
        : m_file(std::move(file))
        , m_size(size)
        , m_path(std::move(path))
    {}

    Descriptor m_file;
    qint64 m_size;
    QString m_path;
};

/// All bytes of a regular file; anything else (a device, a pipe) is refused without waiting for it. Invalid when it is
/// larger than `mostBytes`.
[[nodiscard]] Result<QByteArray> readFile(const QString &path, qint64 mostBytes, FollowLinks follow = FollowLinks::No);

/// The writers' lock of a folder, held until it is destroyed; another process's is waited for, at most five seconds.
class FolderLock
{
public:
    [[nodiscard]] static Result<FolderLock> take(const QString &folder);

private:
    explicit FolderLock(Descriptor folder)
        : m_folder(std::move(folder))
    {}
    Descriptor m_folder; // closing it releases the lock
};

} // namespace pulse::detail
