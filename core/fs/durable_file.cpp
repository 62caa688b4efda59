// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/durable_file.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QThread>
#include <cerrno>
#include <vector>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr size_t pieceBytes = 256 * 1024;

std::unexpected<Error> systemFailure(SystemFailure cause, const QString &operation, const QString &path)
{
    return std::unexpected(systemError(cause.number, operation, path));
}

unsigned currentUmask()
{
    // Asking for the umask by setting it would race with other threads.
    QFile status(u"/proc/self/status"_s);
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("Umask:"))
                return line.sliced(6).trimmed().toUInt(nullptr, 8);
        }
    }
    return 022;
}

using Fill = std::function<Result<void>(int file)>;

Result<void> fillTemporary(Fs &fs, const Descriptor &folder, const QByteArray &temporary, const Fill &fill,
                           const FileWriting &options, const QString &shownPath)
{
    const auto file = open(fs, folder.get(), temporary, Fs::Access::Create);
    if (!file)
        return systemFailure(file.error(), u"write"_s, shownPath);
    const unsigned mode = options.obeyUmask ? options.mode & ~currentUmask() : options.mode;
    if (const auto set = fs.setMode(file->get(), mode); !set)
        return systemFailure(set.error(), u"write"_s, shownPath);
    if (auto filled = fill(file->get()); !filled)
        return filled;
    if (const auto synced = fs.sync(file->get()); !synced)
        return systemFailure(synced.error(), u"write"_s, shownPath);
    return {};
}

Result<void> place(Fs &fs, const Descriptor &folder, const QByteArray &temporary, const QString &name, bool replace,
                   const QString &shownPath)
{
    const QByteArray target = QFile::encodeName(name);
    const auto placed = replace ? fs.rename(folder.get(), temporary, folder.get(), target)
                                : renameWithoutReplacing(fs, folder.get(), temporary, folder.get(), target);
    if (placed)
        return {};
    if (!replace && placed.error().number == EEXIST)
        return failure(
            ErrorCode::AlreadyExists, u"write"_s, shownPath,
            u"“%1” already exists and was left as it is. Choose another place, or allow overwriting."_s.arg(shownPath));
    return systemFailure(placed.error(), u"write"_s, shownPath);
}

Result<void> writeWith(Fs &fs, const Descriptor &folder, const QString &name, const Fill &fill,
                       const FileWriting &options, const QString &shownPath)
{
    const QByteArray temporary = options.temporaryName.isEmpty() ? temporaryFileName() : options.temporaryName;
    auto outcome = fillTemporary(fs, folder, temporary, fill, options, shownPath);
    if (outcome)
        outcome = place(fs, folder, temporary, name, options.replace, shownPath);
    if (!outcome) {
        (void)fs.removeFile(folder.get(), temporary);
        return outcome;
    }
    if (options.syncFolder && !fs.sync(folder.get()))
        return failure(ErrorCode::DurabilityUnknown, u"write"_s, shownPath,
                       u"“%1” was written, but the disk did not confirm it. Check the disk."_s.arg(shownPath));
    return {};
}

struct SplitPath
{
    QByteArray folder;
    QByteArray name; // empty where the path can only be a folder
};

SplitPath split(const QString &path)
{
    const QByteArray encoded = QFile::encodeName(path);
    const qsizetype slash = encoded.lastIndexOf('/');
    const QByteArray name = encoded.sliced(slash + 1);
    if (name.isEmpty() || name == "." || name == "..")
        return {encoded, {}};
    return {slash < 0 ? "."_ba : slash == 0 ? "/"_ba : encoded.first(slash), name};
}

/// The folder at the path, and whether this call made it.
struct Made
{
    Descriptor folder;
    bool isNew = false;
};

Result<Made> openOrMake(Fs &fs, const QByteArray &path)
{
    const QString shown = QFile::decodeName(path);
    const auto existing = fs.openRoot(path);
    if (existing)
        return Made{Descriptor(fs, *existing), false};
    const SplitPath parts = split(shown);
    if (existing.error().number != ENOENT || parts.name.isEmpty())
        return systemFailure(existing.error(), u"open"_s, shown);
    const auto above = openOrMake(fs, parts.folder);
    if (!above)
        return failure(above);
    auto made = createDirectory(fs, above->folder.get(), parts.name);
    const bool isNew = made.has_value();
    if (!made && made.error().number == EEXIST) // another process was quicker
        made = open(fs, above->folder.get(), parts.name, Fs::Access::Directory);
    if (!made)
        return systemFailure(made.error(), u"create"_s, shown);
    if (const auto synced = fs.sync(above->folder.get()); !synced) {
        // A second sync would prove nothing about this entry; a second try makes a new one.
        made->reset();
        if (isNew)
            (void)fs.removeDirectory(above->folder.get(), parts.name);
        return systemFailure(synced.error(), u"create"_s, shown);
    }
    return Made{std::move(*made), isNew};
}

