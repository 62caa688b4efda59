// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_store.h"
#include "pulse/library/library_session.h"

#include <QObject>
#include <QPointer>

namespace pulse::ui {

/// The backups of one open library: what there are, and taking another. Everything happens on the session's workers;
/// the folder is opened anew for every piece of work. GUI thread. The session must outlive it.
class LibraryBackups : public QObject
{
    Q_OBJECT

public:
    /// `folder` empty: where backups of this library go when nothing is set.
    LibraryBackups(LibrarySession *session, const QString &folder, QObject *parent = nullptr);
    ~LibraryBackups() override;

    [[nodiscard]] LibrarySession *session() const { return m_session; }
    [[nodiscard]] QString folder() const { return m_folder; }
    /// Looks there from now on; nothing is moved.
    void setFolder(const QString &folder);

    /// Reads the list anew; `changed` when it is there.
    void refresh();
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    /// Newest first; also those of other libraries that share the folder.
    [[nodiscard]] const std::vector<SnapshotInfo> &snapshots() const { return m_snapshots; }
    /// The newest one of this library that was taken to keep, not as a safety before a restore; null when there is
    /// none.
    [[nodiscard]] const SnapshotInfo *newest() const;
    /// Why the list could not be read; empty when it could, or when there are no backups yet.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }

    /// Takes a backup; does nothing while one is being taken. `finished` answers.
    void backUp(const BackupOptions &options = {});
    void stop();
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

    /// `use(BackupStore &, Library &, std::stop_token) -> Result<T>` on a worker thread.
    template <typename Use>
    [[nodiscard]] auto run(Use use)
    {
        return m_session->run([folder = m_folder, use = std::move(use)](Library &library, std::stop_token stop) mutable
                                  -> std::invoke_result_t<Use, BackupStore &, Library &, std::stop_token> {
            auto store = BackupStore::open(folder, BackupStore::Mode::Existing);
            if (!store)
                return std::unexpected(store.error());
            return use(**store, library, std::move(stop));
        });
    }

signals:
    void changed();
    void busyChanged();
    void progressed(const pulse::Progress &progress);
    /// The report counts when there is no failure. Also when there is a question: then nothing was written, and `backUp` wants to be called again with the answer.
    void finished(const pulse::BackupReport &report, const std::optional<pulse::Error> &failure);

private:
    QPointer<LibrarySession> m_session;
    QString m_folder;
    std::vector<SnapshotInfo> m_snapshots;
    std::optional<Error> m_problem;
    bool m_isLoaded = false;
    bool m_isBusy = false;
    Task<std::vector<SnapshotInfo>> m_listing;
    Task<BackupReport> m_backingUp;
};

} // namespace pulse::ui
