// SPDX-License-Identifier: Apache-2.0
#include "transfer_actions.h"

#include "status_bar.h"

#include "pulse/ui/common/message_bar.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QLocale>
#include <QPointer>
#include <QSaveFile>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString transferKey = u"transfer"_s;

// Not modal for the program and without a loop of its own: the answer comes by a signal.
template <typename Chosen>
void askForPath(QWidget *window, const QString &title, QFileDialog::FileMode mode, Chosen chosen)
{
    auto *dialog = new QFileDialog(window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    if (mode == QFileDialog::Directory)
        dialog->setOption(QFileDialog::ShowDirsOnly);
    if (mode == QFileDialog::AnyFile)
        dialog->setAcceptMode(QFileDialog::AcceptSave);
    QObject::connect(dialog, &QFileDialog::filesSelected, window, chosen);
    dialog->open();
}

} // namespace

TransferActions::TransferActions(MessageBar &messages, StatusBar &status, QWidget *window)
    : QObject(window)
    , m_messages(messages)
    , m_status(status)
    , m_window(window)
{
    connect(&m_status, &StatusBar::stopRequested, this, &TransferActions::stop);
}

TransferActions::~TransferActions() = default;

void TransferActions::setBusy(const QString &what)
{
    m_busy = true;
    m_messages.dismiss(transferKey);
    m_status.showProgress(what, 0, 0);
    emit busyChanged();
}

void TransferActions::finish()
{
    m_busy = false;
    m_status.hideProgress();
    emit busyChanged();
}

void TransferActions::stop()
{
    // What was done stays; the work still answers, so that what it reached can be told.
    m_planning.requestStop();
    m_importing.requestStop();
    m_exporting.requestStop();
    m_checking.requestStop();
}

ProgressSink TransferActions::progressTo(const QString &text)
{
    // Called on a worker, which may outlive this object: the program carries the message, and looks whether it is
    // there.
    auto last = std::make_shared<QElapsedTimer>();
    return [target = QPointer(this), text, last](const Progress &progress) {
        if (last->isValid() && last->elapsed() < 50 && progress.done < progress.total)
            return;
        last->start();
        QMetaObject::invokeMethod(
            qApp,
            [target, text, done = progress.done, total = progress.total] {
                if (target && target->m_busy)
                    target->m_status.showProgress(text, done, total);
            },
            Qt::QueuedConnection);
    };
}

bool TransferActions::refuseWhileBusy()
{
    if (m_busy)
        m_messages.post(transferKey, MessageBar::Kind::Information,
                        tr("Something else is still running. Let it finish, or stop it in the status bar."));
    return m_busy;
}

// ---- import

void TransferActions::chooseFilesToImport(LibrarySession *session)
{
    askForPath(m_window, tr("Import files"), QFileDialog::ExistingFiles,
               [this, session = QPointer(session)](const QStringList &paths) {
                   if (session)
                       import(session, paths);
               });
}

void TransferActions::chooseFolderToImport(LibrarySession *session)
{
    askForPath(m_window, tr("Import a folder"), QFileDialog::Directory,
               [this, session = QPointer(session)](const QStringList &paths) {
                   if (session)
                       import(session, paths);
               });
}

void TransferActions::import(LibrarySession *session, const QStringList &paths, const QString &into)
{
    if (refuseWhileBusy())
        return;
    setBusy(tr("Looking at the files…"));
    ImportOptions options;
    options.into = into;
    auto work = [paths, options, progress = progressTo(tr("Looking at the files…"))](Library &library,
                                                                                     std::stop_token stop) {
        return planImport(library, paths, options, progress, std::move(stop));
    };
    m_planning = session->run(std::move(work))
                     .then(this, [this, session = QPointer(session), options](const Result<ImportPlan> &plan) {
                         finish();
                         if (!plan)
                             m_messages.post(transferKey, MessageBar::Kind::Problem, plan.error().message());
                         else if (session)
                             tellPlan(session, *plan, options);
                     });
}

void TransferActions::tellPlan(LibrarySession *session, const ImportPlan &plan, const ImportOptions &options)
{
    const QLocale locale;
    QString skipped;
    if (plan.skipped > 0) {
        const auto first = std::ranges::find(plan.items, ImportItem::Action::Skip, &ImportItem::action);
        skipped = u' ' + tr("%1 cannot be imported; the first is %2: %3")
                             .arg(locale.toString(plan.skipped), first->source, first->reason);
    }
    if (plan.versions == 0) {
        m_messages.post(transferKey, MessageBar::Kind::Information, tr("There is nothing new to import.") + skipped);
        return;
    }
    const QString text = tr("Import %1 prompts with %2 versions into “%3”?")
                             .arg(locale.toString(plan.prompts), locale.toString(plan.versions), session->title());
    m_messages.post(transferKey, MessageBar::Kind::Information, text + skipped,
                    {{tr("Import"), [this, session = QPointer(session), plan, options] {
                          if (session)
                              runPlan(session, plan, options);
                      }}});
}

