// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/activity_log.h"

#include <algorithm>

namespace pulse {

ActivityLog::ActivityLog(Reverser reverser, QObject *parent)
    : QObject(parent)
    , m_reverser(std::move(reverser))
{}

ActivityLog::~ActivityLog() = default;

const Activity *ActivityLog::find(quint64 id) const
{
    const auto found = std::ranges::find(m_activities, id, &Activity::id);
    return found == m_activities.end() ? nullptr : &*found;
}

Activity *ActivityLog::at(quint64 id)
{
    const auto found = std::ranges::find(m_activities, id, &Activity::id);
    return found == m_activities.end() ? nullptr : &*found;
}

const Activity *ActivityLog::nextUndo() const
{
    const auto found = std::ranges::find_if(m_activities, &Activity::canUndo);
    return found == m_activities.end() ? nullptr : &*found;
}

const Activity *ActivityLog::nextRedo() const
{
    return m_undone.empty() ? nullptr : find(m_undone.back());
}

void ActivityLog::add(Activity activity)
{
    activity.id = ++m_lastId;
    m_activities.push_front(std::move(activity));
    emit added(m_lastId);
    // One that is being changed just now stays until it is done.
    if (m_activities.size() > capacity && m_activities.back().state != Activity::State::Changing) {
        const quint64 oldest = m_activities.back().id;
        m_activities.pop_back();
        std::erase(m_undone, oldest);
        emit dropped(oldest);
    }
}

void ActivityLog::undo(quint64 id)
{
    if (const Activity *activity = find(id); activity && activity->canUndo())
        reverse(id, Activity::State::Done);
}

void ActivityLog::redo(quint64 id)
{
    if (const Activity *activity = find(id); activity && activity->canRedo())
        reverse(id, Activity::State::Undone);
}

void ActivityLog::reverse(quint64 id, Activity::State from)
{
    Activity &activity = *at(id);
    activity.state = Activity::State::Changing;
    activity.problem.clear();
    std::erase(m_undone, id);
    m_running.emplace(id, m_reverser(activity.steps).then(this, [this, id, from](Result<Reversal> reversal) {
        settle(id, from, std::move(reversal));
    }));
    emit changed(id);
}

void ActivityLog::settle(quint64 id, Activity::State from, Result<Reversal> reversal)
{
    const auto held = m_running.extract(id);
    Activity *activity = at(id);
    if (!activity)
        return;
    const bool wasUndo = from == Activity::State::Done;
    const std::optional<Error> error = reversal ? reversal->error : std::optional(reversal.error());
    if (error) {
        activity->state = from;
        activity->problem = error->message();
        if (reversal)
            activity->steps = std::move(reversal->remaining);
        if (!wasUndo)
            m_undone.push_back(id);
        emit changed(id);
        emit refused(id, *error);
        return;
    }
    activity->state = wasUndo ? Activity::State::Undone : Activity::State::Done;
    activity->steps = reversal->steps;
    if (wasUndo)
        m_undone.push_back(id);
    emit changed(id);
    emit reversed(id, reversal->steps);
}

} // namespace pulse
