// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/copy_library_sheet.h"

#include "pulse/library/library_places.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/progress.h"
#include "pulse/ui/libraries/host_trust.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTableView>
#include <QToolButton>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

LineTable::Line line(const QString &what, const QString &amount, bool isProblem = false)
{
    return {.cells = {what, amount},
            .toolTip = isProblem ? amount : QString(),
            .isProblem = isProblem,
            .isQuiet = false,
            .number = isProblem ? -1 : 1};
}

// As a person knows it: a library that has a name by its name.
QString placeText(const QUrl &place)
{
    if (place.scheme() == "profile"_L1)
        return u'“' + place.path() + u'”';
    return place.isLocalFile() ? place.toLocalFile() : place.toString();
}

// Of a library with a name the place is not looked at.
Result<void> checkPlaces(const Library &from, const QUrl &to)
{
    LibraryProfile source;
    LibraryProfile target;
    source.url = from.info().url;
    target.url = to;
    return checkApart(source, target);
}

} // namespace

CopyLibrarySheet::CopyLibrarySheet(LibrarySession *session, std::shared_ptr<const LibraryHost> host,
                                   const std::vector<Target> &targets, LibraryBook *book, QWidget *parent)
    : WorkSheet(tr("Copy “%1”").arg(session->title()), {tr("What"), tr("How much")}, tr("What is copied"), 0, parent)
    , m_session(session)
    , m_host(std::move(host))
    , m_trust(book ? new HostTrust(m_host, *book, this, this) : nullptr)
    , m_target(new QComboBox(this))
{
    m_target->setEditable(true);
    m_target->setInsertPolicy(QComboBox::NoInsert);
    m_target->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_target->lineEdit()->setPlaceholderText(tr("A library’s name, a folder or an address"));
    m_target->setAccessibleName(tr("Where it is copied to"));
    for (const Target &each : targets)
        m_target->addItem(each.text, each.location);
    m_target->setCurrentIndex(-1);
    auto *browse = new QToolButton(this);
    browse->setIcon(icon("folder-open"_L1));
    browse->setToolTip(tr("Choose a folder…"));
    browse->setAccessibleName(browse->toolTip());
    connect(browse, &QToolButton::clicked, this, &CopyLibrarySheet::choose);
    auto *label = new QLabel(tr("&To:"), this);
    label->setBuddy(m_target);
    auto *row = new QHBoxLayout;
    row->setSpacing(innerSpacing);
    row->addWidget(label);
    row->addWidget(m_target, 1);
    row->addWidget(browse);
    addChoices(row);
    connect(m_target, &QComboBox::currentTextChanged, this, [this] {
        if (m_looked.isEmpty() || m_looked != location())
            forgetPlan();
    });
    if (m_trust)
        followTrust();
    forgetPlan();
    resize(620, 380);
    m_target->setFocus();
}

CopyLibrarySheet::~CopyLibrarySheet() = default;

void CopyLibrarySheet::forgetPlan()
{
    m_look.cancel();
    endLooking();
    m_looked.clear();
    dismissProblem(); // it may offer something for another place
    say(tr("Everything is copied, with its history; what is there already is not touched."));
    showLines({});
    setMain(tr("Look what there is to copy"), !location().isEmpty());
}

QList<MessageBar::Action> CopyLibrarySheet::waysOut(const Error &error)
{
    if (!m_trust || !UnknownHost::of(error))
        return {};
    return {{tr("Look at the key…"), [this, error, place = location()] { m_trust->ask(place, error); }}};
}

// Once the server is known it goes on where it ended: with looking, or with copying.
void CopyLibrarySheet::followTrust()
{
    connect(m_trust, &HostTrust::answered, this, [this] {
        m_saidBefore = summary();
        (void)beginLooking(tr("Going to the server once more…"));
    });
    connect(m_trust, &HostTrust::trusted, this, [this](const QString &place) {
        m_saidBefore.clear();
        if (place != location())
            return;
        endLooking();
        act();
    });
    connect(m_trust, &HostTrust::failed, this, [this](const QString &place, const Error &error) {
        if (place != location())
            return;
        endLooking();
        if (!m_saidBefore.isEmpty())
            say(std::exchange(m_saidBefore, {}));
        showProblem(error);
        mainButton()->setEnabled(true);
    });
}

QString CopyLibrarySheet::location() const
{
    // Text that is typed counts, unless it is that of an entry.
    const int index = m_target->findText(m_target->currentText());
    return index >= 0 ? m_target->itemData(index).toString() : m_target->currentText().trimmed();
}

