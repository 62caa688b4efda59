// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/transfer/export_sheet.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "transfer_frame.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

LineTable::Line failed(const QString &prompt, const QString &path, const Error &error)
{
    return {.cells = {prompt, path, error.message()}, .toolTip = error.message(), .isProblem = true, .isQuiet = false};
}

} // namespace

struct ExportSheet::Private
{
    struct Plan
    {
        std::vector<ExportItem> items;
        std::vector<Error> damaged; ///< prompts of a folder that cannot be read
    };

    ExportSheet *q;
    QPointer<LibrarySession> session;
    QStringList refs;
    State state = State::Ready;
    Plan plan;
    bool isPlanned = false;
    Task<Plan> planning;
    Task<ExportReport> exporting;
    QLineEdit *target = nullptr;
    QPushButton *browse = nullptr;
    QRadioButton *latest = nullptr;
    QRadioButton *all = nullptr;
    QCheckBox *replace = nullptr;
    TransferFrame frame;

    explicit Private(ExportSheet *sheet);
    void makeParts(const QString &folder);
    void build();
    void connectParts();
    void setState(State next);
    void chooseFolder();
    void beginPlan();
    void showPlan(Result<Plan> made);
    void beginExport();
    void showReport(const Result<ExportReport> &report);
    [[nodiscard]] QString files(qint64 count) const;
    [[nodiscard]] QString unwritten(size_t count) const;
    [[nodiscard]] ExportOptions options() const;
};

ExportSheet::Private::Private(ExportSheet *sheet)
    : q(sheet)
    , frame(sheet, {tr("Prompt"), tr("File"), tr("Why it was not written")}, tr("Files that were not written"), 2)
{}

void ExportSheet::Private::makeParts(const QString &folder)
{
    target = new QLineEdit(QDir::toNativeSeparators(
        folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : folder));
    browse = new QPushButton(icon("folder-open"_L1), tr("Choose…"));
    browse->setAutoDefault(false);
    // Where a version was chosen, there is nothing to choose but its file's name.
    const bool isChosen = std::ranges::all_of(refs, [](const QString &ref) { return ref.contains(u'@'); });
    latest = new QRadioButton(isChosen ? tr("As &NAME.md") : tr("The &latest version of each, as NAME.md"));
    latest->setChecked(true);
    all = new QRadioButton(isChosen ? tr("As NAME/&VERSION.md") : tr("&All versions, as NAME/VERSION.md"));
    replace = new QCheckBox(tr("&Replace files that are there already"));
    frame.view()->hide();
    frame.closeButton()->setText(tr("Cancel"));
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
    auto *choices = new QVBoxLayout;
    choices->setSpacing(innerSpacing);
    choices->addLayout(targetRow);
    choices->addSpacing(gridUnit);
    choices->addWidget(latest);
    choices->addWidget(all);
    choices->addWidget(replace);
    choices->addSpacing(gridUnit);
    frame.arrange(new QVBoxLayout(q), choices);
}

void ExportSheet::Private::connectParts()
{
    QObject::connect(target, &QLineEdit::textChanged, q, [this] { setState(state); });
    QObject::connect(all, &QRadioButton::toggled, q, [this] { beginPlan(); });
    QObject::connect(browse, &QPushButton::clicked, q, [this] { chooseFolder(); });
    QObject::connect(frame.closeButton(), &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(frame.mainButton(), &QPushButton::clicked, q, [this] {
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
    , d(std::make_unique<Private>(this))
{
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
    frame.progress()->setVisible(state == State::Exporting);
    for (QWidget *choice : std::initializer_list<QWidget *>{target, browse, latest, all, replace})
        choice->setEnabled(ready);
    frame.closeButton()->setVisible(ready);
    QPushButton *main = frame.mainButton();
    main->setEnabled(!ready || (isPlanned && !plan.items.empty() && QDir::isAbsolutePath(target->text())));
    main->setText(ready ? tr("Export") : state == State::Exporting ? tr("Stop") : tr("Close"));
    emit q->stateChanged();
}

QString ExportSheet::Private::files(qint64 count) const
{
    return count == 1 ? tr("1 file") : tr("%1 files").arg(QLocale().toString(count));
}

QString ExportSheet::Private::unwritten(size_t count) const
{
    return count == 0 ? QString() : u" · "_s + tr("%1 not written").arg(QLocale().toString(static_cast<qint64>(count)));
}

ExportOptions ExportSheet::Private::options() const
{
    return {.allVersions = all->isChecked(), .flat = false, .overwrite = replace->isChecked()};
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
    frame.say(tr("Counting the files…"));
    auto work = [refs = refs, options = options()](Library &library, std::stop_token stop) -> Result<Plan> {
        Plan made;
        auto items = planExport(library, refs, options, std::move(stop), &made.damaged);
        if (!items)
            return failure(items);
        made.items = std::move(*items);
        return made;
    };
    planning = session->run(std::move(work)).then(q, [this](Result<Plan> made) { showPlan(std::move(made)); });
}

void ExportSheet::Private::showPlan(Result<Plan> made)
{
    isPlanned = made.has_value();
    plan = made ? std::move(*made) : Plan{};
    if (isPlanned) {
        frame.dismissProblem();
        frame.say(files(static_cast<qint64>(plan.items.size())) + unwritten(plan.damaged.size()));
    } else {
        frame.say({});
        frame.showProblem(made.error());
    }
    setState(State::Ready);
}

void ExportSheet::Private::beginExport()
{
    if (!session)
        return;
    setState(State::Exporting);
    frame.say(tr("Writing…"));
    const auto sink = frame.beginProgress(static_cast<qint64>(plan.items.size()));
    exporting = session
                    ->run([items = plan.items, folder = QDir::fromNativeSeparators(target->text()), options = options(),
                           sink](Library &library, std::stop_token stop) {
                        return runExport(library, items, folder, options, sink, std::move(stop));
                    })
                    .then(q, [this](const Result<ExportReport> &report) { showReport(report); });
}

void ExportSheet::Private::showReport(const Result<ExportReport> &report)
{
    const QString folder = QDir::fromNativeSeparators(target->text());
    if (!report) {
        frame.tellEarlyEnd(report.error(), tr("Stopped. What was written until then stays."),
                           tr("The export ended early."));
    } else {
        frame.say(tr("Wrote %1, %2, to %3").arg(files(report->written), fileSize(report->bytes), target->text()) +
                  unwritten(report->failed.size() + plan.damaged.size()));
        std::vector<LineTable::Line> lines;
        for (const auto &[item, error] : report->failed)
            lines.push_back(failed(item.key.toString(), item.path, error));
        for (const Error &error : plan.damaged)
            lines.push_back(failed(error.subject(), {}, error));
        frame.view()->setVisible(!lines.empty());
        frame.showLines(std::move(lines));
        emit q->exported(folder, report->written);
    }
    setState(State::Done);
    frame.ended();
}

// ---- for the window

ExportSheet::State ExportSheet::state() const
{
    return d->state;
}

QString ExportSheet::summary() const
{
    return d->frame.said();
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
    return d->frame.view();
}

QPushButton *ExportSheet::mainButton() const
{
    return d->frame.mainButton();
}

void ExportSheet::reject()
{
    if (d->state != State::Exporting) {
        QDialog::reject();
        return;
    }
    d->frame.closeWhenEnded();
    d->exporting.requestStop();
}

} // namespace pulse::ui
