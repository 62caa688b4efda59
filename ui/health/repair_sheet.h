// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>

namespace pulse::ui {

/// Says what repair would do, line by line; does it when the person agrees; then says of each line whether it was done.
/// The session must outlive it.
class RepairSheet : public WorkSheet
{
    Q_OBJECT

public:
    /// `findings`: those of a check that repair can mend.
    RepairSheet(LibrarySession *session, std::vector<Finding> findings, QWidget *parent = nullptr);
    ~RepairSheet() override;

signals:
    /// The library as the repair left it.
    void repaired(const pulse::InspectionReport &report);

protected:
    void act() override;
    void stopWork() override;

private:
    void showPlan();
    void finish(const Result<InspectionReport> &report);
    void showOutcomes(const InspectionReport &report);

    QPointer<LibrarySession> m_session;
    std::vector<Finding> m_findings;
    Task<InspectionReport> m_task;
};

} // namespace pulse::ui
