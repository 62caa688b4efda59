// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "snapshot_table.h"

#include "pulse/ui/backups/backups_page.h"
#include "pulse/ui/common/work_sheet.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTableView>

class QLayout;
class QProgressBar;
class QStackedWidget;

namespace pulse::ui {

class EmptyState;
class FactLabel;

struct BackupsPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::BackupsPage)

public:
    static constexpr QLatin1StringView backupKey{"backup"}; ///< of what is said of the last backup

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
    void followBackups();
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

} // namespace pulse::ui
