// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup_actions.h"
#include "branch_actions.h"
#include "command_palette.h"
#include "command_table.h"
#include "go_to_prompt.h"
#include "health_actions.h"
#include "library_actions.h"
#include "library_manager.h"
#include "profile_actions.h"
#include "prompt_controller.h"
#include "recovery_actions.h"
#include "settings_dialog.h"
#include "status_bar.h"
#include "sync_actions.h"
#include "theme_controller.h"
#include "transfer_actions.h"
#include "trash_keeper.h"
#include "undo_controller.h"
#include "upgrade_actions.h"
#include "welcome_page.h"
#include "window_commands.h"
#include "window_layout.h"
#include "window_settings.h"
#include "window_state.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/metadata/metadata_panel.h"
#include "pulse/ui/shell/main_window.h"
#include "pulse/ui/sync/sync_button.h"
#include "pulse/ui/timeline/timeline_panel.h"
#include "pulse/ui/tree/library_bookmarks.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QCoreApplication>
#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

namespace pulse::ui {

/// The parts of the window and the wires between them. Widgets belong to the window, the rest to this.
struct MainWindow::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::MainWindow)

public:
    Private(MainWindow *window, Services given);
    ~Private();

    // main_window_parts.cpp: making the parts, and what stands in the middle
    void build();
    void showTree(LibrarySession *session);
    void followInTree();
    void showRecent();
    void showCentre();
    void showPlaceholder();

    // main_window_wires.cpp: what one part says to another
    void connectParts();
    void connectDocument();
    void connectHealth();
    void connectProfiles();
    void connectSettings();
    void connectLibraries();
    void connectSaving();
    void connectTree();

    // main_window_actions.cpp: what the actions do
    void connectCommands();
    void connectFileCommands();
    void connectEditCommands();
    void connectViewCommands();
    void connectHelpCommands();
    void newPrompt(const QString &leaf = {});
    void goToPrompt();
    void showSettings(SettingsDialog::Page page);
    void setDistractionFree(bool on);

    // main_window_state.cpp: what is shown and remembered
    void updateAll();
    void updateTitleAndStatus();
    void applySettings(const QString &key);
    void saveState(const std::optional<QDateTime> &ends = {}); ///< `ends`: in an orderly end, and when
    void restore(const Start &start);
    void restoreTabs(LibrarySession *opened);
    /// Closes a library and opens it by that location, with the tabs and the drafts that it has; those are written
    /// first.
    struct Reopening
    {
        QPointer<LibrarySession> session;
        QString location;
    };
    void beginReopening(LibrarySession *session, const QString &location);
    void reopen(const Reopening &asked, const std::optional<Error> &failure);
    void tellFirstPaint();

    MainWindow *q;
    Services services;
    std::shared_ptr<TaskRunner> runner;
    std::shared_ptr<const Highlighting> highlighting;
    WindowState stateFile;
    QJsonObject restored;
    std::optional<Name> followed; ///< the prompt in front, as far as the tree was told
    QStringList awaited;          ///< libraries of the last session that are still being opened

    std::map<LibrarySession *, std::unique_ptr<LibraryBookmarks>> bookmarks;
    LibraryManager *libraries = nullptr;
    WindowSettings *settings = nullptr;
    ThemeController *theme = nullptr;
    CommandTable *table = nullptr;
    WindowCommands *commands = nullptr;
    StatusBar *status = nullptr;
    MessageBar *messages = nullptr;
    QStackedWidget *centre = nullptr;
    WindowLayout *layout = nullptr;
    WelcomePage *welcome = nullptr;
    PromptTreePanel *tree = nullptr;
    DocumentArea *document = nullptr;
    TimelinePanel *timeline = nullptr;
    MetadataPanel *details = nullptr;
    EmptyState *placeholder = nullptr;
    PromptController *prompts = nullptr;
    LibraryActions *libraryActions = nullptr;
    TransferActions *transfer = nullptr;
    HealthActions *health = nullptr;
    BackupActions *backups = nullptr;
    RecoveryActions *recovery = nullptr;
    UpgradeActions *upgrades = nullptr;
    SyncActions *sync = nullptr;
    SyncButton *syncButton = nullptr;
    BranchActions *branches = nullptr;
    ProfileActions *profiles = nullptr;
    TrashKeeper *trash = nullptr;
    UndoController *undoing = nullptr;
    // Made when they are first asked for.
    QPointer<GoToPrompt> goTo;
    QPointer<CommandPalette> palette;
    QPointer<SettingsDialog> settingsDialog;
    QTimer saveTimer; ///< what is open is remembered a while after it changed, in case the program ends badly
    QString placeholderShown;
    std::optional<Reopening> reopening; ///< waits for its drafts
    bool quitting = false;
    bool quitAnyway = false;
    bool firstPaintTold = false;
    bool wasMaximized = false;
};

} // namespace pulse::ui
