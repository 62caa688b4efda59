// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>
#include <chrono>
#include <functional>

namespace pulse::ui {

/// Keeps what a widget says about the time ("2 min ago") true for as long as the widget is on the screen. A hidden
/// widget, and one of a window that is minimised, costs nothing; it is brought up to date when it is seen again.
/// GUI thread.
class TimeUpdates : public QObject
{
    Q_OBJECT

public:
    /// Says everything anew and returns how long that stays true; zero when it holds no time.
    using Tell = std::function<std::chrono::milliseconds()>;

    /// Becomes a child of `shown`. Does not call `tell` yet.
    TimeUpdates(QWidget *shown, Tell tell);

    /// What is shown has changed: tells, and counts from now on where it is seen.
    void tellNow();
    /// Whether a timer runs.
    [[nodiscard]] bool isWaiting() const { return m_timer.isActive(); }

    /// The clock may be set and the machine may sleep, so nothing is believed for longer.
    static constexpr std::chrono::milliseconds longest = std::chrono::minutes(1);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Tell m_tell;
    QTimer m_timer;
    bool m_isSeen;
};

} // namespace pulse::ui
