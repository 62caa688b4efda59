// SPDX-License-Identifier: Apache-2.0
#include "backups_page_private.h"
#include "prune_sheet.h"

#include "pulse/ui/backups/restore_sheet.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/common/time_updates.h"
#include "pulse/ui/common/tool_tip.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString listKey = u"list"_s;
}

void BackupsPage::Private::connectParts()
{
    new TimeUpdates(heading, [this] {
        showHeading();
        return TimeUpdates::longest;
    });
    connect(backUp, &QPushButton::clicked, q, [this] {
        if (isVerifying)
            verifying.requestStop();
        else if (backups && backups->isBusy())
            backups->stop();
        else if (backups)
            backups->backUp();
    });
    connect(restore, &QPushButton::clicked, q, [this] { openRestore(); });
    connect(view, &QTableView::activated, q, [this] { openRestore(); });
    connect(verify, &QPushButton::clicked, q, [this] { runVerify(); });
    connect(prune, &QPushButton::clicked, q, [this] { openPrune(); });
    connect(folder, &QPushButton::clicked, q, [this] { chooseFolder(); });
    connect(scheduled, &QCheckBox::clicked, q, [this](bool on) {
        hours->setEnabled(on);
        emit q->scheduleChosen(on ? hours->value() : 0);
    });
    connect(hours, &QSpinBox::editingFinished, q, [this] {
        if (scheduled->isChecked())
            emit q->scheduleChosen(hours->value());
    });
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showState(); });
    followBackups();
}

void BackupsPage::Private::followBackups()
{
    connect(backups, &LibraryBackups::changed, q, [this] { showList(); });
    connect(backups, &LibraryBackups::busyChanged, q, [this] {
        progress->setRange(0, 0);
        messages->dismiss(backupKey);
        showState();
    });
    connect(backups, &LibraryBackups::progressed, q, [this](const Progress &now) {
        progress->setRange(0, now.total > 0 ? 1000 : 0);
        if (now.total > 0)
            progress->setValue(static_cast<int>(1000 * std::min(now.done, now.total) / now.total));
    });
    connect(backups, &LibraryBackups::finished, q,
            [this](const BackupReport &report, const std::optional<Error> &failure) {
                if (failure)
                    tellFailure(*failure);
                else
                    tellBackup(report);
            });
}

// ---- showing

void BackupsPage::Private::showList()
{
    const SnapshotInfo *before = selected();
    const QString chosen = before ? before->id : QString();
    model->setSnapshots(backups->snapshots(), backups->session() ? backups->session()->info().id : QString());
    const int row = std::max(0, model->rowOf(chosen));
    if (model->rowCount() > 0)
        view->setCurrentIndex(model->index(row, 0));
    if (backups->problem())
        messages->post(listKey, MessageBar::Kind::Problem, backups->problem()->message(),
                       {{tr("Try again"), [this] { backups->refresh(); }}});
    else
        messages->dismiss(listKey);
    showState();
}

void BackupsPage::Private::showState()
{
    const bool busy = isBusy();
    progress->setVisible(busy);
    backUp->setText(busy ? tr("Stop") : tr("Back up now"));
    backUp->setIcon(icon(busy ? "stop"_L1 : "save"_L1));
    const SnapshotInfo *info = selected();
    restore->setEnabled(!busy && info && info->problem.isEmpty());
    verify->setEnabled(!busy && model->rowCount() > 0);
    prune->setEnabled(!busy && model->rowCount() > 1);
    folder->setEnabled(!busy);
    const QString path = backups ? QDir::toNativeSeparators(backups->folder()) : QString();
    const QString home = QDir::homePath();
    place->setText(tr("Kept in %1").arg(path.startsWith(home + u'/') ? u'~' + path.sliced(home.size()) : path));
    place->setToolTip(toolTipText(path));
    stack->setCurrentWidget(model->rowCount() > 0 ? static_cast<QWidget *>(view) : empty);
    if (model->rowCount() == 0)
        empty->setContent(icon("save"_L1), backups && backups->isLoaded() ? tr("No backup yet") : tr("Looking…"),
                          backups && backups->isLoaded()
                              ? tr("A backup holds every version of every prompt. The first one copies everything, "
                                   "later ones only what is new.")
                              : QString());
    showHeading();
}

