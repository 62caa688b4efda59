// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/backups/library_backups.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>

namespace pulse::ui {

/// Damaged versions, and the backup that holds a good copy of each; puts the good copies in their places when the
/// person agrees. The backups must outlive it.
class MendSheet : public WorkSheet
{
    Q_OBJECT

public:
    struct Holder
    {
        VersionKey key;
        std::optional<SnapshotInfo> snapshot; ///< the newest that holds it
    };

    /// Findings that name a version; others are left out.
    MendSheet(LibraryBackups *backups, std::vector<Finding> findings, QWidget *parent = nullptr);
    ~MendSheet() override;

signals:
    /// Something may have changed: look again.
    void mended();

protected:
    void act() override;
    void stopWork() override;

private:
    void look();
    void showPlan();
    void showOutcomes(const MendReport &report);

    QPointer<LibraryBackups> m_backups;
    std::vector<Finding> m_findings;
    std::vector<Holder> m_holders;
    Task<std::vector<Holder>> m_looking;
    Task<MendReport> m_mending;
};

} // namespace pulse::ui