void TransferActions::runPlan(LibrarySession *session, const ImportPlan &plan, const ImportOptions &options)
{
    if (refuseWhileBusy())
        return;
    const QString doing = tr("Importing…");
    setBusy(doing);
    auto work = [plan, options, progress = progressTo(doing)](Library &library, std::stop_token stop) {
        return runImport(library, plan, options, progress, std::move(stop));
    };
    m_importing =
        session->run(std::move(work))
            .then(this, [this, session = QPointer(session)](const Result<ImportReport> &report) {
                finish();
                if (session)
                    session->reload();
                const QLocale locale;
                if (!report)
                    m_messages.post(transferKey, MessageBar::Kind::Problem, report.error().message());
                else if (!report->failed.empty())
                    m_messages.post(transferKey, MessageBar::Kind::Warning,
                                    tr("Imported %1 versions; %2 failed. The first: %3")
                                        .arg(locale.toString(report->created), locale.toString(report->failed.size()),
                                             report->failed.front().second.message()));
                else
                    m_messages.post(transferKey, MessageBar::Kind::Success,
                                    tr("Imported %1 versions.").arg(locale.toString(report->created)));
            });
}

// ---- export

void TransferActions::chooseExportFolder(LibrarySession *session, const QStringList &chosen)
{
    askForPath(m_window, chosen.isEmpty() ? tr("Export the library into a folder") : tr("Export into a folder"),
               QFileDialog::Directory, [this, session = QPointer(session), chosen](const QStringList &paths) {
                   if (!session)
                       return;
                   QStringList refs = chosen;
                   for (const CatalogueEntry &entry : session->catalogue().entries()) {
                       if (chosen.isEmpty() && entry.name)
                           refs.append(entry.path);
                   }
                   exportTo(session, refs, paths.value(0));
               });
}

void TransferActions::exportTo(LibrarySession *session, const QStringList &refs, const QString &folder)
{
    if (refuseWhileBusy())
        return;
    const QString doing = tr("Exporting…");
    setBusy(doing);
    auto work = [refs, folder, progress = progressTo(doing)](Library &library,
                                                             std::stop_token stop) -> Result<ExportReport> {
        const ExportOptions options;
        const auto items = planExport(library, refs, options, stop);
        if (!items)
            return failure(items);
        return runExport(library, *items, folder, options, progress, std::move(stop));
    };
    m_exporting = session->run(std::move(work)).then(this, [this, folder](const Result<ExportReport> &report) {
        finish();
        const QLocale locale;
        if (!report)
            m_messages.post(transferKey, MessageBar::Kind::Problem, report.error().message());
        else if (!report->failed.empty())
            m_messages.post(transferKey, MessageBar::Kind::Warning,
                            tr("Wrote %1 files; %2 could not be written. The first: %3")
                                .arg(locale.toString(report->written), locale.toString(report->failed.size()),
                                     report->failed.front().second.message()));
        else
            m_messages.post(transferKey, MessageBar::Kind::Success,
                            tr("Wrote %1 files to %2.").arg(locale.toString(report->written), folder));
    });
}

void TransferActions::chooseExportFile(LibrarySession *session, const VersionKey &key)
{
    auto *dialog = new QFileDialog(m_window, tr("Save %1").arg(key.toString()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(exportFileName(key));
    connect(dialog, &QFileDialog::fileSelected, this, [this, session = QPointer(session), key](const QString &path) {
        if (!session || refuseWhileBusy())
            return;
        setBusy(tr("Exporting…"));
        auto work = [key, path](Library &library, std::stop_token stop) -> Result<ExportReport> {
            const auto prompt = library.fetch(PromptRef{key.name, Selector(key.version), true}, std::move(stop));
            if (!prompt)
                return failure(prompt);
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(prompt->content) != prompt->content.size() ||
                !file.commit())
                return failure(ErrorCode::Unavailable, u"export"_s, path,
                               TransferActions::tr("%1 could not be written: %2").arg(path, file.errorString()));
            return ExportReport{1, prompt->content.size(), {}};
        };
        m_exporting = session->run(std::move(work)).then(this, [this, path](const Result<ExportReport> &report) {
            finish();
            if (report)
                m_messages.post(transferKey, MessageBar::Kind::Success, tr("Wrote %1.").arg(path));
            else
                m_messages.post(transferKey, MessageBar::Kind::Problem, report.error().message());
        });
    });
    dialog->open();
}

// ---- checking

void TransferActions::check(LibrarySession *session)
{
    if (refuseWhileBusy())
        return;
    const QString doing = tr("Checking every version…");
    setBusy(doing);
    auto work = [progress = progressTo(doing)](Library &library, std::stop_token stop) {
        return library.verify(false, progress, std::move(stop));
    };
    m_checking = session->run(std::move(work))
                     .then(this, [this, session = QPointer(session)](const Result<InspectionReport> &report) {
                         finish();
                         tellCheck(session, report);
                     });
}

void TransferActions::tellCheck(const LibrarySession *session, const Result<InspectionReport> &report)
{
    if (!report) {
        const bool stopped = report.error().code() == ErrorCode::Cancelled;
        m_messages.post(transferKey, stopped ? MessageBar::Kind::Information : MessageBar::Kind::Problem,
                        report.error().message());
        return;
    }
    const QLocale locale;
    const QString title = session ? session->title() : QString();
    const auto damage = std::ranges::find(report->findings, Finding::Severity::Damage, &Finding::severity);
    if (damage != report->findings.end()) {
        const auto count = std::ranges::count(report->findings, Finding::Severity::Damage, &Finding::severity);
        m_messages.post(transferKey, MessageBar::Kind::Problem,
                        tr("“%1” has %2 damaged places. The first: %3")
                            .arg(title, locale.toString(static_cast<qint64>(count)), damage->message));
    } else {
        m_messages.post(
            transferKey, MessageBar::Kind::Success,
            tr("All %1 versions in “%2” match their checksums.").arg(locale.toString(report->versions), title));
    }
}

} // namespace pulse::ui
