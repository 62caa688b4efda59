// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/export.h"
#include "pulse/library/import.h"
#include "pulse/library/library_session.h"

#include <QObject>
#include <QPointer>

namespace pulse::ui {

class MessageBar;
class StatusBar;

/// Long work on a whole library: bringing prompts in, writing them out, checking every version. One at a time, with
/// progress in the status bar, where it can be stopped; the outcome is told in the message bar.
class TransferActions : public QObject
{
    Q_OBJECT

public:
    TransferActions(MessageBar &messages, StatusBar &status, QWidget *window);
    ~TransferActions() override;

    void chooseFilesToImport(LibrarySession *session);
    void chooseFolderToImport(LibrarySession *session);
    /// Plans, says what would be done, and carries it out when the person agrees. `into` is a folder of the library.
    void import(LibrarySession *session, const QStringList &paths, const QString &into = {});
    /// `refs` as planExport takes them; none: every prompt.
    void chooseExportFolder(LibrarySession *session, const QStringList &refs = {});
    void chooseExportFile(LibrarySession *session, const VersionKey &key);
    void exportTo(LibrarySession *session, const QStringList &refs, const QString &folder);
    void check(LibrarySession *session);
    void stop();
    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    void busyChanged();

private:
    void setBusy(const QString &what);
    void finish();
    [[nodiscard]] ProgressSink progressTo(const QString &text);
    bool refuseWhileBusy();
    void tellPlan(LibrarySession *session, const ImportPlan &plan, const ImportOptions &options);
    void runPlan(LibrarySession *session, const ImportPlan &plan, const ImportOptions &options);
    void tellCheck(const LibrarySession *session, const Result<InspectionReport> &report);

    MessageBar &m_messages;
    StatusBar &m_status;
    QWidget *m_window;
    bool m_busy = false;
    Task<ImportPlan> m_planning;
    Task<ImportReport> m_importing;
    Task<ExportReport> m_exporting;
    Task<InspectionReport> m_checking;
};

} // namespace pulse::ui
