// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/backups/library_backups.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>
#include <QTimer>

class QSpinBox;

namespace pulse::ui {

/// Which backups to keep, by rules; shows at once which would go and how much room that makes; removes them when the
/// person agrees. The backups must outlive it.
class PruneSheet : public WorkSheet
{
    Q_OBJECT

public:
    PruneSheet(LibraryBackups *backups, const KeepPolicy &policy, QWidget *parent = nullptr);
    ~PruneSheet() override;

    [[nodiscard]] KeepPolicy policy() const;
    [[nodiscard]] QSpinBox *lastField() const { return m_last; }
    [[nodiscard]] QSpinBox *dailyField() const { return m_daily; }
    [[nodiscard]] QSpinBox *weeklyField() const { return m_weekly; }
    [[nodiscard]] QSpinBox *monthlyField() const { return m_monthly; }
    [[nodiscard]] QSpinBox *yearlyField() const { return m_yearly; }

signals:
    void pruned();

protected:
    void act() override;
    void stopWork() override;

private:
    [[nodiscard]] QSpinBox *field(qint64 value, const QString &name);
    void addRules();
    void look();
    void show(const PruneReport &report, bool isDone);

    QPointer<LibraryBackups> m_backups;
    QSpinBox *m_last;
    QSpinBox *m_daily;
    QSpinBox *m_weekly;
    QSpinBox *m_monthly;
    QSpinBox *m_yearly;
    QTimer m_delay;
    Task<PruneReport> m_looking;
    Task<PruneReport> m_pruning;
};

} // namespace pulse::ui
