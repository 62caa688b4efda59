// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/scripted_fs.h"

#include <QRegularExpression>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::faults {
namespace {

QString shown(const QByteArray &path)
{
    static const QRegularExpression random(u"\\.tmp-[0-9A-Za-z]+"_s);
    return QString::fromUtf8(path).replace(random, u"TMP"_s);
}

QByteArray kindOf(Fs::Access access)
{
    switch (access) {
    case Fs::Access::Create:
        return "create";
    case Fs::Access::Append:
        return "openAppend";
    case Fs::Access::Lock:
        return "openLock";
    case Fs::Access::Directory:
    case Fs::Access::Read:
        break;
    }
    return "open";
}

} // namespace

ScriptedFs::ScriptedFs(Script script, std::shared_ptr<Fs> beneath)
    : m_real(std::move(beneath))
    , m_script(std::move(script))
{}

ScriptedFs::ScriptedFs(QString folder, Disk before)
    : m_folder(std::move(folder))
    , m_recording{.before = before, .events = {}}
    , m_now(std::move(before))
{}

void ScriptedFs::setScript(Script script)
{
    const std::lock_guard lock(m_mutex);
    m_script = std::move(script);
    m_index = 0;
}

void ScriptedFs::setDyingBeforeSync(bool dies)
{
    const std::lock_guard lock(m_mutex);
    m_diesBeforeSync = dies;
    m_isKilled = false;
}

void ScriptedFs::acknowledge(const QString &fact)
{
    const std::lock_guard lock(m_mutex);
    if (!m_isKilled)
        m_recording.acknowledgements.push_back({std::ssize(m_recording.events), fact});
}

Recording ScriptedFs::recording() const
{
    const std::lock_guard lock(m_mutex);
    return m_recording;
}

Disk ScriptedFs::disk() const
{
    const std::lock_guard lock(m_mutex);
    return m_now;
}

ScriptedFs::Opened ScriptedFs::known(int descriptor) const
{
    const std::lock_guard lock(m_mutex);
    return m_opened.value(descriptor);
}

QByteArray ScriptedFs::pathOf(int directory, const QByteArray &name) const
{
    const QByteArray above = pathOf(directory);
    return above.isEmpty() ? name : above + '/' + name;
}

int ScriptedFs::inodeAt(int directory, const QByteArray &path) const
{
    int at = directory;
    for (const QByteArray &segment : path.split('/')) {
        if (at < 0 || m_now.inodes.empty())
            return -1;
        if (!segment.isEmpty())
            at = m_now[at].entries.value(segment, -1);
    }
    return at;
}

int ScriptedFs::nextInode() const
{
    return static_cast<int>(m_now.inodes.size());
}

int ScriptedFs::enter(const Request &request, QString &text)
{
    const std::lock_guard lock(m_mutex);
    const auto isRename = [](const Event &event) { return event.kind == Event::Kind::Rename; };
    if (m_diesBeforeSync && request.kind.startsWith("sync") && std::ranges::any_of(m_recording.events, isRename))
        m_isKilled = true;
    if (m_isKilled)
        return EIO;
    if (m_script || !m_now.inodes.empty())
        text = QString::fromUtf8(request.kind) + u' ' + shown(request.path);
    if (!m_script)
        return 0;
    const int number = m_script({m_index++, request.kind, text, request.changes});
    if (number != kill)
        return number;
    m_isKilled = true;
    return EIO;
}

template <typename Call>
auto ScriptedFs::run(const Request &request, Call call) -> decltype(call())
{
    QString text;
    if (const int number = enter(request, text); number != 0)
        return std::unexpected(SystemFailure{number});
    return call();
}

template <typename Call>
auto ScriptedFs::change(const Request &request, Event event, Call call) -> decltype(call())
{
    const std::lock_guard lock(m_mutex);
    if (const int number = enter(request, event.text); number != 0) {
        if (!m_isKilled)
            note(std::move(event), number);
        return std::unexpected(SystemFailure{number});
    }
    auto answer = call();
    note(std::move(event), answer ? 0 : answer.error().number);
    return answer;
}

void ScriptedFs::note(Event event, int failure)
{
    if (m_now.inodes.empty())
        return;
    event.failure = failure;
    if (event.failure != 0 && !event.isSync())
        return;
    apply(m_now, event);
    m_recording.events.push_back(std::move(event));
}

Event ScriptedFs::ofInode(Event::Kind kind, int descriptor) const
{
    return {.kind = kind, .text = {}, .inode = known(descriptor).inode};
}

Event ScriptedFs::ofName(Event::Kind kind, int directory, const QByteArray &name) const
{
    return {.kind = kind, .text = {}, .directory = known(directory).inode, .name = name};
}

Event ScriptedFs::ofMove(Event::Kind kind, int from, const QByteArray &name, int to, const QByteArray &toName) const
{
    Event event = ofName(kind, from, name);
    event.toDirectory = known(to).inode;
    event.toName = toName;
    return event;
}

