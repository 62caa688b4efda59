// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/fs/file_io.h"

#include <QString>
#include <chrono>
#include <functional>

// Whole files and folders of the program's own, written so that a crash or a power cut leaves the old or the new.
// Blocking; thread-safe as far as the descriptors are not shared. `shownPath` names the file in errors.
namespace pulse {

struct FileWriting
{
    unsigned mode = privateFileMode; ///< of the new file; exactly this, whatever the umask is
    bool obeyUmask = false;          ///< take the umask's bits off the mode
    bool replace = true;             ///< else AlreadyExists where there is a file
    bool syncFolder = true;          ///< else the file may be missing after a power cut, but never torn
    QByteArray temporaryName = {};   ///< under which it is written; empty: one unlike any other
};

/// Fills the front of a buffer and returns how many bytes; 0 only at the end.
using BytePull = std::function<Result<qsizetype>(std::span<char>)>;

/// Writes `name` in the open `folder`: whole or not at all, also across a power cut, and durable on return where the
/// options ask for it. DurabilityUnknown when it is written and the disk did not confirm that.
[[nodiscard]] Result<void> writeFile(Fs &fs, const Descriptor &folder, const QString &name, QByteArrayView bytes,
                                     const FileWriting &options, const QString &shownPath);
/// The same for content of any size; returns how many bytes there were. An error of `pull` leaves nothing behind.
[[nodiscard]] Result<qint64> writeFile(Fs &fs, const Descriptor &folder, const QString &name, const BytePull &pull,
                                       const FileWriting &options, const QString &shownPath);

/// Removes a file durably; true when there was one.
[[nodiscard]] Result<bool> removeFile(Fs &fs, const Descriptor &folder, const QString &name, const QString &shownPath);

/// Opens a folder of the program's own, making it and what is missing above it (0700). On return the folder is durable:
/// also what another process made of the path and did not live to sync.
[[nodiscard]] Result<Descriptor> openPrivateFolder(Fs &fs, const QString &path);
/// Opens an existing folder. NotFound when there is none.
[[nodiscard]] Result<Descriptor> openFolder(Fs &fs, const QString &path);
/// Opens, or makes (by the umask), a folder inside another; a symbolic link is refused.
[[nodiscard]] Result<Descriptor> openOrMakeFolderIn(Fs &fs, const Descriptor &parent, const QString &name,
                                                    const QString &shownPath);

enum class FollowLinks : bool { No, Yes };

/// A regular file, read in pieces; anything else (a device, a pipe) is refused without waiting for it.
class FileReader
{
public:
    [[nodiscard]] static Result<FileReader> open(std::shared_ptr<Fs> fs, const QString &path,
                                                 FollowLinks follow = FollowLinks::No);
    [[nodiscard]] static Result<FileReader> openIn(std::shared_ptr<Fs> fs, const Descriptor &folder,
                                                   const QString &name, const QString &shownPath);

    FileReader(FileReader &&) = default;
    FileReader &operator=(FileReader &&) = delete;
    ~FileReader() = default;

    /// In bytes, when it was opened.
    [[nodiscard]] qint64 size() const { return m_size; }
    /// Fills the front of `buffer` and returns how many bytes; 0 only at the end.
    [[nodiscard]] Result<qsizetype> read(std::span<char> buffer);
    /// All that is left. Invalid when the file is larger than `mostBytes`.
    [[nodiscard]] Result<QByteArray> readAll(qint64 mostBytes);

private:
    FileReader(std::shared_ptr<Fs> fs, Descriptor file, qint64 size, QString path)
        : m_fs(std::move(fs))
        , m_file(std::move(file))
        , m_size(size)
        , m_path(std::move(path))
    {}

    std::shared_ptr<Fs> m_fs; // outlives the descriptor
    Descriptor m_file;
    qint64 m_size;
    QString m_path;
};

/// All bytes of a regular file. Invalid when it is larger than `mostBytes`.
[[nodiscard]] Result<QByteArray> readFile(std::shared_ptr<Fs> fs, const QString &path, qint64 mostBytes,
                                          FollowLinks follow = FollowLinks::No);

/// Takes the lock of an open file or folder; another's is waited for. Unavailable when that takes too long.
[[nodiscard]] Result<void> waitForLock(Fs &fs, const Descriptor &descriptor, const QString &shownPath,
                                       std::chrono::milliseconds longest = std::chrono::seconds(5));

/// The writers' lock of a folder of the program's own, which is made where it is missing; held until it is destroyed.
/// Must not outlive the Fs.
class FolderLock
{
public:
    [[nodiscard]] static Result<FolderLock> take(Fs &fs, const QString &folder);

    [[nodiscard]] const Descriptor &folder() const { return m_folder; }

private:
    explicit FolderLock(Descriptor folder)
        : m_folder(std::move(folder))
    {}
    Descriptor m_folder; // closing it releases the lock
};

/// A name for a file that is being written, unlike any other: ".tmp-" and random digits.
[[nodiscard]] QByteArray temporaryFileName();

} // namespace pulse
