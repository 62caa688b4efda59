// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/transfer/import_sheet.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/message_bar.h"
#include "transfer_table.h"

#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr int planDelayMs = 250;            // after the folder was typed
constexpr qsizetype maxSingleRefresh = 500; // more prompts are cheaper to read anew

} // namespace

struct ImportSheet::Private
{
    ImportSheet *q;
    QPointer<LibrarySession> session;
    QStringList paths;
    State state = State::Planning;
    ImportPlan plan;
    Task<ImportPlan> planning;
    Task<ImportReport> importing;
    bool closeWhenStopped = false;
    QTimer planTimer;
    MessageBar *messages;
    QLineEdit *into;
    QLabel *summary;
    TransferTable *table;
    QTableView *view;
    QProgressBar *progress;
    QPushButton *main;
    QPushButton *close;

    void build(const QString &folder);
    void setState(State next);
    void beginPlan();
    void showPlan(Result<ImportPlan> made);
    void beginImport();
    void showReport(const Result<ImportReport> &report);
    void tellImported() const;
    void showProgress(qint64 done, qint64 total) const;
    [[nodiscard]] ImportOptions options() const;
    [[nodiscard]] QString planSummary() const;
    [[nodiscard]] std::vector<TransferTable::Line> planLines() const;
    [[nodiscard]] std::vector<TransferTable::Line> failureLines(const ImportReport &report) const;
    [[nodiscard]] QString shown(const QString &source) const;
};

