// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/drafts.h"
#include "pulse/library/library_session.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <map>
#include <set>

namespace pulse::ui {

class DocumentArea;
class MessageBar;
class UnsavedWorkPage;

/// Offers what was typed and not published: at once where the program ended without being told to, on request always.
/// After an orderly end the tabs come back by themselves, and what no tab shows is only mentioned.
class RecoveryActions : public QObject
{
    Q_OBJECT

public:
    RecoveryActions(DocumentArea *document, MessageBar *messages, QObject *parent = nullptr);
    ~RecoveryActions() override;

    /// Looks at the drafts of a library that was opened. Call when its tabs are back.
    void look(LibrarySession *session);
    /// Brings the page of unsaved work to the front.
    void showPage(LibrarySession *session);
    /// Closes the page of a library that ends. Its drafts are on the disk: what it has when it is opened again, no
    /// crash left behind.
    void forget(LibrarySession *session);

    /// What is remembered across starts; `ends` is given in an orderly end, when every draft is on the disk.
    [[nodiscard]] QJsonObject saveState(const std::optional<QDateTime> &ends) const;
    void restoreState(const QJsonObject &state);

private:
    struct Held
    {
        QPointer<UnsavedWorkPage> page;
        Task<std::vector<Draft>> list;
        Task<QStringList> damage;
        bool afterCrash = false;
        bool isKnown = false; ///< looked at since it was opened
    };

    void take(LibrarySession *session, const Result<std::vector<Draft>> &drafts);
    void offer(LibrarySession *session, const std::vector<Draft> &drafts);
    void reopen(LibrarySession *session, const std::vector<Draft> &drafts);
    void refresh();
    void list(LibrarySession *session);
    void lookForDamage(LibrarySession *session);
    void tellDamage(LibrarySession *session, const QStringList &paths);
    [[nodiscard]] UnsavedWorkPage *pageOf(LibrarySession *session);
    void connectPage(UnsavedWorkPage *page);
    void continueAll(LibrarySession *session);

    DocumentArea *m_document;
    MessageBar *m_messages;
    std::map<LibrarySession *, Held> m_held;
    std::set<QString> m_left;           ///< URLs of libraries that were closed in this run
    std::set<LibrarySession *> m_stale; ///< whose drafts changed since their page was filled
    QTimer m_refresh;
    std::optional<QDateTime> m_ended; ///< when the program was ended last, if it was
    QStringList m_told;               ///< damage that need not be told of again
};

} // namespace pulse::ui
