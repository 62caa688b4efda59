// SPDX-License-Identifier: Apache-2.0
#include "watched_tree.h"

#include "pulse/fs/file_io.h"

#include <cerrno>
#include <sys/inotify.h>

namespace pulse::filesystem {
namespace {

constexpr std::uint32_t arrival = IN_CREATE | IN_MOVED_TO;
constexpr std::uint32_t departure = IN_DELETE | IN_MOVED_FROM;

bool isLimit(SystemFailure cause)
{
    return cause.number == ENOSPC || cause.number == ENOMEM;
}

bool belongsToPrompt(const QByteArray &name)
{
    if (name == layout::latest || name.startsWith(layout::labelPrefix))
        return true;
    return name[0] >= '0' && name[0] <= '9' && Version::parse(QString::fromUtf8(name)).has_value();
}

} // namespace

WatchedTree::WatchedTree(const Library &library, Inotify &inotify, ChangeCollector &changes)
    : m_library(library)
    , m_inotify(inotify)
    , m_changes(changes)
    // The system takes no directory descriptor here; this path means the one that is open, wherever it was moved.
    , m_rootPath("/proc/self/fd/" + QByteArray::number(library.root()) + '/')
{}

bool WatchedTree::watch(const QByteArray &path, Kind kind)
{
    if (m_watched.size() >= m_library.parts().watchLimit)
        return false;
    const auto added = m_inotify.add(m_rootPath + path);
    if (!added)
        return !isLimit(added.error()); // what vanished meanwhile needs no watch
    if (const auto known = m_watched.constFind(*added); known != m_watched.cend())
        m_watches.erase(known->path);
    m_watched.insert(*added, {path, kind, false});
    m_watches.insert_or_assign(path, *added);
    return true;
}

bool WatchedTree::setUp()
{
    dropAll();
    return watch({}, Kind::Root) && watch(layout::trash, Kind::Trash) && scan(layout::prompts, false);
}

void WatchedTree::watchVersion(const QByteArray &path)
{
    if (m_watchesVersions && !watch(path, Kind::Version)) {
        m_watchesVersions = false; // leave what there is to the folders
        std::vector<QByteArray> versions;
        for (const Watched &watched : std::as_const(m_watched)) {
            if (watched.kind == Kind::Version)
                versions.push_back(watched.path);
        }
        for (const QByteArray &version : versions)
            drop(version);
    }
}

bool WatchedTree::scan(const QByteArray &path, bool isNews)
{
    std::deque<QByteArray> next{path};
    while (!next.empty() && !m_inotify.isWoken()) {
        const QByteArray folder = std::move(next.front());
        next.pop_front();
        if (!look(folder, isNews, next))
            return false;
    }
    while (!m_versions.empty() && !m_inotify.isWoken()) {
        watchVersion(m_versions.front());
        m_versions.pop_front();
    }
    return true;
}

// The watch comes before the look, so that nothing falls between the two.
bool WatchedTree::look(const QByteArray &path, bool isNews, std::deque<QByteArray> &next)
{
    if (!watch(path, Kind::Folder))
        return false;
    Fs &fs = m_library.fs();
    const auto directory = open(fs, m_library.root(), path, Fs::Access::Directory);
    if (!directory)
        return true;
    const auto status = fs.status(directory->get());
    const auto contents = readPromptDirectory(fs, directory->get());
    if (!status || !contents)
        return true;
    if (const auto known = m_watches.find(path); known != m_watches.end())
        m_watched[known->second].isPrompt = contents->isPrompt();
    const bool isSuspect = status->changedNs >= m_suspectSince;
    if ((isNews || isSuspect) && contents->isPrompt())
        m_changes.addPrompt(path);
    else if (isSuspect)
        m_changes.addEverything(); // something may have gone that cannot be named any more
    for (const QByteArray &folder : contents->folders)
        next.push_back(path + '/' + folder);
    for (const Version &version : contents->versions)
        m_versions.push_back(path + '/' + layout::fileName(version));
    return true;
}

// Stops watching the directory and all below it, and tells of the prompts that were there.
void WatchedTree::drop(const QByteArray &path)
{
    const auto forget = [this](std::map<QByteArray, int>::iterator at) {
        const Watched watched = m_watched.take(at->second);
        if (watched.isPrompt)
            m_changes.addPrompt(watched.path);
        m_inotify.remove(at->second);
        return m_watches.erase(at);
    };
    if (const auto self = m_watches.find(path); self != m_watches.end())
        forget(self);
    const QByteArray below = path + '/';
    for (auto at = m_watches.lower_bound(below); at != m_watches.end() && at->first.startsWith(below);)
        at = forget(at);
}

void WatchedTree::dropAll()
{
    for (const auto &[path, watch] : m_watches)
        m_inotify.remove(watch);
    m_watched.clear();
    m_watches.clear();
    m_versions.clear();
}

bool WatchedTree::handle(const Inotify::Event &event)
{
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
        m_changes.addEverything();
        return setUp();
    }
    const auto found = m_watched.constFind(event.watch);
    if (found == m_watched.cend())
        return true;
    const Watched watched = *found;
    if ((event.mask & IN_UNMOUNT) != 0) { // a disk within the library went, and what was beneath it shows
        m_changes.addEverything();
        return setUp();
    }
    if (event.name.isEmpty() || event.name.startsWith('.'))
        return true;
    switch (watched.kind) {
    case Kind::Root:
        return handleInRoot(event);
    case Kind::Trash:
        m_changes.addTrash();
        return true;
    case Kind::Version:
        m_changes.addPrompt(layout::parentOf(watched.path));
        return true;
    case Kind::Folder:
        return handleInFolder(watched, event);
    }
    return true;
}

bool WatchedTree::handleInRoot(const Inotify::Event &event)
{
    if (event.name == layout::trash && (event.mask & (arrival | departure)) != 0) {
        m_changes.addTrash();
        return (event.mask & arrival) == 0 || watch(layout::trash, Kind::Trash);
    }
    if (event.name != layout::prompts)
        return true;
    if ((event.mask & departure) != 0) {
        m_changes.addEverything();
        drop(layout::prompts);
    } else if ((event.mask & arrival) != 0) {
        m_changes.addEverything();
        return scan(layout::prompts, true);
    }
    return true;
}

bool WatchedTree::handleInFolder(const Watched &folder, const Inotify::Event &event)
{
    const QByteArray path = folder.path + '/' + event.name;
    const bool isDirectory = (event.mask & IN_ISDIR) != 0;
    if (belongsToPrompt(event.name)) {
        m_changes.addPrompt(folder.path);
        m_watched[event.watch].isPrompt = true;
        if (isDirectory && (event.mask & arrival) != 0)
            watchVersion(path);
        else if (isDirectory && (event.mask & departure) != 0)
            drop(path);
        return true;
    }
    if ((event.mask & departure) != 0)
        drop(path);
    else if ((event.mask & arrival) != 0)
        return scan(path, true);
    return true;
}

} // namespace pulse::filesystem
