// SPDX-License-Identifier: Apache-2.0
#include "known_hosts.h"

#include "pulse/base/quote.h"
#include "pulse/fs/file_io.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr qint64 largestFile = 8LL * 1024 * 1024;

bool matchesPattern(QByteArrayView pattern, QByteArrayView name)
{
    if (pattern.isEmpty())
        return name.isEmpty();
    if (pattern.front() == '*') {
        for (qsizetype skip = 0; skip <= name.size(); ++skip) {
            if (matchesPattern(pattern.sliced(1), name.sliced(skip)))
                return true;
        }
        return false;
    }
    return !name.isEmpty() && (pattern.front() == '?' || pattern.front() == name.front()) &&
           matchesPattern(pattern.sliced(1), name.sliced(1));
}

// |1|salt|HMAC-SHA1 of the name with it
bool matchesHashed(const QByteArray &field, const QByteArray &name)
{
    const QList<QByteArray> parts = field.split('|');
    if (parts.size() != 4 || parts[1] != "1")
        return false;
    return QMessageAuthenticationCode::hash(name, QByteArray::fromBase64(parts[2]), QCryptographicHash::Sha1) ==
           QByteArray::fromBase64(parts[3]);
}

bool matchesHost(const QByteArray &field, const QByteArray &name)
{
    if (field.startsWith('|'))
        return matchesHashed(field, name);
    bool matches = false;
    for (const QByteArray &pattern : field.toLower().split(',')) {
        const bool isNegated = pattern.startsWith('!');
        if (pattern.count('*') > 8 || !matchesPattern(isNegated ? pattern.sliced(1) : pattern, name))
            continue;
        if (isNegated)
            return false;
        matches = true;
    }
    return matches;
}

} // namespace

QString ShownKey::fingerprint() const
{
    const QByteArray hash = QCryptographicHash::hash(raw, QCryptographicHash::Sha256);
    return u"SHA256:"_s + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

QString ShownKey::kind() const
{
    const QByteArray name = type.startsWith("ecdsa-") ? "ecdsa" : type.startsWith("ssh-") ? type.sliced(4) : type;
    return QString::fromLatin1(name.toUpper());
}

QString ShownKey::hostName() const
{
    const QString name = host.toLower();
    return port == 22 ? name : u"[%1]:%2"_s.arg(name).arg(port);
}

HostKey lookUpHost(const QByteArray &text, const ShownKey &key)
{
    const QByteArray name = key.hostName().toUtf8();
    bool isKnown = false;
    bool isChanged = false;
    bool isOtherKind = false;
    for (const QByteArray &line : text.split('\n')) {
        QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 3 || fields[0].startsWith('#'))
            continue;
        const QByteArray marker = fields[0].startsWith('@') ? fields.takeFirst() : QByteArray();
        if (fields.size() < 3 || !matchesHost(fields[0], name))
            continue;
        const bool isSame = QByteArray::fromBase64(fields[2]) == key.raw;
        if (marker == "@revoked" && isSame)
            return HostKey::Revoked;
        if (!marker.isEmpty())
            continue;
        isOtherKind = isOtherKind || fields[1] != key.type;
        isKnown = isKnown || (fields[1] == key.type && isSame);
        isChanged = isChanged || (fields[1] == key.type && !isSame);
    }
    return isKnown       ? HostKey::Known
           : isChanged   ? HostKey::Changed
           : isOtherKind ? HostKey::OtherKind
                         : HostKey::Unknown;
}

HostKey lookUpHost(const QStringList &files, const ShownKey &key)
{
    QByteArray text;
    bool isAllRead = true;
    for (const QString &path : files) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly) && file.size() <= largestFile)
            text += file.readAll() + '\n';
        else
            isAllRead = isAllRead && !QFileInfo::exists(path);
    }
    const HostKey said = lookUpHost(text, key);
    const bool saysNothing = said == HostKey::Unknown || said == HostKey::OtherKind;
    return saysNothing && !isAllRead ? HostKey::Unreadable : said;
}

namespace {

// The folder of the file, made where that alone is missing.
Sys<Descriptor> openFolder(Fs &fs, const QString &path)
{
    const QByteArray encoded = QFile::encodeName(path);
    auto folder = fs.openRoot(encoded);
    if (!folder && folder.error().number == ENOENT) {
        const QFileInfo missing(path);
        const auto above = fs.openRoot(QFile::encodeName(missing.path()));
        if (!above)
            return std::unexpected(above.error());
        const Descriptor parent(fs, *above);
        if (auto made = fs.makeDirectory(parent.get(), QFile::encodeName(missing.fileName()), privateDirectoryMode);
            !made)
            return std::unexpected(made.error());
        if (auto synced = fs.sync(parent.get()); !synced)
            return std::unexpected(synced.error());
        folder = fs.openRoot(encoded);
    }
    if (!folder)
        return std::unexpected(folder.error());
    return Descriptor(fs, *folder);
}

// Whether the last line has no end, so that what comes after it would belong to it.
Sys<bool> isLastLineCut(Fs &fs, int folder, const QByteArray &name)
{
    const auto file = open(fs, folder, name, Fs::Access::Read);
    if (!file && file.error().number == ENOENT)
        return false;
    if (!file)
        return std::unexpected(file.error());
    const auto status = fs.status(file->get());
    if (!status)
        return std::unexpected(status.error());
    char last = '\n';
    if (status->size > 0) {
        if (const auto read = fs.readAt(file->get(), {&last, 1}, status->size - 1); !read)
            return std::unexpected(read.error());
    }
    return last != '\n';
}

Sys<void> appendLine(Fs &fs, const QFileInfo &file, const QByteArray &line)
{
    const auto folder = openFolder(fs, file.path());
    if (!folder)
        return std::unexpected(folder.error());
    const QByteArray name = QFile::encodeName(file.fileName());
    const auto isCut = isLastLineCut(fs, folder->get(), name);
    if (!isCut)
        return std::unexpected(isCut.error());
    const auto opened = open(fs, folder->get(), name, Fs::Access::Append);
    if (!opened)
        return std::unexpected(opened.error());
    // One write: what others add at the same time comes before it or after it.
    if (auto written = writeAll(fs, opened->get(), (*isCut ? "\n" : "") + line); !written)
        return written;
    if (auto synced = fs.sync(opened->get()); !synced)
        return synced;
    return fs.sync(folder->get());
}

// Nothing that means more than itself in a file of known hosts.
bool isPlainHost(const QString &host)
{
    return !host.isEmpty() &&
           std::ranges::all_of(host, [](QChar c) { return c.isLetterOrNumber() || u".:-_%"_s.contains(c); });
}

} // namespace

Result<void> rememberHost(Fs &fs, const QString &file, const ShownKey &key, const Call &call)
{
    if (!isPlainHost(key.host))
        return call.fails(ErrorCode::Invalid,
                          u"The host %1 cannot be remembered under that name."_s.arg(quoted(key.host)));
    // A person's own files may be links to where all of them are kept.
    const QFileInfo found(file);
    const QFileInfo place(found.exists() ? found.canonicalFilePath() : found.absoluteFilePath());
    if (auto added = appendLine(fs, place, key.hostName().toUtf8() + ' ' + key.type + ' ' + key.raw.toBase64() + '\n');
        !added)
        return call.fails(systemError(added.error().number, call.operation, file));
    return {};
}

} // namespace pulse::git
