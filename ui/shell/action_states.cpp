// SPDX-License-Identifier: Apache-2.0
#include "action_states.h"

#include "branch_actions.h"
#include "command_table.h"
#include "window_commands.h"

#include <QCoreApplication>

namespace pulse::ui {

namespace {

// Names the context of the texts below for the translators.
struct ActionStates
{
    Q_DECLARE_TR_FUNCTIONS(ActionStates)
};

void setAll(CommandTable &commands, std::initializer_list<QLatin1StringView> ids, bool possible, const QString &reason)
{
    for (const QLatin1StringView id : ids)
        commands.setPossible(id, possible, reason);
}

void updateDocumentActions(CommandTable &commands, const Situation &now)
{
    const DocumentInfo &document = now.document;
    const bool there = document.session && document.isLoaded;
    const QString openFirst = ActionStates::tr("Open a prompt first.");
    setAll(commands,
           {command::find, command::findNext, command::findPrevious, command::copyText, command::saveDraft,
            command::viewEdit, command::viewSplit, command::viewPreview, command::zoomIn, command::zoomOut,
            command::zoomReset, command::focusEditor},
           there, openFirst);
    setAll(commands, {command::copyName, command::compare}, there && document.name, openFirst);
    commands.setPossible(command::copyReference, there && document.name && document.base,
                         there ? ActionStates::tr("It has no published version yet.") : openFirst);
    const bool writable = there && !document.isReadOnly && !document.isOldVersion;
    const QString notWritable =
        !there ? openFirst
        : document.isOldVersion
            ? ActionStates::tr("This is a published version, which never changes. Go back to the draft to edit.")
            : ActionStates::tr("This prompt can be read, but not changed.");
    commands.setPossible(command::replace, writable, notWritable);
    const QString unchanged = ActionStates::tr("The text does not differ from the published version.");
    commands.setPossible(command::publish, writable && document.hasDraft, writable ? unchanged : notWritable);
    commands.setPossible(command::discardDraft, writable && document.hasDraft && document.base,
                         writable ? unchanged : notWritable);
}

void updateLibraryActions(CommandTable &commands, const Situation &now)
{
    const QString openFirst = ActionStates::tr("Open a library first.");
    const bool there = now.library != nullptr;
    setAll(commands,
           {command::searchEverywhere, command::goToPrompt, command::reloadLibrary, command::closeLibrary,
            command::focusTree, command::activity},
           there, openFirst);
    const bool writable = there && !now.library->isReadOnly();
    const QString notWritable = there ? ActionStates::tr("This library can be read, but not changed.") : openFirst;
    commands.setPossible(command::newPrompt, writable, notWritable);
    setAll(commands, {command::importFiles, command::importFolder}, writable, notWritable);
    setAll(commands, {command::exportPrompts, command::checkLibrary, command::backups, command::unsavedWork}, there,
           openFirst);
    commands.setPossible(command::copyLibrary, there, openFirst);
    setAll(commands, {command::addLibrary, command::manageLibraries}, now.hasConnections,
           ActionStates::tr("Libraries cannot be configured in this window."));
    const bool hasBranches = BranchActions::isPossible(now.library);
    const QString noBranches =
        there ? ActionStates::tr("Only libraries in Git repositories have branches.") : openFirst;
    commands.setPossible(command::branches, hasBranches, noBranches);
    commands.setPossible(command::newBranch, hasBranches && writable, hasBranches ? notWritable : noBranches);
    LibrarySync *sync = there ? now.library->sync() : nullptr;
    const QString noHome = there ? ActionStates::tr("This library is kept on this computer alone.") : openFirst;
    setAll(commands, {command::synchronise, command::conflicts}, sync, noHome);
    commands.setPossible(command::stopSynchronising, sync && sync->isSynchronising(),
                         sync ? ActionStates::tr("No synchronisation that you began is going on.") : noHome);
    commands.setPossible(command::upgradeLibrary, now.upgradable,
                         there ? ActionStates::tr("This library has no newer layout to be upgraded to.") : openFirst);
}

} // namespace

void updateActions(CommandTable &commands, const Situation &now)
{
    updateDocumentActions(commands, now);
    updateLibraryActions(commands, now);
    commands.setPossible(command::closeTab, now.tabs > 0, ActionStates::tr("No tab is open."));
    setAll(commands, {command::nextTab, command::previousTab}, now.tabs > 1,
           ActionStates::tr("There is no other tab."));
    setAll(commands, {command::nextDifference, command::previousDifference}, now.comparing,
           ActionStates::tr("Open a comparison first."));
    commands.setPossible(command::back, now.canGoBack, ActionStates::tr("There is nothing further back."));
    commands.setPossible(command::forward, now.canGoForward, ActionStates::tr("There is nothing further on."));
}

} // namespace pulse::ui