void ScriptedFs::remember(int descriptor, const QByteArray &path, int inode, bool appends)
{
    const std::lock_guard lock(m_mutex);
    m_opened.insert(descriptor, {.path = path, .inode = inode, .position = 0, .appends = appends});
}

Sys<int> ScriptedFs::openRoot(const QByteArray &path)
{
    const QByteArray root = m_folder.toUtf8();
    const bool isInside = !root.isEmpty() && (path == root || path.startsWith(root + '/'));
    const QByteArray relative = isInside ? path.mid(root.size() + 1) : QByteArray();
    return run({"openRoot", relative}, [&] {
        const Sys<int> opened = m_real->openRoot(path);
        const std::lock_guard lock(m_mutex);
        if (opened)
            remember(*opened, relative, isInside ? inodeAt(0, relative) : -1, false);
        return opened;
    });
}

Sys<int> ScriptedFs::open(int directory, const QByteArray &path, Access access)
{
    const QByteArray full = pathOf(directory, path);
    const std::lock_guard lock(m_mutex);
    const int base = known(directory).inode;
    const int existing = inodeAt(base, path);
    const bool makes =
        access == Access::Create || (existing < 0 && base >= 0 && (access == Access::Append || access == Access::Lock));
    const auto call = [&] {
        const Sys<int> opened = m_real->open(directory, path, access);
        if (opened)
            remember(*opened, full, makes && base >= 0 ? nextInode() : existing, access == Access::Append);
        return opened;
    };
    const Request request{kindOf(access), full, access == Access::Create || access == Access::Append};
    if (!makes)
        return run(request, call);
    Event event{.kind = Event::Kind::Create, .text = {}, .mode = 0600};
    const qsizetype slash = path.lastIndexOf('/');
    event.directory = slash < 0 ? base : inodeAt(base, path.left(slash));
    event.name = path.mid(slash + 1);
    event.inode = base < 0 ? -1 : nextInode();
    return change(request, std::move(event), call);
}

void ScriptedFs::close(int descriptor)
{
    m_real->close(descriptor);
}

Sys<qsizetype> ScriptedFs::read(int file, std::span<char> buffer)
{
    return run({"read", pathOf(file)}, [&] { return m_real->read(file, buffer); });
}

Sys<qsizetype> ScriptedFs::readAt(int file, std::span<char> buffer, qint64 offset)
{
    return run({"readAt", pathOf(file)}, [&] { return m_real->readAt(file, buffer, offset); });
}

Sys<qsizetype> ScriptedFs::put(const Request &request, int file, QByteArrayView bytes, std::optional<qint64> at)
{
    const std::lock_guard lock(m_mutex);
    QString text;
    if (const int number = enter(request, text); number != 0)
        return std::unexpected(SystemFailure{number});
    if (m_shortWrites > 0)
        bytes = bytes.first(std::min(bytes.size(), m_shortWrites.load()));
    const auto written = at ? m_real->writeAt(file, bytes, *at) : m_real->write(file, bytes);
    const Opened opened = known(file);
    if (!written || opened.inode < 0)
        return written;
    const qint64 offset = at ? *at : opened.appends ? m_now[opened.inode].data.size() : opened.position;
    note({.kind = Event::Kind::Write,
          .text = text,
          .inode = opened.inode,
          .bytes = bytes.first(*written).toByteArray(),
          .offset = offset},
         0);
    if (!at)
        m_opened[file].position = offset + *written;
    return written;
}

Sys<qsizetype> ScriptedFs::write(int file, QByteArrayView bytes)
{
    return put({"write", pathOf(file), true}, file, bytes, std::nullopt);
}

Sys<qsizetype> ScriptedFs::writeAt(int file, QByteArrayView bytes, qint64 offset)
{
    return put({"writeAt", pathOf(file)}, file, bytes, offset);
}

Sys<void> ScriptedFs::truncate(int file, qint64 size)
{
    Event event = ofInode(Event::Kind::Truncate, file);
    event.offset = size;
    return change({"truncate", pathOf(file), true}, std::move(event), [&] { return m_real->truncate(file, size); });
}

void ScriptedFs::startWriteback(int file)
{
    if (!m_isKilled)
        m_real->startWriteback(file);
}

Sys<void> ScriptedFs::sync(int descriptor)
{
    return change({"sync", pathOf(descriptor), true}, ofInode(Event::Kind::Sync, descriptor),
                  [&] { return m_real->sync(descriptor); });
}

Sys<void> ScriptedFs::syncAll(int directory)
{
    if (!m_syncsAll)
        return std::unexpected(SystemFailure{EOPNOTSUPP});
    return change({"syncAll", pathOf(directory), true}, ofInode(Event::Kind::SyncAll, directory),
                  [&] { return m_real->syncAll(directory); });
}

