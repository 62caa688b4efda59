// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_store.h"
#include "pulse/ui/backups/backup_schedule.h"
#include "pulse/ui/backups/library_backups.h"

#include <QDialog>
#include <QPointer>
#include <map>

namespace pulse::ui {

class BackupsPage;
class DocumentArea;
class LibraryManager;
class MessageBar;
class StatusBar;
class WindowSettings;

/// The backups of the open libraries: their pages, restoring what is damaged, and taking one by itself every so many
/// hours, with the progress in the status bar and what went wrong in the message bar.
class BackupActions : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        DocumentArea *document;
        MessageBar *messages;
        StatusBar *status;
        LibraryManager *libraries;
        WindowSettings *settings;
        QWidget *window;
    };
    BackupActions(Parts parts, std::shared_ptr<const Clock> clock, BackupStore::LibraryMaker maker,
                  QObject *parent = nullptr);
    ~BackupActions() override;

    /// Brings the library's page to the front.
    void showPage(LibrarySession *session);
    /// Opens the sheet that puts good copies in the place of damaged versions.
    void mend(LibrarySession *session, const std::vector<Finding> &findings);
    /// Ends everything of a library that ends.
    void forget(LibrarySession *session);
    /// Takes over what was changed in the settings.
    void applySettings(const QString &key);

signals:
    /// Something of the library was put back.
    void restored(pulse::LibrarySession *session);
    void openLibraryRequested(const QString &folder);

private:
    struct Held
    {
        std::unique_ptr<LibraryBackups> backups;
        std::unique_ptr<BackupSchedule> schedule;
        QPointer<BackupsPage> page;
        bool isScheduled = false; ///< the backup that is being taken was due
    };

    Held &held(LibrarySession *session);
    void connectHeld(LibrarySession *session, Held &held);
    void follow(LibrarySession *session);
    void connectPage(LibrarySession *session, BackupsPage *page);
    void backupDue(LibrarySession *session);
    void backupEnded(LibrarySession *session, const BackupReport &report, const std::optional<Error> &failure);
    void tellTrouble(LibrarySession *session, const QString &reason);
    void showSchedule(const Held &held) const;
    [[nodiscard]] QString folderFor(const LibrarySession *session) const;
    [[nodiscard]] int hours() const;
    [[nodiscard]] KeepPolicy policy() const;

    Parts m_parts;
    std::shared_ptr<const Clock> m_clock;
    BackupStore::LibraryMaker m_maker;
    std::map<LibrarySession *, Held> m_held;
    QPointer<QDialog> m_sheet;
    LibrarySession *m_sheetSession = nullptr; ///< compared only
};

} // namespace pulse::ui
