// SPDX-License-Identifier: Apache-2.0
#include "finding_text.h"
#include "health_page_private.h"
#include "health_report.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/common/progress.h"
#include "pulse/ui/common/time_updates.h"
#include "pulse/ui/common/tool_tip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString problemKey = u"check"_s;
const QString acceptKey = u"accept"_s;

} // namespace

HealthPage::Private::Private(HealthPage *page, LibrarySession *given, const std::optional<HealthRecord> &before)
    : q(page)
    , session(given)
    , last(before)
    , messages(new MessageBar(page))
    , heading(new PageHeading(page))
    , progress(new QProgressBar(page))
    , check(new QPushButton(page))
    , repair(new QPushButton(icon("check"_L1), {}, page))
    , restore(new QPushButton(icon("restore"_L1), {}, page))
    , copy(new QPushButton(icon("copy"_L1), tr("Copy report"), page))
    , stack(new QStackedWidget(page))
    , empty(new EmptyState)
    , splitter(new QSplitter(Qt::Vertical))
    , view(new QTreeView)
    , model(new FindingsModel(page))
    , details(new FindingDetails)
{}

void HealthPage::Private::build()
{
    progress->setTextVisible(false);
    progress->setMaximumHeight(innerSpacing);
    progress->setAccessibleName(tr("Progress of the check"));
    repair->setToolTip(tr("Mends what needs no guess; first shows what will be done"));
    restore->setToolTip(tr("Looks in the backups for good copies of the damaged versions"));
    copy->setToolTip(tr("Copies everything that was found, as text"));
    buildList();
    stack->addWidget(empty);
    stack->addWidget(splitter);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    for (QPushButton *button : {check, repair, restore, copy})
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
    q->setAccessibleName(tr("Health of the library"));
    q->setFocusProxy(check);
}

void HealthPage::Private::buildList()
{
    view->setModel(model);
    view->setAccessibleName(tr("What was found"));
    view->setUniformRowHeights(true);
    view->setRootIsDecorated(true);
    view->setTextElideMode(Qt::ElideMiddle);
    view->setFrameShape(QFrame::NoFrame);
    view->setExpandsOnDoubleClick(false);
    QHeaderView *header = view->header();
    header->setStretchLastSection(false);
    // Of a path the ends tell most; a sentence is read whole.
    header->setMinimumSectionSize(96);
    header->setSectionResizeMode(FindingsModel::What, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(FindingsModel::Where, QHeaderView::Stretch);
    header->setSectionResizeMode(FindingsModel::Todo, QHeaderView::ResizeToContents);
    auto *scrolled = new QScrollArea;
    scrolled->setWidget(details);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setFocusPolicy(Qt::NoFocus);
    scrolled->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    splitter->addWidget(view);
    splitter->addWidget(scrolled);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({320, 150});
    scrolled->setMinimumHeight(72);
    view->setMinimumHeight(72);
}

void HealthPage::Private::connectParts()
{
    connect(check, &QPushButton::clicked, q, [this] { state == State::Checking ? q->stop() : q->check(); });
    connect(repair, &QPushButton::clicked, q, [this] { openRepairs(); });
    connect(restore, &QPushButton::clicked, q, [this] { emit q->restoreRequested(session, q->restorable()); });
    connect(copy, &QPushButton::clicked, q, [this] {
        QGuiApplication::clipboard()->setText(q->reportText());
        messages->post(u"copied"_s, MessageBar::Kind::Success, tr("Copied the report."));
    });
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, q, [this] { showSelected(); });
    connect(view, &QTreeView::activated, q, [this] { openSelected(); });
    connect(details, &FindingDetails::openRequested, q, [this] { openSelected(); });
    connect(details, &FindingDetails::repairRequested, q, [this] { openRepairs(); });
    connect(details, &FindingDetails::acceptRequested, q, [this] { askToAccept(); });
    connect(details, &FindingDetails::restoreRequested, q, [this] {
        if (const Finding *finding = selected())
            emit q->restoreRequested(session, {*finding});
    });
    new TimeUpdates(heading, [this] {
        showHeading();
        return TimeUpdates::longest;
    });
}

void HealthPage::Private::setState(State next)
{
    state = next;
    showState();
    emit q->stateChanged();
}

void HealthPage::Private::finish(Result<InspectionReport> result)
{
    if (result) {
        take(*std::move(result));
        return;
    }
    setState(last && report.versions > 0 ? State::Checked : State::Unchecked);
    const bool stopped = result.error().code() == ErrorCode::Cancelled;
    messages->post(problemKey, stopped ? MessageBar::Kind::Information : MessageBar::Kind::Problem,
                   stopped ? tr("The check was stopped before its end.") : result.error().message());
}

