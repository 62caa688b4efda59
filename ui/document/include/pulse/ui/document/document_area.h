// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/drafts.h"
#include "pulse/library/library_session.h"
#include "pulse/ui/common/highlighting.h"
#include "pulse/ui/editor/editor_options.h"

#include <QDateTime>
#include <QIcon>
#include <QJsonObject>
#include <QWidget>
#include <memory>
#include <optional>

namespace pulse::ui {

enum class ViewMode { Edit, Split, Preview };

/// What the window shows of the current document, and which of its actions make sense. A value.
struct DocumentInfo
{
    LibrarySession *session = nullptr; ///< null when the current tab is no document
    std::optional<Name> name;          ///< empty for a new prompt that has no valid name yet
    std::optional<Version> base;       ///< the version shown, or the one the draft was begun from
    QString title;                     ///< of the tab
    bool isLoaded = false;             ///< its text is there
    bool isReadOnly = false;
    bool isOldVersion = false;             ///< a chosen version is being read, not the latest
    bool hasDraft = false;                 ///< the text differs from `base`, or the prompt is new and not empty
    std::optional<QDateTime> draftSavedAt; ///< UTC; empty without a draft, and while none of it was saved yet
    bool canUndo = false;
    bool canRedo = false;
    int changes = 0;  ///< changed places against `base`; 0 while unknown
    int line = 1;     ///< of the cursor, from 1
    int column = 1;   ///< from 1, in characters as a person counts them
    int words = 0;    ///< of the whole text; -1 while unknown
    qint64 bytes = 0; ///< that publishing now would store
};

/// The middle of the window: tabs of open prompts of any number of libraries, each with header, editor and preview, and
/// other pages (comparisons) between them.
///
/// GUI thread only. Nothing typed is ever lost: drafts are written continuously on `runner` and survive closing a tab,
/// the window and a crash. Nothing here is modal and nothing blocks. Sessions must outlive the area, or be given to
/// closeSession() first.
class DocumentArea : public QWidget
{
    Q_OBJECT

public:
    struct Services
    {
        std::shared_ptr<TaskRunner> runner; ///< for drafts, preview and search: work that waits for no library
        std::shared_ptr<const Highlighting> highlighting;
        std::shared_ptr<const Clock> clock;
        QString draftFolder; ///< empty: DraftStore::defaultFolder()
    };
    explicit DocumentArea(Services services, QWidget *parent = nullptr);
    ~DocumentArea() override; ///< writes what is still unwritten

    // ---- opening and closing
    /// Shows the latest version, with its draft when there is one; raises the tab when it is open already. `line` (from
    /// 1) puts the cursor there.
    void openPrompt(LibrarySession *session, const Name &name, int line = 0);
    /// Shows that version to read, in the prompt's tab, with a banner that leads back.
    void openVersion(LibrarySession *session, const VersionKey &key, int line = 0);
    /// A new prompt; its name is asked in place, beginning with `folder` and `leaf`.
    void newPrompt(LibrarySession *session, const QString &folder, const QString &leaf = {},
                   const QByteArray &content = {});
    /// A page of another kind, such as a comparison. Takes ownership; raises it.
    void openPage(QWidget *page, const QString &title, const QIcon &icon, const QString &toolTip = {});
    void closePage(QWidget *page);
    /// Tabs of prompts that were renamed keep their text and draft under the new name.
    void renamed(LibrarySession *session, const Name &from, const Name &to);
    /// Writes the drafts of that library and closes its tabs; afterwards the area holds no pointer to it.
    void closeSession(LibrarySession *session);
    /// Opens the drafts of new prompts and says by draftStateChanged which prompts have drafts. Call once a library is
    /// open.
    void recoverDrafts(LibrarySession *session);

