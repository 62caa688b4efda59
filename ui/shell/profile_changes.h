// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include "pulse/ui/libraries/library_book.h"

namespace pulse::ui {

class MessageBar;

/// Says of an open library that its profile is not the one any more with which it was opened, and offers to open it
/// again: its address, its layers and what its backend is told count from then on. A name and how often it is
/// synchronised count at once and need no words. GUI thread.
class ProfileChanges : public QObject
{
    Q_OBJECT

public:
    ProfileChanges(LibraryManager &libraries, LibraryBook &book, MessageBar *messages, QObject *parent = nullptr);

    [[nodiscard]] static QString messageKey(const LibrarySession &session);

signals:
    /// `location` leads to the library as it is configured now.
    void reopenRequested(pulse::LibrarySession *session, const QString &location);

private:
    struct Known
    {
        LibraryProfile opened;
        std::optional<LibraryProfile> told; ///< what the message that shows, or was closed, is about
    };
    void look(LibrarySession *session);
    void forget(LibrarySession *session);
    [[nodiscard]] const LibraryProfile *profileOf(const LibrarySession &session) const;

    LibraryManager &m_libraries;
    LibraryBook &m_book;
    MessageBar *m_messages;
    std::map<const LibrarySession *, Known> m_known;
};

} // namespace pulse::ui
