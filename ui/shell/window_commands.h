// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;
class QToolButton;

namespace pulse::ui {

class CommandTable;

/// What the window can do, and where a person finds it.
namespace command {
inline constexpr QLatin1StringView newPrompt{"new-prompt"};
inline constexpr QLatin1StringView openLibrary{"open-library"};
inline constexpr QLatin1StringView newLibrary{"new-library"};
inline constexpr QLatin1StringView openSample{"open-sample"};
inline constexpr QLatin1StringView importFiles{"import-files"};
inline constexpr QLatin1StringView importFolder{"import-folder"};
inline constexpr QLatin1StringView exportPrompts{"export-prompts"};
inline constexpr QLatin1StringView saveDraft{"save-draft"};
inline constexpr QLatin1StringView unsavedWork{"unsaved-work"};
inline constexpr QLatin1StringView closeTab{"close-tab"};
inline constexpr QLatin1StringView reopenTab{"reopen-tab"};
inline constexpr QLatin1StringView settings{"settings"};
inline constexpr QLatin1StringView quit{"quit"};
inline constexpr QLatin1StringView undo{"undo"};
inline constexpr QLatin1StringView redo{"redo"};
inline constexpr QLatin1StringView activity{"activity"};
inline constexpr QLatin1StringView find{"find"};
inline constexpr QLatin1StringView replace{"replace"};
inline constexpr QLatin1StringView findNext{"find-next"};
inline constexpr QLatin1StringView findPrevious{"find-previous"};
inline constexpr QLatin1StringView searchEverywhere{"search-everywhere"};
inline constexpr QLatin1StringView discardDraft{"discard-draft"};
inline constexpr QLatin1StringView goToPrompt{"go-to-prompt"};
inline constexpr QLatin1StringView commands{"commands"};
inline constexpr QLatin1StringView back{"back"};
inline constexpr QLatin1StringView forward{"forward"};
inline constexpr QLatin1StringView viewEdit{"view-edit"};
inline constexpr QLatin1StringView viewSplit{"view-split"};
inline constexpr QLatin1StringView viewPreview{"view-preview"};
inline constexpr QLatin1StringView foldLeft{"fold-left"};
inline constexpr QLatin1StringView foldRight{"fold-right"};
inline constexpr QLatin1StringView distractionFree{"distraction-free"};
inline constexpr QLatin1StringView zoomIn{"zoom-in"};
inline constexpr QLatin1StringView zoomOut{"zoom-out"};
inline constexpr QLatin1StringView zoomReset{"zoom-reset"};
inline constexpr QLatin1StringView nextTab{"next-tab"};
inline constexpr QLatin1StringView previousTab{"previous-tab"};
inline constexpr QLatin1StringView focusTree{"focus-tree"};
inline constexpr QLatin1StringView focusEditor{"focus-editor"};
inline constexpr QLatin1StringView themeSystem{"theme-system"};
inline constexpr QLatin1StringView themeLight{"theme-light"};
inline constexpr QLatin1StringView themeDark{"theme-dark"};
inline constexpr QLatin1StringView publish{"publish"};
inline constexpr QLatin1StringView compare{"compare"};
inline constexpr QLatin1StringView nextDifference{"next-difference"};
inline constexpr QLatin1StringView previousDifference{"previous-difference"};
inline constexpr QLatin1StringView copyText{"copy-text"};
inline constexpr QLatin1StringView copyName{"copy-name"};
inline constexpr QLatin1StringView copyReference{"copy-reference"};
inline constexpr QLatin1StringView reloadLibrary{"reload-library"};
inline constexpr QLatin1StringView addLibrary{"add-library"};
inline constexpr QLatin1StringView manageLibraries{"manage-libraries"};
inline constexpr QLatin1StringView copyLibrary{"copy-library"};
inline constexpr QLatin1StringView branches{"branches"};
inline constexpr QLatin1StringView newBranch{"new-branch"};
inline constexpr QLatin1StringView synchronise{"synchronise"};
inline constexpr QLatin1StringView stopSynchronising{"stop-synchronising"};
inline constexpr QLatin1StringView conflicts{"conflicts"};
inline constexpr QLatin1StringView checkLibrary{"check-library"};
inline constexpr QLatin1StringView backups{"backups"};
inline constexpr QLatin1StringView upgradeLibrary{"upgrade-library"};
inline constexpr QLatin1StringView closeLibrary{"close-library"};
inline constexpr QLatin1StringView shortcuts{"shortcuts"};
inline constexpr QLatin1StringView about{"about"};
} // namespace command

/// The menus and the tool bar, made of the actions of one table.
class WindowCommands : public QObject
{
    Q_OBJECT

public:
    explicit WindowCommands(CommandTable &table, QMainWindow *window);

    void buildMenus();
    void buildToolBar();
    /// What can be done with the selection in the tree: into the Prompt menu and the palette.
    void addTreeActions(const QList<QAction *> &actions);
    [[nodiscard]] QToolButton *libraryButton() const { return m_libraryButton; }
    [[nodiscard]] QToolButton *branchButton() const { return m_branchButton; }
    [[nodiscard]] QAction *branchPlace() const { return m_branchPlace; } ///< shows and hides the branch button
    [[nodiscard]] QMenu *promptMenu() const { return m_promptMenu; }
    /// Filled anew by the window each time it is about to show, above the fixed actions.
    [[nodiscard]] QMenu *libraryMenu() const { return m_libraryMenu; }
    [[nodiscard]] QToolBar *toolBar() const { return m_toolBar; }

private:
    // command_list.cpp: what there is
    void addFile();
    void addExchange(const QString &group);
    void addTabsAndDrafts(const QString &group);
    void addEdit();
    void addFinding(const QString &group);
    void addView();
    void addViewModes(const QString &group);
    void addColumns(const QString &group);
    void addTextSizes(const QString &group);
    void addPlaces(const QString &group);
    void addColours(const QString &group);
    void addPrompt();
    void addLibrary();
    void addBranches(const QString &group);
    void addSynchronisation(const QString &group);
    void addCare(const QString &group);
    void addHelp();
    void addWords(); // command_words.cpp
    void fillToolBar();
    [[nodiscard]] QToolButton *makeCopyButton();
    [[nodiscard]] QToolButton *makeSearchButton();
    void append(QMenu *menu, std::initializer_list<QLatin1StringView> ids);

    CommandTable &m_table;
    QMainWindow *m_window;
    QToolBar *m_toolBar = nullptr;
    QToolButton *m_libraryButton = nullptr;
    QToolButton *m_branchButton = nullptr;
    QAction *m_branchPlace = nullptr;
    QMenu *m_promptMenu = nullptr;
    QMenu *m_libraryMenu = nullptr;
};

} // namespace pulse::ui
