// SPDX-License-Identifier: Apache-2.0
#include "working_tree.h"

#include "blob_stream.h"
#include "layout.h"
#include "prompt_folder.h"
#include "pulse/base/quote.h"
#include "pulse/fs/file_io.h"

#include <QCryptographicHash>
#include <cerrno>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr size_t fewToSync = 8;

QByteArray folderOf(const QByteArray &path)
{
    return path.first(qMax<qsizetype>(0, path.lastIndexOf('/')));
}

QByteArray leafOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

bool isPointer(const QByteArray &path)
{
    const QByteArray leaf = leafOf(path);
    const bool isInside = path.startsWith(layout::prompts + '/') || path.startsWith(layout::trash + '/');
    return isInside && (leaf == layout::latest || leaf.startsWith(layout::labelPrefix));
}

} // namespace

/// Folders that were opened for writing, and have to be synced.
struct WorkingTree::Folders
{
    std::map<QByteArray, Descriptor> open;
};

WorkingTree::WorkingTree(const Repository &repository, std::function<QByteArray()> randomName)
    : m_repository(repository)
    , m_fs(repository.fs())
    , m_randomName(std::move(randomName))
{
    if (const auto root = m_fs.openRoot(repository.place().workFolder.toUtf8())) {
        m_root = Descriptor(m_fs, *root);
        if (const auto status = m_fs.status(m_root.get()))
            m_modes = Modes::like(status->mode);
    }
}

Result<void> WorkingTree::checkPath(const FileChange &change, const Call &call) const
{
    const QString shown = quoted(QString::fromUtf8(change.path));
    for (const QByteArray &name : change.path.split('/')) {
        if (isDangerousName(name))
            return call.fails(
                ErrorCode::Invalid,
                u"The branch holds %1, a path that could be mistaken for Git's own files, so nothing of it "
                "was written. Remove it from the branch."_s.arg(shown));
    }
    if (!change.after || change.after->isFile())
        return {};
    if (change.after->mode != linkMode || !isPointer(change.path))
        return call.fails(ErrorCode::Invalid,
                          u"The branch holds %1, a symbolic link or a submodule, which Pulse does not write into a "
                          "folder. Use git for this change, or remove it from the branch."_s.arg(shown));
    const auto text = m_repository.readSmall(change.after->id, layout::longestPointer, call);
    if (!text || !parsePointer(*text))
        return call.fails(ErrorCode::Invalid,
                          u"The branch holds %1, a symbolic link that names no version. Remove it from the "
                          "branch."_s.arg(shown));
    return {};
}

