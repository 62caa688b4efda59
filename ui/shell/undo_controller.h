// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library_manager.h"

#include "pulse/ui/document/document_area.h"

#include <QPointer>
#include <QTimer>

namespace pulse::ui {

class ActivityPanel;
class CommandTable;
class MessageBar;

/// Undo and redo in the window: of the text where a text has the focus, else of what was last done to the library.
/// Tells of everything that was done, with a way back, and opens the list of it.
class UndoController : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        LibraryManager *libraries;
        DocumentArea *document;
        CommandTable *commands;
        MessageBar *messages;
        QWidget *window;
    };
    explicit UndoController(Parts parts, QObject *parent = nullptr);
    ~UndoController() override;

    void undo();
    void redo();
    void showActivities();
    /// Names and enables both actions by what they would do now.
    void update();

private:
    enum class Target { Editor, Field, Library };
    void follow(LibrarySession *session);
    void offer(ActivityLog &log, quint64 id);
    void turn(bool back);
    [[nodiscard]] Target target() const;
    [[nodiscard]] ActivityLog *log() const;

    Parts m_parts;
    QTimer m_offerTime; ///< how long the way back is offered over the text
    quint64 m_offered = 0;
    QPointer<ActivityPanel> m_panel;
};

} // namespace pulse::ui
