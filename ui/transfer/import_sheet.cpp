// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/transfer/import_sheet.h"

#include "pulse/ui/common/format.h"
#include "transfer_frame.h"

#include <QDir>
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
    QString author = {};
    State state = State::Planning;
    ImportPlan plan;
    Task<ImportPlan> planning;
    Task<ImportReport> importing;
    QTimer planTimer;
    QLineEdit *into = nullptr;
    TransferFrame frame;

    explicit Private(ImportSheet *sheet);
    void build(const QString &folder);
    void setState(State next);
    void beginPlan();
    void showPlan(Result<ImportPlan> made);
    void beginImport();
    void showReport(const Result<ImportReport> &report);
    void tellImported() const;
    [[nodiscard]] ImportOptions options() const;
    [[nodiscard]] QString planSummary() const;
    [[nodiscard]] std::vector<LineTable::Line> planLines(bool isDone) const;
    [[nodiscard]] std::vector<LineTable::Line> failureLines(const ImportReport &report) const;
    [[nodiscard]] QString shown(const QString &source) const;
};

ImportSheet::Private::Private(ImportSheet *sheet)
    : q(sheet)
    , frame(sheet, {tr("File"), tr("Prompt"), tr("Version"), tr("Size"), tr("What happens")}, tr("Files to import"), 4)
{}

void ImportSheet::Private::build(const QString &folder)
{
    q->setWindowTitle(tr("Import into “%1”").arg(session->title()));
    q->resize(760, 480);
    into = new QLineEdit(folder);
    into->setPlaceholderText(tr("the library's top"));
    into->setClearButtonEnabled(true);
    auto *intoLabel = new QLabel(tr("Into &folder:"));
    intoLabel->setBuddy(into);
    frame.closeButton()->setText(tr("Cancel"));
    auto *intoRow = new QHBoxLayout;
    intoRow->setSpacing(innerSpacing);
    intoRow->addWidget(intoLabel);
    intoRow->addWidget(into, 1);
    frame.arrange(new QVBoxLayout(q), intoRow);

    planTimer.setSingleShot(true);
    planTimer.setInterval(planDelayMs);
    QObject::connect(&planTimer, &QTimer::timeout, q, [this] { beginPlan(); });
    QObject::connect(into, &QLineEdit::textEdited, q, [this] {
        setState(State::Planning);
        planTimer.start();
    });
    QObject::connect(frame.closeButton(), &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(frame.mainButton(), &QPushButton::clicked, q, [this] {
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
    , d(std::make_unique<Private>(this))
{
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
    frame.progress()->setVisible(works);
    into->setEnabled(state == State::Planning || state == State::Ready || state == State::Failed);
    frame.closeButton()->setVisible(state != State::Done && state != State::Importing);
    QPushButton *main = frame.mainButton();
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

ImportOptions ImportSheet::Private::options() const
{
    ImportOptions options;
    options.into = into->text();
    if (!author.isEmpty())
        options.author = author;
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
    frame.dismissProblem();
    setState(State::Planning);
    frame.say(tr("Looking at the files…"));
    const auto sink = frame.beginProgress(0);
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
        frame.showLines({});
        frame.say({});
        frame.showProblem(made.error());
        setState(State::Failed);
        return;
    }
    plan = std::move(*made);
    frame.say(planSummary());
    frame.showLines(planLines(false));
    setState(State::Ready);
    if (q->isVisible())
        frame.mainButton()->setFocus();
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

std::vector<LineTable::Line> ImportSheet::Private::planLines(bool isDone) const
{
    std::vector<LineTable::Line> lines;
    lines.reserve(plan.items.size());
    for (const ImportItem &item : plan.items) {
        QString what;
        switch (item.action) {
        case ImportItem::Action::Create:
            what = isDone ? tr("Imported") : item.reason.isEmpty() ? tr("Import") : tr("Import; %1").arg(item.reason);
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
                         .isQuiet = item.action != ImportItem::Action::Create,
                         .number = 3});
    }
    return lines;
}

// ---- carrying it out

void ImportSheet::Private::beginImport()
{
    if (!session)
        return;
    setState(State::Importing);
    frame.say(tr("Importing…"));
    const auto sink = frame.beginProgress(plan.versions);
    importing =
        session
            ->record(ActivityKind::Import,
                     [plan = plan, options = options(), sink](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.import(plan, options, sink, std::move(stop));
                     })
            .then(q, [this](const Result<ImportReport> &report) { showReport(report); });
}

std::vector<LineTable::Line> ImportSheet::Private::failureLines(const ImportReport &report) const
{
    std::vector<LineTable::Line> lines;
    for (const auto &[item, error] : report.failed)
        lines.push_back({.cells = {shown(item.source), item.name, item.version ? item.version->toString() : QString(),
                                   fileSize(item.size), error.message()},
                         .toolTip = item.source + u'\n' + error.message(),
                         .isProblem = true,
                         .isQuiet = false,
                         .number = 3});
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
        frame.tellEarlyEnd(report.error(),
                           tr("Stopped. What was imported until then stays; importing again completes it."),
                           tr("The import ended early."));
        frame.showLines({});
    } else {
        QString text = report->created == 1 ? tr("Imported 1 version")
                                            : tr("Imported %1 versions").arg(locale.toString(report->created));
        if (report->unchanged > 0)
            text += u" · "_s + tr("%1 there already").arg(locale.toString(report->unchanged));
        if (report->skipped > 0)
            text += u" · "_s + tr("%1 skipped").arg(locale.toString(report->skipped));
        if (!report->failed.empty())
            text += u" · "_s + tr("%1 failed").arg(locale.toString(static_cast<qint64>(report->failed.size())));
        frame.say(text);
        frame.showLines(report->failed.empty() ? planLines(true) : failureLines(*report));
    }
    setState(State::Done);
    frame.ended();
}

// ---- for the window

void ImportSheet::setAuthor(const QString &author)
{
    d->author = author;
}

ImportSheet::State ImportSheet::state() const
{
    return d->state;
}

QString ImportSheet::summary() const
{
    return d->frame.said();
}

QTableView *ImportSheet::table() const
{
    return d->frame.view();
}

QLineEdit *ImportSheet::intoField() const
{
    return d->into;
}

QPushButton *ImportSheet::mainButton() const
{
    return d->frame.mainButton();
}

void ImportSheet::reject()
{
    if (d->state != State::Importing) {
        QDialog::reject();
        return;
    }
    d->frame.closeWhenEnded();
    d->importing.requestStop();
}

} // namespace pulse::ui
