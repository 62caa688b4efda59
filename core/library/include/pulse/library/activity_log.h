// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity.h"
#include "pulse/library/task.h"

#include <deque>
#include <map>

namespace pulse {

/// What came of reversing steps.
struct Reversal
{
    std::vector<ActivityStep> steps;     ///< what was done for it: reversing these is the way forward again
    std::vector<ActivityStep> remaining; ///< what could not be reversed and still stands; empty when all was
    std::optional<Error> error;          ///< why not
};

/// What was done to one library since it was opened, newest first, each to be taken back and done again. Belongs to a
/// LibrarySession and lives in its thread. It keeps the last `capacity`.
///
/// Taking back acts on the library as it is now: where that is no longer what the activity left (another process may
/// have changed it, too) it is refused with the reason, and nothing changes. Nothing is ever destroyed by it: what goes
/// away goes to the trash.
class ActivityLog : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t capacity = 200;
    using Reverser = std::function<Task<Reversal>(std::vector<ActivityStep>)>;

    explicit ActivityLog(Reverser reverser, QObject *parent = nullptr);
    ~ActivityLog() override;

    /// Newest first.
    [[nodiscard]] const std::deque<Activity> &activities() const { return m_activities; }
    [[nodiscard]] const Activity *find(quint64 id) const;
    /// The newest that can be taken back, and the one that was taken back last and can be done again; null if none.
    [[nodiscard]] const Activity *nextUndo() const;
    [[nodiscard]] const Activity *nextRedo() const;

    void add(Activity activity);
    /// Do nothing where that is not possible now.
    void undo(quint64 id);
    void redo(quint64 id);

signals:
    void added(quint64 id);
    void changed(quint64 id);
    /// The oldest, to make room.
    void dropped(quint64 id);
    /// An activity was taken back, or done again (as its state says), by these steps.
    void reversed(quint64 id, const std::vector<pulse::ActivityStep> &steps);
    /// It was not, and why.
    void refused(quint64 id, const pulse::Error &error);

private:
    [[nodiscard]] Activity *at(quint64 id);
    void reverse(quint64 id, Activity::State from);
    void settle(quint64 id, Activity::State from, Result<Reversal> reversal);

    Reverser m_reverser;
    std::deque<Activity> m_activities;
    std::vector<quint64> m_undone; ///< in the order in which they were taken back
    std::map<quint64, Task<Reversal>> m_running;
    quint64 m_lastId = 0;
};

} // namespace pulse