/// A private folder that stands may have been made a moment ago by a process that was killed before it synced.
Result<void> syncAbove(Fs &fs, QByteArray path, const Descriptor &folder)
{
    auto status = fs.status(folder.get());
    while (true) {
        if (!status)
            return systemFailure(status.error(), u"open"_s, QFile::decodeName(path));
        const SplitPath parts = split(QFile::decodeName(path));
        if (status->mode != privateDirectoryMode || parts.name.isEmpty())
            return {};
        const auto above = fs.openRoot(parts.folder);
        if (!above && above.error().number == EACCES)
            return {}; // a folder that may not even be read was not made by this program
        if (!above)
            return systemFailure(above.error(), u"open"_s, QFile::decodeName(path));
        const Descriptor held(fs, *above);
        if (const auto synced = fs.sync(held.get()); !synced)
            return systemFailure(synced.error(), u"open"_s, QFile::decodeName(path));
        status = fs.status(held.get());
        path = parts.folder;
    }
}

Result<Descriptor> checkedFile(Fs &fs, Sys<Descriptor> file, const QString &path, qint64 &size)
{
    if (!file && file.error().number == ELOOP)
        return failure(ErrorCode::Invalid, u"read"_s, path,
                       u"“%1” is a symbolic link, which is not followed here. Name the file it points at."_s.arg(path));
    if (!file)
        return systemFailure(file.error(), u"read"_s, path);
    const auto status = fs.status(file->get());
    if (!status)
        return systemFailure(status.error(), u"read"_s, path);
    if (status->type != EntryType::File)
        return failure(ErrorCode::Invalid, u"read"_s, path,
                       u"“%1” is not a regular file. Name a file that can be read to its end."_s.arg(path));
    size = status->size;
    return *std::move(file);
}

} // namespace

QByteArray temporaryFileName()
{
    return ".tmp-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
}

Result<void> writeFile(Fs &fs, const Descriptor &folder, const QString &name, QByteArrayView bytes,
                       const FileWriting &options, const QString &shownPath)
{
    const Fill fill = [&](int file) -> Result<void> {
        if (const auto written = writeAll(fs, file, bytes); !written)
            return systemFailure(written.error(), u"write"_s, shownPath);
        return {};
    };
    return writeWith(fs, folder, name, fill, options, shownPath);
}

Result<qint64> writeFile(Fs &fs, const Descriptor &folder, const QString &name, const BytePull &pull,
                         const FileWriting &options, const QString &shownPath)
{
    qint64 size = 0;
    const Fill fill = [&](int file) -> Result<void> {
        std::vector<char> piece(pieceBytes);
        while (true) {
            const auto length = pull(piece);
            if (!length)
                return failure(length);
            if (*length == 0)
                return {};
            if (const auto written = writeAll(fs, file, {piece.data(), *length}); !written)
                return systemFailure(written.error(), u"write"_s, shownPath);
            size += *length;
        }
    };
    return writeWith(fs, folder, name, fill, options, shownPath).transform([&] { return size; });
}

Result<bool> removeFile(Fs &fs, const Descriptor &folder, const QString &name, const QString &shownPath)
{
    const auto removed = fs.removeFile(folder.get(), QFile::encodeName(name));
    if (!removed && removed.error().number != ENOENT)
        return systemFailure(removed.error(), u"remove"_s, shownPath);
    // Also where it is gone already: whoever removed it may not have lived to sync.
    if (!fs.sync(folder.get()))
        return failure(ErrorCode::DurabilityUnknown, u"remove"_s, shownPath,
                       u"“%1” was removed, but the disk did not confirm it. Check the disk."_s.arg(shownPath));
    return removed.has_value();
}

Result<Descriptor> openPrivateFolder(Fs &fs, const QString &path)
{
    const QByteArray encoded = QFile::encodeName(path);
    auto made = openOrMake(fs, encoded);
    if (!made)
        return failure(std::move(made));
    if (!made->isNew) {
        if (const auto synced = syncAbove(fs, encoded, made->folder); !synced)
            return failure(synced);
    }
    return std::move(made->folder);
}

Result<Descriptor> openFolder(Fs &fs, const QString &path)
{
    const auto folder = fs.openRoot(QFile::encodeName(path));
    if (!folder)
        return systemFailure(folder.error(), u"open"_s, path);
    return Descriptor(fs, *folder);
}