void BackupsPage::Private::showHeading()
{
    const QString title = backups && backups->session() ? backups->session()->title() : QString();
    const SnapshotInfo *newest = backups ? backups->newest() : nullptr;
    const QString facts =
        isVerifying                    ? tr("Reading the backups…")
        : backups && backups->isBusy() ? tr("Taking a backup…")
        : newest                       ? tr("Last backup %1").arg(relativeTime(newest->takenAt)) + u" · "_s +
                       tr("Backups: %1").arg(QLocale().toString(static_cast<qint64>(backups->snapshots().size())))
                 : QString(); // the page below says so
    heading->setContent(icon("save"_L1), tr("Backups of “%1”").arg(title), facts);
}

// ---- sheets

void BackupsPage::Private::openRestore()
{
    const SnapshotInfo *info = selected();
    if (!info || !info->problem.isEmpty() || sheet || isBusy())
        return;
    auto *made = new RestoreSheet(backups, *info, maker, q->window());
    made->setAttribute(Qt::WA_DeleteOnClose);
    connect(made, &RestoreSheet::restored, q, [this] {
        backups->refresh();
        emit q->restored(backups->session());
    });
    connect(made, &RestoreSheet::openLibraryRequested, q, &BackupsPage::openLibraryRequested);
    sheet = made;
    made->open();
}

void BackupsPage::Private::openPrune()
{
    if (sheet || isBusy() || !backups)
        return;
    auto *made = new PruneSheet(backups, policy, q->window());
    made->setAttribute(Qt::WA_DeleteOnClose);
    connect(made, &PruneSheet::pruned, q, [this, made] {
        policy = made->policy();
        emit q->policyChosen(policy);
        backups->refresh();
    });
    sheet = made;
    made->open();
}

void BackupsPage::Private::chooseFolder()
{
    auto *dialog = new QFileDialog(q, tr("Keep backups in this folder"), backups ? backups->folder() : QString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, q, &BackupsPage::folderChosen);
    dialog->open();
}

BackupsPage::BackupsPage(LibraryBackups *backups, BackupStore::LibraryMaker maker, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, backups, std::move(maker)))
{
    d->build();
    d->connectParts();
    showSchedule(0, {});
    d->showList();
    if (!backups->isLoaded())
        backups->refresh();
}

BackupsPage::~BackupsPage()
{
    delete d->sheet;
}

LibraryBackups *BackupsPage::backups() const
{
    return d->backups;
}

void BackupsPage::showSchedule(int hours, const std::optional<QDateTime> &next)
{
    d->scheduled->setChecked(hours > 0);
    d->hours->setEnabled(hours > 0);
    if (hours > 0)
        d->hours->setValue(hours);
    d->next->setText(hours == 0 ? QString()
                     : next     ? tr("while this window is open · next %1")
                                  .arg(QLocale().toString(next->toLocalTime(), QLocale::ShortFormat))
                            : tr("while this window is open"));
}

void BackupsPage::setKeepPolicy(const KeepPolicy &policy)
{
    if (!policy.isEmpty())
        d->policy = policy;
}

PageHeading *BackupsPage::heading() const
{
    return d->heading;
}

MessageBar *BackupsPage::messages() const
{
    return d->messages;
}

QTableView *BackupsPage::table() const
{
    return d->view;
}

QPushButton *BackupsPage::backUpButton() const
{
    return d->backUp;
}

QPushButton *BackupsPage::restoreButton() const
{
    return d->restore;
}

QPushButton *BackupsPage::verifyButton() const
{
    return d->verify;
}

QPushButton *BackupsPage::pruneButton() const
{
    return d->prune;
}

QPushButton *BackupsPage::folderButton() const
{
    return d->folder;
}

QCheckBox *BackupsPage::scheduleBox() const
{
    return d->scheduled;
}

QSpinBox *BackupsPage::hoursField() const
{
    return d->hours;
}

} // namespace pulse::ui
