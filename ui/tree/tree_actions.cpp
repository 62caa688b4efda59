// SPDX-License-Identifier: Apache-2.0
#include "tree_actions.h"

#include "pulse/ui/common/icons.h"

#include <QWidget>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

void allow(QAction *action, bool possible, const QString &refusal)
{
    action->setEnabled(possible && refusal.isEmpty());
    action->setStatusTip(possible && !refusal.isEmpty() ? refusal : action->toolTip());
}

} // namespace

TreeActions::TreeActions(QWidget *view)
    : QObject(view)
    , m_view(view)
{
    open = make("prompt"_L1, tr("Open"), tr("Opens the selected prompts"), {QKeySequence(Qt::Key_Return)});
    newHere = make("plus"_L1, tr("New prompt here"), tr("Begins a prompt in this folder"));
    newFolder = make("folder-new"_L1, tr("New folder…"), tr("Begins a folder, with a new prompt or the selected ones"));
    rename = make("rename"_L1, tr("Rename"), tr("Renames the prompt or the folder with all that is in it"),
                  {QKeySequence(Qt::Key_F2)});
    duplicate = make("duplicate"_L1, tr("Duplicate"), tr("Makes a new prompt of the latest version"));
    favourite = make("star"_L1, tr("Add to favourites"), tr("Keeps the prompt at hand at the top of the tree"));
    copy = make("copy"_L1, tr("Copy"), tr("Copies the prompts as files and text"), {QKeySequence::Copy});
    paste = make("paste"_L1, tr("Paste"), tr("Makes prompts of what was copied"), {QKeySequence::Paste});
    copyName = make("copy"_L1, tr("Copy name"), tr("Copies the name with its folders"));
    exportFiles = make("export"_L1, tr("Export…"), tr("Writes the selected prompts into a folder"));
    remove =
        make("trash"_L1, tr("Remove"), tr("Moves the selected prompts to the trash"), {QKeySequence(Qt::Key_Delete)});
    restore = make("restore"_L1, tr("Restore"), tr("Brings what was removed back to its place"));
    purge = make("trash"_L1, tr("Delete for good…"), tr("Destroys what is in the trash"));
    update({});
}

QAction *TreeActions::make(QLatin1StringView iconName, const QString &text, const QString &tip,
                           const QList<QKeySequence> &keys)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    m_view->addAction(action);
    return action;
}

QList<QAction *> TreeActions::all() const
{
    return {open,     newHere, newFolder,   rename, duplicate, favourite, copy,
            copyName, paste,   exportFiles, remove, restore,   purge};
}

void TreeActions::update(const TreeSelection &selection)
{
    const bool some = !selection.refs.isEmpty();
    const QString &refusal = selection.readOnlyReason;
    allow(open, !selection.prompts.isEmpty(), {});
    allow(newHere, selection.hasLibrary, refusal);
    allow(newFolder, selection.hasLibrary, refusal);
    allow(rename, selection.canRename, refusal);
    allow(duplicate, some, refusal);
    allow(favourite, !selection.prompts.isEmpty(), {});
    favourite->setText(selection.areFavourites ? tr("Remove from favourites") : tr("Add to favourites"));
    favourite->setIcon(icon(selection.areFavourites ? "star-filled"_L1 : "star"_L1));
    allow(copy, some, {});
    allow(copyName, some, {});
    allow(paste, selection.hasLibrary, refusal);
    allow(exportFiles, some, {});
    allow(remove, some, refusal);
    allow(restore, selection.trashed > 0, refusal);
    allow(purge, selection.trashed > 0 || (selection.isTrashItself && !selection.trashIsEmpty), refusal);
    purge->setText(selection.isTrashItself && selection.trashed == 0 ? tr("Empty the trash…") : tr("Delete for good…"));
}

} // namespace pulse::ui
