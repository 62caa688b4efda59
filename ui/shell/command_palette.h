// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace pulse::ui {

class CommandTable;
class QuickPick;

/// Every action with its shortcut, to be found by some letters (Ctrl+K). What is not possible now says why.
class CommandPalette : public QObject
{
    Q_OBJECT

public:
    CommandPalette(const CommandTable &commands, QWidget *window);

    void popUp();
    [[nodiscard]] QuickPick *popup() const { return m_popup; }

private:
    void fill(const QString &typed);

    const CommandTable &m_commands;
    QuickPick *m_popup;
};

} // namespace pulse::ui
