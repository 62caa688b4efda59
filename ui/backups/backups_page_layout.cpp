// SPDX-License-Identifier: Apache-2.0
#include "backups_page_private.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int usualHours = 24;
constexpr int mostHours = 24 * 31;
} // namespace

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

} // namespace pulse::ui