Sys<void> ScriptedFs::setMode(int descriptor, unsigned mode)
{
    Event event = ofInode(Event::Kind::SetMode, descriptor);
    event.mode = mode;
    return change({"setMode", pathOf(descriptor)}, std::move(event), [&] { return m_real->setMode(descriptor, mode); });
}

Sys<void> ScriptedFs::touch(int descriptor)
{
    return run({"touch", pathOf(descriptor)}, [&] { return m_real->touch(descriptor); });
}

Sys<FileStatus> ScriptedFs::status(int descriptor)
{
    return run({"status", pathOf(descriptor)}, [&] { return m_real->status(descriptor); });
}

Sys<FileStatus> ScriptedFs::statusAt(int directory, const QByteArray &name)
{
    return run({"statusAt", pathOf(directory, name)}, [&] { return m_real->statusAt(directory, name); });
}

Sys<void> ScriptedFs::checkWritable(int directory)
{
    return run({"checkWritable", pathOf(directory)}, [&] { return m_real->checkWritable(directory); });
}

Sys<std::vector<DirectoryEntry>> ScriptedFs::entries(int directory)
{
    return run({"entries", pathOf(directory)}, [&] { return m_real->entries(directory); });
}

Sys<void> ScriptedFs::makeDirectory(int directory, const QByteArray &name, unsigned mode)
{
    const std::lock_guard lock(m_mutex);
    Event event = ofName(Event::Kind::MakeDirectory, directory, name);
    event.inode = event.directory < 0 ? -1 : nextInode();
    event.mode = mode;
    return change({"makeDirectory", pathOf(directory, name), true}, std::move(event),
                  [&] { return m_real->makeDirectory(directory, name, mode); });
}

Sys<void> ScriptedFs::setModeAt(int directory, const QByteArray &name, unsigned mode)
{
    const std::lock_guard lock(m_mutex);
    Event event{.kind = Event::Kind::SetMode, .text = {}, .inode = inodeAt(known(directory).inode, name)};
    event.mode = mode;
    return change({"setModeAt", pathOf(directory, name)}, std::move(event),
                  [&] { return m_real->setModeAt(directory, name, mode); });
}

Sys<void> ScriptedFs::makeLink(const QByteArray &target, int directory, const QByteArray &name)
{
    const std::lock_guard lock(m_mutex);
    Event event = ofName(Event::Kind::MakeLink, directory, name);
    event.inode = event.directory < 0 ? -1 : nextInode();
    event.bytes = target;
    event.mode = 0777;
    return change({"makeLink", target + " at " + pathOf(directory, name), true}, std::move(event),
                  [&] { return m_real->makeLink(target, directory, name); });
}

Sys<QByteArray> ScriptedFs::readLink(int directory, const QByteArray &name)
{
    return run({"readLink", pathOf(directory, name)}, [&] { return m_real->readLink(directory, name); });
}

Sys<void> ScriptedFs::rename(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    return change({"rename", pathOf(fromDirectory, from) + " to " + pathOf(toDirectory, to), true},
                  ofMove(Event::Kind::Rename, fromDirectory, from, toDirectory, to),
                  [&] { return m_real->rename(fromDirectory, from, toDirectory, to); });
}

Sys<void> ScriptedFs::renameNoReplace(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    return change({"renameNoReplace", pathOf(fromDirectory, from) + " to " + pathOf(toDirectory, to), true},
                  ofMove(Event::Kind::Rename, fromDirectory, from, toDirectory, to),
                  [&] { return m_real->renameNoReplace(fromDirectory, from, toDirectory, to); });
}

Sys<void> ScriptedFs::exchange(int fromDirectory, const QByteArray &from, int toDirectory, const QByteArray &to)
{
    return change({"exchange", pathOf(fromDirectory, from) + " with " + pathOf(toDirectory, to), true},
                  ofMove(Event::Kind::Exchange, fromDirectory, from, toDirectory, to),
                  [&] { return m_real->exchange(fromDirectory, from, toDirectory, to); });
}

Sys<void> ScriptedFs::removeFile(int directory, const QByteArray &name)
{
    return change({"removeFile", pathOf(directory, name), true}, ofName(Event::Kind::Remove, directory, name),
                  [&] { return m_real->removeFile(directory, name); });
}

Sys<void> ScriptedFs::removeDirectory(int directory, const QByteArray &name)
{
    return change({"removeDirectory", pathOf(directory, name), true}, ofName(Event::Kind::Remove, directory, name),
                  [&] { return m_real->removeDirectory(directory, name); });
}

Sys<void> ScriptedFs::tryLock(int descriptor)
{
    return run({"tryLock", pathOf(descriptor)}, [&] { return m_real->tryLock(descriptor); });
}

void ScriptedFs::unlock(int descriptor)
{
    m_real->unlock(descriptor);
}

} // namespace pulse::faults
