// SPDX-License-Identifier: Apache-2.0
#include "known_hosts.h"

#include <QCryptographicHash>
#include <QFile>
#include <QMessageAuthenticationCode>

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
    for (const QByteArray &pattern : field.split(',')) {
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

HostKey lookUpHost(const QByteArray &text, const QByteArray &host, int port, const QByteArray &type,
                   const QByteArray &key)
{
    const QByteArray lower = host.toLower();
    const QByteArray name = port == 22 ? lower : '[' + lower + "]:" + QByteArray::number(port);
    bool isChanged = false;
    bool isKnown = false;
    for (const QByteArray &line : text.split('\n')) {
        QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 3 || fields[0].startsWith('#'))
            continue;
        const QByteArray marker = fields[0].startsWith('@') ? fields.takeFirst() : QByteArray();
        if (fields.size() < 3 || !matchesHost(fields[0], name))
            continue;
        const bool isSame = QByteArray::fromBase64(fields[2]) == key;
        if (marker == "@revoked" && isSame)
            return HostKey::Revoked;
        if (!marker.isEmpty() || fields[1] != type)
            continue;
        isKnown = isKnown || isSame;
        isChanged = isChanged || !isSame;
    }
    if (isKnown)
        return HostKey::Known;
    return isChanged ? HostKey::Changed : HostKey::Unknown;
}

HostKey lookUpHost(const QStringList &files, const QString &host, int port, const QByteArray &type,
                   const QByteArray &key)
{
    QByteArray text;
    for (const QString &path : files) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly) && file.size() <= largestFile)
            text += file.readAll() + '\n';
    }
    return lookUpHost(text, host.toUtf8(), port, type, key);
}

} // namespace pulse::git
