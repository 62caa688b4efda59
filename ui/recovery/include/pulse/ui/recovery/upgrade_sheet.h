// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/common/work_sheet.h"

#include <QPointer>

class QCheckBox;

namespace pulse::ui {

/// Says what upgrading a library's layout would do and need, does it when the person agrees, with a way to stop it, and
/// says what became of it. The old layout is kept. The session must outlive the sheet.
class UpgradeSheet : public WorkSheet
{
    Q_OBJECT

public:
    explicit UpgradeSheet(LibrarySession *session, QWidget *parent = nullptr);
    ~UpgradeSheet() override;

    /// Whether there is a newer layout that this library could be given, here and now.
    [[nodiscard]] static bool isWorthwhile(const LibrarySession &session);

    [[nodiscard]] LibrarySession *session() const { return m_session; }
    /// Copy what is damaged as it is; shown where something is.
    [[nodiscard]] QCheckBox *carryBox() const { return m_carry; }

signals:
    void upgraded(const pulse::UpgradableStorage::Outcome &outcome);

protected:
    void act() override;
    void stopWork() override;

private:
    void look();
    void showPlan(const Result<UpgradableStorage::Plan> &plan);
    void updateMain();
    void finish(const Result<UpgradableStorage::Outcome> &outcome);

    QPointer<LibrarySession> m_session;
    QCheckBox *m_carry;
    Task<UpgradableStorage::Plan> m_look;
    Task<UpgradableStorage::Outcome> m_work;
    UpgradableStorage::Plan m_plan;
};

} // namespace pulse::ui
