// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include <QPointer>

namespace pulse::ui {

class ConflictsPage;
class DocumentArea;
class MessageBar;
class QuestionSheet;
class SyncMessages;

/// The synchronisation of the open libraries: begun and stopped by a person, going on by itself, with its troubles in
/// the message bar, its conflicts as pages between the prompts, and the question that a changed home asks.
class SyncActions : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        DocumentArea *document;
        MessageBar *messages;
        QWidget *window;
    };
    SyncActions(LibraryManager &libraries, Parts parts, QObject *parent = nullptr);
    ~SyncActions() override;

    void synchronise(LibrarySession *session);
    void stop(LibrarySession *session);
    /// As the message about its trouble does it: what still is so, it tells again.
    void tryNow(LibrarySession *session);
    void showConflicts(LibrarySession *session);
    /// Ends everything of a library that ends.
    void forget(LibrarySession *session);
    /// How often a library is synchronised by itself; zero: only when asked, and until it is set.
    void setInterval(LibrarySession *session, std::chrono::milliseconds interval);
    /// As often as one of which nothing else is said, unless it was set already.
    void setUsualInterval(LibrarySession *session);

signals:
    /// A person wants to look at the key of the home's server, of which nothing is known.
    void hostMet(pulse::LibrarySession *session, const pulse::Error &error);
    void openRequested(pulse::LibrarySession *session, const pulse::Name &name);

private:
    void follow(LibrarySession *session);
    void askQuestion(LibrarySession *session);
    void tellReport(LibrarySession *session, const SyncStorage::Report &report, const std::optional<Error> &failure);

    LibraryManager &m_libraries;
    Parts m_parts;
    SyncMessages *m_messages;
    std::map<LibrarySession *, QPointer<ConflictsPage>> m_pages;
    std::map<LibrarySession *, std::chrono::milliseconds> m_intervals;
    QPointer<QuestionSheet> m_sheet;
};

} // namespace pulse::ui
