// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QDialog>
#include <QPointer>

class QFileDialog;

namespace pulse::ui {

class MessageBar;
class StatusBar;

/// Work on a whole library: the sheets that bring prompts in and write them out, one at a time, and checking every
/// version, with progress in the status bar, where it can be stopped, and the outcome in the message bar.
class TransferActions : public QObject
{
    Q_OBJECT

public:
    TransferActions(MessageBar &messages, StatusBar &status, QWidget *window);
    ~TransferActions() override;

    void chooseFilesToImport(LibrarySession *session);
    void chooseFolderToImport(LibrarySession *session);
    /// Opens the sheet that says what would be done, and does it when the person agrees. `into` is a folder of the
    /// library.
    void import(LibrarySession *session, const QStringList &paths, const QString &into = {});
    /// Opens the sheet for `refs`, as planExport takes them; `/` is the whole library.
    void exportPrompts(LibrarySession *session, const QStringList &refs);
    /// Closes what is open for a library that ends.
    void forget(const LibrarySession *session);
    void check(LibrarySession *session);
    void stop();
    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    void busyChanged();

private:
    void setBusy(const QString &what);
    void finish();
    [[nodiscard]] ProgressSink progressTo(const QString &text);
    void importChosen(LibrarySession *session, QFileDialog *dialog);
    void open(LibrarySession *session, const std::function<QDialog *()> &make);
    void tellCheck(const LibrarySession *session, const Result<InspectionReport> &report);

    MessageBar &m_messages;
    StatusBar &m_status;
    QWidget *m_window;
    bool m_busy = false;
    QPointer<QDialog> m_sheet;
    const LibrarySession *m_sheetSession = nullptr; ///< compared only
    QString m_exportFolder;                         ///< of the last export; empty: the sheet's own choice
    Task<InspectionReport> m_checking;
};

} // namespace pulse::ui
