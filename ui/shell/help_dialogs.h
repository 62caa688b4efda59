// SPDX-License-Identifier: Apache-2.0
#pragma once

class QDialog;
class QWidget;

namespace pulse::ui {

class CommandTable;

/// Every action that has a shortcut, by menu, with a filter. Not modal; deletes itself when closed.
[[nodiscard]] QDialog *makeShortcutsDialog(const CommandTable &commands, QWidget *parent);

/// What this program is, its version, and the licences of what it is built on. Deletes itself when closed.
[[nodiscard]] QDialog *makeAboutDialog(QWidget *parent);

} // namespace pulse::ui
