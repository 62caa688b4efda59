// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/backups/backups_page.h"

#include "prune_sheet.h"
#include "snapshot_table.h"

#include "pulse/ui/backups/restore_sheet.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/common/progress.h"
#include "pulse/ui/common/time_updates.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString backupKey = u"backup"_s;
const QString verifyKey = u"verify"_s;
const QString listKey = u"list"_s;
constexpr int usualHours = 24;
constexpr int mostHours = 24 * 31;
} // namespace

struct BackupsPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::BackupsPage)

public:
    BackupsPage *q;
    QPointer<LibraryBackups> backups;
    BackupStore::LibraryMaker maker;
    KeepPolicy policy{.last = 3, .hourly = 0, .daily = 7, .weekly = 4, .monthly = 12, .yearly = 0};
    Task<BackupVerification> verifying;
    bool isVerifying = false;
    QPointer<WorkSheet> sheet;

    MessageBar *messages;
    PageHeading *heading;
    QProgressBar *progress;
    QPushButton *backUp;
    QPushButton *restore;
    QPushButton *verify;
    QPushButton *prune;
    QStackedWidget *stack;
    EmptyState *empty;
    SnapshotTable *model;
    QTableView *view;
    FactLabel *place;
    QPushButton *folder;
    QCheckBox *scheduled;
    QSpinBox *hours;
    FactLabel *next;

    Private(BackupsPage *page, LibraryBackups *given, BackupStore::LibraryMaker make);
    void build();
    void buildTable();
    [[nodiscard]] QLayout *buildFoot();
    void connectParts();
    void showState();
    void showHeading();
    void showList();
    void tellBackup(const BackupReport &report);
    void tellFailure(const Error &error);
    void backUpWith(const BackupOptions &options);
    void runVerify();
    void tellVerification(const Result<BackupVerification> &result);
    void openRestore();
    void openPrune();
    void chooseFolder();
    [[nodiscard]] const SnapshotInfo *selected() const { return model->snapshot(view->currentIndex()); }
    [[nodiscard]] bool isBusy() const { return isVerifying || (backups && backups->isBusy()); }
};

BackupsPage::Private::Private(BackupsPage *page, LibraryBackups *given, BackupStore::LibraryMaker make)
    : q(page)
    , backups(given)
    , maker(std::move(make))
    , messages(new MessageBar(page))
    , heading(new PageHeading(page))
    , progress(new QProgressBar(page))
    , backUp(new QPushButton(page))
    , restore(new QPushButton(icon("restore"_L1), tr("Restore…"), page))
    , verify(new QPushButton(icon("shield"_L1), tr("Check"), page))
    , prune(new QPushButton(icon("trash"_L1), tr("Remove old…"), page))
    , stack(new QStackedWidget(page))
    , empty(new EmptyState)
    , model(new SnapshotTable(page))
    , view(new QTableView)
    , place(new FactLabel({}, page))
    , folder(new QPushButton(tr("Change…"), page))
    , scheduled(new QCheckBox(tr("Back up by itself every"), page))
    , hours(new QSpinBox(page))
    , next(new FactLabel({}, page))
{}

void BackupsPage::Private::build()
{
    progress->setTextVisible(false);
    progress->setMaximumHeight(innerSpacing);
    progress->setAccessibleName(tr("Progress"));
    restore->setToolTip(tr("Brings back all of the chosen backup, or parts of it; first shows what will be done"));
    verify->setToolTip(tr("Reads every byte of the backups and compares it with its checksum"));
    prune->setToolTip(tr("Removes old backups by rules; first shows which"));
    buildTable();
    stack->addWidget(empty);
    stack->addWidget(view);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QPushButton *button : {backUp, restore, verify, prune})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, innerSpacing);
    head->setSpacing(innerSpacing + gridUnit);
    head->addWidget(heading);
    head->addWidget(progress);
    head->addLayout(buttons);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages);
    column->addLayout(head);
    column->addWidget(stack, 1);
    column->addLayout(buildFoot());
    q->setAccessibleName(tr("Backups of the library"));
    q->setFocusProxy(backUp);
}

void BackupsPage::Private::buildTable()
{
    view->setModel(model);
    view->setAccessibleName(tr("Backups"));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setTabKeyNavigation(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setMinimumHeight(72);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 2 * gridUnit);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->horizontalHeader()->setSectionResizeMode(SnapshotTable::Note, QHeaderView::Stretch);
}

