// SPDX-License-Identifier: Apache-2.0
// Every command of the window: its text, icon, shortcuts and what it does in a sentence.
#include "command_table.h"
#include "window_commands.h"

#include <QActionGroup>

namespace pulse::ui {
using namespace Qt::StringLiterals;

void WindowCommands::addFile()
{
    const QString group = tr("File");
    m_table.add({command::newPrompt,
                 group,
                 tr("&New prompt…"),
                 "plus"_L1,
                 {Qt::CTRL | Qt::Key_N},
                 tr("Begin a new prompt in the open library")});
    m_table.add({command::openLibrary,
                 group,
                 tr("&Open a folder…"),
                 "folder-open"_L1,
                 {Qt::CTRL | Qt::Key_O},
                 tr("Open a folder that holds a library")});
    m_table.add({command::newLibrary,
                 group,
                 tr("New &library…"),
                 "library"_L1,
                 {},
                 tr("Begin an empty library in a folder of your choice")});
    m_table.add({command::openSample,
                 group,
                 tr("Open the sa&mple library"),
                 "sample"_L1,
                 {},
                 tr("Look around in a small library that is made for trying things out")});
    addExchange(group);
    addTabsAndDrafts(group);
    m_table.add({command::settings,
                 group,
                 tr("Se&ttings…"),
                 "settings"_L1,
                 {Qt::CTRL | Qt::Key_Comma},
                 tr("Colours, editor, author and labels")});
    m_table.add({command::quit,
                 group,
                 tr("&Quit"),
                 "quit"_L1,
                 {Qt::CTRL | Qt::Key_Q},
                 tr("Close the window; drafts are kept")});
}

void WindowCommands::addExchange(const QString &group)
{
    m_table.add({command::importFiles,
                 group,
                 tr("&Import files…"),
                 "import"_L1,
                 {},
                 tr("Bring text files into the library as prompts")});
    m_table.add({command::importFolder,
                 group,
                 tr("Import a fol&der…"),
                 "import"_L1,
                 {},
                 tr("Bring a folder of prompts into the library, with the versions it holds")});
    m_table.add({command::exportPrompts,
                 group,
                 tr("&Export the library…"),
                 "export"_L1,
                 {},
                 tr("Write the latest version of every prompt into a folder")});
}

void WindowCommands::addTabsAndDrafts(const QString &group)
{
    m_table.add({command::saveDraft,
                 group,
                 tr("&Save draft"),
                 "save"_L1,
                 {QKeySequence::Save},
                 tr("Keep what you typed now; Pulse also does this by itself")});
    m_table.add({command::unsavedWork,
                 group,
                 tr("&Unsaved work…"),
                 "draft"_L1,
                 {},
                 tr("See everything that was typed in this library and not published")});
    m_table.add({command::closeTab,
                 group,
                 tr("&Close tab"),
                 "close"_L1,
                 {Qt::CTRL | Qt::Key_W},
                 tr("Close this tab; its draft is kept")});
    m_table.add({command::reopenTab,
                 group,
                 tr("&Reopen closed tab"),
                 "restore"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_T},
                 tr("Open the tab that was closed last")});
}

void WindowCommands::addEdit()
{
    const QString group = tr("Edit");
    m_table.add({command::undo,
                 group,
                 tr("&Undo"),
                 "undo"_L1,
                 {Qt::CTRL | Qt::Key_Z},
                 tr("Take back the last change of the text, or what was last done to the library")});
    m_table.add({command::redo,
                 group,
                 tr("&Redo"),
                 "redo"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y},
                 tr("Make the change again")});
    m_table.add({command::activity,
                 group,
                 tr("&Activity…"),
                 "history"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_A},
                 tr("What was done to this library, to be taken back")});
    addFinding(group);
    m_table.add({command::discardDraft,
                 group,
                 tr("&Discard draft"),
                 "trash"_L1,
                 {},
                 tr("Go back to the published version; undo brings your text back")});
}

void WindowCommands::addFinding(const QString &group)
{
    m_table.add({command::find, group, tr("&Find…"), "search"_L1, {Qt::CTRL | Qt::Key_F}, tr("Find in this text")});
    m_table.add({command::replace,
                 group,
                 tr("Find and re&place…"),
                 "replace"_L1,
                 {Qt::CTRL | Qt::Key_H},
                 tr("Find in this text and replace")});
    m_table.add(
        {command::findNext, group, tr("Find &next"), "find-next"_L1, {Qt::Key_F3}, tr("The next place that matches")});
    m_table.add({command::findPrevious,
                 group,
                 tr("Find pre&vious"),
                 "find-previous"_L1,
                 {Qt::SHIFT | Qt::Key_F3},
                 tr("The place before that matches")});
    m_table.add({command::searchEverywhere,
                 group,
                 tr("&Search everywhere…"),
                 "search"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_F},
                 tr("Search the contents of the whole library")});
}

