// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/common/drag_export.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "pulse/ui/tree/prompt_tree_panel.h"
#include "tree_actions.h"
#include "tree_operations.h"
#include "tree_view.h"

#include <QLineEdit>
#include <QPointer>
#include <QTimer>

class QLabel;
class QProgressBar;
class QStackedWidget;

namespace pulse::ui {

class EmptyState;
class LibraryBookmarks;
class MessageBar;
class SkeletonView;

struct PromptTreePanel::Private
{
    explicit Private(PromptTreePanel *panel);

    PromptTreePanel *q;
    QPointer<LibrarySession> session;
    QPointer<LibraryBookmarks> bookmarks;
    PromptTreeModel *model;
    TreeView *view;
    QLineEdit *filter;
    MessageBar *messages;
    TreeOperations *operations;
    TreeActions *actions;
    QStackedWidget *pages;
    EmptyState *empty;
    SkeletonView *skeleton;
    QWidget *progressRow;
    QLabel *progressText;
    QProgressBar *progressBar;
    QAction *createMatch;
    QAction *clearFilter;
    DragExport dragExport;
    DragExport clipboardExport;
    Task<ExportedFiles> copying;
    Task<std::vector<TrashEntry>> trashTask;
    QTimer loadingTimer;
    bool wasPainted = false;
    bool saysFetching = false;     ///< the empty page does
    QString toReveal;              ///< a prompt that is not there yet
    QStringList expandedToRestore; ///< from the last run, until the prompts are there
    bool expansionIsKnown = false; ///< restored, or by the person; not the one to begin with
    QStringList beforeFilter;      ///< what was open when the filter began
    QStringList selectedBeforeFilter;
    bool filterWasShown = false;

    void build();
    void buildProgress();
    void connectView();
    void connectOperations();
    void connectActions();

    // ---- the library
    void adoptCatalogue(const QStringList &changed);
    void beginWithCatalogue();
    void loadTrash();
    void updatePage();
    void showEmptyLibrary();
    void showNoMatch();
    void updateActions();
    [[nodiscard]] bool hasPrompts() const
    {
        return model->rowCount(model->indexOf(PromptTreeModel::Section::Prompts)) > 0;
    }

    // ---- filter and state (tree_panel_state.cpp)
    void filterChanged();
    void filterShown();
    [[nodiscard]] QStringList expandedIds() const;
    [[nodiscard]] QStringList selectedIds() const;
    void expandIds(const QStringList &ids);
    void selectIds(const QStringList &ids);
    void expandPrompts(const QModelIndex &parent);
    void showOnlyPrompts(bool only);
    bool selectPath(const QString &path);
    void selectPaths(const QStringList &paths);

    // ---- what is selected, and what is done with it (tree_panel_actions.cpp)
    [[nodiscard]] QModelIndexList selected() const;
    [[nodiscard]] TreeSelection selection() const;
    [[nodiscard]] std::vector<TrashEntry> selectedTrash() const;
    /// Of a row that is prompt and folder at once both, where `whole`.
    [[nodiscard]] QStringList refsOf(const QModelIndexList &indexes, bool whole) const;
    [[nodiscard]] QString folderOf(const QModelIndex &index) const;
    void activate(const QModelIndex &index);
    void rename(const QModelIndex &index, const QString &leaf);
    void toggleFavourite();
    void askForFolder();
    void showMenu(const QPoint &position);

    // ---- in and out (tree_panel_transfer.cpp)
    void dragOut();
    void copyToClipboard();
    void paste();
    [[nodiscard]] std::optional<TreeView::DropPlan> planDrop(const QDropEvent &event, const QModelIndex &index) const;
    void drop(const QDropEvent &event, const QModelIndex &target);
    bool takeIn(const QMimeData &data, const QString &folder);
};

} // namespace pulse::ui