Sys<bool> WorkingTree::holds(const QByteArray &path, const std::optional<TreeEntry> &entry) const
{
    const QByteArray folderPath = folderOf(path);
    const auto opened = folderPath.isEmpty() ? Sys<Descriptor>(Descriptor())
                                             : open(m_fs, m_root.get(), folderPath, Fs::Access::Directory);
    const auto isNothing = [](SystemFailure cause) { return cause.number == ENOENT; };
    if (!opened)
        return isNothing(opened.error()) ? Sys<bool>(!entry) : Sys<bool>(false);
    const int folder = folderPath.isEmpty() ? m_root.get() : opened->get();
    const auto status = m_fs.statusAt(folder, leafOf(path));
    if (!status)
        return isNothing(status.error()) ? Sys<bool>(!entry) : Sys<bool>(std::unexpected(status.error()));
    if (!entry)
        return false;
    if (entry->mode == linkMode && status->type == EntryType::Link) {
        const auto target = m_fs.readLink(folder, leafOf(path));
        return target && hashObject(ObjectType::Blob, *target) == entry->id;
    }
    // Where links cannot be made, a file holds the link's text.
    if (status->type != EntryType::File)
        return false;
    const auto file = open(m_fs, folder, leafOf(path), Fs::Access::Read);
    if (!file)
        return std::unexpected(file.error());
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData("blob " + QByteArray::number(status->size) + '\0');
    QByteArray buffer(std::clamp<qint64>(status->size, 1, 256 * 1024), Qt::Uninitialized);
    for (;;) {
        const auto count = m_fs.read(file->get(), {buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return std::unexpected(count.error());
        if (*count == 0)
            break;
        hash.addData(QByteArrayView(buffer.constData(), *count));
    }
    return Oid::fromRaw(hash.resultView().data()) == entry->id;
}

Result<bool> WorkingTree::differs(const FileChange &expected, const Call &call) const
{
    const auto same = holds(expected.path, expected.after);
    if (!same)
        return call.fails(same.error());
    return !*same;
}

Result<void> WorkingTree::check(const std::vector<FileChange> &changes, const Call &call) const
{
    if (!m_root)
        return call.fails(ErrorCode::Unavailable,
                          u"The repository's folder “%1” cannot be opened."_s.arg(m_repository.place().workFolder));
    for (const FileChange &change : changes) {
        if (auto allowed = checkPath(change, call); !allowed)
            return allowed;
        const auto asBefore = holds(change.path, change.before);
        if (!asBefore)
            return call.fails(asBefore.error());
        if (*asBefore)
            continue;
        const auto asAfter = holds(change.path, change.after);
        if (!asAfter || !*asAfter)
            return call.fails(ErrorCode::Conflict,
                              u"The file %1 was changed by hand and not committed, so it was left alone and nothing "
                              "was done. Commit it with git, or take the change back (git restore), then try "
                              "again."_s.arg(quoted(QString::fromUtf8(change.path))));
    }
    const auto lease = m_repository.lease(call);
    if (!lease)
        return failure(lease);
    git_index *opened = nullptr;
    if (const int code = git_repository_index(&opened, lease->get()); code < 0)
        return gitFailure(call, code, u"The repository's index could not be read"_s);
    const IndexPtr index(opened);
    if (const int code = git_index_read(index.get(), 0); code < 0)
        return gitFailure(call, code, u"The repository's index could not be read"_s);
    for (const FileChange &change : changes) {
        const git_index_entry *entry = git_index_get_bypath(index.get(), change.path.constData(), 0);
        const Oid staged = entry != nullptr ? Oid::from(entry->id) : Oid();
        const auto isStaged = [&](const std::optional<TreeEntry> &tree) { return staged == (tree ? tree->id : Oid()); };
        if (!isStaged(change.before) && !isStaged(change.after))
            return call.fails(
                ErrorCode::Conflict,
                u"A change of the file %1 was added to Git's index and not committed. Commit it, or take "
                "it back (git restore --staged), then try again."_s.arg(quoted(QString::fromUtf8(change.path))));
    }
    return {};
}

Sys<void> WorkingTree::removeFile(const QByteArray &path, Folders &folders) const
{
    QByteArray at = path;
    bool isFolder = false;
    while (!at.isEmpty()) {
        const QByteArray folderPath = folderOf(at);
        const auto opened = folderPath.isEmpty() ? Sys<Descriptor>(Descriptor())
                                                 : open(m_fs, m_root.get(), folderPath, Fs::Access::Directory);
        if (!opened)
            return opened.error().number == ENOENT ? Sys<void>() : std::unexpected(opened.error());
        const int folder = folderPath.isEmpty() ? m_root.get() : opened->get();
        const auto removed = isFolder ? m_fs.removeDirectory(folder, leafOf(at)) : m_fs.removeFile(folder, leafOf(at));
        if (isFolder && !removed)
            return {}; // something else is in it
        if (!removed && removed.error().number != ENOENT)
            return removed;
        if (const auto synced = m_fs.sync(folder); !synced)
            return synced;
        folders.open.erase(at);
        at = folderPath;
        isFolder = true;
        if (at == layout::prompts)
            return {}; // Git keeps no empty folder; a library has this one
    }
    return {};
}

Sys<void> WorkingTree::writeFile(const FileChange &change, Folders &folders, const Call &call) const
{
    const QByteArray folderPath = folderOf(change.path);
    Descriptor &folder = folders.open[folderPath];
    if (!folder) {
        auto at = m_fs.openRoot(m_repository.place().workFolder.toUtf8());
        if (!at)
            return std::unexpected(at.error());
        Descriptor here(m_fs, *at);
        QByteArray path;
        const QList<QByteArray> names = folderPath.isEmpty() ? QList<QByteArray>() : folderPath.split('/');
        for (const QByteArray &name : names) {
            path += (path.isEmpty() ? "" : "/") + name;
            auto next = open(m_fs, here.get(), name, Fs::Access::Directory);
            if (!next && next.error().number == ENOENT) {
                next = createDirectory(m_fs, here.get(), name);
                if (next && m_modes.folder != privateDirectoryMode)
                    (void)m_fs.setMode(next->get(), m_modes.folder);
                if (next) {
                    if (const auto synced = m_fs.sync(here.get()); !synced)
                        return synced;
                }
            }
            if (!next)
                return std::unexpected(next.error());
            here = *std::move(next);
        }
        folder = std::move(here);
    }
    const QByteArray temporary = layout::temporaryPrefix + m_randomName();
    Sys<void> done;
    const bool isLink = change.after->mode == linkMode;
    if (isLink) {
        const auto target = m_repository.readSmall(change.after->id, layout::longestPointer, call);
        done = target ? m_fs.makeLink(*target, folder.get(), temporary) : std::unexpected(SystemFailure{EIO});
    }
    if (!isLink || (!done && (done.error().number == EPERM || done.error().number == EOPNOTSUPP))) {
        const auto file = createFile(m_fs, folder.get(), temporary, {});
        done = file ? writeBlob(change.after->id, file->get(), call) : Sys<void>(std::unexpected(file.error()));
        if (done)
            done = m_fs.sync(file->get());
        if (file && m_modes.file != privateFileMode)
            (void)m_fs.setMode(file->get(), m_modes.file);
    }
    if (done)
        done = m_fs.rename(folder.get(), temporary, folder.get(), leafOf(change.path));
    if (!done)
        (void)m_fs.removeFile(folder.get(), temporary);
    return done;
}

// In pieces, and compared with the name.
Sys<void> WorkingTree::writeBlob(const Oid &id, int file, const Call &call) const
{
    const auto stream = BlobStream::open(m_repository, id, m_randomName, call, {});
    if (!stream)
        return std::unexpected(SystemFailure{EIO});
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData("blob " + QByteArray::number((*stream)->size()) + '\0');
    QByteArray buffer(std::clamp<qint64>((*stream)->size(), 1, 256 * 1024), Qt::Uninitialized);
    for (;;) {
        const auto count = (*stream)->read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return std::unexpected(count.error());
        if (*count == 0)
            break;
        const QByteArrayView piece(buffer.constData(), *count);
        hash.addData(piece);
        if (const auto written = writeAll(m_fs, file, piece); !written)
            return written;
    }
    return Oid::fromRaw(hash.resultView().data()) == id ? Sys<void>() : std::unexpected(SystemFailure{EIO});
}

Result<void> WorkingTree::apply(const std::vector<FileChange> &changes, const Call &call) const
{
    if (!m_root)
        return call.fails(ErrorCode::Unavailable,
                          u"The repository's folder “%1” cannot be opened."_s.arg(m_repository.place().workFolder));
    Folders folders;
    std::vector<FileChange> done;
    // What goes first: a folder may take the place of a file.
    for (const bool removing : {true, false}) {
        for (const FileChange &change : changes) {
            if (change.after.has_value() == removing || !checkPath(change, call))
                continue;
            const auto isAfter = holds(change.path, change.after);
            if (isAfter && *isAfter) {
                done.push_back(change);
                continue;
            }
            const auto isBefore = holds(change.path, change.before);
            if (!isBefore || !*isBefore)
                continue; // a person's
            const auto changed = removing ? removeFile(change.path, folders) : writeFile(change, folders, call);
            if (!changed)
                return call.fails(changed.error());
            done.push_back(change);
        }
    }
    const bool isSynced = folders.open.size() >= fewToSync && m_fs.syncAll(m_root.get());
    for (const auto &[path, folder] : folders.open) {
        if (isSynced || !folder)
            continue;
        if (const auto synced = m_fs.sync(folder.get()); !synced)
            return call.fails(synced.error());
    }
    return updateIndex(done, call);
}

Result<void> WorkingTree::updateIndex(const std::vector<FileChange> &changes, const Call &call) const
{
    const auto lease = m_repository.lease(call);
    if (!lease)
        return failure(lease);
    git_index *opened = nullptr;
    if (const int code = git_repository_index(&opened, lease->get()); code < 0)
        return gitFailure(call, code, u"The repository's index could not be read"_s);
    const IndexPtr index(opened);
    if (const int code = git_index_read(index.get(), 0); code < 0)
        return gitFailure(call, code, u"The repository's index could not be read"_s);
    for (const FileChange &change : changes) {
        if (!change.after) {
            (void)git_index_remove(index.get(), change.path.constData(), 0);
            continue;
        }
        git_index_entry entry{};
        const QByteArray full = m_repository.place().workFolder.toUtf8() + '/' + change.path;
        struct stat status{};
        if (::lstat(full.constData(), &status) == 0) {
            entry.ctime = {static_cast<qint32>(status.st_ctim.tv_sec), static_cast<quint32>(status.st_ctim.tv_nsec)};
            entry.mtime = {static_cast<qint32>(status.st_mtim.tv_sec), static_cast<quint32>(status.st_mtim.tv_nsec)};
            entry.dev = static_cast<quint32>(status.st_dev);
            entry.ino = static_cast<quint32>(status.st_ino);
            entry.uid = status.st_uid;
            entry.gid = status.st_gid;
            entry.file_size = static_cast<quint32>(status.st_size);
        }
        entry.mode = change.after->mode;
        entry.id = change.after->id.toGit();
        entry.path = change.path.constData();
        if (const int code = git_index_add(index.get(), &entry); code < 0)
            return gitFailure(call, code, u"Git's index could not be changed"_s);
    }
    if (const int code = git_index_write(index.get()); code < 0)
        return gitFailure(call, code, u"Git's index could not be written"_s);
    return {};
}

} // namespace pulse::git
