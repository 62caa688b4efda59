// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>
#include <atomic>
#include <functional>
#include <mutex>

namespace pulse::filesystem::test {

/// One call that is about to be made.
struct FsCall
{
    int index = 0; ///< counts from 0
    QByteArray kind;
    QString text;         ///< kind and paths below the library, random names shown as TMP
    bool changes = false; ///< whether the call changes or syncs something
};

/// The real system calls, with a script that sees each one first and may make it fail instead.
class ScriptedFs final : public Fs
{
public:
    /// Returns errno for a call that shall fail, 0 for one that shall be made.
    using Script = std::function<int(const FsCall &)>;

    explicit ScriptedFs(Script script = {})
        : m_script(std::move(script))
    {}

    void setScript(Script script)
    {
        const std::lock_guard lock(m_mutex);
        m_script = std::move(script);
        m_index = 0;
    }
    /// At most so many bytes a write; 0 for no limit.
    void setShortWrites(qsizetype bytes) { m_shortWrites = bytes; }

    Sys<int> openRoot(const QByteArray &path) override
    {
        return remember(enter("openRoot", {}, false), [&] { return m_real->openRoot(path); }, QByteArray());
    }
    Sys<int> open(int directory, const QByteArray &path, Access access) override
    {
        const QByteArray kind = access == Access::Create   ? "create"
                                : access == Access::Lock   ? "openLock"
                                : access == Access::Append ? "openAppend"
                                                           : "open";
        const QByteArray full = pathOf(directory, path);
        return remember(
            enter(kind, full, access == Access::Create || access == Access::Append),
            [&] { return m_real->open(directory, path, access); }, full);
    }
    void close(int descriptor) override { m_real->close(descriptor); }
    Sys<qsizetype> read(int file, std::span<char> buffer) override
    {
        return run("read", pathOf(file), false, [&] { return m_real->read(file, buffer); });
    }
    Sys<qsizetype> readAt(int file, std::span<char> buffer, qint64 offset) override
    {
        return run("readAt", pathOf(file), false, [&] { return m_real->readAt(file, buffer, offset); });
    }
    Sys<qsizetype> write(int file, QByteArrayView bytes) override
    {
        if (m_shortWrites > 0)
            bytes = bytes.first(std::min(bytes.size(), m_shortWrites.load()));
        return run("write", pathOf(file), true, [&] { return m_real->write(file, bytes); });
    }
    Sys<qsizetype> writeAt(int file, QByteArrayView bytes, qint64 offset) override
    {
        return run("writeAt", pathOf(file), false, [&] { return m_real->writeAt(file, bytes, offset); });
    }
    Sys<void> truncate(int file, qint64 size) override
    {
        return run("truncate", pathOf(file), true, [&] { return m_real->truncate(file, size); });
    }
    void startWriteback(int file) override { m_real->startWriteback(file); }
    Sys<void> sync(int descriptor) override
    {
        return run("sync", pathOf(descriptor), true, [&] { return m_real->sync(descriptor); });
    }
    Sys<void> syncAll(int directory) override
    {
        return run("syncAll", pathOf(directory), true, [&] { return m_real->syncAll(directory); });
    }
    Sys<void> setMode(int descriptor, unsigned mode) override
    {
        return run("setMode", pathOf(descriptor), false, [&] { return m_real->setMode(descriptor, mode); });
    }
    Sys<void> touch(int descriptor) override
    {
        return run("touch", pathOf(descriptor), false, [&] { return m_real->touch(descriptor); });
    }
    Sys<FileStatus> status(int descriptor) override
    {
        return run("status", pathOf(descriptor), false, [&] { return m_real->status(descriptor); });
    }
    Sys<FileStatus> statusAt(int directory, const QByteArray &name) override
    {
        return run("statusAt", pathOf(directory, name), false, [&] { return m_real->statusAt(directory, name); });
    }
    Sys<void> checkWritable(int directory) override
    {
        return run("checkWritable", pathOf(directory), false, [&] { return m_real->checkWritable(directory); });
    }
    Sys<std::vector<DirectoryEntry>> entries(int directory) override
    {
        return run("entries", pathOf(directory), false, [&] { return m_real->entries(directory); });
    }
    Sys<void> makeDirectory(int directory, const QByteArray &name, unsigned mode) override
    {
        return run("makeDirectory", pathOf(directory, name), true,
                   [&] { return m_real->makeDirectory(directory, name, mode); });
    }
    Sys<void> setModeAt(int directory, const QByteArray &name, unsigned mode) override
    {
        return run("setModeAt", pathOf(directory, name), false,
                   [&] { return m_real->setModeAt(directory, name, mode); });
    }
    Sys<void> makeLink(const QByteArray &target, int directory, const QByteArray &name) override
    {
        return run("makeLink", target + " at " + pathOf(directory, name), true,
                   [&] { return m_real->makeLink(target, directory, name); });
    }
    Sys<QByteArray> readLink(int directory, const QByteArray &name) override
    {
        return run("readLink", pathOf(directory, name), false, [&] { return m_real->readLink(directory, name); });
    }
    Sys<void> rename(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return run("rename", pathOf(fromDirectory, from) + " to " + pathOf(toDirectory, to), true,
                   [&] { return m_real->rename(fromDirectory, from, toDirectory, to); });
    }
    Sys<void> renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return run("renameNoReplace", pathOf(fromDirectory, from) + " to " + pathOf(toDirectory, to), true,
                   [&] { return m_real->renameNoReplace(fromDirectory, from, toDirectory, to); });
    }
    Sys<void> exchange(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to) override
    {
        return run("exchange", pathOf(fromDirectory, from) + " with " + pathOf(toDirectory, to), true,
                   [&] { return m_real->exchange(fromDirectory, from, toDirectory, to); });
    }
    Sys<void> removeFile(int directory, const QByteArray &name) override
    {
        return run("removeFile", pathOf(directory, name), true, [&] { return m_real->removeFile(directory, name); });
    }
    Sys<void> removeDirectory(int directory, const QByteArray &name) override
    {
        return run("removeDirectory", pathOf(directory, name), true,
                   [&] { return m_real->removeDirectory(directory, name); });
    }
    Sys<void> tryLock(int descriptor) override
    {
        return run("tryLock", pathOf(descriptor), false, [&] { return m_real->tryLock(descriptor); });
    }
    void unlock(int descriptor) override { m_real->unlock(descriptor); }

private:
    [[nodiscard]] QByteArray pathOf(int directory, const QByteArray &name)
    {
        const QByteArray above = pathOf(directory);
        return above.isEmpty() ? name : above + '/' + name;
    }
    [[nodiscard]] QByteArray pathOf(int descriptor)
    {
        const std::lock_guard lock(m_mutex);
        return m_paths.value(descriptor);
    }
    [[nodiscard]] int enter(const QByteArray &kind, const QByteArray &path, bool changes)
    {
        static const QRegularExpression random(QStringLiteral("\\.tmp-[0-9a-f]+"));
        const std::lock_guard lock(m_mutex);
        if (!m_script)
            return 0;
        QString text = QString::fromUtf8(path);
        text.replace(random, QStringLiteral("TMP"));
        return m_script({m_index++, kind, QString::fromUtf8(kind) + u' ' + text, changes});
    }
    template <typename Call>
    auto run(const QByteArray &kind, const QByteArray &path, bool changes, Call call) -> decltype(call())
    {
        if (const int number = enter(kind, path, changes); number != 0)
            return std::unexpected(SystemFailure{number});
        return call();
    }
    template <typename Call>
    Sys<int> remember(int number, Call call, const QByteArray &path)
    {
        if (number != 0)
            return std::unexpected(SystemFailure{number});
        const Sys<int> opened = call();
        if (opened) {
            const std::lock_guard lock(m_mutex);
            m_paths.insert(*opened, path);
        }
        return opened;
    }

    std::shared_ptr<Fs> m_real = realFs();
    std::recursive_mutex m_mutex;
    Script m_script;
    QHash<int, QByteArray> m_paths;
    int m_index = 0;
    std::atomic<qsizetype> m_shortWrites = 0;
};

} // namespace pulse::filesystem::test
