// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/faults/recording.h"

#include <QHash>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace pulse::faults {

/// One call that is about to be made.
struct FsCall
{
    int index = 0; ///< counts from 0
    QByteArray kind;
    QString text;         ///< kind and paths below the folder, random names shown as TMP
    bool changes = false; ///< whether the call changes or syncs something
};

/// The real system calls, with a script that sees each one first and may make it fail instead, and a recording of what
/// they did.
///
/// Thread-safe. Paths in texts are relative to `folder`, or to whatever was opened by openRoot where that is empty.
/// Closing and unlocking are no calls in this sense: they never fail and the kernel does them for a process that died.
class ScriptedFs final : public Fs
{
public:
    /// Returns errno for a call that shall fail, 0 for one that shall be made, `kill` for the end of the process.
    using Script = std::function<int(const FsCall &)>;
    /// From this call on none reaches the disk any more.
    static constexpr int kill = -1;

    explicit ScriptedFs(Script script = {}, std::shared_ptr<Fs> beneath = realFs());
    /// Records from now on what happens below `folder`, which holds what `before` shows.
    ScriptedFs(QString folder, Disk before);

    void setScript(Script script); ///< counting begins anew
    /// At most so many bytes a write, also the one that the script is just asked about; 0 for no limit.
    void setShortWrites(qsizetype bytes) { m_shortWrites = bytes; }
    /// Whether syncAll may be used; else it is not supported, as on file systems that do not keep to it.
    void setSyncAll(bool works) { m_syncsAll = works; }
    [[nodiscard]] int calls() const { return m_index; } ///< since the script was set
    [[nodiscard]] bool isKilled() const { return m_isKilled; }

    /// While set, the first sync after a rename kills: a process that has published and not yet made that durable.
    /// Unset, calls work again, for the next process.
    void setDyingBeforeSync(bool dies);
    void acknowledge(const QString &fact);
    [[nodiscard]] Recording recording() const;
    [[nodiscard]] Disk disk() const; ///< what is there now, as far as calls went through this

    [[nodiscard]] Sys<int> openRoot(const QByteArray &path) override;
    [[nodiscard]] Sys<int> open(int directory, const QByteArray &path, Access access) override;
    void close(int descriptor) override;
    [[nodiscard]] Sys<qsizetype> read(int file, std::span<char> buffer) override;
    [[nodiscard]] Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) override;
    [[nodiscard]] Sys<qsizetype> write(int file, QByteArrayView bytes) override;
    [[nodiscard]] Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) override;
    [[nodiscard]] Sys<void> truncate(int file, qint64 size) override;
    void startWriteback(int file) override;
    [[nodiscard]] Sys<void> sync(int descriptor) override;
    [[nodiscard]] Sys<void> syncAll(int directory) override;
    [[nodiscard]] Sys<void> setMode(int descriptor, unsigned mode) override;
    [[nodiscard]] Sys<void> touch(int descriptor) override;
    [[nodiscard]] Sys<FileStatus> status(int descriptor) override;
    [[nodiscard]] Sys<FileStatus> statusAt(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> checkWritable(int directory) override;
    [[nodiscard]] Sys<std::vector<DirectoryEntry>> entries(int directory) override;
    [[nodiscard]] Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) override;
    [[nodiscard]] Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) override;
    [[nodiscard]] Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<QByteArray> readLink(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory,
                                   const QByteArray &to) override;
    [[nodiscard]] Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory,
                                            const QByteArray &to) override;
    [[nodiscard]] Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory,
                                     const QByteArray &to) override;
    [[nodiscard]] Sys<void> removeFile(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> removeDirectory(int directory, const QByteArray &name) override;
    [[nodiscard]] Sys<void> tryLock(int descriptor) override;
    void unlock(int descriptor) override;

private:
    struct Opened
    {
        QByteArray path;
        int inode = -1;
        qint64 position = 0; ///< of the next write
        bool appends = false;
    };
    struct Request
    {
        QByteArray kind;
        QByteArray path;
        bool changes = false;
    };

    [[nodiscard]] Opened known(int descriptor) const;
    [[nodiscard]] QByteArray pathOf(int descriptor) const { return known(descriptor).path; }
    [[nodiscard]] QByteArray pathOf(int directory, const QByteArray &name) const;
    [[nodiscard]] int enter(const Request &request, QString &text);
    [[nodiscard]] Event ofInode(Event::Kind kind, int descriptor) const;
    [[nodiscard]] Event ofName(Event::Kind kind, int directory, const QByteArray &name) const;
    [[nodiscard]] Event ofMove(Event::Kind kind, int from, const QByteArray &name, int to,
                               const QByteArray &toName) const;
    [[nodiscard]] int nextInode() const;
    template <typename Call>
    auto run(const Request &request, Call call) -> decltype(call());
    template <typename Call>
    auto change(const Request &request, Event event, Call call) -> decltype(call());
    void note(Event event, int failure);
    [[nodiscard]] int inodeAt(int directory, const QByteArray &path) const;
    void remember(int descriptor, const QByteArray &path, int inode, bool appends);
    [[nodiscard]] Sys<qsizetype> put(const Request &request, int file, QByteArrayView bytes, std::optional<qint64> at);

    const std::shared_ptr<Fs> m_real = realFs();
    const QString m_folder;
    mutable std::recursive_mutex m_mutex;
    Script m_script;
    QHash<int, Opened> m_opened;
    std::atomic<int> m_index = 0;
    std::atomic<bool> m_isKilled = false;
    std::atomic<bool> m_syncsAll = true;
    std::atomic<qsizetype> m_shortWrites = 0;
    bool m_diesBeforeSync = false;
    Recording m_recording;
    Disk m_now; // empty when nothing is recorded
};

} // namespace pulse::faults
