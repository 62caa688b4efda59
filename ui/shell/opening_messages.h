// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include <QObject>
#include <QTimer>
#include <set>

namespace pulse::ui {

class MessageBar;

/// Says above the content which library is being opened and how far that is, with a button that stops it. What opens
/// at once is not spoken of. GUI thread.
class OpeningMessages : public QObject
{
    Q_OBJECT

public:
    /// Longer than a library on this computer takes, shorter than it takes to wonder.
    static constexpr std::chrono::milliseconds patience{400};

    OpeningMessages(LibraryManager &libraries, MessageBar *messages, QObject *parent = nullptr);

    /// A location as a person calls it: a profile's name, or the place.
    [[nodiscard]] static QString nameOf(const QString &location);

private:
    void begin(const QString &location);
    void tell(const QString &location);
    void update();

    LibraryManager &m_libraries;
    MessageBar *m_messages;
    std::set<QString> m_waiting; ///< being opened, and not spoken of yet
    std::set<QString> m_told;
};

} // namespace pulse::ui