void WindowCommands::addView()
{
    const QString group = tr("View");
    m_table.add({command::goToPrompt,
                 group,
                 tr("&Go to prompt…"),
                 "search"_L1,
                 {Qt::CTRL | Qt::Key_P},
                 tr("Find a prompt by some letters of its name")});
    m_table.add({command::commands,
                 group,
                 tr("&Commands…"),
                 "command"_L1,
                 {Qt::CTRL | Qt::Key_K},
                 tr("Find anything that the window can do")});
    m_table.add({command::back,
                 group,
                 tr("&Back"),
                 "arrow-left"_L1,
                 {Qt::ALT | Qt::Key_Left},
                 tr("Back to where you were before")});
    m_table.add(
        {command::forward, group, tr("&Forward"), "arrow-right"_L1, {Qt::ALT | Qt::Key_Right}, tr("Forward again")});
    addViewModes(group);
    addColumns(group);
    addTextSizes(group);
    addPlaces(group);
    addColours(group);
}

void WindowCommands::addViewModes(const QString &group)
{
    auto *modes = new QActionGroup(this);
    modes->addAction(m_table.add(
        {command::viewEdit, group, tr("&Edit"), "edit"_L1, {Qt::CTRL | Qt::Key_1}, tr("Only the text"), true}));
    modes->addAction(m_table.add({command::viewSplit,
                                  group,
                                  tr("&Split"),
                                  "split"_L1,
                                  {Qt::CTRL | Qt::Key_2},
                                  tr("Text and preview beside each other"),
                                  true}));
    modes->addAction(m_table.add({command::viewPreview,
                                  group,
                                  tr("&Preview"),
                                  "preview"_L1,
                                  {Qt::CTRL | Qt::Key_3},
                                  tr("Only the preview"),
                                  true}));
}

void WindowCommands::addColumns(const QString &group)
{
    m_table.add({command::foldLeft,
                 group,
                 tr("Prompt &tree"),
                 "fold-left"_L1,
                 {Qt::Key_F9},
                 tr("Show or hide the column at the left"),
                 true});
    m_table.add({command::foldRight,
                 group,
                 tr("&Versions and details"),
                 "fold-right"_L1,
                 {Qt::Key_F10},
                 tr("Show or hide versions and details"),
                 true});
    m_table.add({command::distractionFree,
                 group,
                 tr("&Distraction-free"),
                 "focus"_L1,
                 {Qt::Key_F11},
                 tr("Nothing but the text"),
                 true});
}

void WindowCommands::addTextSizes(const QString &group)
{
    m_table.add({command::zoomIn,
                 group,
                 tr("&Larger text"),
                 "plus"_L1,
                 {Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal},
                 tr("Larger text in the editor")});
    m_table.add({command::zoomOut,
                 group,
                 tr("S&maller text"),
                 "minus"_L1,
                 {Qt::CTRL | Qt::Key_Minus},
                 tr("Smaller text in the editor")});
    m_table.add({command::zoomReset,
                 group,
                 tr("&Normal text size"),
                 "font"_L1,
                 {Qt::CTRL | Qt::Key_0},
                 tr("The text size of the settings")});
}

void WindowCommands::addPlaces(const QString &group)
{
    m_table.add({command::nextTab,
                 group,
                 tr("Ne&xt tab"),
                 "chevron-right"_L1,
                 {Qt::CTRL | Qt::Key_Tab, Qt::CTRL | Qt::Key_PageDown},
                 tr("The tab to the right")});
    m_table.add({command::previousTab,
                 group,
                 tr("P&revious tab"),
                 "chevron-left"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab, Qt::CTRL | Qt::Key_PageUp},
                 tr("The tab to the left")});
    m_table.add({command::focusTree,
                 group,
                 tr("Move to the tree"),
                 "folder"_L1,
                 {Qt::ALT | Qt::Key_1},
                 tr("Put the keyboard into the prompt tree")});
    m_table.add({command::focusEditor,
                 group,
                 tr("Move to the text"),
                 "edit"_L1,
                 {Qt::ALT | Qt::Key_2},
                 tr("Put the keyboard into the text")});
}

void WindowCommands::addColours(const QString &group)
{
    auto *themes = new QActionGroup(this);
    themes->addAction(m_table.add({command::themeSystem,
                                   group,
                                   tr("Colours as the &system"),
                                   "home"_L1,
                                   {},
                                   tr("Light or dark as the system is"),
                                   true}));
    themes->addAction(m_table.add(
        {command::themeLight, group, tr("&Light colours"), "sun"_L1, {}, tr("Dark text on light ground"), true}));
    themes->addAction(m_table.add(
        {command::themeDark, group, tr("&Dark colours"), "moon"_L1, {}, tr("Light text on dark ground"), true}));
}