void HealthPage::Private::take(InspectionReport taken)
{
    std::erase_if(taken.findings, [](const Finding &finding) { return finding.repaired; });
    // What is damaged in the trash harms nothing that is in use: often it lies there because a good copy took its
    // place.
    for (Finding &finding : taken.findings) {
        if (isInTrash(finding) && finding.severity == Finding::Severity::Damage)
            finding.severity = Finding::Severity::Warning;
    }
    report = std::move(taken);
    const QDateTime now = session ? session->library()->clock().now() : QDateTime::currentDateTimeUtc();
    last = HealthRecord::of(report, now);
    model->setFindings(report.findings);
    for (int row = 0; row < model->rowCount(); ++row)
        view->setFirstColumnSpanned(row, {}, true);
    view->expandAll();
    if (const QModelIndex first = model->index(0, 0, model->index(0, 0)); first.isValid())
        view->setCurrentIndex(first);
    showSelected();
    setState(State::Checked);
    emit q->checked(*last);
}

void HealthPage::Private::showSelected()
{
    details->showFinding(selected(), canChange());
}

const Finding *HealthPage::Private::selected() const
{
    return model->finding(view->currentIndex());
}

// ---- doing

std::vector<Finding> HealthPage::Private::repairable() const
{
    std::vector<Finding> found;
    std::ranges::copy_if(report.findings, std::back_inserter(found), &Finding::repairable);
    return found;
}

void HealthPage::Private::openSelected()
{
    if (const Finding *finding = selected(); finding && finding->name)
        emit q->openRequested(session, *finding->name, finding->version);
}

void HealthPage::Private::openRepairs()
{
    if (!session || sheet)
        return;
    sheet = new RepairSheet(session, repairable(), q->window());
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(sheet, &RepairSheet::repaired, q, [this](const InspectionReport &repaired) { take(repaired); });
    sheet->open();
}

void HealthPage::Private::askToAccept()
{
    const Finding *finding = selected();
    if (!finding || !finding->acceptable)
        return;
    messages->post(acceptKey, MessageBar::Kind::Warning,
                   tr("Is %1 right as it is? Look at it first: what you accept is protected as it is now, and a later "
                      "check no longer reports it.")
                       .arg(placeOf(*finding)),
                   {{tr("Accept as it is"), [this, accepted = *finding] { accept(accepted); }}});
}

void HealthPage::Private::accept(const Finding &finding)
{
    messages->dismiss(acceptKey);
    if (!session)
        return;
    accepting = session
                    ->run([path = finding.path](Library &library, std::stop_token stop) -> Result<void> {
                        InspectableStorage *inspection = library.capabilities().inspection;
                        if (!inspection)
                            return {}; // nothing is found to be accepted where nothing can be inspected
                        return inspection->accept(path, std::move(stop));
                    })
                    .then(q, [this](const Result<void> &accepted) {
                        if (accepted)
                            q->check();
                        else
                            messages->post(acceptKey, MessageBar::Kind::Problem, accepted.error().message());
                    });
}

HealthPage::HealthPage(LibrarySession *session, const std::optional<HealthRecord> &last, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, session, last))
{
    d->build();
    d->connectParts();
    d->setState(State::Unchecked);
}

HealthPage::~HealthPage()
{
    delete d->sheet;
}

LibrarySession *HealthPage::session() const
{
    return d->session;
}

void HealthPage::check()
{
    if (d->state == State::Checking || !d->session || d->sheet)
        return;
    d->messages->dismiss(problemKey);
    d->progress->setRange(0, 0);
    const auto show = [bar = d->progress](const Progress &progress) {
        bar->setRange(0, progress.total > 0 ? 1000 : 0);
        if (progress.total > 0)
            bar->setValue(static_cast<int>(1000 * progress.done / progress.total));
        bar->setToolTip(toolTipText(progress.subject));
    };
    d->task = d->session
                  ->run([sink = progressFor(this, show)](Library &library, std::stop_token stop) {
                      return library.verify(false, sink, std::move(stop));
                  })
                  .then(this, [this](Result<InspectionReport> result) { d->finish(std::move(result)); });
    d->setState(State::Checking);
}

void HealthPage::stop()
{
    d->task.requestStop();
}

HealthPage::State HealthPage::state() const
{
    return d->state;
}

const InspectionReport &HealthPage::report() const
{
    return d->report;
}

std::vector<Finding> HealthPage::restorable() const
{
    std::vector<Finding> found;
    QSet<QString> keys;
    for (const Finding &finding : d->report.findings) {
        if (!isRestorable(finding))
            continue;
        const QString key = VersionKey{*finding.name, *finding.version}.toString();
        if (!keys.contains(key))
            found.push_back(finding);
        keys.insert(key);
    }
    return found;
}

QString HealthPage::reportText() const
{
    if (!d->session)
        return {};
    return healthReportText(d->session->title(),
                            d->isCopy() ? Private::tr("the copy of %1 on this computer").arg(d->location())
                                        : d->location(),
                            d->last ? d->last->checkedAt : QDateTime(), d->report);
}

PageHeading *HealthPage::heading() const
{
    return d->heading;
}

QTreeView *HealthPage::findingsView() const
{
    return d->view;
}

QPushButton *HealthPage::checkButton() const
{
    return d->check;
}

QPushButton *HealthPage::repairButton() const
{
    return d->repair;
}

QPushButton *HealthPage::restoreButton() const
{
    return d->restore;
}

QPushButton *HealthPage::copyButton() const
{
    return d->copy;
}

} // namespace pulse::ui
