// SPDX-License-Identifier: Apache-2.0
#include "action_states.h"
#include "main_window_parts.h"

#include "pulse/ui/common/icons.h"
#include "pulse/ui/models/prompt_tree_model.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

void MainWindow::Private::updateAll()
{
    Situation now;
    now.library = libraries->current();
    now.document = document->current();
    now.tabs = document->count();
    now.comparing = prompts->comparisonInFront() != nullptr;
    now.canGoBack = prompts->history().canGoBack();
    now.upgradable = upgrades->isWorthwhile(now.library);
    now.hasConnections = profiles->isPossible();
    now.canGoForward = prompts->history().canGoForward();
    updateActions(*table, now);
    undoing->update();

    CommandTable &actions = *table;
    const ViewMode mode = document->viewMode();
    actions[command::viewEdit]->setChecked(mode == ViewMode::Edit);
    actions[command::viewSplit]->setChecked(mode == ViewMode::Split);
    actions[command::viewPreview]->setChecked(mode == ViewMode::Preview);
    actions[command::foldLeft]->setChecked(layout->isLeftVisible());
    actions[command::foldRight]->setChecked(layout->isRightVisible());
    showPlaceholder();
    layout->setRightUseful(timeline->promptName().has_value());
    updateTitleAndStatus();
}

void MainWindow::Private::updateTitleAndStatus()
{
    const DocumentInfo info = document->current();
    const QString title = info.name ? info.name->toString() : info.title;
    q->setWindowTitle(title.isEmpty() ? u"Pulse"_s : u"Pulse — "_s + title);
    if (!info.session || !info.isLoaded) {
        status->setDocument({});
        return;
    }
    const QLocale locale;
    QString text = tr("Ln %1, Col %2").arg(locale.toString(info.line), locale.toString(info.column)) + u" · Markdown"_s;
    if (info.words >= 0)
        text += u" · "_s + (info.words == 1 ? tr("1 word") : tr("%1 words").arg(locale.toString(info.words)));
    status->setDocument(text);
}

void MainWindow::Private::applySettings(const QString &key)
{
    const auto touches = [&key](QLatin1StringView which) { return key.isEmpty() || key == which; };
    if (touches(setting::theme)) {
        theme->apply(settings->values().text(setting::theme));
        (*table)[command::themeSystem]->setChecked(theme->theme() == "system"_L1);
        (*table)[command::themeLight]->setChecked(theme->theme() == "light"_L1);
        (*table)[command::themeDark]->setChecked(theme->theme() == "dark"_L1);
    }
    if (key.isEmpty() || key.startsWith("editor."_L1))
        document->setEditorOptions(settings->editorOptions());
    backups->applySettings(key);
    if (touches(setting::trashKeepDays))
        tree->model()->setTrashKeepDays(settings->values().integer(setting::trashKeepDays));
    if (touches(setting::previewSync))
        document->setSynchronizedScrolling(settings->values().flag(setting::previewSync));
}

// ---- across starts

void MainWindow::Private::saveState(const std::optional<QDateTime> &ends)
{
    QJsonObject state;
    state.insert(u"geometry"_s, QString::fromLatin1(q->saveGeometry().toBase64()));
    state.insert(u"layout"_s, layout->saveState());
    QJsonArray open;
    for (const LibrarySession *session : libraries->sessions())
        open.append(libraries->locationOf(session));
    // A library that could not be opened this time is tried again next time.
    for (const QString &location : std::as_const(awaited))
        open.append(location);
    state.insert(u"libraries"_s, open);
    state.insert(u"current"_s, libraries->current() ? libraries->locationOf(libraries->current()) : QString());
    state.insert(u"recent"_s, QJsonArray::fromStringList(libraries->recent()));
    state.insert(u"documents"_s, document->saveState());
    state.insert(u"tree"_s, tree->saveState());
    state.insert(u"health"_s, health->saveState());
    state.insert(u"recovery"_s, recovery->saveState(ends));
    stateFile.save(state);
}

void MainWindow::Private::restore(const Start &start)
{
    restored = stateFile.load();
    if (const auto geometry = QByteArray::fromBase64(restored.value("geometry"_L1).toString().toLatin1());
        !geometry.isEmpty())
        q->restoreGeometry(geometry);
    layout->restoreState(restored.value("layout"_L1).toObject());
    tree->restoreState(restored.value("tree"_L1).toObject());
    health->restoreState(restored.value("health"_L1).toObject());
    recovery->restoreState(restored.value("recovery"_L1).toObject());
    QStringList recent;
    for (const QJsonValue &location : restored.value("recent"_L1).toArray())
        recent.append(location.toString());
    libraries->setRecent(recent);

    const QString current = restored.value("current"_L1).toString();
    const bool asked = start.sample || !start.locations.isEmpty();
    for (const QJsonValue &value : restored.value("libraries"_L1).toArray()) {
        awaited.append(value.toString());
        libraries->open(value.toString(), OpenOptions::Mode::Existing, !asked && value.toString() == current);
    }
    for (qsizetype i = 0; i < start.locations.size(); ++i)
        libraries->open(start.locations[i], OpenOptions::Mode::Existing, i == 0);
    if (start.sample)
        libraries->openSample();
    // Where a library lives by default one is opened without being asked for, but none is made.
    const QUrl usual = libraries->defaultLibrary();
    if (!asked && awaited.isEmpty() && (!usual.isLocalFile() || QFileInfo::exists(usual.toLocalFile())))
        libraries->open(usual.toString(), OpenOptions::Mode::Existing);
    showCentre();
}

void MainWindow::Private::restoreTabs(LibrarySession *opened)
{
    awaited.removeAll(libraries->locationOf(opened));
    document->restoreState(restored.value("documents"_L1).toObject(), {opened});
    recovery->look(opened);
}

void MainWindow::Private::beginReopening(LibrarySession *session, const QString &location)
{
    if (reopening || quitting)
        return;
    reopening = Reopening{session, location};
    document->flushDrafts();
}

void MainWindow::Private::reopen(const Reopening &asked, const std::optional<Error> &failure)
{
    if (!asked.session)
        return;
    if (failure) {
        messages->post(u"flush"_s, MessageBar::Kind::Problem, failure->message(),
                       {{tr("Try again"), [this, asked] {
                             if (asked.session)
                                 beginReopening(asked.session, asked.location);
                         }}});
        return;
    }
    const bool isCurrent = libraries->current() == asked.session;
    restored.insert("documents"_L1, document->saveState());
    libraries->close(asked.session);
    libraries->open(asked.location, OpenOptions::Mode::Existing, isCurrent);
    showCentre();
}

void MainWindow::Private::tellFirstPaint()
{
    if (std::exchange(firstPaintTold, true))
        return;
    // After this event, when the pixels are there.
    QTimer::singleShot(0, q, &MainWindow::firstTreePainted);
}

} // namespace pulse::ui
