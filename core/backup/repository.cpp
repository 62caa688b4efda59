// SPDX-License-Identifier: Apache-2.0
#include "repository.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/json.h"
#include "pulse/base/quote.h"
#include "pulse/fs/durable_file.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <array>
#include <cerrno>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

constexpr qint64 schema = 1;
constexpr auto format = "pulse-backup"_L1;

BackupParts completed(BackupParts parts)
{
    if (!parts.fs)
        parts.fs = realFs();
    if (!parts.clock)
        parts.clock = std::make_shared<SystemClock>();
    if (!parts.randomName)
        parts.randomName = [] {
            return QByteArray::number(QRandomGenerator::system()->generate64(), 16).rightJustified(16, '0');
        };
    if (!parts.pause)
        parts.pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
    return parts;
}

QString operationOf(BackupStore::Mode mode)
{
    return mode == BackupStore::Mode::Existing ? u"open backup"_s : u"create backup"_s;
}

} // namespace

Repository::Repository(QString folder, BackupParts parts, Descriptor root)
    : m_folder(std::move(folder))
    , m_parts(std::move(parts))
    , m_root(std::move(root))
{}

Result<std::unique_ptr<Repository>> Repository::open(const QString &folder, BackupStore::Mode mode, BackupParts parts)
{
    parts = completed(std::move(parts));
    const QString path = QDir::cleanPath(QDir::current().absoluteFilePath(folder));
    if (folder.isEmpty() || folder.contains(QChar::Null))
        return failure(ErrorCode::Invalid, operationOf(mode), visible(folder),
                       u"The backup's folder has no name. Say where the backups are to be kept."_s);
    if (mode == BackupStore::Mode::CreateIfNone) {
        if (auto made = openPrivateFolder(*parts.fs, path); !made)
            return failure(std::move(made));
    }
    const auto root = parts.fs->openRoot(QFile::encodeName(path));
    if (!root) {
        if (root.error().number == ENOENT)
            return failure(
                ErrorCode::NotFound, operationOf(mode), path,
                u"There are no backups in %1. Make one first, or name another folder."_s.arg(quoted(path, 400)));
        return std::unexpected(systemError(root.error().number, operationOf(mode), path));
    }
    std::shared_ptr<Fs> fs = parts.fs;
    std::unique_ptr<Repository> repository(new Repository(path, std::move(parts), Descriptor(*fs, *root)));
    auto marked = repository->checkMarker();
    if (mode == BackupStore::Mode::CreateIfNone) {
        if (!marked && marked.error().code() == ErrorCode::NotFound)
            marked = repository->fill();
        else if (marked) // whoever made it may not have lived to sync
            marked = repository->syncRoot(operationOf(mode));
    }
    if (!marked)
        return failure(std::move(marked));
    return repository;
}

Result<void> Repository::checkMarker() const
{
    const QString operation = u"open backup"_s;
    const auto bytes = readFile(operation, markerFile, 64 * 1024);
    if (!bytes && bytes.error().code() == ErrorCode::NotFound)
        return failure(
            ErrorCode::NotFound, operation, m_folder,
            u"There are no backups in %1. Make one first, or name another folder."_s.arg(quoted(m_folder, 400)));
    if (!bytes)
        return failure(bytes);
    const auto json = parseJson(*bytes);
    const JsonObject *object = json ? json->asObject() : nullptr;
    const JsonValue *kind = object ? object->find(u"format") : nullptr;
    const JsonValue *number = object ? object->find(u"schema") : nullptr;
    const qint64 found = number ? number->toInteger().value_or(0) : 0;
    if (!kind || !kind->asString() || *kind->asString() != format || found < 1)
        return failure(ErrorCode::Corrupt, operation, m_folder,
                       u"The file %1 in %2 is damaged. What the backups hold can still be read by hand: see "
                       "docs/backup-format.md, which also says what the file has to read."_s.arg(
                           QString::fromLatin1(markerFile), quoted(m_folder, 400)));
    if (found > schema)
        return failure(
            ErrorCode::Unsupported, operation, m_folder,
            u"The backups in %1 were made by a newer Pulse (format %2; this one knows %3). Use that one."_s.arg(
                quoted(m_folder, 400), QString::number(found), QString::number(schema)));
    return {};
}

