// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/composition/standard_library_host.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/shell/main_window.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QAction>
#include <QPushButton>
#include <QTemporaryDir>
#include <memory>

namespace pulse::test {

/// A window as the program makes it, over the folders of one pretended person. The process's environment names those
/// folders while the object lives, so there is one at a time.
class Person
{
public:
    Person();

    [[nodiscard]] std::unique_ptr<ui::MainWindow>
    openWindow(const ui::MainWindow::Start &start = {},
               StandardLibraryHost::Purpose purpose = StandardLibraryHost::Purpose::Window) const;

    /// On the sample library, which is loaded, with the first prompt open that the letters lead to, where there are
    /// any.
    [[nodiscard]] std::unique_ptr<ui::MainWindow> openSample(const QString &letters = {}) const;

    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }

private:
    QTemporaryDir m_home;
};

/// Each ends the program where the window has no such part.
[[nodiscard]] QAction *action(const ui::MainWindow &window, const QString &id);
[[nodiscard]] ui::DocumentArea *document(const ui::MainWindow &window);
[[nodiscard]] ui::PromptTreePanel *tree(const ui::MainWindow &window);

/// The entry that leads to a prompt by name, as a person takes it: Ctrl+P, some letters, Enter. What cannot be done
/// fails the running case.
void goTo(ui::MainWindow &window, const QString &letters);

/// The open prompt; empty while there is none, or it is being loaded.
[[nodiscard]] QString currentName(const ui::MainWindow &window);

/// Null where none that says this can be seen.
[[nodiscard]] QPushButton *visibleButton(const QWidget &in, const QString &text);

[[nodiscard]] bool hasPrompt(const LibrarySession &session, const QString &name);

} // namespace pulse::test
