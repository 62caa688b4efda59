// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/connection_check.h"

#include <QWidget>

class QVBoxLayout;

namespace pulse::ui {

/// The way to a library, step by step as it was tried: a sign, what was found, and what to do about it. Steps that were
/// not tried are not shown. GUI thread.
class ConnectionSteps : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionSteps(QWidget *parent = nullptr);

    void clear();
    void add(const ConnectionStep &step);
    /// A last line that says that a step is being tried; empty takes it away.
    void setWaiting(const QString &text);
    [[nodiscard]] const std::vector<ConnectionStep> &steps() const { return m_steps; }
    /// Everything as text, a line a step: to be sent to somebody who can help.
    [[nodiscard]] QString text() const;

private:
    std::vector<ConnectionStep> m_steps;
    QVBoxLayout *m_rows;
    QWidget *m_waiting = nullptr;
};

/// "Name of the host", "Certificate", …
[[nodiscard]] QString connectionStepTitle(ConnectionStep::Kind kind);

} // namespace pulse::ui