Result<void> Repository::fill() const
{
    const QString operation = u"create backup"_s;
    const auto lock = lockForWriting(operation, {});
    if (!lock)
        return failure(lock);
    auto meanwhile = checkMarker();
    const bool isFree = !meanwhile && meanwhile.error().code() == ErrorCode::NotFound;
    if (!isFree)
        return meanwhile;
    const auto entries = fs().entries(m_root.get());
    if (!entries)
        return explain(operation, entries.error(), {});
    const std::array own{lockFile, packsFolder, snapshotsFolder, readersFolder, cacheFolder};
    for (const DirectoryEntry &entry : *entries) {
        if (!std::ranges::contains(own, entry.name) && !entry.name.startsWith(temporaryPrefix))
            return failure(ErrorCode::Invalid, operation, m_folder,
                           u"%1 holds something else (%2). Choose an empty folder for the backups."_s.arg(
                               quoted(m_folder, 400), quoted(QString::fromUtf8(entry.name))));
    }
    for (const QByteArray &name : {packsFolder, snapshotsFolder, readersFolder, cacheFolder}) {
        const auto made = createDirectory(fs(), m_root.get(), name);
        if (!made && made.error().number != EEXIST)
            return explain(operation, made.error(), name);
    }
    if (auto synced = syncRoot(operation); !synced)
        return synced;
    const QByteArray marker =
        toJson(JsonObject{{u"format"_s, QString(format)}, {u"schema"_s, schema}}, JsonStyle::Indented);
    if (const auto published = publish(m_root, markerFile, marker); !published)
        return explain(operation, published.error(), markerFile);
    auto synced = syncRoot(operation);
    if (!synced)
        (void)fs().removeFile(m_root.get(), markerFile); // another sync would prove nothing; another file does
    return synced;
}

Result<void> Repository::syncRoot(const QString &operation) const
{
    if (const auto synced = fs().sync(m_root.get()); !synced)
        return explain(operation, synced.error(), {});
    return {};
}

std::unexpected<Error> Repository::explain(const QString &operation, SystemFailure cause, const QByteArray &path) const
{
    const QString where = path.isEmpty() ? m_folder : m_folder + u'/' + QString::fromUtf8(path);
    return std::unexpected(systemError(cause.number, operation, where));
}

Result<Descriptor> Repository::directory(const QString &operation, const QByteArray &name) const
{
    auto opened = pulse::open(fs(), m_root.get(), name, Fs::Access::Directory);
    if (opened)
        return *std::move(opened);
    if (opened.error().number == ENOENT || opened.error().number == ENOTDIR) // a link to one is none
        return failure(ErrorCode::Corrupt, operation, m_folder,
                       u"The folder “%1” of the backups in %2 is missing. Put it back from a copy, or begin a new "
                       "backup in another folder."_s.arg(QString::fromUtf8(name), quoted(m_folder, 400)));
    return explain(operation, opened.error(), name);
}

Result<QByteArray> Repository::readFile(const QString &operation, const QByteArray &path, qint64 most) const
{
    const auto file = pulse::open(fs(), m_root.get(), path, Fs::Access::Read);
    if (!file)
        return explain(operation, file.error(), path);
    const auto status = fs().status(file->get());
    if (!status)
        return explain(operation, status.error(), path);
    if (status->type != EntryType::File || status->size > most)
        return failure(ErrorCode::Corrupt, operation, m_folder + u'/' + QString::fromUtf8(path),
                       u"“%1” is not a file that a backup can have. Run backup verify to see what is wrong."_s.arg(
                           m_folder + u'/' + QString::fromUtf8(path)));
    QByteArray bytes(status->size, Qt::Uninitialized);
    const auto got = readFully(fs(), file->get(), {bytes.data(), static_cast<size_t>(bytes.size())});
    if (!got)
        return explain(operation, got.error(), path);
    bytes.truncate(*got);
    return bytes;
}