void ImportSheet::Private::build(const QString &folder)
{
    q->setWindowTitle(tr("Import into “%1”").arg(session->title()));
    q->resize(760, 480);
    messages = new MessageBar;
    into = new QLineEdit(folder);
    into->setPlaceholderText(tr("the library's top"));
    into->setClearButtonEnabled(true);
    auto *intoLabel = new QLabel(tr("Into &folder:"));
    intoLabel->setBuddy(into);
    summary = new QLabel;
    summary->setTextFormat(Qt::PlainText);
    summary->setWordWrap(true);
    QFont font = summary->font();
    font.setWeight(QFont::DemiBold);
    summary->setFont(font);
    table = new TransferTable({tr("File"), tr("Prompt"), tr("Version"), tr("Size"), tr("What happens")}, q);
    view = makeTransferView(table, tr("Files to import"), 4);
    progress = new QProgressBar;
    progress->setTextVisible(false);
    progress->setMaximumHeight(innerSpacing);
    main = new QPushButton;
    main->setDefault(true);
    close = new QPushButton(tr("Cancel"));

    auto *intoRow = new QHBoxLayout;
    intoRow->setSpacing(innerSpacing);
    intoRow->addWidget(intoLabel);
    intoRow->addWidget(into, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(progress, 1);
    buttons->addStretch(0);
    buttons->addWidget(close);
    buttons->addWidget(main);
    auto *column = new QVBoxLayout(q);
    column->setSpacing(innerSpacing);
    column->addWidget(messages);
    column->addLayout(intoRow);
    column->addWidget(summary);
    column->addWidget(view, 1);
    column->addLayout(buttons);

    planTimer.setSingleShot(true);
    planTimer.setInterval(planDelayMs);
    QObject::connect(&planTimer, &QTimer::timeout, q, [this] { beginPlan(); });
    QObject::connect(into, &QLineEdit::textEdited, q, [this] {
        setState(State::Planning);
        planTimer.start();
    });
    QObject::connect(close, &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(main, &QPushButton::clicked, q, [this] {
        if (state == State::Ready)
            beginImport();
        else if (state == State::Importing)
            importing.requestStop();
        else if (state == State::Done)
            q->accept();
        else if (state == State::Failed)
            beginPlan();
    });
}

ImportSheet::ImportSheet(LibrarySession *session, const QStringList &paths, const QString &into, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->session = session;
    d->paths = paths;
    d->build(into);
    d->beginPlan();
}

ImportSheet::~ImportSheet() = default;

void ImportSheet::Private::setState(State next)
{
    state = next;
    const bool works = state == State::Planning || state == State::Importing;
    progress->setVisible(works);
    into->setEnabled(state == State::Planning || state == State::Ready || state == State::Failed);
    close->setVisible(state != State::Done && state != State::Importing);
    main->setEnabled(state != State::Planning && (state != State::Ready || plan.versions > 0));
    switch (state) {
    case State::Planning:
    case State::Ready:
        main->setText(tr("Import"));
        break;
    case State::Importing:
        main->setText(tr("Stop"));
        break;
    case State::Done:
        main->setText(tr("Close"));
        break;
    case State::Failed:
        main->setText(tr("Try again"));
        break;
    }
    emit q->stateChanged();
}

void ImportSheet::Private::showProgress(qint64 done, qint64 total) const
{
    progress->setMaximum(static_cast<int>(std::min<qint64>(total, 1'000'000)));
    progress->setValue(static_cast<int>(std::min<qint64>(done, 1'000'000)));
}

ImportOptions ImportSheet::Private::options() const
{
    ImportOptions options;
    options.into = into->text();
    return options;
}

// ---- the plan

void ImportSheet::Private::beginPlan()
{
    if (!session)
        return;
    if (!into->text().isEmpty()) {
        if (const auto name = Name::parse(into->text()); !name) {
            showPlan(failure(name));
            return;
        }
    }
    messages->dismiss(u"plan"_s);
    setState(State::Planning);
    showProgress(0, 0);
    summary->setText(tr("Looking at the files…"));
    const auto sink = progressFor(q, [this](qint64 done, qint64 total) { showProgress(done, total); });
    planning = session
                   ->run([paths = paths, options = options(), sink](Library &library, std::stop_token stop) {
                       return planImport(library, paths, options, sink, std::move(stop));
                   })
                   .then(q, [this](Result<ImportPlan> made) { showPlan(std::move(made)); });
}

void ImportSheet::Private::showPlan(Result<ImportPlan> made)
{
    if (!made) {
        plan = {};
        table->setLines({});
        summary->clear();
        messages->post(u"plan"_s, MessageBar::Kind::Problem, made.error().message());
        setState(State::Failed);
        return;
    }
    plan = std::move(*made);
    summary->setText(planSummary());
    table->setLines(planLines());
    view->resizeColumnsToContents();
    for (int column = 0; column < 2; ++column)
        view->setColumnWidth(column, std::min(view->columnWidth(column), 220));
    setState(State::Ready);
    if (q->isVisible())
        main->setFocus();
}

QString ImportSheet::Private::planSummary() const
{
    const QLocale locale;
    const auto counted = [&locale](qint64 count, const QString &one, const QString &many) {
        return count == 1 ? one : many.arg(locale.toString(count));
    };
    const QString skipped =
        plan.skipped > 0 ? u" · "_s + tr("%1 skipped").arg(locale.toString(plan.skipped)) : QString();
    if (plan.versions == 0)
        return tr("There is nothing new to import.") + skipped;
    const QString where = into->text().isEmpty() ? tr("the library's top") : into->text();
    return tr("%1, %2, %3 into %4")
               .arg(counted(plan.prompts, tr("1 prompt"), tr("%1 prompts")),
                    counted(plan.versions, tr("1 version"), tr("%1 versions")), fileSize(plan.bytes), where) +
           skipped;
}

/// The file without the part of its path that all have in common.
QString ImportSheet::Private::shown(const QString &source) const
{
    for (const QString &path : paths) {
        const QString folder = QFileInfo(path).path();
        if (source.startsWith(folder + u'/'))
            return source.sliced(folder.size() + 1);
    }
    return source;
}

std::vector<TransferTable::Line> ImportSheet::Private::planLines() const
{
    std::vector<TransferTable::Line> lines;
    lines.reserve(plan.items.size());
    for (const ImportItem &item : plan.items) {
        QString what;
        switch (item.action) {
        case ImportItem::Action::Create:
            what = item.reason.isEmpty() ? tr("Import") : tr("Import; %1").arg(item.reason);
            break;
        case ImportItem::Action::Unchanged:
            what = tr("There already");
            break;
        case ImportItem::Action::Skip:
            what = tr("Skip: %1").arg(item.reason);
            break;
        }
        const bool skips = item.action == ImportItem::Action::Skip;
        lines.push_back({.cells = {shown(item.source), item.name, item.version ? item.version->toString() : QString(),
                                   item.size > 0 || !skips ? fileSize(item.size) : QString(), what},
                         .toolTip = item.source + u'\n' + what,
                         .isProblem = item.error.has_value(),
                         .isQuiet = item.action != ImportItem::Action::Create});
    }
    return lines;
}

// ---- carrying it out

void ImportSheet::Private::beginImport()
{
    if (!session)
        return;
    setState(State::Importing);
    showProgress(0, plan.versions);
    summary->setText(tr("Importing…"));
    const auto sink = progressFor(q, [this](qint64 done, qint64 total) { showProgress(done, total); });
    importing = session
                    ->run([plan = plan, options = options(), sink](Library &library, std::stop_token stop) {
                        return runImport(library, plan, options, sink, std::move(stop));
                    })
                    .then(q, [this](const Result<ImportReport> &report) { showReport(report); });
}

std::vector<TransferTable::Line> ImportSheet::Private::failureLines(const ImportReport &report) const
{
    std::vector<TransferTable::Line> lines;
    for (const auto &[item, error] : report.failed)
        lines.push_back({.cells = {shown(item.source), item.name, item.version ? item.version->toString() : QString(),
                                   fileSize(item.size), error.message()},
                         .toolTip = item.source + u'\n' + error.message(),
                         .isProblem = true,
                         .isQuiet = false});
    return lines;
}

void ImportSheet::Private::tellImported() const
{
    QStringList names;
    for (const ImportItem &item : plan.items) {
        if (item.action == ImportItem::Action::Create && (names.isEmpty() || names.back() != item.name))
            names.append(item.name);
    }
    names.removeDuplicates();
    if (session && names.size() <= maxSingleRefresh)
        session->refresh(names);
    else if (session)
        session->reload();
    emit q->imported(names);
}

void ImportSheet::Private::showReport(const Result<ImportReport> &report)
{
    const QLocale locale;
    // What was published before it was stopped or failed is there, too.
    tellImported();
    if (!report) {
        const bool stopped = report.error().code() == ErrorCode::Cancelled;
        summary->setText(stopped ? tr("Stopped. What was imported until then stays; importing again completes it.")
                                 : tr("The import ended early."));
        if (!stopped)
            messages->post(u"plan"_s, MessageBar::Kind::Problem, report.error().message());
        table->setLines({});
    } else {
        QString text = report->created == 1 ? tr("Imported 1 version")
                                            : tr("Imported %1 versions").arg(locale.toString(report->created));
        if (report->unchanged > 0)
            text += u" · "_s + tr("%1 there already").arg(locale.toString(report->unchanged));
        if (report->skipped > 0)
            text += u" · "_s + tr("%1 skipped").arg(locale.toString(report->skipped));
        if (!report->failed.empty())
            text += u" · "_s + tr("%1 failed").arg(locale.toString(static_cast<qint64>(report->failed.size())));
        summary->setText(text);
        table->setLines(failureLines(*report));
    }
    setState(State::Done);
    if (closeWhenStopped)
        q->QDialog::reject();
}

// ---- for the window

ImportSheet::State ImportSheet::state() const
{
    return d->state;
}

QString ImportSheet::summary() const
{
    return d->summary->text();
}

QTableView *ImportSheet::table() const
{
    return d->view;
}

QLineEdit *ImportSheet::intoField() const
{
    return d->into;
}

QPushButton *ImportSheet::mainButton() const
{
    return d->main;
}

void ImportSheet::reject()
{
    if (d->state != State::Importing) {
        QDialog::reject();
        return;
    }
    d->closeWhenStopped = true;
    d->importing.requestStop();
}

} // namespace pulse::ui
