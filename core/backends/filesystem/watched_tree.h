// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "change_collector.h"
#include "inotify.h"
#include "library.h"

#include <QHash>
#include <deque>
#include <map>

namespace pulse::filesystem {

/// Which directories of a library are watched, and what an event in one of them means. Used by one thread.
///
/// Folders and prompts are watched first, because without them changes would be missed; the directories of versions
/// (whose metadata may be edited by other programs) only as far as the system has watches to spare.
class WatchedTree
{
public:
    WatchedTree(const Library &library, Inotify &inotify, ChangeCollector &changes);

    /// Watches everything there is. Stops early when `inotify` is woken. False when the system has no watches left:
    /// then watching is of no use here.
    [[nodiscard]] bool setUp();
    /// From now on a directory that setUp comes upon counts as changed when it changed after `time` (ns since the
    /// epoch), since whoever asked for the watch believes that it works. May be called from another thread.
    void suspectChangesSince(std::int64_t time) { m_suspectSince = time; }
    /// False when the system has no watches left.
    [[nodiscard]] bool handle(const Inotify::Event &event);

private:
    enum class Kind { Root, Trash, Folder, Version };
    struct Watched
    {
        QByteArray path;
        Kind kind = Kind::Folder;
        bool isPrompt = false;
    };

    [[nodiscard]] bool watch(const QByteArray &path, Kind kind);
    void watchVersion(const QByteArray &path);
    [[nodiscard]] bool scan(const QByteArray &path, bool isNews);
    [[nodiscard]] bool look(const QByteArray &path, bool isNews, std::deque<QByteArray> &next);
    void drop(const QByteArray &path);
    void dropAll();
    [[nodiscard]] bool handleInRoot(const Inotify::Event &event);
    [[nodiscard]] bool handleInFolder(const Watched &folder, const Inotify::Event &event);

    const Library &m_library;
    Inotify &m_inotify;
    ChangeCollector &m_changes;
    QByteArray m_rootPath;
    QHash<int, Watched> m_watched;
    std::map<QByteArray, int> m_watches; // by path
    std::deque<QByteArray> m_versions;   // to be watched when all folders are
    bool m_watchesVersions = true;
    std::atomic<std::int64_t> m_suspectSince = std::numeric_limits<std::int64_t>::max();
};

} // namespace pulse::filesystem
