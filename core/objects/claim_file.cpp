// SPDX-License-Identifier: Apache-2.0
#include "claim_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr qint64 forgottenAfter = 24LL * 60 * 60; // seconds

bool isInMemory(const QByteArray &folder)
{
    struct statfs info = {};
    return ::statfs(folder.constData(), &info) == 0 && info.f_type == TMPFS_MAGIC;
}

// By this person alone, on this machine.
bool isKept(const QByteArray &folder)
{
    struct stat info = {};
    const bool isOurs = ::lstat(folder.constData(), &info) == 0 && S_ISDIR(info.st_mode) &&
                        info.st_uid == ::geteuid() && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    return isOurs && isInMemory(folder);
}

QByteArray pathOf(const QString &folder, const QString &id)
{
    return QFile::encodeName(folder + u'/' + id);
}

bool isUnlocked(const QByteArray &path)
{
    const int descriptor = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    // Shared, so that several may look at once. One that was removed since it was opened was given back.
    struct stat info = {};
    const bool isFree =
        ::flock(descriptor, LOCK_SH | LOCK_NB) == 0 && ::fstat(descriptor, &info) == 0 && info.st_nlink > 0;
    ::close(descriptor);
    return isFree;
}

// What killed programs left, long after all that it could tell of has run out.
void removeForgotten(const QString &folder)
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files | QDir::Hidden)) {
        const QByteArray path = QFile::encodeName(file.filePath());
        if (now - file.lastModified().toSecsSinceEpoch() > forgottenAfter && isUnlocked(path))
            ::unlink(path.constData());
    }
}

} // namespace

QString ClaimFile::usualFolder()
{
    const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
    return runtime.startsWith('/') ? QFile::decodeName(runtime) + "/pulse-claims"_L1 : QString();
}

std::unique_ptr<ClaimFile> ClaimFile::make(const QString &folder, const QString &id)
{
    const QByteArray place = QFile::encodeName(folder);
    if (folder.isEmpty() || !isInMemory(QFile::encodeName(QFileInfo(folder).path())) ||
        (::mkdir(place.constData(), S_IRWXU) != 0 && errno != EEXIST) || !isKept(place))
        return nullptr;
    removeForgotten(folder);
    QByteArray path = pathOf(folder, id);
    const int descriptor =
        ::open(path.constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return nullptr;
    std::unique_ptr<ClaimFile> file(new ClaimFile(std::move(path), descriptor));
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? std::move(file) : nullptr;
}

bool ClaimFile::isAbandoned(const QString &folder, const QString &id)
{
    const QByteArray place = QFile::encodeName(folder);
    return !folder.isEmpty() && !id.isEmpty() && isKept(place) && isUnlocked(pathOf(folder, id));
}

ClaimFile::ClaimFile(QByteArray path, int descriptor)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
{}

// Never seen unlocked while the program is there.
ClaimFile::~ClaimFile()
{
    ::unlink(m_path.constData());
    ::close(m_descriptor);
}

} // namespace pulse::objects
