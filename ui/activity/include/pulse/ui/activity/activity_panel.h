// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity_log.h"

#include <QFrame>
#include <QPointer>

class QListView;
class QStackedWidget;

namespace pulse::ui {

class ActivityModel;

/// What was done to the library, over the lower right of the window, by its button: newest first, each with the button
/// that takes it back or does it again. Enter does the same for the chosen row; Esc, or a click elsewhere, takes the
/// list away and gives the focus back to where it was.
class ActivityPanel : public QFrame
{
    Q_OBJECT

public:
    /// `window` is what it lies over.
    explicit ActivityPanel(QWidget *window);
    ~ActivityPanel() override;

    /// Null where no library is open.
    void setLog(ActivityLog *log);
    void popUp();
    void dismiss();
    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] ActivityModel *model() const { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void showPage();
    void focusMoved(QWidget *now);

    ActivityModel *m_model;
    QListView *m_view;
    QStackedWidget *m_pages;
    QPointer<QWidget> m_returnTo;
};

} // namespace pulse::ui
