// SPDX-License-Identifier: Apache-2.0
#include "aside.h"

#include "pulse/base/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

const QByteArray asidePrefix = QByteArrayLiteral(".pulse-restore-");

class UnsyncedFs final : public Fs
{
public:
    explicit UnsyncedFs(std::shared_ptr<Fs> fs)
        : m_fs(std::move(fs))
    {}

    Sys<int> openRoot(const QByteArray &path) override { return m_fs->openRoot(path); }
    Sys<int> open(int directory, const QByteArray &path, Access access) override
    {
        return m_fs->open(directory, path, access);
    }
    void close(int descriptor) override { m_fs->close(descriptor); }
    Sys<qsizetype> read(int file, std::span<char> buffer) override { return m_fs->read(file, buffer); }
    Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) override
    {
        return m_fs->readAt(file, buffer, offset);
    }
    Sys<qsizetype> write(int file, QByteArrayView bytes) override { return m_fs->write(file, bytes); }
    Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) override
    {
        return m_fs->writeAt(file, bytes, offset);
    }
    Sys<void> truncate(int file, qint64 size) override { return m_fs->truncate(file, size); }
    void startWriteback(int) override {}
    Sys<void> sync(int) override { return {}; }
    Sys<void> syncAll(int) override { return {}; }
    Sys<void> setMode(int descriptor, unsigned mode) override { return m_fs->setMode(descriptor, mode); }
    Sys<void> touch(int descriptor) override { return m_fs->touch(descriptor); }
    Sys<FileStatus> status(int descriptor) override { return m_fs->status(descriptor); }
    Sys<FileStatus> statusAt(int directory, const QByteArray &name) override { return m_fs->statusAt(directory, name); }
    Sys<void> checkWritable(int directory) override { return m_fs->checkWritable(directory); }
    Sys<std::vector<DirectoryEntry>> entries(int directory) override { return m_fs->entries(directory); }
    Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) override
    {
        return m_fs->makeDirectory(directory, name, mode);
    }
    Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) override
    {
        return m_fs->setModeAt(directory, name, mode);
    }
    Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) override
    {
        return m_fs->makeLink(target, directory, name);
    }
    Sys<QByteArray> readLink(int directory, const QByteArray &name) override { return m_fs->readLink(directory, name); }
    Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return m_fs->rename(fromDirectory, from, toDirectory, to);
    }
    Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return m_fs->renameNoReplace(fromDirectory, from, toDirectory, to);
    }
    Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return m_fs->exchange(fromDirectory, from, toDirectory, to);
    }
    Sys<void> removeFile(int directory, const QByteArray &name) override { return m_fs->removeFile(directory, name); }
    Sys<void> removeDirectory(int directory, const QByteArray &name) override
    {
        return m_fs->removeDirectory(directory, name);
    }
    Sys<void> tryLock(int descriptor) override { return m_fs->tryLock(descriptor); }
    void unlock(int descriptor) override { m_fs->unlock(descriptor); }

private:
    std::shared_ptr<Fs> m_fs;
};

Sys<void> syncTree(Fs &fs, const Descriptor &folder)
{
    const auto entries = fs.entries(folder.get());
    if (!entries)
        return std::unexpected(entries.error());
    for (const DirectoryEntry &entry : *entries) {
        if (entry.type != EntryType::Directory && entry.type != EntryType::File)
            continue;
        const bool isFolder = entry.type == EntryType::Directory;
        const auto opened =
            pulse::open(fs, folder.get(), entry.name, isFolder ? Fs::Access::Directory : Fs::Access::Read);
        if (!opened)
            return std::unexpected(opened.error());
        if (auto synced = isFolder ? syncTree(fs, *opened) : fs.sync(opened->get()); !synced)
            return synced;
    }
    return fs.sync(folder.get());
}

