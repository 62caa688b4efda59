// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/backups/library_backups.h"

#include <QWidget>
#include <memory>

class QCheckBox;
class QPushButton;
class QSpinBox;
class QTableView;

namespace pulse::ui {

class MessageBar;
class PageHeading;

/// The backups of one library: what there are; taking, checking, restoring and thinning them out; where they are kept,
/// and how often one is taken by itself. GUI thread. The backups must outlive the page.
class BackupsPage : public QWidget
{
    Q_OBJECT

public:
    /// `maker` makes a library for restoring aside; empty: that is not offered.
    BackupsPage(LibraryBackups *backups, BackupStore::LibraryMaker maker, QWidget *parent = nullptr);
    ~BackupsPage() override;

    [[nodiscard]] LibraryBackups *backups() const;
    /// What the person set. `hours` 0: only when asked. `next`: when the next one is due, if one is.
    void showSchedule(int hours, const std::optional<QDateTime> &next);
    /// The rules with which thinning out begins.
    void setKeepPolicy(const KeepPolicy &policy);

    [[nodiscard]] PageHeading *heading() const;
    [[nodiscard]] MessageBar *messages() const;
    [[nodiscard]] QTableView *table() const;
    [[nodiscard]] QPushButton *backUpButton() const; ///< stops while a backup is being taken
    [[nodiscard]] QPushButton *restoreButton() const;
    [[nodiscard]] QPushButton *verifyButton() const;
    [[nodiscard]] QPushButton *pruneButton() const;
    [[nodiscard]] QPushButton *folderButton() const;
    [[nodiscard]] QCheckBox *scheduleBox() const;
    [[nodiscard]] QSpinBox *hoursField() const;

signals:
    /// The person wants a backup every so many hours; 0: never by itself.
    void scheduleChosen(int hours);
    /// The person wants the backups kept there; empty: at the usual place.
    void folderChosen(const QString &folder);
    void policyChosen(const pulse::KeepPolicy &policy);
    void openLibraryRequested(const QString &folder);
    /// Something was put back: what is shown of the library may be out of date.
    void restored(pulse::LibrarySession *session);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