QLayout *BackupsPage::Private::buildFoot()
{
    place->setFont(factFont(place->font()));
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    place->setMinimumWidth(1);
    next->setFont(factFont(next->font()));
    folder->setAccessibleName(tr("Change where backups are kept"));
    hours->setRange(1, mostHours);
    hours->setValue(usualHours);
    hours->setSuffix(tr(" h"));
    hours->setAccessibleName(tr("Hours between backups"));
    scheduled->setToolTip(tr("While this window is open; one that was missed is taken at the next start"));
    auto *kept = new QHBoxLayout;
    kept->setSpacing(innerSpacing);
    kept->addWidget(place, 1);
    kept->addWidget(folder);
    auto *schedule = new QHBoxLayout;
    schedule->setSpacing(innerSpacing);
    schedule->addWidget(scheduled);
    schedule->addWidget(hours);
    schedule->addWidget(next, 1);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(groupSpacing, innerSpacing, groupSpacing, innerSpacing + gridUnit);
    foot->setSpacing(innerSpacing);
    foot->addLayout(kept);
    foot->addLayout(schedule);
    return foot;
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
    place->setToolTip(path.toHtmlEscaped());
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

// ---- taking and checking

void BackupsPage::Private::backUpWith(const BackupOptions &options)
{
    if (backups)
        backups->backUp(options);
}

void BackupsPage::Private::tellFailure(const Error &error)
{
    if (error.code() == ErrorCode::Cancelled)
        messages->post(backupKey, MessageBar::Kind::Information,
                       tr("Stopped. The backups that are there are whole; the next one goes on from them."));
    else
        messages->post(
            backupKey, MessageBar::Kind::Problem, error.message(),
            {{tr("Try again"), [this] { backUpWith({}); }}, {tr("Change the folder…"), [this] { chooseFolder(); }}});
}

void BackupsPage::Private::tellBackup(const BackupReport &report)
{
    BackupOptions answer;
    answer.allowOtherLibrary = true;
    switch (report.question) {
    case BackupReport::Question::OtherLibrary:
        messages->post(backupKey, MessageBar::Kind::Warning, report.questionText,
                       {{tr("Back up there anyway"), [this, answer] { backUpWith(answer); }},
                        {tr("Change the folder…"), [this] { chooseFolder(); }}});
        return;
    case BackupReport::Question::Loss:
        answer.allowLoss = true;
        messages->post(backupKey, MessageBar::Kind::Warning, report.questionText,
                       {{tr("Back up as it is now"), [this, answer] { backUpWith(answer); }}});
        return;
    case BackupReport::Question::None:
        break;
    }
    const auto damaged = static_cast<qint64>(report.snapshot.damaged.size());
    if (damaged > 0)
        messages->post(backupKey, MessageBar::Kind::Warning,
                       tr("The backup is there, but damaged versions are not in it as they should be: %1. Check the "
                          "library to see which.")
                           .arg(QLocale().toString(damaged)));
    else
        messages->post(backupKey, MessageBar::Kind::Success,
                       report.isUnchanged ? tr("Backed up. Nothing has changed since the backup before.")
                                          : tr("Backed up. %1 were added.").arg(fileSize(report.snapshot.addedBytes)));
}

void BackupsPage::Private::runVerify()
{
    if (isBusy() || !backups)
        return;
    isVerifying = true;
    messages->dismiss(verifyKey);
    progress->setRange(0, 0);
    const auto show = [bar = progress](const Progress &now) {
        bar->setRange(0, now.total > 0 ? 1000 : 0);
        if (now.total > 0)
            bar->setValue(static_cast<int>(1000 * std::min(now.done, now.total) / now.total));
    };
    auto work = [sink = progressFor(q, show)](BackupStore &store, Library &, std::stop_token stop) {
        return store.verify(true, sink, std::move(stop));
    };
    verifying = backups->run(std::move(work)).then(q, [this](const Result<BackupVerification> &result) {
        isVerifying = false;
        showState();
        tellVerification(result);
    });
    showState();
}

void BackupsPage::Private::tellVerification(const Result<BackupVerification> &result)
{
    if (!result) {
        const bool stopped = result.error().code() == ErrorCode::Cancelled;
        messages->post(verifyKey, stopped ? MessageBar::Kind::Information : MessageBar::Kind::Problem,
                       stopped ? tr("The check was stopped before its end.") : result.error().message());
        return;
    }
    const QLocale locale;
    if (result->isSound()) {
        messages->post(verifyKey, MessageBar::Kind::Success,
                       tr("All backups are intact: %1 read and compared.").arg(fileSize(result->bytesRead)));
        return;
    }
    const auto damage = std::ranges::find(result->findings, true, &BackupFinding::isDamage);
    const QString first = damage != result->findings.end() ? damage->message : QString();
    messages->post(verifyKey, MessageBar::Kind::Problem,
                   tr("The backups are damaged; versions that can no longer be restored from them: %1. %2 Take a new "
                      "backup now, so that what the library holds is safe again.")
                       .arg(locale.toString(static_cast<qint64>(result->lostVersions.size())), first),
                   {{tr("Back up now"), [this] {
                         if (backups)
                             backups->backUp();
                     }}});
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
