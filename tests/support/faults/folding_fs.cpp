// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/folding_fs.h"

#include "pulse/fs/descriptor.h"

namespace pulse::faults {

FoldingFs::FoldingFs(Folds folds)
    : m_folds(folds)
{}

QString FoldingFs::folded(const QByteArray &name) const
{
    QString text = QString::fromUtf8(name);
    if (m_folds.foldsComposition)
        text = text.normalized(QString::NormalizationForm_D);
    return m_folds.foldsCase ? text.toCaseFolded() : text;
}

QByteArray FoldingFs::spelled(int directory, const QByteArray &name)
{
    const auto present = m_real->entries(directory);
    if (!present || std::ranges::contains(*present, name, &DirectoryEntry::name))
        return name;
    const QString wanted = folded(name);
    const auto same =
        std::ranges::find_if(*present, [&](const DirectoryEntry &entry) { return folded(entry.name) == wanted; });
    return same != present->end() ? same->name : name;
}

QByteArray FoldingFs::spelledPath(int directory, const QByteArray &path)
{
    QByteArray found;
    Descriptor below;
    for (const QByteArray &segment : path.split('/')) {
        const int at = below ? below.get() : directory;
        const QByteArray name = at != -1 && (below || found.isEmpty()) ? spelled(at, segment) : segment;
        found += (found.isEmpty() ? QByteArray() : QByteArray("/")) + name;
        const auto opened = m_real->open(directory, found, Access::Directory);
        below = opened ? Descriptor(*m_real, *opened) : Descriptor();
    }
    return found;
}

QByteArray FoldingFs::targetOf(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    const QByteArray existing = spelled(toDirectory, to);
    const auto one = m_real->statusAt(fromDirectory, spelled(fromDirectory, from));
    const auto other = m_real->statusAt(toDirectory, existing);
    return one && other && one->inode == other->inode ? to : existing;
}

Sys<int> FoldingFs::openRoot(const QByteArray &path)
{
    return m_real->openRoot(path);
}

Sys<int> FoldingFs::open(int directory, const QByteArray &path, Access access)
{
    const std::lock_guard lock(m_mutex);
    return m_real->open(directory, spelledPath(directory, path), access);
}

void FoldingFs::close(int descriptor)
{
    m_real->close(descriptor);
}

void FoldingFs::startWriteback(int file)
{
    m_real->startWriteback(file);
}

void FoldingFs::unlock(int descriptor)
{
    m_real->unlock(descriptor);
}

Sys<qsizetype> FoldingFs::read(int file, std::span<char> buffer)
{
    return m_real->read(file, buffer);
}

Sys<qsizetype> FoldingFs::readAt(int file, std::span<char> buffer, qint64 offset)
{
    return m_real->readAt(file, buffer, offset);
}

Sys<qsizetype> FoldingFs::write(int file, QByteArrayView bytes)
{
    return m_real->write(file, bytes);
}

Sys<qsizetype> FoldingFs::writeAt(int file, QByteArrayView bytes, qint64 offset)
{
    return m_real->writeAt(file, bytes, offset);
}

Sys<void> FoldingFs::truncate(int file, qint64 size)
{
    return m_real->truncate(file, size);
}

Sys<void> FoldingFs::sync(int descriptor)
{
    return m_real->sync(descriptor);
}

Sys<void> FoldingFs::syncAll(int directory)
{
    return m_real->syncAll(directory);
}

Sys<void> FoldingFs::setMode(int descriptor, unsigned mode)
{
    return m_real->setMode(descriptor, mode);
}

Sys<void> FoldingFs::touch(int descriptor)
{
    return m_real->touch(descriptor);
}

Sys<FileStatus> FoldingFs::status(int descriptor)
{
    return m_real->status(descriptor);
}

Sys<void> FoldingFs::checkWritable(int directory)
{
    return m_real->checkWritable(directory);
}

Sys<std::vector<DirectoryEntry>> FoldingFs::entries(int directory)
{
    return m_real->entries(directory);
}

Sys<void> FoldingFs::tryLock(int descriptor)
{
    return m_real->tryLock(descriptor);
}

Sys<FileStatus> FoldingFs::statusAt(int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    return m_real->statusAt(directory, spelled(directory, name));
}

Sys<void> FoldingFs::makeDirectory(int directory, const QByteArray &name, unsigned mode)
{
    const std::lock_guard lock(m_mutex);
    return m_real->makeDirectory(directory, spelled(directory, name), mode);
}

Sys<void> FoldingFs::setModeAt(int directory, const QByteArray &name, unsigned mode)
{
    const std::lock_guard lock(m_mutex);
    return m_real->setModeAt(directory, spelled(directory, name), mode);
}

Sys<void> FoldingFs::makeLink(const QByteArray &target, int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    return m_real->makeLink(target, directory, spelled(directory, name));
}

Sys<QByteArray> FoldingFs::readLink(int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    return m_real->readLink(directory, spelled(directory, name));
}

Sys<void> FoldingFs::removeFile(int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    return m_real->removeFile(directory, spelled(directory, name));
}

Sys<void> FoldingFs::removeDirectory(int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    return m_real->removeDirectory(directory, spelled(directory, name));
}

Sys<void> FoldingFs::rename(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    const std::lock_guard lock(m_mutex);
    return m_real->rename(fromDirectory, spelled(fromDirectory, from), toDirectory,
                          targetOf(fromDirectory, from, toDirectory, to));
}

Sys<void> FoldingFs::renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    const std::lock_guard lock(m_mutex);
    return m_real->renameNoReplace(fromDirectory, spelled(fromDirectory, from), toDirectory,
                                   targetOf(fromDirectory, from, toDirectory, to));
}

Sys<void> FoldingFs::exchange(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    const std::lock_guard lock(m_mutex);
    return m_real->exchange(fromDirectory, spelled(fromDirectory, from), toDirectory,
                            targetOf(fromDirectory, from, toDirectory, to));
}

} // namespace pulse::faults