Result<Descriptor> openOrMakeFolderIn(Fs &fs, const Descriptor &parent, const QString &name, const QString &shownPath)
{
    const QByteArray encoded = QFile::encodeName(name);
    if (const auto made = fs.makeDirectory(parent.get(), encoded, 0777); !made && made.error().number != EEXIST)
        return systemFailure(made.error(), u"create"_s, shownPath);
    auto folder = open(fs, parent.get(), encoded, Fs::Access::Directory);
    if (folder)
        return *std::move(folder);
    if (folder.error().number == ELOOP || folder.error().number == ENOTDIR)
        return failure(
            ErrorCode::AlreadyExists, u"create"_s, shownPath,
            u"“%1” is a link or a file where a folder is needed. Move it away, or choose another place."_s.arg(
                shownPath));
    return systemFailure(folder.error(), u"open"_s, shownPath);
}

Result<FileReader> FileReader::open(std::shared_ptr<Fs> fs, const QString &path, FollowLinks follow)
{
    const QString real = follow == FollowLinks::Yes ? QFileInfo(path).canonicalFilePath() : QString();
    const QString target = real.isEmpty() ? path : real;
    const SplitPath parts = split(target);
    const auto root = fs->openRoot(parts.folder);
    if (!root)
        return systemFailure(root.error(), u"read"_s, path);
    const Descriptor folder(*fs, *root);
    if (parts.name.isEmpty())
        return failure(ErrorCode::Invalid, u"read"_s, path,
                       u"“%1” is not a regular file. Name a file that can be read to its end."_s.arg(path));
    qint64 size = 0;
    auto file = checkedFile(*fs, pulse::open(*fs, folder.get(), parts.name, Fs::Access::Read), path, size);
    if (!file)
        return failure(std::move(file));
    return FileReader(std::move(fs), *std::move(file), size, path);
}

Result<FileReader> FileReader::openIn(std::shared_ptr<Fs> fs, const Descriptor &folder, const QString &name,
                                      const QString &shownPath)
{
    qint64 size = 0;
    auto file =
        checkedFile(*fs, pulse::open(*fs, folder.get(), QFile::encodeName(name), Fs::Access::Read), shownPath, size);
    if (!file)
        return failure(std::move(file));
    return FileReader(std::move(fs), *std::move(file), size, shownPath);
}

Result<qsizetype> FileReader::read(std::span<char> buffer)
{
    const auto count = m_fs->read(m_file.get(), buffer);
    if (!count)
        return systemFailure(count.error(), u"read"_s, m_path);
    return *count;
}

Result<QByteArray> FileReader::readAll(qint64 mostBytes)
{
    if (m_size > mostBytes)
        return failure(
            ErrorCode::Invalid, u"read"_s, m_path,
            u"“%1” is larger than %2 MiB, which is the most that can be read."_s.arg(m_path).arg(mostBytes >> 20));
    QByteArray bytes(m_size, Qt::Uninitialized);
    const auto length = readFully(*m_fs, m_file.get(), {bytes.data(), static_cast<size_t>(bytes.size())});
    if (!length)
        return systemFailure(length.error(), u"read"_s, m_path);
    bytes.truncate(*length);
    return bytes;
}

Result<QByteArray> readFile(std::shared_ptr<Fs> fs, const QString &path, qint64 mostBytes, FollowLinks follow)
{
    auto file = FileReader::open(std::move(fs), path, follow);
    if (!file)
        return failure(std::move(file));
    return file->readAll(mostBytes);
}

Result<void> waitForLock(Fs &fs, const Descriptor &descriptor, const QString &shownPath,
                         std::chrono::milliseconds longest)
{
    using namespace std::chrono_literals;
    const QDeadlineTimer deadline(longest);
    while (true) {
        const auto locked = fs.tryLock(descriptor.get());
        if (locked)
            return {};
        if (locked.error().number != EAGAIN)
            return systemFailure(locked.error(), u"lock"_s, shownPath);
        if (deadline.hasExpired())
            return failure(ErrorCode::Unavailable, u"lock"_s, shownPath,
                           u"Another program holds “%1” for too long. Try again in a moment."_s.arg(shownPath));
        QThread::sleep(10ms);
    }
}

Result<FolderLock> FolderLock::take(Fs &fs, const QString &folder)
{
    auto opened = openPrivateFolder(fs, folder);
    if (!opened)
        return failure(std::move(opened));
    if (const auto locked = waitForLock(fs, *opened, folder); !locked)
        return failure(locked);
    return FolderLock(*std::move(opened));
}

} // namespace pulse
