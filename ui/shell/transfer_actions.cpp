// SPDX-License-Identifier: Apache-2.0
#include "transfer_actions.h"

#include "status_bar.h"

#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/transfer/export_sheet.h"
#include "pulse/ui/transfer/import_sheet.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString transferKey = u"transfer"_s;

} // namespace

TransferActions::TransferActions(MessageBar &messages, StatusBar &status, QWidget *window)
    : QObject(window)
    , m_messages(messages)
    , m_status(status)
    , m_window(window)
{
    connect(&m_status, &StatusBar::stopRequested, this, &TransferActions::stop);
}

TransferActions::~TransferActions()
{
    delete m_sheet;
}

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
    // The work still answers, so that it can be told.
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

// ---- bringing in and writing out

void TransferActions::chooseFilesToImport(LibrarySession *session)
{
    auto *dialog =
        new QFileDialog(m_window, tr("Import files"), {}, tr("Prompts (*.md *.txt *.prompt);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    importChosen(session, dialog);
}

void TransferActions::chooseFolderToImport(LibrarySession *session)
{
    auto *dialog = new QFileDialog(m_window, tr("Import a folder"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    importChosen(session, dialog);
}

// Not modal for the program and without a loop of its own: the answer comes by a signal.
void TransferActions::importChosen(LibrarySession *session, QFileDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, [this, session = QPointer(session)](const QStringList &paths) {
        if (session)
            import(session, paths);
    });
    dialog->open();
}

void TransferActions::import(LibrarySession *session, const QStringList &paths, const QString &into)
{
    open(session, [&] { return new ImportSheet(session, paths, into, m_window); });
}

void TransferActions::exportPrompts(LibrarySession *session, const QStringList &refs)
{
    open(session, [&] { return new ExportSheet(session, refs, m_exportFolder, m_window); });
}

// One sheet at a time: the one that is open comes to the front.
void TransferActions::open(LibrarySession *session, const std::function<QDialog *()> &make)
{
    if (!m_sheet) {
        m_sheet = make();
        m_sheetSession = session;
        m_sheet->setAttribute(Qt::WA_DeleteOnClose);
        if (auto *sheet = qobject_cast<ExportSheet *>(m_sheet.data()))
            connect(sheet, &ExportSheet::exported, this, [this](const QString &folder) { m_exportFolder = folder; });
    }
    m_sheet->open();
    m_sheet->raise();
    m_sheet->activateWindow();
}

void TransferActions::forget(const LibrarySession *session)
{
    if (m_sheetSession == session)
        delete m_sheet;
}

// ---- checking

void TransferActions::check(LibrarySession *session)
{
    if (m_busy)
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
