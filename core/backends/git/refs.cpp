// SPDX-License-Identifier: Apache-2.0
#include "refs.h"

#include "pulse/fs/file_io.h"
#include "repository.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

const QByteArray headLock = QByteArrayLiteral("HEAD.lock");
const QByteArray lockWords = QByteArrayLiteral("locked by pulse"); // no ref, and nothing that Git would write
const QByteArray newHead = QByteArrayLiteral("head.new");

QByteArray leafOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

Sys<QByteArray> readSmall(Fs &fs, int file)
{
    QByteArray text(1024, Qt::Uninitialized);
    qsizetype length = 0;
    while (length < text.size()) {
        const auto count = fs.readAt(file, {text.data() + length, static_cast<size_t>(text.size() - length)}, length);
        if (!count)
            return std::unexpected(count.error());
        if (*count == 0)
            break;
        length += *count;
    }
    text.truncate(length);
    return text;
}

} // namespace

HeadLock::~HeadLock()
{
    if (m_fs != nullptr)
        (void)m_fs->removeFile(m_gitFolder->get(), headLock);
}

Sys<Descriptor> Refs::openFolderOf(const QByteArray &ref, bool make) const
{
    const QByteArray path = ref.first(ref.lastIndexOf('/'));
    auto opened = open(m_fs, m_gitFolder.get(), path, Fs::Access::Directory);
    if (opened || !make || opened.error().number != ENOENT)
        return opened;
    Descriptor at;
    for (const QByteArray &name : path.split('/')) {
        const int above = at ? at.get() : m_gitFolder.get();
        auto next = open(m_fs, above, name, Fs::Access::Directory);
        if (!next && next.error().number == ENOENT) {
            next = createDirectory(m_fs, above, name);
            if (next && m_modes.folder != privateDirectoryMode)
                (void)m_fs.setMode(next->get(), m_modes.folder);
            if (next) {
                if (const auto synced = m_fs.sync(above); !synced)
                    return std::unexpected(synced.error());
            }
        }
        if (!next)
            return next;
        at = *std::move(next);
    }
    return at;
}

Sys<void> Refs::noteLock(int writerLockFile, const QByteArray &text) const
{
    if (const auto written = m_fs.writeAt(writerLockFile, text, 0); !written)
        return std::unexpected(written.error());
    if (const auto cut = m_fs.truncate(writerLockFile, text.size()); !cut)
        return cut;
    return m_fs.sync(writerLockFile);
}

void Refs::removeStaleLocks(int writerLockFile) const
{
    const auto target = m_fs.readLink(m_gitFolder.get(), headLock);
    bool isOurs = target && *target == lockWords;
    if (!target) {
        const auto file = open(m_fs, m_gitFolder.get(), headLock, Fs::Access::Read);
        const auto words = file ? readSmall(m_fs, file->get()) : Sys<QByteArray>(QByteArray());
        isOurs = words && *words == lockWords;
    }
    if (isOurs)
        (void)m_fs.removeFile(m_gitFolder.get(), headLock);
    const auto note = readSmall(m_fs, writerLockFile);
    if (!note || note->isEmpty())
        return;
    const QList<QByteArray> words = note->trimmed().split(' ');
    if (words.size() == 2 && words[0].startsWith("refs/") && !words[0].contains("..")) {
        const auto folder = openFolderOf(words[0], false);
        const QByteArray lock = leafOf(words[0]) + ".lock";
        const auto file = folder ? open(m_fs, folder->get(), lock, Fs::Access::Read) : Sys<Descriptor>(Descriptor());
        // What the lock holds tells whose it was: the commit is one that only that writer had made. Cut off while it
        // was written, it holds less.
        if (folder && file && *file) {
            auto held = readSmall(m_fs, file->get());
            while (held && held->endsWith('\0')) // a power cut may leave zeroes
                held->chop(1);
            if (held && (words[1] + '\n').startsWith(*held))
                (void)m_fs.removeFile(folder->get(), lock);
        }
    }
    (void)m_fs.truncate(writerLockFile, 0);
}

