// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/transfer/export_sheet.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "transfer_table.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pulse::ui {

struct ExportSheet::Private
{
    ExportSheet *q;
    QPointer<LibrarySession> session;
    QStringList refs;
    State state = State::Ready;
    std::vector<ExportItem> plan;
    bool isPlanned = false;
    Task<std::vector<ExportItem>> planning;
    Task<ExportReport> exporting;
    bool closeWhenStopped = false;
    MessageBar *messages;
    QLineEdit *target;
    QPushButton *browse;
    QRadioButton *latest;
    QRadioButton *all;
    QCheckBox *replace;
    QLabel *summary;
    TransferTable *table;
    QTableView *view;
    QProgressBar *progress;
    QPushButton *main;
    QPushButton *close;

    void makeParts(const QString &folder);
    void build();
    void connectParts();
    void setState(State next);
    void chooseFolder();
    void beginPlan();
    void beginExport();
    void showReport(const Result<ExportReport> &report);
    void showProgress(qint64 done, qint64 total) const;
    [[nodiscard]] QString files(qint64 count) const;
    [[nodiscard]] ExportOptions options() const;
};

void ExportSheet::Private::makeParts(const QString &folder)
{
    messages = new MessageBar;
    target = new QLineEdit(QDir::toNativeSeparators(
        folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : folder));
    browse = new QPushButton(icon("folder-open"_L1), tr("Choose…"));
    browse->setAutoDefault(false);
    latest = new QRadioButton(tr("The &latest version of each, as NAME.md"));
    latest->setChecked(true);
    all = new QRadioButton(tr("&All versions, as NAME/VERSION.md"));
    replace = new QCheckBox(tr("&Replace files that are there already"));
    summary = new QLabel;
    summary->setTextFormat(Qt::PlainText);
    summary->setWordWrap(true);
    QFont font = summary->font();
    font.setWeight(QFont::DemiBold);
    summary->setFont(font);
    table = new TransferTable({tr("Prompt"), tr("File"), tr("Why it was not written")}, q);
    view = makeTransferView(table, tr("Files that were not written"), 2);
    view->hide();
    progress = new QProgressBar;
    progress->setTextVisible(false);
    progress->setMaximumHeight(innerSpacing);
    main = new QPushButton;
    main->setDefault(true);
    close = new QPushButton(tr("Cancel"));
}

void ExportSheet::Private::build()
{
    q->setWindowTitle(tr("Export from “%1”").arg(session->title()));
    q->setMinimumWidth(520);
    auto *targetLabel = new QLabel(tr("Into &folder:"));
    targetLabel->setBuddy(target);
    auto *targetRow = new QHBoxLayout;
    targetRow->setSpacing(innerSpacing);
    targetRow->addWidget(targetLabel);
    targetRow->addWidget(target, 1);
    targetRow->addWidget(browse);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(innerSpacing);
    buttons->addWidget(progress, 1);
    buttons->addStretch(0);
    buttons->addWidget(close);
    buttons->addWidget(main);
    auto *column = new QVBoxLayout(q);
    column->setSpacing(innerSpacing);
    column->addWidget(messages);
    column->addLayout(targetRow);
    column->addSpacing(gridUnit);
    column->addWidget(latest);
    column->addWidget(all);
    column->addWidget(replace);
    column->addSpacing(gridUnit);
    column->addWidget(summary);
    column->addWidget(view, 1);
    column->addStretch(0);
    column->addLayout(buttons);
}