Result<Descriptor> Repository::lockForWriting(const QString &operation, const std::stop_token &stop) const
{
    auto file = pulse::open(fs(), m_root.get(), lockFile, Fs::Access::Lock);
    if (!file)
        return explain(operation, file.error(), lockFile);
    constexpr std::chrono::milliseconds step{20};
    for (std::chrono::milliseconds waited{0};; waited += step) {
        if (auto go = checkCancelled(stop, operation, m_folder); !go)
            return failure(std::move(go));
        const auto locked = fs().tryLock(file->get());
        if (locked)
            return *std::move(file);
        if (locked.error().number != EAGAIN)
            return explain(operation, locked.error(), lockFile);
        if (waited >= m_parts.lockWait)
            return failure(ErrorCode::Unavailable, operation, m_folder,
                           u"Another backup into %1 is running. Wait until it is done, then try again."_s.arg(
                               quoted(m_folder, 400)));
        m_parts.pause(step);
    }
}

void Repository::clearTemporaries() const
{
    for (const QByteArray &name : {QByteArray("."), packsFolder, snapshotsFolder, cacheFolder}) {
        const auto folder = pulse::open(fs(), m_root.get(), name, Fs::Access::Directory);
        if (!folder)
            continue;
        const auto entries = fs().entries(folder->get());
        if (!entries)
            continue;
        for (const DirectoryEntry &entry : *entries) {
            if (entry.name.startsWith(temporaryPrefix))
                (void)removeTree(fs(), folder->get(), entry.name); // what stays harms nobody
        }
    }
}

Sys<void> Repository::publish(const Descriptor &directory, const QByteArray &name, QByteArrayView bytes) const
{
    const QByteArray aside = temporaryPrefix + randomName();
    const auto write = [&]() -> Sys<void> {
        const auto file = createFile(fs(), directory.get(), aside, bytes);
        if (!file)
            return std::unexpected(file.error());
        return fs().sync(file->get());
    };
    auto done = write();
    if (done)
        done = fs().rename(directory.get(), aside, directory.get(), name);
    if (!done)
        (void)fs().removeFile(directory.get(), aside);
    return done;
}

Repository::Reader::Reader(const Repository *repository, Descriptor folder, Descriptor file, QByteArray name)
    : m_repository(repository)
    , m_folder(std::move(folder))
    , m_file(std::move(file))
    , m_name(std::move(name))
{}

Repository::Reader::Reader(Reader &&other) noexcept
    : m_repository(std::exchange(other.m_repository, nullptr))
    , m_folder(std::move(other.m_folder))
    , m_file(std::move(other.m_file))
    , m_name(std::move(other.m_name))
{}

Repository::Reader::~Reader()
{
    if (m_repository)
        (void)m_repository->fs().removeFile(m_folder.get(), m_name); // what stays, prune removes
}

Repository::Reader Repository::beginReading() const
{
    auto folder = pulse::open(fs(), m_root.get(), readersFolder, Fs::Access::Directory);
    if (!folder)
        return {};
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QByteArray name = randomName();
        auto file = pulse::open(fs(), folder->get(), name, Fs::Access::Lock);
        if (!file)
            return {};
        if (!fs().tryLock(file->get()))
            continue;
        // Between making and locking it, prune may have taken it for one of the dead.
        const auto own = fs().status(file->get());
        const auto named = fs().statusAt(folder->get(), name);
        if (own && named && own->inode == named->inode)
            return {this, *std::move(folder), *std::move(file), name};
    }
    return {};
}

bool Repository::hasReaders() const
{
    const auto folder = pulse::open(fs(), m_root.get(), readersFolder, Fs::Access::Directory);
    if (!folder)
        return false;
    const auto entries = fs().entries(folder->get());
    if (!entries)
        return true;
    bool isRead = false;
    for (const DirectoryEntry &entry : *entries) {
        const auto file = pulse::open(fs(), folder->get(), entry.name, Fs::Access::Read);
        if (!file)
            continue;
        if (fs().tryLock(file->get()))
            (void)fs().removeFile(folder->get(), entry.name);
        else
            isRead = true;
    }
    return isRead;
}

} // namespace pulse::backup