void WindowCommands::addPrompt()
{
    const QString group = tr("Prompt");
    m_table.add({command::publish,
                 group,
                 tr("&Publish…"),
                 "publish"_L1,
                 {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter},
                 tr("Make a new version of this text")});
    m_table.add({command::compare,
                 group,
                 tr("&Compare"),
                 "compare"_L1,
                 {Qt::CTRL | Qt::Key_D},
                 tr("Show what differs from the latest version")});
    m_table.add({command::nextDifference,
                 group,
                 tr("&Next difference"),
                 "find-next"_L1,
                 {Qt::Key_F7},
                 tr("Go to the next difference of the comparison")});
    m_table.add({command::previousDifference,
                 group,
                 tr("P&revious difference"),
                 "find-previous"_L1,
                 {Qt::Key_F8},
                 tr("Go to the difference before")});
    m_table.add({command::copyText,
                 group,
                 tr("Copy &text"),
                 "copy"_L1,
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_C},
                 tr("Copy the whole text of this prompt")});
    m_table.add({command::copyName, group, tr("Copy na&me"), "prompt"_L1, {}, tr("Copy the name of this prompt")});
    m_table.add({command::copyReference,
                 group,
                 tr("Copy name and &version"),
                 "link"_L1,
                 {},
                 tr("Copy the name with the version, as the command line takes it")});
}

void WindowCommands::addLibrary()
{
    const QString group = tr("Library");
    m_table.add(
        {command::reloadLibrary, group, tr("&Reload"), "sync"_L1, {Qt::Key_F5}, tr("Look at the whole library again")});
    m_table.add({command::addLibrary,
                 group,
                 tr("&Add a library…"),
                 "plus"_L1,
                 {},
                 tr("Add a library that is kept in a folder, in a network or in a repository")});
    m_table.add({command::manageLibraries,
                 group,
                 tr("&Manage libraries…"),
                 "settings"_L1,
                 {},
                 tr("Change, test and forget the libraries that have a name")});
    m_table.add({command::copyLibrary,
                 group,
                 tr("Co&py library to…"),
                 "duplicate"_L1,
                 {},
                 tr("Copy everything, with its history, to another place, and compare")});
    addBranches(group);
    addSynchronisation(group);
    addCare(group);
    m_table.add({command::closeLibrary,
                 group,
                 tr("&Close library"),
                 "close"_L1,
                 {},
                 tr("Close this library; drafts are kept")});
}

void WindowCommands::addBranches(const QString &group)
{
    m_table.add({command::branches,
                 group,
                 tr("&Branches…"),
                 "branch"_L1,
                 {},
                 tr("Show the branches of this library: switch, compare and merge them")});
    m_table.add(
        {command::newBranch, group, tr("&New branch…"), "plus"_L1, {}, tr("Begin a branch at what is current")});
}

void WindowCommands::addSynchronisation(const QString &group)
{
    m_table.add({command::synchronise,
                 group,
                 tr("&Synchronise now"),
                 "sync"_L1,
                 {Qt::SHIFT | Qt::Key_F5},
                 tr("Send what changed here to where this library is kept, and fetch what changed there")});
    m_table.add({command::stopSynchronising,
                 group,
                 tr("S&top synchronising"),
                 "stop"_L1,
                 {},
                 tr("Stop the synchronisation that is going on; what it did stays")});
    m_table.add({command::conflicts,
                 group,
                 tr("C&onflicts…"),
                 "conflict"_L1,
                 {},
                 tr("Show what was changed in both places, and choose")});
}

void WindowCommands::addCare(const QString &group)
{
    m_table.add({command::checkLibrary,
                 group,
                 tr("&Check library…"),
                 "shield"_L1,
                 {},
                 tr("See the library’s health: look for damage, and what can be done about it")});
    m_table.add({command::backups,
                 group,
                 tr("&Backups…"),
                 "save"_L1,
                 {},
                 tr("Back up this library, restore from a backup, and say how often one is taken")});
    m_table.add({command::upgradeLibrary,
                 group,
                 tr("&Upgrade the layout…"),
                 "publish"_L1,
                 {},
                 tr("Give this library the newest layout, which notices damage to every file; the old one is kept")});
}

void WindowCommands::addHelp()
{
    const QString group = tr("Help");
    m_table.add({command::shortcuts,
                 group,
                 tr("&Keyboard shortcuts"),
                 "keyboard"_L1,
                 {Qt::Key_F1},
                 tr("Every shortcut at a glance")});
    m_table.add({command::about, group, tr("&About Pulse"), "info"_L1, {}, tr("Version and licences")});
}

} // namespace pulse::ui