// What others left that died; a living one holds the lock of its folder.
void removeAbandoned(Fs &fs, const Descriptor &parent)
{
    const auto entries = fs.entries(parent.get());
    if (!entries)
        return;
    for (const DirectoryEntry &entry : *entries) {
        if (entry.type != EntryType::Directory || !entry.name.startsWith(asidePrefix))
            continue;
        const auto folder = pulse::open(fs, parent.get(), entry.name, Fs::Access::Directory);
        if (folder && fs.tryLock(folder->get()))
            (void)removeTree(fs, parent.get(), entry.name);
    }
}

} // namespace

std::shared_ptr<Fs> withoutSyncs(std::shared_ptr<Fs> fs)
{
    return std::make_shared<UnsyncedFs>(std::move(fs));
}

AsideFolder::AsideFolder(std::shared_ptr<Fs> fs, Descriptor parent, Descriptor folder, QString parentPath,
                         QString target, QByteArray name)
    : m_fs(std::move(fs))
    , m_parent(std::move(parent))
    , m_folder(std::move(folder))
    , m_parentPath(std::move(parentPath))
    , m_target(std::move(target))
    , m_name(std::move(name))
{}

AsideFolder::~AsideFolder()
{
    if (!m_folder)
        return;
    m_folder.reset();
    if (!m_name.isEmpty())
        (void)removeTree(*m_fs, m_parent.get(), m_name);
}

Result<AsideFolder> AsideFolder::make(const std::shared_ptr<Fs> &fs, const QString &target,
                                      const QByteArray &randomName)
{
    const QString path = QDir::cleanPath(QDir::current().absoluteFilePath(target));
    const QString above = QFileInfo(path).path();
    const auto fails = [&](SystemFailure cause, const QString &subject) {
        return std::unexpected(systemError(cause.number, u"restore"_s, subject));
    };
    const auto root = fs->openRoot(QFile::encodeName(above));
    if (!root)
        return fails(root.error(), above);
    Descriptor parent(*fs, *root);
    const QByteArray leaf = QFile::encodeName(QFileInfo(path).fileName());
    const auto existing = fs->statusAt(parent.get(), leaf);
    if (existing) {
        const auto opened = pulse::open(*fs, parent.get(), leaf, Fs::Access::Directory);
        const auto entries = opened ? fs->entries(opened->get()) : Sys<std::vector<DirectoryEntry>>();
        if (!opened || !entries || !entries->empty())
            return failure(ErrorCode::AlreadyExists, u"restore"_s, path,
                           u"%1 exists already and is not an empty folder. Name a new folder to restore into."_s.arg(
                               quoted(path, 400)));
    }
    removeAbandoned(*fs, parent);
    const QByteArray name = asidePrefix + randomName;
    auto folder = createDirectory(*fs, parent.get(), name);
    if (!folder)
        return fails(folder.error(), above);
    (void)fs->tryLock(folder->get()); // only keeps others from cleaning it away
    return AsideFolder(fs, std::move(parent), *std::move(folder), above, path, name);
}

std::unexpected<Error> AsideFolder::explain(SystemFailure cause) const
{
    return std::unexpected(systemError(cause.number, u"restore"_s, m_target));
}

Result<void> AsideFolder::moveIntoPlace()
{
    const QByteArray leaf = QFile::encodeName(QFileInfo(m_target).fileName());
    auto synced = m_fs->syncAll(m_folder.get());
    if (!synced && synced.error().number == EOPNOTSUPP)
        synced = syncTree(*m_fs, m_folder);
    if (!synced)
        return explain(synced.error());
    const auto cleared = m_fs->removeDirectory(m_parent.get(), leaf);
    if (!cleared && cleared.error().number != ENOENT)
        return explain(cleared.error());
    if (const auto moved = renameWithoutReplacing(*m_fs, m_parent.get(), m_name, m_parent.get(), leaf); !moved)
        return explain(moved.error());
    m_name.clear();
    if (const auto durable = m_fs->sync(m_parent.get()); !durable)
        return failure(ErrorCode::DurabilityUnknown, u"restore"_s, m_target,
                       u"The library was restored to %1, but the disk failed to confirm it. Check the disk and look "
                       "whether the library is complete with verify."_s.arg(quoted(m_target, 400)));
    return {};
}

} // namespace pulse::backup
