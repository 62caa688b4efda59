// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "call.h"
#include "pulse/backends/filesystem/open.h"
#include "pulse/fs/descriptor.h"

#include <mutex>
#include <stop_token>

namespace pulse::filesystem {

/// One writer at a time: a mutex among the threads of this process, an advisory lock on `.lock` among processes.
///
/// The kernel releases the lock of a process that dies, so it is never stale. The file holds the tag of whoever
/// wrote last; by it a writer learns whether anybody else wrote since (`generation`).
class WriterLock
{
public:
    WriterLock(const Parts &parts, const Descriptor &root);

    /// Holding it is the permission to change the library. Released by the destructor; must not outlive the lock.
    class Hold
    {
    public:
        explicit Hold(WriterLock &lock)
            : m_lock(&lock)
        {}
        Hold(Hold &&other) noexcept
            : m_lock(std::exchange(other.m_lock, nullptr))
        {}
        Hold &operator=(Hold &&) = delete;
        ~Hold();

    private:
        WriterLock *m_lock;
    };

    /// Waits a bounded time. Errors: Unavailable (another writer holds it too long, or the library is gone), Cancelled.
    [[nodiscard]] Result<Hold> acquire(const Call &call, const std::stop_token &stop);

    /// Changes whenever another writer may have written since this one last did. Read it while holding the lock.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }

private:
    using Deadline = std::chrono::steady_clock::time_point;
    [[nodiscard]] Result<void> lockAmongThreads(const Call &call, const std::stop_token &stop, Deadline deadline);
    [[nodiscard]] Result<void> lockAmongProcesses(const Call &call, const std::stop_token &stop, Deadline deadline);
    [[nodiscard]] Result<void> openFile(const Call &call);
    [[nodiscard]] bool isStillInPlace();
    void noticeOtherWriters();
    void release();

    const Parts &m_parts;
    Fs &m_fs;
    const Descriptor &m_root;
    const QByteArray m_tag;
    std::timed_mutex m_mutex;
    Descriptor m_file;
    std::uint64_t m_inode = 0;
    std::uint64_t m_generation = 0;
};

} // namespace pulse::filesystem