    // ---- unsaved work
    /// What is on the disk now, newest first. Not yet what was typed within the last second.
    [[nodiscard]] Task<std::vector<Draft>> drafts(LibrarySession *session);
    /// Files of drafts in which something is damaged, or was (DraftStore::damage).
    [[nodiscard]] Task<QStringList> damagedDrafts(LibrarySession *session);
    /// Says by draftStateChanged which prompts have drafts.
    void noteDrafts(LibrarySession *session, const std::vector<Draft> &drafts);
    [[nodiscard]] bool isOpen(LibrarySession *session, const Draft &draft) const;
    /// Raises its tab; opens one where there is none.
    void openDraft(LibrarySession *session, const Draft &draft);
    /// Also of a tab that shows it: that goes back to the published version, and that of a new prompt closes.
    void dropDraft(LibrarySession *session, const Draft &draft);
    /// Takes dropDraft back; where a tab shows the prompt meanwhile, as a change of its text that undo takes back.
    void putBackDraft(LibrarySession *session, const Draft &draft);

    // ---- what is there
    [[nodiscard]] DocumentInfo current() const;
    [[nodiscard]] QWidget *currentPage() const; ///< the tab's widget; null when nothing is open
    [[nodiscard]] int count() const;
    /// The exact bytes that publishing would store, and the text; empty when the current tab is no loaded document.
    [[nodiscard]] QByteArray currentBytes() const;
    [[nodiscard]] QString currentText() const;
    [[nodiscard]] QString selectedText() const;
    /// Names with a draft, as far as known.
    [[nodiscard]] QStringList draftNames(LibrarySession *session) const;

    // ---- across starts
    /// Which tabs are open, their view and their cursor. `restoreState` opens those of the sessions given (by library).
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state, const QList<LibrarySession *> &sessions);
    /// Whether something typed is not on disk yet.
    [[nodiscard]] bool hasUnsavedWork() const;
    /// Writes all drafts; `draftsFlushed` answers, with the first failure if there was one. For quitting.
    void flushDrafts();

    void setEditorOptions(const EditorOptions &options);
    void setSynchronizedScrolling(bool on);
    /// What shows while no tab is open; takes ownership. Without one the area is empty.
    void setPlaceholder(QWidget *placeholder);

public slots:
    void saveDraft();      ///< now, with a quiet confirmation
    void discardDraft();   ///< back to the published version; undo brings the text back
    void requestPublish(); ///< publishRequested, or says in place what is missing (a name)
    void compareWithPublished();
    void find();
    void replace();
    void findNext();
    void findPrevious();
    void undo();
    void redo();
    void zoomIn();
    void zoomOut();
    void zoomReset();
    void setViewMode(pulse::ui::ViewMode mode); ///< of the current document and of those opened later
    [[nodiscard]] pulse::ui::ViewMode viewMode() const;
    void closeCurrentTab();
    void reopenClosedTab();
    void nextTab();
    void previousTab();
    void focusEditor();

signals:
    void currentChanged();  ///< another tab came to the front, or the last was closed
    void documentChanged(); ///< current() tells something else than before
    void cursorMoved(int line, int column);
    /// A prompt got a draft, or has none any more.
    void draftStateChanged(pulse::LibrarySession *session, const pulse::Name &name, bool hasDraft);
    void publishRequested(pulse::LibrarySession *session, const pulse::Name &name, const QByteArray &content,
                          const std::optional<pulse::Version> &base);
    /// Show how `content` (a draft) differs from that published version.
    void compareRequested(pulse::LibrarySession *session, const pulse::VersionKey &published,
                          const QByteArray &content);
    /// Publish that old version's content as the next version.
    void restoreRequested(pulse::LibrarySession *session, const pulse::VersionKey &version);
    /// That version is damaged: a backup may hold a good copy.
    void restoreFromBackupRequested(pulse::LibrarySession *session, const pulse::VersionKey &damaged);
    /// Something in that library is damaged: a check shows all of it, and accepts what is right as it is.
    void checkRequested(pulse::LibrarySession *session);
    void pageClosed(QWidget *page); ///< a page of openPage() is about to be deleted
    void draftsFlushed(const std::optional<pulse::Error> &failure);
    /// A draft of that library was written or removed on the disk.
    void draftsWritten(pulse::LibrarySession *session);
    void viewModeChanged(pulse::ui::ViewMode mode);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
