// SPDX-License-Identifier: Apache-2.0
#include "transfer_actions.h"

#include "window_settings.h"

#include "pulse/ui/transfer/export_sheet.h"
#include "pulse/ui/transfer/import_sheet.h"

#include <QFileDialog>

namespace pulse::ui {
using namespace Qt::StringLiterals;

TransferActions::TransferActions(const WindowSettings &settings, QWidget *window)
    : QObject(window)
    , m_settings(settings)
    , m_window(window)
{}

TransferActions::~TransferActions()
{
    delete m_sheet;
}

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
    open(session, [&] {
        auto *sheet = new ImportSheet(session, paths, into, m_window);
        sheet->setAuthor(m_settings.values().text(setting::author));
        return sheet;
    });
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

} // namespace pulse::ui
