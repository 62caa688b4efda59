// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include <QPointer>

class QAction;
class QMenu;
class QToolButton;

namespace pulse::ui {

class BranchesPage;
class CommandTable;
class ConflictsPage;
class DocumentArea;
class LibraryBranches;
class MessageBar;

/// The branches of the open libraries: the current one in the tool bar, with a menu to change it, a page that compares
/// and merges, and the conflicts of a merge as a page of their own.
class BranchActions : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        DocumentArea *document;
        MessageBar *messages;
        CommandTable *commands;
        QToolButton *button; ///< shows the current branch
        QAction *place;      ///< the button's in the tool bar; hidden where there are no branches
    };
    BranchActions(LibraryManager &libraries, Parts parts, QObject *parent = nullptr);
    ~BranchActions() override;

    void showPage(LibrarySession *session);
    void beginNew(LibrarySession *session);
    void forget(LibrarySession *session);
    [[nodiscard]] static bool isPossible(const LibrarySession *session);

private:
    struct Held
    {
        std::unique_ptr<LibraryBranches> branches;
        QPointer<BranchesPage> page;
        QPointer<ConflictsPage> conflicts;
        QString merging; ///< the branch whose conflicts are shown
        Task<void> switching;
    };
    void follow(LibrarySession *session);
    BranchesPage *pageOf(LibrarySession *session);
    void showConflicts(LibrarySession *session, const QString &branch,
                       const std::vector<SyncStorage::Conflict> &conflicts);
    void showCurrent();
    void fillMenu();
    void switchTo(LibrarySession *session, const QString &branch);

    LibraryManager &m_libraries;
    Parts m_parts;
    QMenu *m_menu;
    std::map<LibrarySession *, Held> m_held;
};

} // namespace pulse::ui
