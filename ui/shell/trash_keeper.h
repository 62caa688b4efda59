// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QObject>
#include <QTimer>
#include <map>

namespace pulse::ui {

class LibraryManager;
class MessageBar;
class WindowSettings;

/// Destroys what has lain in the trash longer than the person allows, when a library is open and once an hour after
/// that, and says what went. Does nothing without a limit, and never in a library that can only be read.
class TrashKeeper : public QObject
{
    Q_OBJECT

public:
    TrashKeeper(LibraryManager &libraries, WindowSettings &settings, MessageBar &messages, QObject *parent = nullptr);

    /// Looks into the trash of every open library now.
    void look();
    void forget(LibrarySession *session);

private:
    void look(LibrarySession *session);
    void tell(LibrarySession *session, const TrashExpiry &expiry);

    LibraryManager &m_libraries;
    WindowSettings &m_settings;
    MessageBar &m_messages;
    QTimer m_timer;
    std::map<LibrarySession *, Task<TrashExpiry>> m_work;
};

} // namespace pulse::ui