Result<Refs::Outcome> Refs::move(const Repository &repository, const Move &move, int writerLockFile,
                                 const Call &call) const
{
    const auto folder = openFolderOf(move.ref, true);
    if (!folder)
        return call.fails(folder.error());
    const QByteArray leaf = leafOf(move.ref);
    const QByteArray lock = leaf + ".lock";
    if (const auto noted = noteLock(writerLockFile, move.ref + ' ' + move.to.hex()); !noted)
        return call.fails(noted.error());
    const auto file = createFile(m_fs, folder->get(), lock, move.to.hex() + '\n');
    if (!file && file.error().number == EEXIST) {
        (void)m_fs.truncate(writerLockFile, 0);
        return call.fails(
            ErrorCode::Unavailable,
            u"Another program holds the lock of the branch (the file %1 in the repository). Try again "
            "when it is done; if none is running, delete that file."_s.arg(QString::fromUtf8(move.ref + ".lock")));
    }
    const auto abandon = [&] {
        (void)m_fs.removeFile(folder->get(), lock);
        (void)m_fs.truncate(writerLockFile, 0);
    };
    if (!file) {
        abandon();
        return call.fails(file.error());
    }
    if (m_modes.file != privateFileMode)
        (void)m_fs.setMode(file->get(), m_modes.file);
    const auto now = repository.readRef(move.ref, call);
    if (!now || *now != move.from) {
        abandon();
        return now ? Result<Outcome>(Outcome::Lost) : failure(now);
    }
    Sys<void> done = m_fs.sync(file->get());
    if (done)
        done = m_fs.rename(folder->get(), lock, folder->get(), leaf);
    if (!done) {
        abandon();
        return call.fails(done.error());
    }
    const bool isSynced = m_fs.sync(folder->get()).has_value();
    (void)m_fs.truncate(writerLockFile, 0);
    appendLog(move);
    return isSynced ? Outcome::Moved : Outcome::Unacknowledged;
}

Sys<void> Refs::sync(const QByteArray &ref) const
{
    const auto folder = openFolderOf(ref, false);
    const auto file = folder ? open(m_fs, folder->get(), leafOf(ref), Fs::Access::Read)
                             : Sys<Descriptor>(std::unexpected(folder.error()));
    if (!file && file.error().number == ENOENT)
        return m_fs.sync(m_gitFolder.get()); // it is one of the packed refs
    if (!file)
        return std::unexpected(file.error());
    if (const auto synced = m_fs.sync(file->get()); !synced)
        return synced;
    return m_fs.sync(folder->get());
}

Sys<HeadLock> Refs::lockHead() const
{
    auto made = m_fs.makeLink(lockWords, m_gitFolder.get(), headLock);
    if (!made && (made.error().number == EPERM || made.error().number == EOPNOTSUPP)) {
        const auto file = createFile(m_fs, m_gitFolder.get(), headLock, lockWords);
        made = file ? Sys<void>() : Sys<void>(std::unexpected(file.error()));
    }
    if (!made)
        return std::unexpected(made.error());
    return HeadLock(m_fs, m_gitFolder);
}

Sys<void> Refs::pointHead(const QByteArray &ref, const Descriptor &folder, const HeadLock &) const
{
    (void)m_fs.removeFile(folder.get(), newHead); // of one that was killed
    const auto file = createFile(m_fs, folder.get(), newHead, "ref: " + ref + '\n');
    if (!file)
        return std::unexpected(file.error());
    if (m_modes.file != privateFileMode)
        (void)m_fs.setMode(file->get(), m_modes.file);
    Sys<void> done = m_fs.sync(file->get());
    if (done)
        done = m_fs.rename(folder.get(), newHead, m_gitFolder.get(), "HEAD");
    if (!done) {
        (void)m_fs.removeFile(folder.get(), newHead);
        return done;
    }
    return m_fs.sync(m_gitFolder.get());
}

// A convenience for people (`git reflog`): only where Git keeps a log already, and never a reason to fail.
void Refs::appendLog(const Move &move) const
{
    const QByteArray line = move.from.hex() + ' ' + move.to.hex() + ' ' + move.logLine + '\n';
    for (const QByteArray &path : {"logs/" + move.ref, QByteArrayLiteral("logs/HEAD")}) {
        const auto existing = open(m_fs, m_gitFolder.get(), path, Fs::Access::Read);
        if (!existing)
            continue;
        const auto log = open(m_fs, m_gitFolder.get(), path, Fs::Access::Append);
        if (log)
            (void)writeAll(m_fs, log->get(), line);
    }
}

} // namespace pulse::git
