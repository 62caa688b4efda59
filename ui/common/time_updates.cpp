// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/time_updates.h"

#include <QEvent>

namespace pulse::ui {

TimeUpdates::TimeUpdates(QWidget *shown, Tell tell)
    : QObject(shown)
    , m_tell(std::move(tell))
    , m_isSeen(shown->isVisible())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TimeUpdates::tellNow);
    shown->installEventFilter(this);
}

void TimeUpdates::tellNow()
{
    m_timer.stop();
    if (const auto lasts = m_tell(); m_isSeen && lasts.count() > 0)
        m_timer.start(std::min(lasts, longest));
}

bool TimeUpdates::eventFilter(QObject *watched, QEvent *event)
{
    // Also told to the children of a window that is minimised and comes back.
    if (event->type() == QEvent::Hide) {
        m_isSeen = false;
        m_timer.stop();
    } else if (event->type() == QEvent::Show) {
        m_isSeen = true;
        tellNow();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace pulse::ui
