// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QPointer>
#include <QTimer>
#include <QToolButton>

namespace pulse::ui {

/// How the current library stands with its home, always right to the second: for the status bar. A click opens a menu
/// with what can be done about it. Hidden for a library without a home elsewhere. GUI thread.
class SyncButton : public QToolButton
{
    Q_OBJECT

public:
    /// `actions` are the menu's, below the facts; they stay their owner's.
    explicit SyncButton(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void setSession(LibrarySession *session); ///< null shows nothing

protected:
    void initStyleOption(QStyleOptionToolButton *option) const override;

private:
    void showStatus();
    void fillMenu();

    QPointer<LibrarySession> m_session;
    QList<QAction *> m_actions;
    QMenu *m_menu;
    QTimer m_clock;
};

} // namespace pulse::ui
