// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace pulse::ui {

class NameEditor;

/// Asks for a folder's name. A folder is there by the prompts in it, so the dialog ends with what goes in: a new
/// prompt, or the selected ones.
class NewFolderDialog : public QDialog
{
    Q_OBJECT

public:
    /// `parentFolder` empty: the library's root. `selected`: what can be moved in, in words; empty: nothing.
    NewFolderDialog(const QString &parentFolder, const QString &selected, QWidget *parent);

signals:
    void newPromptWanted(const QString &folder);
    void moveWanted(const QString &folder);

private:
    void updateButtons();
    [[nodiscard]] QString folder() const;

    QString m_parentFolder;
    NameEditor *m_name;
    QPushButton *m_newPrompt;
    QPushButton *m_move;
};

} // namespace pulse::ui
