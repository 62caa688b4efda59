// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace pulse::ui {

/// The favourites and the recently opened prompts of one library: this person's, on this machine. Kept in one small
/// INI file in the XDG state folder, written a moment after a change. GUI thread.
class LibraryBookmarks : public QObject
{
    Q_OBJECT

public:
    /// `libraryKey` tells libraries apart: the id, or the URL where there is none. `file` empty: the default place.
    explicit LibraryBookmarks(const QString &libraryKey, const QString &file = {}, QObject *parent = nullptr);
    ~LibraryBookmarks() override;

    [[nodiscard]] const QStringList &favourites() const { return m_favourites; } ///< names, in the order of adding
    [[nodiscard]] const QStringList &recent() const { return m_recent; }         ///< names, the latest first
    [[nodiscard]] bool isFavourite(const QString &name) const { return m_favourites.contains(name); }

    void setFavourite(const QString &name, bool favourite);
    void addRecent(const QString &name);
    /// Follows a rename.
    void rename(const QString &from, const QString &to);

    static constexpr int maxRecent = 15;

signals:
    void changed();

private:
    void save();

    QString m_key;
    QString m_file;
    QStringList m_favourites;
    QStringList m_recent;
    QTimer m_saveTimer;
};

} // namespace pulse::ui
