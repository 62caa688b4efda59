// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/health/health_record.h"

#include <QWidget>
#include <memory>

class QPushButton;
class QTreeView;

namespace pulse::ui {

class PageHeading;

/// The health of one library: reads every version, shows what is not as it should be, the worst first, and leads to
/// what can be done about it. Checks only when asked. GUI thread; the work is done by the session's workers and can be
/// stopped. The session must outlive the page.
class HealthPage : public QWidget
{
    Q_OBJECT

public:
    enum class State {
        Unchecked, ///< never in this window; an earlier check may be told of
        Checking,
        Checked
    };

    /// `last` is what is remembered of the check before, if there was one.
    explicit HealthPage(LibrarySession *session, const std::optional<HealthRecord> &last = {},
                        QWidget *parent = nullptr);
    ~HealthPage() override;

    [[nodiscard]] LibrarySession *session() const;
    /// Reads everything anew; does nothing while it is doing so.
    void check();
    /// The results of the last check, if there are any, stay.
    void stop();

    [[nodiscard]] State state() const;
    /// Of the last check that came to its end; what was repaired since is left out.
    [[nodiscard]] const InspectionReport &report() const;
    /// The damaged versions that a backup could bring back.
    [[nodiscard]] std::vector<Finding> restorable() const;
    [[nodiscard]] QString reportText() const;

    [[nodiscard]] PageHeading *heading() const;
    [[nodiscard]] QTreeView *findingsView() const;
    [[nodiscard]] QPushButton *checkButton() const; ///< stops while a check is running
    [[nodiscard]] QPushButton *repairButton() const;
    [[nodiscard]] QPushButton *restoreButton() const;
    [[nodiscard]] QPushButton *copyButton() const;

signals:
    void stateChanged();
    /// A check or a repair came to its end.
    void checked(const pulse::ui::HealthRecord &record);
    void openRequested(pulse::LibrarySession *session, const pulse::Name &name,
                       const std::optional<pulse::Version> &version);
    /// Bring these damaged versions back from a backup.
    void restoreRequested(pulse::LibrarySession *session, const std::vector<pulse::Finding> &findings);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