void ExportSheet::Private::connectParts()
{
    QObject::connect(target, &QLineEdit::textChanged, q, [this] { setState(state); });
    QObject::connect(all, &QRadioButton::toggled, q, [this] { beginPlan(); });
    QObject::connect(browse, &QPushButton::clicked, q, [this] { chooseFolder(); });
    QObject::connect(close, &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(main, &QPushButton::clicked, q, [this] {
        if (state == State::Ready)
            beginExport();
        else if (state == State::Exporting)
            exporting.requestStop();
        else
            q->accept();
    });
}

ExportSheet::ExportSheet(LibrarySession *session, const QStringList &refs, const QString &target, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->session = session;
    d->refs = refs;
    d->makeParts(target);
    d->build();
    d->connectParts();
    d->beginPlan();
}

ExportSheet::~ExportSheet() = default;

void ExportSheet::Private::setState(State next)
{
    state = next;
    const bool ready = state == State::Ready;
    progress->setVisible(state == State::Exporting);
    for (QWidget *choice : std::initializer_list<QWidget *>{target, browse, latest, all, replace})
        choice->setEnabled(ready);
    close->setVisible(ready);
    main->setEnabled(!ready || (isPlanned && !plan.empty() && QDir::isAbsolutePath(target->text())));
    main->setText(ready ? tr("Export") : state == State::Exporting ? tr("Stop") : tr("Close"));
    emit q->stateChanged();
}

QString ExportSheet::Private::files(qint64 count) const
{
    return count == 1 ? tr("1 file") : tr("%1 files").arg(QLocale().toString(count));
}

ExportOptions ExportSheet::Private::options() const
{
    return {.allVersions = all->isChecked(), .flat = false, .overwrite = replace->isChecked()};
}

void ExportSheet::Private::showProgress(qint64 done, qint64 total) const
{
    progress->setMaximum(static_cast<int>(std::min<qint64>(total, 1'000'000)));
    progress->setValue(static_cast<int>(std::min<qint64>(done, 1'000'000)));
}

void ExportSheet::Private::chooseFolder()
{
    auto *dialog = new QFileDialog(q, tr("Export into a folder"), target->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, q,
                     [this](const QString &path) { target->setText(QDir::toNativeSeparators(path)); });
    dialog->open();
}

void ExportSheet::Private::beginPlan()
{
    isPlanned = false;
    setState(State::Ready);
    summary->setText(tr("Counting the files…"));
    planning = session
                   ->run([refs = refs, options = options()](Library &library, std::stop_token stop) {
                       return planExport(library, refs, options, std::move(stop));
                   })
                   .then(q, [this](Result<std::vector<ExportItem>> items) {
                       if (items) {
                           messages->dismiss(u"export"_s);
                           plan = std::move(*items);
                           summary->setText(files(static_cast<qint64>(plan.size())));
                       } else {
                           plan.clear();
                           summary->clear();
                           messages->post(u"export"_s, MessageBar::Kind::Problem, items.error().message());
                       }
                       isPlanned = items.has_value();
                       setState(State::Ready);
                   });
}

void ExportSheet::Private::beginExport()
{
    if (!session)
        return;
    setState(State::Exporting);
    showProgress(0, static_cast<qint64>(plan.size()));
    summary->setText(tr("Writing…"));
    const auto sink = progressFor(q, [this](qint64 done, qint64 total) { showProgress(done, total); });
    exporting = session
                    ->run([items = plan, folder = QDir::fromNativeSeparators(target->text()), options = options(),
                           sink](Library &library, std::stop_token stop) {
                        return runExport(library, items, folder, options, sink, std::move(stop));
                    })
                    .then(q, [this](const Result<ExportReport> &report) { showReport(report); });
}

void ExportSheet::Private::showReport(const Result<ExportReport> &report)
{
    const QString folder = QDir::fromNativeSeparators(target->text());
    if (!report) {
        const bool stopped = report.error().code() == ErrorCode::Cancelled;
        summary->setText(stopped ? tr("Stopped. What was written until then stays.") : tr("The export ended early."));
        if (!stopped)
            messages->post(u"export"_s, MessageBar::Kind::Problem, report.error().message());
    } else {
        QString text = tr("Wrote %1, %2, to %3").arg(files(report->written), fileSize(report->bytes), target->text());
        if (!report->failed.empty())
            text += u" · "_s + tr("%1 not written").arg(QLocale().toString(static_cast<qint64>(report->failed.size())));
        summary->setText(text);
        std::vector<TransferTable::Line> lines;
        for (const auto &[item, error] : report->failed)
            lines.push_back({.cells = {item.key.toString(), item.path, error.message()},
                             .toolTip = error.message(),
                             .isProblem = true,
                             .isQuiet = false});
        table->setLines(std::move(lines));
        view->setVisible(!report->failed.empty());
        view->resizeColumnsToContents();
        emit q->exported(folder, report->written);
    }
    setState(State::Done);
    if (closeWhenStopped)
        q->QDialog::reject();
}

// ---- for the window

ExportSheet::State ExportSheet::state() const
{
    return d->state;
}

QString ExportSheet::summary() const
{
    return d->summary->text();
}

QLineEdit *ExportSheet::targetField() const
{
    return d->target;
}

QRadioButton *ExportSheet::allVersions() const
{
    return d->all;
}

QCheckBox *ExportSheet::replaceFiles() const
{
    return d->replace;
}

QTableView *ExportSheet::table() const
{
    return d->view;
}

QPushButton *ExportSheet::mainButton() const
{
    return d->main;
}

void ExportSheet::reject()
{
    if (d->state != State::Exporting) {
        QDialog::reject();
        return;
    }
    d->closeWhenStopped = true;
    d->exporting.requestStop();
}

} // namespace pulse::ui
