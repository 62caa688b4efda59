// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/tree/library_bookmarks.h"

#include "pulse/base/personal_folders.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr int saveDelayMs = 300;

QString defaultFile()
{
    const auto folder = pulseFolder(PersonalFolder::State);
    return folder ? *folder + "/bookmarks.ini"_L1 : QString();
}

// A URL has slashes, which an INI file would read as groups.
QString groupOf(const QString &libraryKey)
{
    return QString::fromLatin1(QCryptographicHash::hash(libraryKey.toUtf8(), QCryptographicHash::Sha256).toHex());
}

} // namespace

LibraryBookmarks::LibraryBookmarks(const QString &libraryKey, const QString &file, QObject *parent)
    : QObject(parent)
    , m_key(groupOf(libraryKey))
    , m_file(file.isEmpty() ? defaultFile() : file)
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &LibraryBookmarks::save);
    connect(this, &LibraryBookmarks::changed, &m_saveTimer, qOverload<>(&QTimer::start));
    if (m_file.isEmpty() || !QFileInfo::exists(m_file))
        return;
    QSettings settings(m_file, QSettings::IniFormat);
    settings.beginGroup(m_key);
    m_favourites = settings.value("favourites"_L1).toStringList();
    m_recent = settings.value("recent"_L1)
                   .toStringList()
                   .first(std::min<qsizetype>(maxRecent, settings.value("recent"_L1).toStringList().size()));
}

LibraryBookmarks::~LibraryBookmarks()
{
    if (m_saveTimer.isActive())
        save();
}

void LibraryBookmarks::setFavourite(const QString &name, bool favourite)
{
    if (isFavourite(name) == favourite)
        return;
    if (favourite)
        m_favourites.append(name);
    else
        m_favourites.removeAll(name);
    emit changed();
}

void LibraryBookmarks::addRecent(const QString &name)
{
    if (!m_recent.isEmpty() && m_recent.front() == name)
        return;
    m_recent.removeAll(name);
    m_recent.prepend(name);
    if (m_recent.size() > maxRecent)
        m_recent.resize(maxRecent);
    emit changed();
}

void LibraryBookmarks::rename(const QString &from, const QString &to)
{
    bool found = false;
    for (QStringList *names : {&m_favourites, &m_recent}) {
        const qsizetype at = names->indexOf(from);
        if (at < 0)
            continue;
        found = true;
        names->replace(at, to);
        for (qsizetype other = names->size() - 1; other >= 0; --other) {
            if (other != at && (*names)[other] == to)
                names->removeAt(other);
        }
    }
    if (found)
        emit changed();
}

void LibraryBookmarks::save()
{
    m_saveTimer.stop();
    if (m_file.isEmpty())
        return;
    QDir().mkpath(QFileInfo(m_file).path());
    QSettings settings(m_file, QSettings::IniFormat);
    settings.beginGroup(m_key);
    settings.setValue("favourites"_L1, m_favourites);
    settings.setValue("recent"_L1, m_recent);
    settings.endGroup();
    settings.sync();
    QFile::setPermissions(m_file, QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace pulse::ui
