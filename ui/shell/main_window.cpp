// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/shell/main_window.h"

#include "main_window_parts.h"

#include "pulse/ui/common/icons.h"

#include <QCloseEvent>
#include <QMenuBar>
#include <QScreen>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>

namespace pulse::ui {
using namespace Qt::StringLiterals;

MainWindow::MainWindow(Services services, QWidget *parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(this, std::move(services)))
{
    setWindowIcon(applicationIcon());
    setWindowTitle(u"Pulse"_s);
    setMinimumSize(720, 480);
    resize(WindowLayout::firstSize(screen()->availableSize()));
    d->build();
    d->connectParts();
    d->connectCommands();
    d->applySettings({});
    d->updateAll();
}

MainWindow::~MainWindow() = default;

void MainWindow::start(const Start &start)
{
    d->restore(start);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const bool isKept = !d->document->hasUnsavedWork();
    if (isKept || d->quitAnyway) {
        d->saveState(isKept ? std::optional(d->services.clock->now()) : std::nullopt);
        event->accept();
        return;
    }
    d->saveState();
    // Nothing that was typed may be lost: the drafts are written first, and the window closes when they are.
    event->ignore();
    d->quitting = true;
    d->document->flushDrafts();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == d->welcome && event->type() == QEvent::Paint)
        d->tellFirstPaint();
    return QMainWindow::eventFilter(watched, event);
}

} // namespace pulse::ui
