// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/backups/library_backups.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>
#include <QTimer>

class QLineEdit;
class QRadioButton;
class QTreeWidget;

namespace pulse::ui {

class SnapshotChooser;

/// Restores from a backup: all of it, or chosen prompts and versions; into the library, or aside into a new one. Shows
/// what will be done to every version first. The backups must outlive it.
class RestoreSheet : public WorkSheet
{
    Q_OBJECT

public:
    /// `maker` makes the library for restoring aside; empty: that is not offered.
    RestoreSheet(LibraryBackups *backups, SnapshotInfo snapshot, BackupStore::LibraryMaker maker,
                 QWidget *parent = nullptr);
    ~RestoreSheet() override;

    [[nodiscard]] QRadioButton *everything() const { return m_everything; }
    [[nodiscard]] QRadioButton *chosen() const { return m_chosen; }
    [[nodiscard]] QRadioButton *inPlace() const { return m_inPlace; }
    [[nodiscard]] QRadioButton *aside() const { return m_aside; }
    [[nodiscard]] QLineEdit *folderField() const { return m_folder; }
    [[nodiscard]] QTreeWidget *chooser() const;

signals:
    void restored();
    /// A new library is there; the person wants to see it.
    void openLibraryRequested(const QString &folder);

protected:
    void act() override;
    void stopWork() override;

private:
    void addParts();
    void connectParts();
    void loadPrompts();
    void changed();
    void look();
    void showPlan(const RestorePlan &plan);
    void showAside();
    void chooseFolder();
    void showOutcome(const Result<RestoreReport> &report);
    [[nodiscard]] RestoreSelection selection() const;

    QPointer<LibraryBackups> m_backups;
    SnapshotInfo m_snapshot;
    BackupStore::LibraryMaker m_maker;
    QRadioButton *m_everything;
    QRadioButton *m_chosen;
    QRadioButton *m_inPlace;
    QRadioButton *m_aside;
    QLineEdit *m_folder;
    QPushButton *m_browse;
    SnapshotChooser *m_chooser;
    QString m_restoredTo; ///< the new library, once it is there
    QTimer m_delay;
    Task<std::vector<SnapshotPrompt>> m_loading;
    Task<RestorePlan> m_planning;
    Task<RestoreReport> m_restoring;
};

} // namespace pulse::ui
