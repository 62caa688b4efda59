// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include "pulse/library/profiles.h"

#include <QObject>

class QMenu;
class QToolButton;

namespace pulse::ui {

class CommandTable;
class MessageBar;
class StatusBar;

/// What a person sees and does of libraries as a whole: the switch menu, opening and making one, their state in the
/// tool bar and the status bar, and their troubles in the message bar.
class LibraryActions : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        MessageBar *messages;
        StatusBar *status;
        QToolButton *button;
        QMenu *menu;
    };
    LibraryActions(LibraryManager &libraries, CommandTable &commands, Parts parts, QWidget *window);

    /// Which libraries have a name and are not open, whenever the menu is about to show.
    void setProfiles(std::function<std::vector<LibraryProfile>()> closed);

    void chooseFolder();
    void chooseNewFolder();
    void reload();
    void closeCurrent();

signals:
    /// A person wants to look at the key of the server that this error is about, since nothing is known of it.
    void hostMet(const QString &location, const pulse::Error &error);

private:
    void fillMenu();
    void addProfiles(QMenu *menu, QStringList &shown);
    void showState();
    void followTroubles(LibrarySession *session);
    void showReadOnly(const LibrarySession *session);
    void openingFailed(const QString &location, const Error &error);

    LibraryManager &m_libraries;
    CommandTable &m_commands;
    Parts m_parts;
    QWidget *m_window;
    std::function<std::vector<LibraryProfile>()> m_closedProfiles;
};

} // namespace pulse::ui
