// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace pulse::ui {

class FactLabel;

/// One finding in full: what, where, what to do, and the buttons for it.
class FindingDetails : public QWidget
{
    Q_OBJECT

public:
    explicit FindingDetails(QWidget *parent = nullptr);

    /// Null empties it. `canChange`: the library can be written.
    void showFinding(const Finding *finding, bool canChange);

signals:
    void openRequested();
    void repairRequested();
    void restoreRequested();
    void acceptRequested();

private:
    QLabel *m_title;
    FactLabel *m_place;
    QLabel *m_message;
    QPushButton *m_open;
    QPushButton *m_repair;
    QPushButton *m_restore;
    QPushButton *m_accept;
};

} // namespace pulse::ui
