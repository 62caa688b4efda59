// SPDX-License-Identifier: Apache-2.0
#include "writer_lock.h"

#include "layout.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr std::chrono::milliseconds longestPause{16};
constexpr qsizetype tagLength = 32;

std::unexpected<Error> busy(const Call &call)
{
    return call.fails(ErrorCode::Unavailable,
                      u"Another program is writing to this library and has not finished. Try again in a moment."_s);
}

} // namespace

WriterLock::WriterLock(const Parts &parts, const Descriptor &root)
    : m_parts(parts)
    , m_fs(*parts.fs)
    , m_root(root)
    , m_tag(parts.randomName().leftJustified(tagLength, '0', true))
{}

WriterLock::Hold::~Hold()
{
    if (m_lock != nullptr)
        m_lock->release();
}

Result<WriterLock::Hold> WriterLock::acquire(const Call &call, const std::stop_token &stop)
{
    const Deadline deadline = std::chrono::steady_clock::now() + m_parts.lockWait;
    if (auto locked = lockAmongThreads(call, stop, deadline); !locked)
        return failure(std::move(locked));
    if (auto locked = lockAmongProcesses(call, stop, deadline); !locked) {
        m_mutex.unlock();
        return failure(std::move(locked));
    }
    noticeOtherWriters();
    return Hold(*this);
}

Result<void> WriterLock::lockAmongThreads(const Call &call, const std::stop_token &stop, Deadline deadline)
{
    while (!m_mutex.try_lock_for(longestPause)) {
        if (auto go = call.checkStop(stop); !go)
            return go;
        if (std::chrono::steady_clock::now() >= deadline)
            return busy(call);
    }
    return {};
}

Result<void> WriterLock::lockAmongProcesses(const Call &call, const std::stop_token &stop, Deadline deadline)
{
    std::chrono::milliseconds pause{1};
    for (;;) {
        if (!m_file) {
            if (auto opened = openFile(call); !opened)
                return opened;
        }
        if (const auto locked = m_fs.tryLock(m_file.get()); locked) {
            if (isStillInPlace())
                return {};
            m_fs.unlock(m_file.get());
            m_file.reset();
            continue;
        } else if (locked.error().number != EAGAIN) {
            return call.fails(locked.error());
        }
        if (auto go = call.checkStop(stop); !go)
            return go;
        if (std::chrono::steady_clock::now() >= deadline)
            return busy(call);
        m_parts.pause(pause);
        pause = std::min(pause * 2, longestPause);
    }
}

Result<void> WriterLock::openFile(const Call &call)
{
    const auto opened = m_fs.open(m_root.get(), layout::lockFile, Fs::Access::Lock);
    if (!opened && opened.error().number == ENOENT)
        return call.fails(ErrorCode::Unavailable, u"The library's folder is gone. It was deleted, or the disk that "
                                                  "holds it was removed; bring it back, then open it again."_s);
    if (!opened)
        return call.fails(opened.error());
    m_file = Descriptor(m_fs, *opened);
    const auto status = m_fs.status(m_file.get());
    if (!status)
        return call.fails(status.error());
    if (status->type != EntryType::File)
        return call.fails(ErrorCode::Corrupt, u"The file “.lock” in the library is no regular file. Remove it, then "
                                              "try again."_s);
    m_inode = status->inode;
    if (status->mode != privateFileMode)
        (void)m_fs.setMode(m_file.get(), privateFileMode); // it holds nothing; another owner's file locks as well
    return {};
}

// Somebody may have deleted the file: whoever comes then locks a new one, and both would believe to be alone.
bool WriterLock::isStillInPlace()
{
    const auto status = m_fs.statusAt(m_root.get(), layout::lockFile);
    return status && status->inode == m_inode;
}

void WriterLock::noticeOtherWriters()
{
    QByteArray tag(tagLength, Qt::Uninitialized);
    const auto length = m_fs.readAt(m_file.get(), {tag.data(), static_cast<size_t>(tag.size())}, 0);
    if (length && *length == tagLength && tag == m_tag)
        return;
    ++m_generation;
    // A full disk must not keep anybody from emptying the trash, and the tag only spares work.
    (void)m_fs.writeAt(m_file.get(), m_tag, 0);
}

void WriterLock::release()
{
    m_fs.unlock(m_file.get());
    m_mutex.unlock();
}

} // namespace pulse::filesystem