void CopyLibrarySheet::choose()
{
    auto *dialog = new QFileDialog(this, tr("Copy the library into a folder"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_target, &QComboBox::setEditText);
    dialog->open();
}

void CopyLibrarySheet::act()
{
    if (!m_session || isWorking() || location().isEmpty())
        return;
    if (m_looked != location()) {
        look();
        return;
    }
    m_target->setEnabled(false);
    const ProgressSink sink = beginWork(tr("Copying…"));
    const ProgressSink sending = progressFor(this, [this](const Progress &) {
        if (isWorking())
            say(tr("Copied on this computer. Sending it to where the library is kept…"));
    });
    m_work = m_session
                 ->run([host = m_host, location = location(), sink,
                        sending](Library &from, const std::stop_token &stop) -> Result<Outcome> {
                     const auto url = host->locate(location);
                     if (!url)
                         return failure(url);
                     if (auto apart = checkPlaces(from, *url); !apart)
                         return failure(std::move(apart));
                     const auto to = host->open(*url, OpenOptions::Mode::CreateIfNone, sink, stop);
                     if (!to)
                         return failure(to);
                     auto report = migrate(from, **to, {}, sink, stop);
                     if (!report)
                         return failure(std::move(report));
                     Outcome outcome{.isNew = false, .report = *std::move(report), .place = *url, .unsent = {}};
                     // A library that is kept elsewhere has it only once it was sent.
                     if (SyncStorage *sync = (*to)->capabilities().synchronisation) {
                         const auto both = [&sink, &sending](const Progress &progress) {
                             sending(progress);
                             sink(progress);
                         };
                         if (auto sent = sync->synchronise({}, both, stop); !sent)
                             outcome.unsent = std::move(sent).error();
                     }
                     return outcome;
                 })
                 .then(this, [this](const Result<Outcome> &outcome) { finish(outcome); });
}

void CopyLibrarySheet::look()
{
    m_looked = location();
    setMain(tr("Copy"), false);
    m_look = m_session
                 ->run([host = m_host, location = m_looked, sink = beginLooking(tr("Looking what there is to copy…"))](
                           Library &from, const std::stop_token &stop) -> Result<Outcome> {
                     const auto url = host->locate(location);
                     if (!url)
                         return failure(url);
                     if (auto apart = checkPlaces(from, *url); !apart)
                         return failure(std::move(apart));
                     const auto to = host->open(*url, OpenOptions::Mode::Existing, sink, stop);
                     Outcome outcome{.isNew = false, .report = {}, .place = *url, .unsent = {}};
                     if (to) {
                         auto report = migrate(from, **to, {.dryRun = true}, sink, stop);
                         if (!report)
                             return failure(std::move(report));
                         outcome.report = *std::move(report);
                         return outcome;
                     }
                     if (to.error().code() != ErrorCode::NotFound)
                         return failure(to);
                     const auto stats = from.stats(stop);
                     if (!stats)
                         return failure(stats);
                     outcome.isNew = true;
                     outcome.report.prompts = stats->prompts;
                     outcome.report.versions = stats->versions;
                     outcome.report.copied = stats->versions;
                     outcome.report.labels = stats->labels;
                     outcome.report.bytes = stats->bytes;
                     return outcome;
                 })
                 .then(this, [this](const Result<Outcome> &outcome) {
                     endLooking();
                     showPlan(outcome);
                 });
}

std::vector<LineTable::Line> CopyLibrarySheet::linesOf(const Outcome &outcome, bool isDone)
{
    const QLocale locale;
    const MigrationReport &report = outcome.report;
    std::vector<LineTable::Line> lines;
    lines.push_back(line(tr("Prompts"), locale.toString(report.prompts)));
    lines.push_back(line(isDone ? tr("Versions copied") : tr("Versions to copy"), locale.toString(report.copied)));
    lines.push_back(line(tr("Versions that were there already"), locale.toString(report.unchanged)));
    lines.push_back(line(tr("Labels"), locale.toString(report.labels)));
    lines.push_back(line(tr("Content"), fileSize(report.bytes)));
    if (isDone)
        lines.push_back(line(tr("Versions read back and found the same"), locale.toString(report.verified)));
    for (const MigrationReport::Failure &failed : report.failed)
        lines.push_back(line(failed.subject, failed.error.message(), true));
    return lines;
}

void CopyLibrarySheet::showPlan(const Result<Outcome> &outcome)
{
    if (!outcome) {
        m_looked.clear();
        say(tr("It cannot be told what would be copied."));
        showProblem(outcome.error());
        setMain(tr("Look again"), true);
        return;
    }
    showLines(linesOf(*outcome, false));
    const QString place = placeText(outcome->place);
    if (outcome->isNew)
        say(tr("There is no library at %1 yet; one is made.").arg(place));
    else if (outcome->report.copied == 0 && outcome->report.failed.empty())
        say(tr("Everything is there already. Copying compares it once more."));
    else if (!outcome->report.failed.empty())
        say(tr("Some things cannot be copied; they stay as they are, here and there."));
    else
        say(tr("What is missing at %1 is copied there; nothing there is overwritten.").arg(place));
    setMain(tr("Copy"), true);
    mainButton()->setFocus();
}

void CopyLibrarySheet::stopWork()
{
    m_work.requestStop();
}

void CopyLibrarySheet::finish(const Result<Outcome> &outcome)
{
    m_target->setEnabled(true);
    if (!outcome) {
        tellEarlyEnd(outcome.error(), tr("Stopped. What was copied stays, and copying again goes on from there."),
                     tr("The library was not copied to its end. Copying again goes on from there."));
        m_looked.clear();
        setMain(tr("Look again"), true);
        endWork();
        return;
    }
    showLines(linesOf(*outcome, true));
    const MigrationReport &report = outcome->report;
    if (outcome->unsent) {
        say(tr("Copied, and kept on this computer until it can be sent."));
        showProblem(*outcome->unsent);
    } else if (report.isComplete()) {
        say(report.versions == 1 ? tr("Copied and compared: the 1 version is the same in both places.")
                                 : tr("Copied and compared: all %1 versions are the same in both places.")
                                       .arg(QLocale().toString(report.versions)));
    } else {
        say(report.failed.size() == 1
                ? tr("Copied, except for 1 thing.")
                : tr("Copied, except for %1 things.").arg(QLocale().toString(std::ssize(report.failed))));
    }
    emit copied(outcome->place.toString());
    endWork();
}

} // namespace pulse::ui
