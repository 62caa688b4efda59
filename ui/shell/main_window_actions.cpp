// SPDX-License-Identifier: Apache-2.0
#include "help_dialogs.h"
#include "main_window_parts.h"

#include "pulse/ui/libraries/libraries_panel.h"

#include <QDialog>
#include <QMenuBar>
#include <QToolBar>

namespace pulse::ui {
using namespace Qt::StringLiterals;

void MainWindow::Private::connectCommands()
{
    connectFileCommands();
    connectEditCommands();
    connectViewCommands();
    connectHelpCommands();
}

void MainWindow::Private::connectFileCommands()
{
    const auto on = [this](QLatin1StringView id, auto &&run) { connect((*table)[id], &QAction::triggered, q, run); };
    on(command::newPrompt, [this] { newPrompt(); });
    on(command::openLibrary, [this] { libraryActions->chooseFolder(); });
    on(command::newLibrary, [this] { libraryActions->chooseNewFolder(); });
    on(command::openSample, [this] {
        libraries->openSample();
        showCentre();
    });
    on(command::importFiles, [this] { transfer->chooseFilesToImport(libraries->current()); });
    on(command::importFolder, [this] { transfer->chooseFolderToImport(libraries->current()); });
    on(command::exportPrompts, [this] { transfer->exportPrompts(libraries->current(), {u"/"_s}); });
    on(command::saveDraft, [this] { document->saveDraft(); });
    on(command::unsavedWork, [this] { recovery->showPage(libraries->current()); });
    on(command::closeTab, [this] { document->closeCurrentTab(); });
    on(command::reopenTab, [this] { document->reopenClosedTab(); });
    on(command::settings, [this] { showSettings(SettingsDialog::Page::General); });
    on(command::quit, [this] { q->close(); });
    on(command::reloadLibrary, [this] { libraryActions->reload(); });
    on(command::addLibrary, [this] { profiles->addLibrary(); });
    on(command::manageLibraries, [this] { showSettings(SettingsDialog::Page::Libraries); });
    on(command::copyLibrary, [this] { profiles->copyLibrary(libraries->current()); });
    on(command::branches, [this] { branches->showPage(libraries->current()); });
    on(command::newBranch, [this] { branches->beginNew(libraries->current()); });
    on(command::synchronise, [this] { sync->synchronise(libraries->current()); });
    on(command::stopSynchronising, [this] { sync->stop(libraries->current()); });
    on(command::conflicts, [this] { sync->showConflicts(libraries->current()); });
    on(command::checkLibrary, [this] { health->check(libraries->current()); });
    on(command::backups, [this] { backups->showPage(libraries->current()); });
    on(command::upgradeLibrary, [this] { upgrades->open(libraries->current()); });
    on(command::closeLibrary, [this] {
        libraryActions->closeCurrent();
        showCentre();
    });
}

void MainWindow::Private::connectEditCommands()
{
    const auto on = [this](QLatin1StringView id, auto &&run) { connect((*table)[id], &QAction::triggered, q, run); };
    on(command::undo, [this] { undoing->undo(); });
    on(command::redo, [this] { undoing->redo(); });
    on(command::activity, [this] { undoing->showActivities(); });
    on(command::find, [this] { document->find(); });
    on(command::replace, [this] { document->replace(); });
    on(command::findNext, [this] { document->findNext(); });
    on(command::findPrevious, [this] { document->findPrevious(); });
    on(command::searchEverywhere, [this] { prompts->searchEverywhere(); });
    on(command::discardDraft, [this] { document->discardDraft(); });
    on(command::publish, [this] { document->requestPublish(); });
    on(command::compare, [this] { prompts->compareCurrent(); });
    on(command::nextDifference, [this] { prompts->nextDifference(); });
    on(command::previousDifference, [this] { prompts->previousDifference(); });
    on(command::copyText, [this] { prompts->copyText(); });
    on(command::copyName, [this] { prompts->copyName(); });
    on(command::copyReference, [this] { prompts->copyReference(); });
}

void MainWindow::Private::connectViewCommands()
{
    const auto on = [this](QLatin1StringView id, auto &&run) { connect((*table)[id], &QAction::triggered, q, run); };
    on(command::goToPrompt, [this] { goToPrompt(); });
    on(command::commands, [this] {
        if (!palette)
            palette = new CommandPalette(*table, q);
        palette->popUp();
    });
    on(command::back, [this] { prompts->goBack(); });
    on(command::forward, [this] { prompts->goForward(); });
    on(command::viewEdit, [this] { document->setViewMode(ViewMode::Edit); });
    on(command::viewSplit, [this] { document->setViewMode(ViewMode::Split); });
    on(command::viewPreview, [this] { document->setViewMode(ViewMode::Preview); });
    on(command::foldLeft, [this](bool shown) { layout->setLeftVisible(shown); });
    on(command::foldRight, [this](bool shown) { layout->setRightVisible(shown); });
    on(command::distractionFree, [this](bool is) { setDistractionFree(is); });
    on(command::zoomIn, [this] { document->zoomIn(); });
    on(command::zoomOut, [this] { document->zoomOut(); });
    on(command::zoomReset, [this] { document->zoomReset(); });
    on(command::nextTab, [this] { document->nextTab(); });
    on(command::previousTab, [this] { document->previousTab(); });
    on(command::focusTree, [this] {
        layout->setLeftVisible(true);
        tree->focusTree();
    });
    on(command::focusEditor, [this] { document->focusEditor(); });
    on(command::themeSystem, [this] { settings->set(setting::theme, u"system"_s); });
    on(command::themeLight, [this] { settings->set(setting::theme, u"light"_s); });
    on(command::themeDark, [this] { settings->set(setting::theme, u"dark"_s); });
}

void MainWindow::Private::connectHelpCommands()
{
    const auto on = [this](QLatin1StringView id, auto &&run) { connect((*table)[id], &QAction::triggered, q, run); };
    on(command::shortcuts, [this] { makeShortcutsDialog(*table, q)->show(); });
    on(command::about, [this] { makeAboutDialog(q)->show(); });
}

void MainWindow::Private::showSettings(SettingsDialog::Page page)
{
    if (!settingsDialog) {
        settingsDialog = new SettingsDialog(*settings, q);
        if (LibrariesPanel *panel = profiles->makePanel(settingsDialog))
            settingsDialog->addLibraries(panel);
    }
    settingsDialog->showPage(page);
    settingsDialog->show();
    settingsDialog->raise();
    settingsDialog->activateWindow();
}

void MainWindow::Private::newPrompt(const QString &leaf)
{
    if (LibrarySession *session = libraries->current())
        document->newPrompt(session, tree->currentFolder(), leaf);
}

void MainWindow::Private::goToPrompt()
{
    if (!goTo) {
        goTo = new GoToPrompt(*libraries, runner, [this] { return prompts->history().recent(); }, q);
        connect(goTo, &GoToPrompt::chosen, q,
                [this](LibrarySession *session, const Name &name) { prompts->openPrompt(session, name); });
        connect(goTo, &GoToPrompt::createRequested, q, [this](const QString &name) {
            if (LibrarySession *session = libraries->current()) {
                const qsizetype slash = name.lastIndexOf(u'/');
                document->newPrompt(session, slash < 0 ? QString() : name.first(slash), name.sliced(slash + 1));
            }
        });
    }
    goTo->popUp();
}

void MainWindow::Private::setDistractionFree(bool on)
{
    layout->setDistractionFree(on);
    q->menuBar()->setVisible(!on);
    commands->toolBar()->setVisible(!on && centre->currentWidget() == layout);
    status->setVisible(!on);
    if (on) {
        wasMaximized = q->isMaximized();
        q->showFullScreen();
        messages->post(u"distraction-free"_s, MessageBar::Kind::Information,
                       tr("%1 brings everything back.")
                           .arg((*table)[command::distractionFree]->shortcut().toString(QKeySequence::NativeText)));
    } else {
        messages->dismiss(u"distraction-free"_s);
        if (wasMaximized)
            q->showMaximized();
        else
            q->showNormal();
    }
}

} // namespace pulse::ui
