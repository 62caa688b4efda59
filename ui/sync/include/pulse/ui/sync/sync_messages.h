// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/sync/sync_text.h"

#include <QObject>
#include <QTimer>
#include <map>

namespace pulse::ui {

/// Says above the content when libraries cannot be synchronised, since when, and when that is tried again, counting
/// down; and when there are conflicts. A message goes when what it tells of has passed; one that a person closed does
/// not come back for the same trouble. GUI thread.
class SyncMessages : public QObject
{
    Q_OBJECT

public:
    SyncMessages(MessageBar *messages, QObject *parent = nullptr);
    ~SyncMessages() override;

    /// Does nothing for a library that has no home elsewhere.
    void follow(LibrarySession *session);
    /// The library ends.
    void forget(LibrarySession *session);
    /// Tells again what was closed unanswered and is still so.
    void remind(LibrarySession *session);
    /// Keys of the messages about that library.
    [[nodiscard]] static QString troubleKey(const LibrarySession &session);
    [[nodiscard]] static QString conflictsKey(const LibrarySession &session);

signals:
    /// A person wants to see what is questioned, or the conflicts.
    void questionRequested(pulse::LibrarySession *session);
    void conflictsRequested(pulse::LibrarySession *session);
    /// A person wants to look at the key of the home's server, of which nothing is known.
    void hostMet(pulse::LibrarySession *session, const pulse::Error &error);

private:
    struct Told
    {
        QString trouble; ///< its identity; empty while there is none
        qint64 conflicts = 0;
    };
    void update(LibrarySession *session);
    void tellTrouble(LibrarySession *session, Told &told);
    void tellConflicts(LibrarySession *session, Told &told);
    [[nodiscard]] MessageBar::Action wayOut(LibrarySession *session, const SyncTrouble &trouble);
    void tryNow(LibrarySession *session);
    void schedule();

    MessageBar *m_messages;
    std::map<LibrarySession *, Told> m_told;
    QTimer m_clock;
};

} // namespace pulse::ui
