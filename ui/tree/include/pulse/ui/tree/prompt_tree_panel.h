// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QJsonObject>
#include <QWidget>
#include <memory>

class QAction;
class QLineEdit;
class QTreeView;

namespace pulse::ui {

class LibraryBookmarks;
class PromptTreeModel;

/// The left column: a filter, and the tree of one library — favourites, recent, prompts in their folders, tags, trash.
///
/// Renames, moves, duplicates, removes and restores by itself; what leads elsewhere is asked for by signals. Keeps
/// selection and expansion across updates. GUI thread.
class PromptTreePanel : public QWidget
{
    Q_OBJECT

public:
    explicit PromptTreePanel(QWidget *parent = nullptr);
    ~PromptTreePanel() override;

    /// Shows that library; null shows nothing. The session must outlive its stay here. `bookmarks` holds the favourites
    /// and recent prompts of that library and must outlive its stay, too.
    void setLibrary(LibrarySession *session, LibraryBookmarks *bookmarks);

    /// Selects the prompt, opening the folders above it.
    void revealPrompt(const Name &name);
    /// Which prompts have a draft (a dot beside the name).
    void setDraft(const Name &name, bool hasDraft);
    /// The prompts that are selected, folders not unfolded.
    [[nodiscard]] std::vector<Name> selectedPrompts() const;
    /// The folder in which something new would go: the selected folder, or the one of the selected prompt.
    [[nodiscard]] QString currentFolder() const;

    /// What can be done with the selection, for menus and the command palette. Each is enabled where it makes sense,
    /// and owned by the panel: open, rename, duplicate, remove, favourite, copy name, export, new here, new folder.
    [[nodiscard]] QList<QAction *> contextActions() const;
    /// Puts the cursor into the filter.
    void focusFilter();
    void focusTree();

    /// Which folders are open, for the next start.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

    [[nodiscard]] QTreeView *view() const;
    [[nodiscard]] QLineEdit *filter() const;
    [[nodiscard]] PromptTreeModel *model() const;

signals:
    void openRequested(const pulse::Name &name);
    /// A new prompt in that folder, named `leaf` where that is known ("No prompt matches ‘xyz’. Create it?").
    void newPromptRequested(const QString &folder, const QString &leaf);
    /// Files, folders or text that came by drop or paste, to become prompts in that folder.
    void importRequested(const QStringList &paths, const QString &folder);
    void importTextRequested(const QString &text, const QString &folder);
    /// Export these prompts (`NAME`) and folders (`FOLDER/`).
    void exportRequested(const QStringList &refs);
    void renamed(const pulse::Name &from, const pulse::Name &to);
    /// The tree was painted with prompts in it for the first time since setLibrary.
    void firstPainted();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
